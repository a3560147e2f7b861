"""POST /v/<token>/…: what people of a ticket do with their seat: accept one that was offered, give it up, register
again, announce that they will miss a lesson."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.formats import weekday_date
from app.country.numbers import parse_integer
from app.models import AbsenceNotice, Lesson, Registration, SignUpWay, Wishes
from app.models.learning.absences import LessonBegun
from app.models.learning.joining import CourseFull, NoLongerLive, NotForYou, NotOpen, RegistrationState
from app.models.learning.leaving import cancel
from app.models.learning.lesson_terms import LessonCancelled
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.routes.public.registration.registrations import not_now, over
from app.web.access import public
from app.web.database import immediate
from app.web.heard import see_outcome
from app.web.responses import Answer, see_other

own_seats = Blueprint("own_seats", __name__)


own_seats.after_request(keep_out_of_search)


@own_seats.post("/v/<token>/nhan-cho")
@public
def accept(token: str) -> Answer:
    """Take the seat. Pressed twice, it is done once; too late, the ticket says so and how to go on."""
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    if gone := over(ticket.course, now):
        return gone
    with immediate() as session:
        registration = one_of(session, ticket_id, request.form.get("registration"))
        took, name = registration.accept(session, now=now), registration.person.full_name
    if took:
        flash(_("%(name)s đã có chỗ.", name=name), "good")
    return see_outcome(address)


# Why a registration ended, as the office reads it.
BY_THEMSELVES = "tự hủy"
# The value of the button for all of them, instead of one registration's id.
EVERYBODY = "ca-nha"


@own_seats.post("/v/<token>/huy")
@public
def give_up(token: str) -> Answer:
    """Give up a seat, an offer or a place in the queue, for one of the ticket or for all.

    Pressed twice, it is done once; 410 once the class is over.
    """
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    if gone := over(ticket.course, now):
        return gone
    which = request.form.get("registration")
    with immediate() as session:
        family = session.scalars(Registration.on(ticket_id)).all()
        # Those who wait first: else one's seat would be offered to the other of the same ticket.
        everybody = sorted(family, key=lambda registration: registration.holds_seat)
        leaving = everybody if which == EVERYBODY else [one_of(session, ticket_id, which)]
        for registration in leaving:
            cancel(session, registration, now=now, reason=BY_THEMSELVES)
        if len(leaving) < len(family):  # the ticket begins with the others
            flash(_("Đã hủy chỗ của %(name)s.", name=leaving[0].person.full_name), "good")
    return see_outcome(address)


@own_seats.post("/v/<token>/ghi-lai")
@public
def register_again(token: str) -> Answer:
    """Give a seat, or the last place on the list, on the same ticket. Whoever the ward removed asks the ward."""
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    try:
        with immediate() as session:
            before = one_of(session, ticket_id, request.form.get("registration"))
            if before.state != RegistrationState.REMOVED:
                needs, guardian = tuple(before.needs.split()), before.guardian or ""
                # Registered before the form asked for it: the office asks afterwards.
                wishes = Wishes(way=SignUpWay.QR, needs=needs, guardian=guardian, guardian_later=True)
                person = before.person
                made = Registration.register(session, before.course_id, person, wishes, now, ticket_id=ticket_id)
                if made.is_thin:  # registered again by the form meanwhile: that registration counts
                    flash(_("%(name)s đã có tên trong lớp, trên một phiếu khác.", name=person.full_name), "good")
    except (NotOpen, CourseFull, NotForYou):
        return not_now(ticket_by_token(token).course, now)
    return see_outcome(address)


Say = Callable[[Session, Registration, Lesson, datetime], object]


@own_seats.post("/v/<token>/ban")
@own_seats.post("/v/<token>/ban/<int:number>")  # of pages opened before one form had all lessons
@public
def announce(token: str, number: int | None = None) -> Answer:
    """Announce that some of the ticket will miss a lesson; they keep their seats in the class."""
    return _change_notices(token, number, AbsenceNotice.tell)


@own_seats.post("/v/<token>/ban/bo")
@own_seats.post("/v/<token>/ban/<int:number>/bo")
@public
def withdraw(token: str, number: int | None = None) -> Answer:
    """Withdraw it: they come after all."""
    return _change_notices(token, number, AbsenceNotice.take_back)


def _change_notices(token: str, number: int | None, say: Say) -> Answer:
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, course_id = ticket.id, ticket.course_id
    address = url_for("public.tickets.show", token=ticket.token)
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
