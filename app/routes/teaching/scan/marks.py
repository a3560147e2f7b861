"""The marks of a scan without script: the people of a ticket, or one of the roll."""

import uuid

from flask_babel import gettext as _

from app.country import clock
from app.models import Attendance, Lesson, LessonState, Mark, MarkWay, Outcome, RollRow, Status
from app.models.learning.ticket_scan import TicketScan
from app.models.learning.walk_in import Press
from app.outbox.kinds.scan import MARKED_SINCE, message_of, other_course
from app.routes.teaching.lookups import form_device, lesson_locked, note
from app.web.access import current_visitor
from app.web.database import immediate


class NotMarked(Exception):
    """Nobody was marked: the reason in words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def mark_ticket(here: Lesson, token: str) -> str:
    """Mark everybody of a ticket present; what there is to say of it.

    Raises:
        NotMarked: there is no such ticket, it is another class's, or the lesson takes no marks.
    """
    now = clock.now()
    with immediate() as session:
        lesson = lesson_locked(session, here.course.code, here.number)
        ticket = TicketScan.find(session, [token]).get(token)
        if ticket is None:
            raise NotMarked(_("Không có phiếu đi học nào mang mã này. Anh chị xem lại từng chữ."))
        if ticket.course_id != lesson.course_id:
            raise NotMarked(other_course(ticket))
        if not ticket.holders:
            raise NotMarked(_("Phiếu này không còn ai đăng ký."))
        _check_open(lesson)
        press = Press(str(uuid.uuid4()), now, now, form_device())
        by_id = current_visitor().account_id
        ((holders, outcomes),) = TicketScan.record(session, lesson, [TicketScan(press, ticket)], by_id=by_id, now=now)
        note(session, "attendance.scanned", lesson, registrations=[holder.public_id for holder in holders])
    return message_of(holders, outcomes)


def mark_person(here: Lesson, row: RollRow) -> str:
    """Mark somebody of the roll whose citizen card was read present; what there is to say of it.

    Raises:
        NotMarked: the lesson takes no marks.
    """
    now = clock.now()
    mark = Mark(str(uuid.uuid4()), row.registration_id, Status.PRESENT, now, now, form_device(), way=MarkWay.SCAN)
    with immediate() as session:
        lesson = lesson_locked(session, here.course.code, here.number)
        _check_open(lesson)
        outcomes = Attendance.record(session, lesson, [mark], by_id=current_visitor().account_id, now=now, locked=True)
        note(session, "attendance.scanned", lesson, registrations=[row.key])
    marked = str(_("Có mặt: %(names)s.", names=row.name))
    return f"{marked} {MARKED_SINCE}" if Outcome.OVERTAKEN in outcomes else marked


def _check_open(lesson: Lesson) -> None:
    if lesson.is_closed or lesson.state == LessonState.CANCELLED:
        raise NotMarked(_("Buổi này đã xong. Anh chị mở lại buổi rồi ghi tiếp."))
