"""Draws the sheets of one lesson: to sign by hand, or with the marks; and that with the check-in code."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select

from app.country import clock, formats
from app.documents import check_in_sheet, sign_in_sheet
from app.documents.sign_in_sheet import SignInRow, SignInSheet
from app.jobs import drawing
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Impossible, Work
from app.models import (
    AbsenceNotice,
    Attendance,
    AttendanceMark,
    CheckIn,
    Lesson,
    MarkWay,
    Registration,
    SignUpWay,
    Status,
)
from app.models.learning.attendance_mark import CAME
from app.models.learning.class_list import list_of, status_at
from app.web.database import db
from app.web.responses import public_address


def draw_check_in(work: Work) -> str:
    """Draw the sheet of `lesson` with its permanent code; returns its file."""
    found = db.session.scalars(CheckIn.with_lesson().where(CheckIn.lesson_id == int(work.arguments["lesson"])))
    check_in = found.first()
    if check_in is None or check_in.printed_token is None or check_in.printed_letters is None:
        raise Impossible(_("Buổi học này chưa có mã để in."))
    lesson = check_in.lesson
    content = check_in_sheet.CheckInSheet(
        issuer=issuer_of(lesson.course.unit),
        course=lesson.course.title,
        number=lesson.number,
        starts_at=lesson.starts_at,
        opens_at=CheckIn.from_when(lesson),
        closes_at=CheckIn.until_when(lesson),
        place=lesson.where.name if lesson.where else "",
        address=public_address(f"/d/{check_in.printed_token}"),
        letters_at=public_address("/d"),
        letters=check_in.printed_letters,
    )
    return draw_file(work, lesson.course.unit.code, check_in_sheet.draw, content)


def perform(work: Work) -> str:
    """Draw the sheet of `lesson`: for the kind "sheet_after" with the marks, else with `rows` empty lines and, if
    `phones` is "1", a column of telephones; returns its file."""
    lesson = row_of(work, Lesson, "lesson", _("Buổi học này không còn nữa."))
    content = _marked(lesson) if work.kind == "sheet_after" else _to_sign(lesson, work.arguments)
    content = replace(content, prepared_by=drawing.name_of(work.asked_by_id))
    return draw_file(work, lesson.course.unit.code, sign_in_sheet.draw, content)


def _to_sign(lesson: Lesson, wanted: Mapping[str, str]) -> SignInSheet:
    """The seated learners in the order of the roll; absences that were announced are noted."""
    course = lesson.course
    notices = {notice.registration_id for notice in db.session.scalars(AbsenceNotice.standing_at(lesson.id))}
    seated = db.session.scalars(Registration.seated_on(course.id))
    return replace(
        _sheet(lesson),
        people=tuple(_row(seat, note=_("báo bận") if seat.id in notices else "") for seat in seated),
        address=public_address(f"/b/{lesson.code}"),
        blank_rows=int(wanted["rows"]),
        with_phones=wanted["phones"] == "1",
    )


def _marked(lesson: Lesson) -> SignInSheet:
    """Everybody on the lesson's list with their marks; walk-ins below, in the order of arrival."""
    seated = list(db.session.scalars(list_of(lesson.id)))
    walked_in = [seat for seat in seated if _came_unannounced(seat, lesson)]
    walked_in.sort(key=lambda seat: (seat.created_at, seat.id))
    rows = _rows(lesson, seated)
    return replace(
        _sheet(lesson),
        people=tuple(rows[seat.id] for seat in seated if seat not in walked_in),
        walk_ins=tuple(rows[seat.id] for seat in walked_in),
        address=public_address(f"/l/{lesson.course.code}"),
        marked=True,
        heads=lesson.heads,
        remark=lesson.note,
        printed_at=clock.now(),
    )


def _sheet(lesson: Lesson) -> SignInSheet:
    """The part that both sheets share: the lesson without its people."""
    course = lesson.course
    return SignInSheet(
        issuer=issuer_of(course.unit),
        course=course.named_title,
        lesson=sign_in_sheet.Lesson(
            number=lesson.number,
            count=len(course.lessons),
            starts_at=lesson.starts_at,
            place=lesson.where.name if lesson.where else "",
            instructors=drawing.instructors_at(lesson),
            stands_in=lesson.substitute is not None,
        ),
        people=(),
        address="",
        group_label=drawing.group_label(course.unit),
    )


def _came_unannounced(seat: Registration, lesson: Lesson) -> bool:
    """Whether a learner was added to the list at this very lesson."""
    there = clock.local(lesson.starts_at).date()
    return seat.way == SignUpWay.WALK_IN and clock.local(seat.created_at).date() == there


def _row(seat: Registration, note: str = "") -> SignInRow:
    """The line of a learner; the sheet lies open in a hall, so a phone is masked but for its last digits."""
    person = seat.person
    return SignInRow(
        name=person.full_name,
        birth_year=person.birth_year,
        sex=person.sex or "",
        group=drawing.group_of(seat),
        phone=formats.mask_phone(person.phone) if person.phone else "",
        note=note,
    )


def _rows(lesson: Lesson, seated: list[Registration]) -> dict[int, SignInRow]:
    """The lines with the marks, by registration id."""
    marks = select(Attendance, AttendanceMark.way).join(AttendanceMark, AttendanceMark.uuid == Attendance.mark_uuid)
    stands = {
        state.registration_id: (state, way)
        for state, way in db.session.execute(marks.where(Attendance.lesson_id == lesson.id))
    }
    ways: dict[str, str] = {MarkWay.SELF: _("mã QR"), MarkWay.SCAN: _("quét mã"), MarkWay.SHEET: _("giấy ký")}
    notices = {notice.registration_id for notice in db.session.scalars(AbsenceNotice.standing_at(lesson.id))}
    rows = {}
    for seat in seated:
        state, way = stands.get(seat.id, (None, ""))
        status = Status(status_at(lesson, seat, state.status if state else None) or Status.UNMARKED)
        rows[seat.id] = replace(
            _row(seat),
            status=status.value,
            arrived=state.at if state and status in CAME else None,
            way=ways.get(way, ""),
            note=_note(
                contested=state is not None and state.contested, gave_notice=seat.id in notices and status not in CAME
            ),
        )
    return rows


def _note(*, contested: bool, gave_notice: bool) -> str:
    words = (_("hai máy ghi khác nhau") if contested else "", _("báo bận trước") if gave_notice else "")
    return "; ".join(filter(None, words))
