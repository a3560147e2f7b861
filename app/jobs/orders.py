"""What can be ordered of the worker. Each function finds or creates the Job row in the caller's write transaction.
After the commit call `app.jobs.queue.enqueue(job.id)` and `app.routes.jobs.answer_with(job)`, or show a page that links
to the job."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs.ordering import order
from app.models import (
    AdministrativeUnit,
    Approval,
    Course,
    ImportRun,
    Job,
    JobState,
    Lesson,
    PrintedSheet,
    Registration,
)
from app.registers.definitions.learners_list import OF_COURSE
from app.registers.definitions.people_list import KIND as PEOPLE_LIST
from app.registers.parts import RowList
from app.registers.register import Register

MOST_EMPTY_ROWS = 40
# The first is drawn by itself when a class is published.
POSTER_SIZES = ("A4", "A3", "A5")


def backup(session: Session, unit_id: int, *, by: int) -> Job:
    """A backup of the whole place, made anew; the open job where one is under way for the unit."""
    return Job.ask(
        session, "backup", {}, title=_("Sao lưu ngay"), unit_id=unit_id, asked_by_id=by, now=clock.now(), again=True
    )


def poster(session: Session, course: Course, *, by: int | None, again: bool = False, size: str = "A4") -> Job:
    """The poster of a course in its present version, on one of `POSTER_SIZES`; `again` draws it anew, for a lost
    file."""
    words = (
        _("Áp phích lớp %(code)s", code=course.code)
        if size == POSTER_SIZES[0]
        else _("Áp phích %(size)s lớp %(code)s", size=size, code=course.code)
    )
    wanted = _poster_of(course, size)
    return order(session, "poster", wanted, words, unit_id=course.unit_id, by=by, again=again)


def poster_asked(session: Session, course: Course, size: str = "A4") -> Job | None:
    """The newest job for the poster of a course in its present version, in any state, or None.

    A poster from before the ward had a telephone may still hang somewhere: it is handed out until it was drawn anew
    (`poster_lacks_phone`).
    """
    wanted = _poster_of(course, size)
    before = {name: value for name, value in wanted.items() if name != "phone"}
    found = (session.scalars(Job.newest("poster", each, course.unit_id).limit(1)).first() for each in (wanted, before))
    return next(filter(None, found), None)


def poster_lacks_phone(course: Course, job: Job) -> bool:
    """Whether a poster was ordered before the ward had its present telephone."""
    return "phone" in _poster_of(course, POSTER_SIZES[0]) and "phone" not in job.given


def shown(session: Session, course: Course, *, by: int | None) -> list[Job]:
    """The public pictures of a course beside its page: its poster, and the preview of its link."""
    return [poster(session, course, by=by), link_picture(session, course)]


def link_picture(session: Session, course: Course) -> Job:
    """The preview picture of a course's link; a later version of the course gets another."""
    title = _("Ảnh của đường dẫn lớp %(code)s", code=course.code)
    return order(session, "link_picture", _version(course, course.version), title, unit_id=course.unit_id, by=None)


def link_picture_asked(session: Session, course: Course, version: int) -> Job | None:
    """The newest job for the preview picture of a version of a course, in any state, or None."""
    return session.scalars(Job.newest("link_picture", _version(course, version), course.unit_id).limit(1)).first()


def _version(course: Course, version: int) -> dict[str, str]:
    return {"course": str(course.id), "version": str(version)}


def _poster_of(course: Course, size: str) -> dict[str, str]:
    wanted = _version(course, course.version)
    if course.unit.phone:
        wanted["phone"] = course.unit.phone
    return wanted if size == POSTER_SIZES[0] else {**wanted, "size": size}


def sign_in_sheet(
    session: Session, lesson: Lesson, *, marked: bool, by: int | None, empty_rows: int = 10, phones: bool = False
) -> Job:
    """The sign-in sheet of a lesson, to sign by hand or with the marks; drawn anew for each order.

    `empty_rows`: lines for people who come unannounced (0 to 40; only on the sheet to sign). `phones`: a column with
    the last digits of telephone numbers. The sheet to sign stores the order of its names (`PrintedSheet`).
    """
    if marked:
        title = _("Kết quả điểm danh %(lesson)s", lesson=lesson.key)
        return _ask(session, "sheet_after", {"lesson": str(lesson.id)}, title, lesson.course, by)
    title = _("Danh sách ký %(lesson)s", lesson=lesson.key)
    sheet = PrintedSheet.freeze(session, lesson, by_id=by, now=clock.now())
    rows = str(min(max(empty_rows, 0), MOST_EMPTY_ROWS))
    wanted = {"lesson": str(lesson.id), "sheet": str(sheet.id), "rows": rows, "phones": str(+phones)}
    return _ask(session, "sheet_before", wanted, title, lesson.course, by)


def check_in_sheet(session: Session, lesson: Lesson, *, by: int | None) -> Job:
    """The sheet with a lesson's check-in code; the code is stored with the check-in, not with the job."""
    title = _("Mã tự điểm danh %(lesson)s", lesson=lesson.key)
    return _ask(session, "check_in_sheet", {"lesson": str(lesson.id)}, title, lesson.course, by)


def course_grid(session: Session, course: Course, *, by: int | None, marked: bool = True) -> Job:
    """The attendance grid of all lessons of a course, twelve a grid; `marked` False leaves the cells empty to sign."""
    title = _("Bảng điểm danh lớp %(code)s", code=course.code)
    wanted = {"course": str(course.id), "marked": str(+marked)}
    return _ask(session, "course_grid", wanted, title, course, by)


def paper_note(session: Session, registration: Registration, *, by: int | None) -> Job:
    """The paper note of one person, A6, for somebody without a telephone to store a ticket on."""
    return paper_notes(session, [registration], by=by)


def paper_notes(session: Session, registrations: Sequence[Registration], *, by: int | None) -> Job:
    """The paper notes of several people of one course, four on an A4 sheet to cut; a single note is A6."""
    course = registrations[0].course
    wanted = {"registrations": ",".join(str(each.id) for each in registrations)}
    title = _("Giấy hẹn học lớp %(code)s", code=course.code)
    return _ask(session, "paper_note", wanted, title, course, by)


def approval_list(session: Session, approval: Approval, *, by: int | None) -> Job:
    """The annex of the decision: the certified people, or a draft before the approval."""
    title = _titled(_("Danh sách cấp giấy lớp %(code)s", code=approval.course.code), approval)
    return _ask(session, "approval_list", {"approval": str(approval.id)}, title, approval.course, by)


def hand_over_list(session: Session, approval: Approval, *, by: int | None) -> Job:
    """The list on which people sign for their certificates."""
    title = _titled(_("Danh sách giao nhận giấy lớp %(code)s", code=approval.course.code), approval)
    return _ask(session, "hand_over_list", {"approval": str(approval.id)}, title, approval.course, by)


def register_extract(
    session: Session,
    unit: AdministrativeUnit,
    year: int,
    *,
    by: int | None,
    first: int | None = None,
    last: int | None = None,
) -> Job:
    """An extract of a unit's register of a year, from one number to another (both included), or all of it."""
    wanted = {"unit": str(unit.id), "year": str(year), "first": str(first or ""), "last": str(last or "")}
    title = _("Trích sổ gốc năm %(year)s", year=year)
    about = ("unit", unit.code)
    return order(session, "register_extract", wanted, title, unit_id=unit.id, by=by, about=about)


def list_title(rows: RowList[Any]) -> str:
    """The title of a list on paper: "Danh sách địa điểm học", if it declares no other."""
    if rows.on_paper.title:
        return str(rows.on_paper.title)
    what = str(rows.title)
    return str(_("Danh sách %(what)s", what=what[:1].lower() + what[1:]))


def register_list(
    session: Session,
    register: Register[Any],
    unit: AdministrativeUnit,
    rows: Sequence[int],
    *,
    part: str,
    by: int | None,
    in_order: bool = False,
    as_word: bool = False,
) -> Job:
    """The list of a register as shown on a screen: `rows` by id, `part` describes the filter; `in_order` keeps their
    order, else they are grouped as the register says; `as_word` makes it a Word file."""
    wanted = {"unit": str(unit.id), "list": register.kind, "rows": ",".join(map(str, rows)), "part": part}
    wanted["sorted"] = str(+in_order)
    kind = "register_list_word" if as_word else "register_list"
    return order(session, kind, wanted, list_title(register.listing), unit_id=unit.id, by=by)


def people_list(session: Session, unit: AdministrativeUnit, rows: Sequence[int], *, part: str, by: int | None) -> Job:
    """A list of people of a unit: `rows` by id, `part` describes the filter."""
    wanted = {"unit": str(unit.id), "list": PEOPLE_LIST, "rows": ",".join(map(str, rows)), "part": part}
    return order(session, "register_list", wanted, str(_("Danh sách người học")), unit_id=unit.id, by=by)


def learners_list(session: Session, course: Course, rows: Sequence[int], *, part: str, by: int | None) -> Job:
    """A list of the learners of a course: registrations `rows` by id, `part` describes the filter."""
    title = str(_("Danh sách người học lớp %(code)s", code=course.code))
    wanted = {"unit": str(course.unit_id), "list": f"{OF_COURSE}{course.code}", "rows": ",".join(map(str, rows))}
    return order(session, "register_list", {**wanted, "part": part}, title, unit_id=course.unit_id, by=by)


def course_file(session: Session, course: Course, *, by: int | None) -> Job:
    """The file of a course: plan, learners, attendance, photos and result in one paper."""
    title = _("Hồ sơ lớp %(code)s", code=course.code)
    return _ask(session, "course_file", {"course": str(course.id)}, title, course, by)


def certificates(session: Session, approval: Approval, *, by: int | None, again: bool = False) -> Job:
    """The certificates of an approved list that are not issued yet; `again` after a replacement."""
    title = _titled(_("Giấy chứng nhận lớp %(code)s", code=approval.course.code), approval)
    wanted = {"approval": str(approval.id)}
    return _ask(session, "course_certificates", wanted, title, approval.course, by, again=again)


def certificates_file(session: Session, approval: Approval, *, by: int | None) -> Job:
    """All issued certificates of a list in one file to print; joined anew for each order."""
    title = _titled(_("Tệp in giấy chứng nhận lớp %(code)s", code=approval.course.code), approval)
    wanted = {"approval": str(approval.id)}
    return _ask(session, "course_certificates_file", wanted, title, approval.course, by)


def certificates_asked(session: Session, approval: Approval) -> Job | None:
    """The newest job that issues the certificates of a list, in any state, or None."""
    wanted = {"approval": str(approval.id)}
    return session.scalars(Job.newest("course_certificates", wanted, approval.course.unit_id).limit(1)).first()


def _titled(title: str, approval: Approval) -> str:
    """The title of a paper of a list, with the number of a supplementary list."""
    if not approval.supplement:
        return title
    return str(_("%(title)s, bổ sung lần %(number)s", title=title, number=approval.supplement))


def _ask(
    session: Session,
    kind: str,
    wanted: dict[str, str],
    title: str,
    course: Course,
    by: int | None,
    *,
    again: bool | None = None,
) -> Job:
    about = ("course", course.code)
    return order(session, kind, wanted, title, unit_id=course.unit_id, by=by, about=about, again=again)


def import_look(session: Session, run: ImportRun, *, by: int | None) -> Job:
    """Preview the outcome of each row of a list from outside; again after each change of its columns."""
    return _import(session, run, "import_look", _("Đọc danh sách %(name)s", name=run.name), by)


def import_take(session: Session, run: ImportRun, *, by: int | None) -> Job:
    """Store the rows of a previewed list; continues after an interruption."""
    return _import(session, run, "import_take", _("Ghi danh sách %(name)s", name=run.name), by)


def _import(session: Session, run: ImportRun, kind: str, title: str, by: int | None) -> Job:
    wanted, now = {"run": str(run.id)}, clock.now()
    return Job.ask(session, kind, wanted, title=title, unit_id=run.unit_id, asked_by_id=by, now=now, again=True)


def import_under_way(session: Session, run: ImportRun) -> Job | None:
    """The job that reads or stores a list now, or the last one if it failed; else None."""
    jobs = (Job.newest(kind, {"run": str(run.id)}, run.unit_id).limit(1) for kind in ("import_look", "import_take"))
    found = [job for wanted in jobs if (job := session.scalars(wanted).first())]
    newest = max(found, key=lambda job: job.id, default=None)
    return None if newest is None or newest.state == JobState.DONE else newest
