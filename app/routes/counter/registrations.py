"""/quay/dang-ky-ho/<code>: somebody is registered at the counter or at their door; whom the name that is being typed
may mean; the large-letter note for who has no telephone; a mistake taken back on the day it was made."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, names
from app.jobs import orders
from app.models import Course, Person, Registration, RegistrationState, Role
from app.models.learning.families import RegistrationScope, visible_to
from app.models.learning.joining import CourseFull, NotOpen
from app.models.learning.leaving import cancel, place_in_queue
from app.models.people.directory import called_like, known_people
from app.routes.counter.forms import NeighbourForm, person_known
from app.routes.counter.lookups import REGISTERING, STAFF, course_here, scope_on, sees_people_of, sees_today_alone
from app.routes.jobs import COUNTER, answer_with
from app.routes.next_in_order import tell
from app.routes.second_presses import say_to_staff
from app.routes.trail import note
from app.web import qr
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.heard import see_outcome
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, form_page, htmx, personal, public_address, refuse, saved, see_other
from app.web.words.short_messages import ticket_words

registrations = Blueprint("registrations", __name__)


@registrations.route("/dang-ky-ho/<code>", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*REGISTERING)
def new(code: str) -> Answer:
    """Give a seat, or a place on the waiting list; whoever is registered already stays as they are. `?to=` selects a
    group, `?nguoi=` fills in somebody on file."""
    course = course_here(code)
    scope = scope_on(course)
    form = NeighbourForm(course, scope)
    if not form.is_submitted():
        _begin(form, course, scope)
    if scope.is_empty or not form.validate_on_submit():
        return saved(make_response(form_page("counter/registrations/new.html", form, **_context(course, scope))))
    try:
        with immediate() as session:
            course = course_here(code)
            candidate = form.candidate(session, course, scope_on(course))
            wishes, now = form.wishes(current_visitor().account_id), clock.now()
            ticket = Registration.register(session, course.id, candidate, wishes, now)
            say_to_staff(session, ticket, candidate, wishes, now)
            made = session.scalars(Registration.on(ticket.id)).first()
            if made is not None and made.created_at == now:  # not by an earlier press of the same form
                note(session, "registration.made", course, {"registration": made.public_id, "way": made.way})
            known = session.get(Registration, ticket.repeats_id) if ticket.repeats_id else None
            warning = _known_words(session, known, candidate.full_name) if known else ""
    except (NotOpen, CourseFull) as refused:
        form.form_errors.append(why_not(refused))
        course = course_here(code)
        return refuse("counter/registrations/new.html", form=form, **_context(course, scope_on(course)))
    if made is None:
        flash(warning, "warn")
        return see_other(url_for("counter.registrations.new", code=code, to=form.residential_group.data or None))
    return see_outcome(url_for("counter.registrations.show", code=code, public_id=made.public_id))


def _begin(form: NeighbourForm, course: Course, scope: RegistrationScope) -> None:
    if begin := scope.group_coded(db.session(), request.args.get("to")):
        form.residential_group.data = begin.code
    if picked := request.args.get("nguoi"):
        form.take(person_known(course, picked))


@registrations.get("/dang-ky-ho/<code>/<uuid:public_id>")
@requires(*REGISTERING)
def show(code: str, public_id: UUID) -> Answer:
    """The result, for whoever registered and for the ward's officer; a look by the latter is noted."""
    course, seat = _looked_at(code, public_id)
    group = seat.person.residential_group
    message, text_message = ticket_words(course, _ticket_address(seat))
    return render_template(
        "counter/registrations/show.html",
        course=course,
        seat=seat,
        person=seat.person,
        place=place_in_queue(db.session(), seat),
        undoable=may_undo(seat),
        group=group.code if group else None,
        message=message,
        text_message=text_message,
        now=clock.now(),
    )


@registrations.get("/dang-ky-ho/<code>/<uuid:public_id>/chu-to")
@requires(*REGISTERING)
def enlarged(code: str, public_id: UUID) -> Answer:
    """Day, hour, place and the ticket's code to hold up before somebody who reads at arm's length; it names nobody. A
    404 once the place is given up."""
    course, seat = _looked_at(code, public_id)
    if not seat.is_live:
        abort(404)
    address = _ticket_address(seat)
    page = render_template(
        "counter/registrations/enlarged.html",
        course=course,
        lesson=course.next_lesson(clock.now()),
        ticket=seat.ticket,
        seated=seat.state == RegistrationState.SEATED,
        picture=qr.inline(address),
        way_back=url_for("counter.registrations.show", code=code, public_id=public_id),
    )
    return personal(make_response(page))


def _looked_at(code: str, public_id: UUID) -> tuple[Course, Registration]:
    """A registration with its course; that somebody else than who made it looked is noted."""
    course = course_here(code)
    seat = seat_here(course, public_id)
    if seat.made_by_id != current_visitor().account_id:
        with immediate() as session:
            note(session, "registration.viewed", course, {"registration": str(public_id)})
        course = course_here(code)
        seat = seat_here(course, public_id)
    return course, seat


def _ticket_address(seat: Registration) -> str:
    return public_address(url_for("public.tickets.show", token=seat.ticket.token))


def seat_here(course: Course, public_id: UUID) -> Registration:
    """A registration that the visitor made, or any of the ward for its officer; else a 404."""
    visitor = current_visitor()
    mine = visible_to(visitor.account_id, visitor.units(Role.OFFICER))
    if sees_today_alone():
        mine = mine.where(Registration.created_at >= clock.at_local(clock.today()))
    return one_or_404(mine.where(Registration.course_id == course.id, Registration.public_id == str(public_id)))


def may_undo(seat: Registration) -> bool:
    """Whether the visitor may take it back: who made it, until midnight."""
    mine = seat.made_by_id == current_visitor().account_id
    return mine and seat.is_live and clock.local(seat.created_at).date() == clock.today()


def why_not(refused: Exception) -> str:
    """Why nobody was registered."""
    if isinstance(refused, CourseFull):
        return str(_("Lớp này vừa đủ chỗ và không nhận đăng ký chờ. Chưa ghi gì thêm."))
    return str(_("Lớp này không còn nhận đăng ký. Chưa ghi gì thêm."))


def _known_words(session: Session, known: Registration, name: str) -> str:
    """That somebody is registered already, and how: staff of the ward may know; who helps for an organisation is told
    what the public is (docs/decisions/0008)."""
    if sees_today_alone():
        return str(_("%(name)s đã có tên trong lớp này từ trước. Không ghi thêm lần nữa.", name=name))
    if known.state == RegistrationState.SEATED:
        how = _("đang có chỗ")
    elif place := place_in_queue(session, known):
        how = _("đang chờ, thứ %(place)s", place=place)
    else:
        how = _("đang được giữ chỗ")
    return str(_("%(name)s đã có tên trong lớp này từ trước, %(how)s. Không ghi thêm lần nữa.", name=name, how=how))


def _context(course: Course, scope: RegistrationScope) -> dict[str, Any]:
    now, (units, groups) = clock.now(), sees_people_of(course.unit_id)
    return {
        "course": course,
        "scope": scope,
        "open": course.takes_registrations(now) and (course.free > 0 or course.waiting_list),
        "suggests": bool(units or groups),
        "own_alone": sees_today_alone(),
        "now": now,
    }


# Why a registration ended, as the office reads it.
BY_MISTAKE = "ghi nhầm"


@registrations.post("/dang-ky-ho/<code>/<uuid:public_id>/huy")
@requires(*REGISTERING)
def take_back(code: str, public_id: UUID) -> Answer:
    """Give the seat or place back; the first one waiting moves up. Pressed twice, it is done once."""
    with immediate() as session:
        course = course_here(code)
        seat = seat_here(course, public_id)
        name, moved = seat.person.full_name, []
        if seat.is_live:
            if not may_undo(seat):
                abort(404)
            moved = cancel(session, seat, now=clock.now(), reason=BY_MISTAKE)
            note(session, "registration.ended", course, {"registration": str(public_id), "moved_up": len(moved)})
    flash(_("Đã bỏ tên %(name)s khỏi lớp %(course)s.", name=name, course=course.named_title), "good")
    tell(moved)
    return see_other(url_for("counter.today.show"))


@registrations.post("/dang-ky-ho/<code>/<uuid:public_id>/giay-hen")
@requires(*REGISTERING)
def print_note(code: str, public_id: UUID) -> Answer:
    """Order one note and go where it comes to lie."""
    with immediate() as session:
        seat = seat_here(course_here(code), public_id)
        job = orders.paper_note(session, seat, by=current_visitor().account_id)
    return answer_with(job, COUNTER)


# So few that one sees at a glance who is meant, and so many letters before anybody is shown.
SHOWN, LETTERS = 5, 3


@registrations.get("/dang-ky-ho/<code>/nguoi")
@requires(*STAFF)
def people_known(code: str) -> Answer:
    """The list under the name: an officer's of the ward, a group head's of the own group, nobody's for others.

    Only htmx asks; without script the name is typed to its end, and `Person.recognise` finds the same person.
    """
    course = course_here(code)
    if not htmx():
        return see_other(url_for("counter.registrations.new", code=code))
    units, groups = sees_people_of(course.unit_id)
    query = request.args.get("full_name", "")
    found: list[Person] = []
    if (units or groups) and len(names.search_key(query)) >= LETTERS:
        known = known_people(units, groups).where(Person.unit_id == course.unit_id)
        found = list(db.session.scalars(called_like(known, query).limit(SHOWN)))
    return render_template("counter/registrations/_known.html", course=course, people=found)
