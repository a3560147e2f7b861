"""POST /l/<code>: a person registers; the answer is a ticket, or a sentence with the reason."""

import uuid
from datetime import datetime
from typing import Protocol

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField

from app.country import clock
from app.country.births import Birth
from app.country.names import identity_key
from app.models import (
    AdministrativeUnit,
    Course,
    Lesson,
    Person,
    Registration,
    ResidentialGroup,
    SignUpWay,
    Stage,
    Ticket,
    Wishes,
)
from app.models.learning.joining import CourseFull, NotForYou, NotOpen
from app.routes.public.hall.passes import remember_ticket, tickets_of_request
from app.routes.public.lookups import course_called, door_called
from app.routes.second_presses import say_what_stays
from app.web.access import public, signed_in
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.forms.needs_field import MultipleNeedsField
from app.web.heard import see_outcome
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.page_cache import new_submission
from app.web.responses import Answer, refuse, see_other
from app.web.words import personal_data
from app.web.words.classes import only_some

registrations = Blueprint("registrations", __name__)

# The namespace in which a form's own number becomes the stored one.
SUBMISSIONS = uuid.UUID("5a1d9d0e-6d2b-4c55-9c0e-0f6a3c6f5443")


class RegistrationForm(FlaskForm):
    """A resident's registration (docs/promises.md, "What stays put"): three fields are enough."""

    full_name = FullNameField()
    birth_year = BirthYearField()
    guardian = GuardianField()
    residential_group = GroupField()
    phone = PhoneField()
    sex = RadioField(
        _l("Giới tính"),
        choices=lambda: [("nữ", _l("Nữ")), ("nam", _l("Nam")), ("", _l("Không ghi"))],
        default="",
        validate_choice=False,
    )
    needs = MultipleNeedsField(_l("Bác cần giúp gì thêm?"))
    consent_photos = BooleanField()
    consent_messages = BooleanField()
    consent_version = HiddenField()
    submission = HiddenField()

    def person(self, session: Session, unit_id: int, now: datetime) -> Person:
        """The person, not stored yet; only after validation."""
        sex = self.sex.data if self.sex.data in ("nam", "nữ") else None
        identity = (self.full_name.value, self.birth_year.value, self.residential_group.value, self.phone.value)
        return candidate(session, unit_id, *identity, now, sex=sex)

    def wishes(self, course_code: str) -> Wishes:
        """The rest of the registration; only after validation."""
        consents = {"photos": self.consent_photos.data, "messages": self.consent_messages.data}
        return Wishes(
            way=SignUpWay.QR,
            submission=one_press(course_code, self.submission.data, self.full_name.value, self.birth_year.value.year),
            needs=tuple(self.needs.data or ()),
            consents=tuple(purpose for purpose, given in consents.items() if given),
            consent_version=personal_data.shown_version(self.consent_version.data),
            guardian=self.guardian.value,
        )

    @property
    def for_child(self) -> bool:
        """Whether the typed year is a child's: then the guardian is asked for beside it."""
        birth = getattr(self.birth_year, "value", None)
        return bool(birth and birth.is_child(clock.today()))


def candidate(
    session: Session,
    unit_id: int,
    full_name: str,
    birth: Birth,
    group_id: int | None,
    phone: str | None,
    now: datetime,
    *,
    sex: str | None = None,
) -> Person:
    """A person from a public form, not stored yet: of their group's ward, else of the class's."""
    group = None
    if group_id is not None:
        group = session.scalars(ResidentialGroup.with_unit(group_id)).one()
    return Person(
        unit=group.unit if group else session.get_one(AdministrativeUnit, unit_id),
        full_name=full_name,
        birth_year=birth.year,
        birth_date=birth.date,
        sex=sex,
        residential_group=group,
        phone=phone,
        created_at=now,
    )


def one_press(course_code: str, submission: str | None, full_name: str, birth_year: int) -> str | None:
    """The idempotency key that recognises a double tap or a reload, or None where a form carries none. Name and year
    are part of it: whoever goes back and types the next of the family over the first means another registration."""
    if not submission:
        return None
    key_parts = (course_code, submission, identity_key(full_name), birth_year)
    return str(uuid.uuid5(SUBMISSIONS, "\n".join(map(str, key_parts))))


class Consenting(Protocol):
    """A form with the two consent boxes and the version of their texts."""

    consent_photos: BooleanField
    consent_messages: BooleanField
    consent_version: HiddenField


def name_consents(form: Consenting) -> None:
    """Label the boxes with their texts, in the version that the form says it shows."""
    form.consent_version.data = personal_data.shown_version(form.consent_version.data)
    texts = personal_data.VERSIONS[form.consent_version.data]
    form.consent_photos.label.text, form.consent_messages.label.text = texts.photos, texts.messages


def registration_form(course: Course, typed: MultiDict[str, str] | None = None) -> RegistrationForm:
    """The form of a class, with its ward's groups; filled in with what was typed before, where that is known."""
    form = RegistrationForm(typed)
    lay_out(form, course)
    return form


def lay_out(form: RegistrationForm, course: Course) -> None:
    """Fill in the groups, the form's submission number and the texts of the consent boxes."""
    form.residential_group.offer(db.session.scalars(ResidentialGroup.of(course.unit_id)).all(), course.unit.group_word)
    form.submission.data = form.submission.data or new_submission()
    name_consents(form)


@registrations.post("/l/<code>")
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@public
def create(code: str) -> Answer:
    """Register. 303 to the ticket; 303 to the form (`edit`) after an error or where no place is left."""
    door, now, form = door_called(code), clock.now(), RegistrationForm()
    form.residential_group.accept(door.groups, door.group_word, door.unit_id)
    if form.validate():
        wishes = form.wishes(door.folded_code)
        try:
            with immediate() as session:
                person, known = form.person(session, door.unit_id, now), tickets_of_request()
                ticket = Registration.register(session, door.course_id, person, wishes, now, known_tickets=known)
                say_what_stays(session, ticket, [(person, wishes)], now)
            return to_ticket(ticket, now)
        except NotForYou as refused:
            form.form_errors.append(only_some(refused, course_called(code)))
        except (NotOpen, CourseFull):
            pass  # the page says so
    page = url_for("public.registrations.edit", code=code, sua=1)
    return form_redisplay.answer(page, lambda: _to_mend(course_called(code), form), errors=form.form_errors)


def to_ticket(ticket: Ticket, now: datetime) -> Response:
    """303 to the ticket, which a resident's browser knows from then on: it may leave before the ticket arrives."""
    response = see_outcome(url_for("public.tickets.show", token=ticket.token))
    if signed_in() is None:
        remember_ticket(response, ticket, now)
    return response


@registrations.get("/l/<code>/dang-ky")
@public
def edit(code: str) -> Answer:
    """The form again with its errors: 422; why there is no place: 409, 410. With nothing typed, the class."""
    course, kept = course_called(code), form_redisplay.saved_form()
    if kept is None:
        return see_other(url_for("public.courses.show", code=course.code, _anchor="dang-ky"))
    form = RegistrationForm(kept.typed)
    lay_out(form, course)
    return kept.redisplay(form, lambda: _to_mend(course, form))


def _to_mend(course: Course, form: RegistrationForm) -> Response:
    """The form with what was typed and its errors; or the alternative, where the class takes no registrations any
    more."""
    now = clock.now()
    if not has_place(course, now):
        return not_now(course, now)
    lay_out(form, course)
    return refuse("public/registrations/new.html", form=form, course=course, ward=course.unit)


def has_place(course: Course, now: datetime) -> bool:
    """Whether the class takes registrations now and has a seat or a place on its waiting list."""
    return course.takes_registrations(now) and (course.free > 0 or course.waiting_list)


def not_now(course: Course, now: datetime) -> Response:
    """Why nobody can register: 410 when the class is over or cancelled, else 409, with another class."""
    return over(course, now) or _refusal_page("public/registrations/refused.html", 409, course, now)


def over(course: Course, now: datetime) -> Response | None:
    """410 with the next class, for one that is over or cancelled; None while it goes on."""
    if course.stage(now) in (Stage.CANCELLED, Stage.FINISHED, Stage.CLOSED):
        return _refusal_page("public/courses/over.html", 410, course, now)
    return None


def _refusal_page(template: str, status: int, course: Course, now: datetime) -> Response:
    page = render_template(template, course=course, ward=course.unit, next=next_open(course, now), now=now)
    return make_response(page, status)


def next_open(course: Course, now: datetime) -> Course | None:
    """Another class of today's list of the ward that takes registrations. In this order: with a free seat, still
    leading to a certificate, teaching the same, the soonest."""
    ahead = db.session.scalars(Lesson.courses_listed(course.unit.standing.id, now))
    return min(
        (other for other in ahead if other.id != course.id and has_place(other, now)),
        key=lambda other: (other.free <= 0, other.is_too_late(now), not other.teaches_like(course)),
        default=None,
    )
