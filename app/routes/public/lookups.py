"""How the public room finds what an address names; what is not there is told in words that fit the paper in hand."""

from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.database import db
from app.errors import page
from app.guesses import held
from app.models import AdministrativeUnit, Course, Lesson, Ticket


def course_called(code: str, *, lessons: bool = True) -> Course:
    """The published course of `/l/<code>`, with its ward, place and lessons; ends with a 404 for any other code.

    `lessons=False` spares the lessons where the noun reads them anyway, under its lock.
    """
    course = held(Lesson.course_shown(code) if lessons else Course.shown(code))
    if course is None:
        text = _("Bác xem lại mã trên tờ giấy. Các lớp đang mở đều có ở trang đầu.")
        abort(page(404, _("Không có lớp nào mang mã này"), text))
    return course


def ticket_held(token: str) -> Ticket:
    """The ticket of `/v/<token>`, with its course; ends with a 404 for any other token."""
    told = joinedload(Ticket.course)
    lessons = told.selectinload(Course.lessons).joinedload(Lesson.place)
    ticket = held(Ticket.holding(token).options(told.joinedload(Course.unit), told.joinedload(Course.place), lessons))
    if ticket is None:
        text = _("Mã có thể bị gõ thiếu. Mất phiếu vẫn vào lớp được, bác chỉ cần nói tên với người đón ở cửa.")
        abort(page(404, _("Không có phiếu nào mang mã này"), text))
    return ticket


def only_ward() -> AdministrativeUnit | None:
    """The ward, where the product serves one; pages that belong to no ward then carry its name."""
    wards = db.session.scalars(AdministrativeUnit.wards().options(joinedload(AdministrativeUnit.parent)).limit(2)).all()
    return wards[0] if len(wards) == 1 else None
