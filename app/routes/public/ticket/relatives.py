"""/v/<token>/nguoi-nha: another of the family on the same ticket: a name and a year; the address and phone are kept."""

import uuid
from datetime import datetime

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session, joinedload
from wtforms import HiddenField

from app import clock
from app.access import public
from app.database import db, immediate
from app.fields import ELSEWHERE, BirthYearField, FullNameField, GroupField, GuardianField
from app.models import AdministrativeUnit, Person, Registration, ResidentialGroup, Ticket, Way, Wishes
from app.models.learning.correction import told_here
from app.models.learning.joining import CourseFull, NotForYou, NotOpen
from app.responses import Answer, htmx, page_or_fragment, personal, refuse, see_other
from app.routes.public.lookups import keep_out_of_search, ticket_held
from app.routes.public.registrations import not_now, one_press, only_some

relatives = Blueprint("relatives", __name__)
relatives.after_request(keep_out_of_search)

PAGE, FRAGMENT = "public/tickets/relatives/new.html", "public/tickets/relatives/_form.html"


class RelativeForm(FlaskForm):
    """Who else comes; the group is filled in as that of the first on the ticket."""

    full_name = FullNameField()
    birth_year = BirthYearField()
    guardian = GuardianField()
    residential_group = GroupField()
    submission = HiddenField()

    def person(self, session: Session, unit_id: int, phone: str | None, now: datetime) -> Person:
        """Who was typed, not stored yet; only after validation."""
        birth, group_id = self.birth_year.value, self.residential_group.value
        group = None
        if group_id is not None:
            group = session.get_one(ResidentialGroup, group_id, options=[joinedload(ResidentialGroup.unit)])
        return Person(
            unit=group.unit if group else session.get_one(AdministrativeUnit, unit_id),
            full_name=self.full_name.value,
            birth_year=birth.year,
            birth_date=birth.date,
            residential_group=group,
            phone=phone,
            created_at=now,
        )

    def wishes(self, course_code: str) -> Wishes:
        """What else was said; only after validation."""
        submission = one_press(course_code, self.submission.data, self.full_name.value, self.birth_year.value.year)
        return Wishes(way=Way.QR, submission=submission, guardian=self.guardian.value)


@relatives.get("/v/<token>/nguoi-nha")
@public
def new(token: str) -> Answer:
    """The form; a thin ticket, which proves nothing, is sent to the class."""
    ticket, now = ticket_held(token), clock.now()
    if ticket.is_thin:
        return see_other(url_for("public.courses.show", code=ticket.course.code, _anchor="dang-ky"))
    if not ticket.course.takes_registrations(now):
        return not_now(ticket.course, now)
    form = _form(ticket)
    first = db.session.scalars(Registration.on(ticket.id).limit(1)).first()
    group = first.person.residential_group if first else None
    form.residential_group.data = group.code if group else ELSEWHERE
    form.submission.data = str(uuid.uuid4())
    return personal(page_or_fragment(PAGE, FRAGMENT, form=form, ticket=ticket, ward=ticket.course.unit))


@relatives.post("/v/<token>/nguoi-nha")
@public
def create(token: str) -> Answer:
    """Register one more on the same ticket: 303 to it; 422 with what was typed."""
    ticket, now = ticket_held(token), clock.now()
    if ticket.is_thin:
        return see_other(url_for("public.courses.show", code=ticket.course.code, _anchor="dang-ky"))
    course, ticket_id = ticket.course, ticket.id
    course_id, unit_id, address = course.id, course.unit_id, url_for("public.tickets.show", token=ticket.token)
    form = _form(ticket)
    if not form.validate():
        return _again(form, ticket)
    wishes, phone = form.wishes(course.folded_code), _phone(ticket_id)
    try:
        with immediate() as session:
            candidate = form.person(session, unit_id, phone, now)
            made = Registration.register(session, course_id, candidate, wishes, now, ticket_id=ticket_id)
    except NotForYou as refused:
        ticket = ticket_held(token)
        form.form_errors.append(only_some(refused, ticket.course))
        return _again(form, ticket)
    except (NotOpen, CourseFull):
        return not_now(ticket_held(token).course, now)
    if made.is_thin:  # somebody registered them before: that one keeps the seat, and this ticket learns nothing of it
        told = _("Phường đã nhận tên %(name)s. Đến lớp, bác nói tên với người đón ở cửa.", name=form.full_name.value)
        flash(told, "good")
    return see_other(address)


def _form(ticket: Ticket) -> RelativeForm:
    form, course = RelativeForm(), ticket.course
    groups = db.session.scalars(ResidentialGroup.of(course.unit_id)).all()
    form.residential_group.offer(groups, course.unit.group_word)
    return form


def _again(form: RelativeForm, ticket: Ticket) -> Response:
    """The form with what has to be mended; with htmx in its own place, not over the ticket."""
    answer = refuse(PAGE, FRAGMENT, form=form, ticket=ticket, ward=ticket.course.unit)
    if htmx():
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#nguoi-nha", "innerHTML"
    return personal(answer)


def _phone(ticket_id: int) -> str | None:
    """The number that this ticket told itself, for the next of the family."""
    session = db.session()
    family = session.scalars(Registration.on(ticket_id)).all()
    own = told_here(session, family)
    return next((made.person.phone for made in family if made.id in own and made.person.phone), None)
