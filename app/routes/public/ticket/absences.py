"""/v/<token>/ban/<number>: "Buổi này tôi bận", said beforehand, and taken back."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.access import public
from app.database import immediate
from app.models import AbsenceNotice, Lesson, Registration
from app.models.learning.absence_notice import LessonBegun
from app.models.learning.joining import NoLongerLive
from app.models.learning.lesson import LessonCancelled
from app.responses import Answer, see_other
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_held

absences = Blueprint("absences", __name__)
absences.after_request(keep_out_of_search)


@absences.post("/v/<token>/ban/<int:number>")
@public
def create(token: str, number: int) -> Answer:
    """Say that one of the ticket cannot come to a lesson; the seat in the class stays theirs."""
    return _said(token, number, AbsenceNotice.tell)


@absences.post("/v/<token>/ban/<int:number>/bo")
@public
def destroy(token: str, number: int) -> Answer:
    """They come after all."""
    return _said(token, number, AbsenceNotice.take_back)


def _said(token: str, number: int, say: Callable[[Session, Registration, Lesson, datetime], object]) -> Answer:
    ticket, now = ticket_held(token), clock.now()
    ticket_id, course_id = ticket.id, ticket.course_id
    address = url_for("public.tickets.show", token=ticket.token, _anchor="cac-buoi")
    try:
        with immediate() as session:
            registration = one_of(session, ticket_id, request.form.get("registration"))
            lesson = session.scalars(Lesson.numbered(course_id, number)).one_or_none()
            if lesson is None:
                abort(404)
            say(session, registration, lesson, now)
    except (LessonBegun, LessonCancelled, NoLongerLive):
        flash(_("Buổi này đã bắt đầu hoặc không học nữa, nên không ghi thêm. Bác xem lại các buổi bên dưới."), "warn")
    return see_other(address)
