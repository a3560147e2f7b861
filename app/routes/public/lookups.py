"""Finds what a public address names; a 404 is worded for the paper in the reader's hand."""

from flask import Response, abort
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Course, Lesson, Registration, ResidentialGroup, Ticket
from app.models.learning.course_door import Door
from app.web.database import db
from app.web.errors import page
from app.web.sign_in.limits import found_by_code


def course_called(code: str, *, lessons: bool = True) -> Course:
    """The published course of `/l/<code>`, with its ward, place and lessons; ends with a 404 for any other code.

    `lessons=False` spares the lessons where the model reads them anyway, under its lock.
    """
    course = found_by_code(Lesson.course_shown(code) if lessons else Course.shown(code))
    if course is None:
        text = _("Bác xem lại mã trên tờ giấy. Các lớp đang mở đều có ở trang đầu.")
        abort(page(404, _("Không có lớp nào mang mã này"), text))
    return course


def door_called(code: str) -> Door:
    """What is needed to read a form sent to `/l/<code>`; ends with a 404 as `course_called` does."""
    while (door := Door.of(db.session(), code)) is None:
        course_called(code)  # counts the guess and ends, unless the course was published this very moment
    return door


def ticket_by_token(token: str) -> Ticket:
    """The ticket of `/v/<token>`, with its course; ends with a 404 for any other token."""
    ticket = found_by_code(Ticket.holding(token).options(Ticket.loader_options()))
    if ticket is None:
        text = _("Mã có thể bị gõ thiếu. Mất phiếu vẫn vào lớp được, bác chỉ cần nói tên với người đón ở cửa.")
        abort(page(404, _("Không có phiếu nào mang mã này"), text))
    return ticket


def one_of(session: Session, ticket_id: int, public_id: str | None) -> Registration:
    """The registration of a ticket that an address or a button names; ends with a 404 for one of another ticket."""
    everybody = {made.public_id: made for made in session.scalars(Registration.on(ticket_id))}
    if public_id not in everybody:
        abort(404)
    return everybody[public_id]


def keep_out_of_search(response: Response) -> Response:
    """Keep tickets and the pages beneath them out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def only_ward() -> AdministrativeUnit | None:
    """The ward, where the product serves one; pages that belong to no ward then carry its name."""
    wards = db.session.scalars(ResidentialGroup.wards_for_people().limit(2)).all()
    return wards[0] if len(wards) == 1 else None
