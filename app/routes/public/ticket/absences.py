"""/v/<token>/ban: announce that somebody of the ticket will miss a lesson, or withdraw that."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.formats import weekday_date
from app.country.numbers import parse_integer
from app.models import AbsenceNotice, Lesson, Registration
from app.models.learning.absence_notice import LessonBegun
from app.models.learning.joining import NoLongerLive
from app.models.learning.lesson_terms import LessonCancelled
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.web.access import public
from app.web.database import immediate
from app.web.responses import Answer, see_other

Say = Callable[[Session, Registration, Lesson, datetime], object]

absences = Blueprint("absences", __name__)
absences.after_request(keep_out_of_search)


@absences.post("/v/<token>/ban")
@absences.post("/v/<token>/ban/<int:number>")  # of pages opened before one form had all lessons
@public
def create(token: str, number: int | None = None) -> Answer:
    """Announce that some of the ticket will miss a lesson; they keep their seats in the class."""
    return _change_notices(token, number, AbsenceNotice.tell)


@absences.post("/v/<token>/ban/bo")
@absences.post("/v/<token>/ban/<int:number>/bo")
@public
def destroy(token: str, number: int | None = None) -> Answer:
    """Withdraw it: they come after all."""
    return _change_notices(token, number, AbsenceNotice.take_back)


def _change_notices(token: str, number: int | None, say: Say) -> Answer:
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, course_id = ticket.id, ticket.course_id
    address = url_for("public.tickets.show", token=ticket.token, _anchor="cac-buoi")
    who = request.form.getlist("registration")
    wanted = parse_integer(request.form.get("lesson", "")) if number is None else number
    if not who or wanted is None:
        flash(_("Bác chọn buổi và người bận, rồi bấm lại."), "warn")
        return see_other(address)
    try:
        with immediate() as session:
            family = [one_of(session, ticket_id, public_id) for public_id in who]
            lesson = session.scalars(Lesson.numbered(course_id, wanted)).one_or_none() or abort(404)
            for registration in family:
                say(session, registration, lesson, now)
            values = {"who": ", ".join(each.person.full_name for each in family), "day": weekday_date(lesson.starts_at)}
    except (LessonBegun, LessonCancelled, NoLongerLive):
        flash(_("Buổi này đã bắt đầu hoặc không học nữa, nên không ghi thêm. Bác xem lại các buổi bên dưới."), "warn")
        return see_other(address)
    if say == AbsenceNotice.tell:
        flash(_("Đã ghi: %(who)s bận %(day)s. Chỗ trong lớp vẫn giữ.", **values), "good")
    else:
        flash(_("Đã ghi: %(who)s đi được %(day)s.", **values), "good")
    return see_other(address)
