"""Draws the sign-in sheet of a lesson: to sign by hand, or with the marks."""

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock, formats
from app.database import db
from app.documents import sign_in_sheet
from app.documents.sign_in_sheet import Row, SignInSheet
from app.jobs.drawing import drawing, issuer_of
from app.jobs.files import keep
from app.jobs.work import Impossible, Work
from app.models import Account, Attendance, AttendanceMark, Lesson, Registration, RoleGrant, Status, Way
from app.models.learning.approval import attending
from app.models.learning.attendance_mark import CAME
from app.responses import public_address


def perform(work: Work) -> str:
    """Draw the sheet of `lesson`, marked for the kind "sheet_after"; returns its file."""
    lesson = db.session.get(Lesson, int(work.arguments["lesson"]))
    if lesson is None:
        raise Impossible(_("Buổi học này không còn nữa."))
    content = _sheet(lesson, marked=work.kind == "sheet_after", asked_by_id=work.asked_by_id)
    name = f"sheets/{lesson.course.unit.code}/{work.public_id}.pdf"
    db.session.rollback()
    with drawing():
        drawn = sign_in_sheet.draw(content)
    keep(work.papers, name, drawn)
    return name


def _sheet(lesson: Lesson, *, marked: bool, asked_by_id: int | None) -> SignInSheet:
    course, unit = lesson.course, lesson.course.unit
    day = clock.local(lesson.starts_at).date()
    grants = db.session.scalars(RoleGrant.instructors_of([course.id], day))
    asker = db.session.get(Account, asked_by_id) if asked_by_id else None
    seated = list(db.session.scalars(attending(course.id) if marked else Registration.seated_on(course.id)))
    walked_in = [seat for seat in seated if marked and _came_unannounced(seat, lesson)]
    walked_in.sort(key=lambda seat: (seat.created_at, seat.id))
    rows = _rows(lesson, seated) if marked else {seat.id: _row(seat) for seat in seated}
    return SignInSheet(
        issuer=issuer_of(unit),
        course=course.title,
        lesson=sign_in_sheet.Lesson(
            number=lesson.number,
            count=len(course.lessons),
            starts_at=lesson.starts_at,
            place=lesson.where.name if lesson.where else "",
            instructors=tuple(grant.account.full_name for grant in grants),
        ),
        people=tuple(rows[seat.id] for seat in seated if seat not in walked_in),
        address=public_address(f"/l/{course.code}" if marked else f"/b/{lesson.code}"),
        marked=marked,
        walk_ins=tuple(rows[seat.id] for seat in walked_in),
        group_label=unit.group_word[:1].upper() + unit.group_word[1:],
        prepared_by=asker.full_name if asker else "",
        printed_at=clock.now() if marked else None,
    )


def _came_unannounced(seat: Registration, lesson: Lesson) -> bool:
    """Whether somebody was put on the list at the door of this very lesson."""
    there = clock.local(lesson.starts_at).date()
    return seat.way == Way.WALK_IN and clock.local(seat.created_at).date() == there


def _row(seat: Registration) -> Row:
    """A person as a sheet names them; the sheet lies open in a hall, so it shows of a phone its end only."""
    person = seat.person
    return Row(
        name=person.full_name,
        birth_year=person.birth_year,
        sex=person.sex or "",
        group=person.residential_group.short_name if person.residential_group else "",
        phone=formats.mask_phone(person.phone) if person.phone else "",
    )


def _rows(lesson: Lesson, seated: list[Registration]) -> dict[int, Row]:
    """The rows with what was marked, by registration."""
    marks = select(Attendance, AttendanceMark.way).join(AttendanceMark, AttendanceMark.uuid == Attendance.mark_uuid)
    stands = {
        state.registration_id: (state, way)
        for state, way in db.session.execute(marks.where(Attendance.lesson_id == lesson.id))
    }
    ways = {"self": _("mã QR"), "scan": _("quét mã")}
    rest: Status = Status.ABSENT if lesson.rest_absent else Status.UNMARKED
    rows = {}
    for seat in seated:
        state, way = stands.get(seat.id, (None, ""))
        status = Status(state.status) if state and state.status != Status.UNMARKED else rest
        rows[seat.id] = replace(
            _row(seat),
            status=status.value,
            arrived=state.at if state and status in CAME else None,
            way=ways.get(way, ""),
            note=_("hai máy ghi khác nhau") if state and state.disputed else "",
        )
    return rows
