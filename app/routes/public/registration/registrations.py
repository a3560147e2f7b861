"""POST /l/<code>: a person registers; the answer is a ticket, or a sentence that says why not."""

import uuid
from datetime import datetime
from typing import Protocol

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField

from app.country import clock
from app.country.births import Birth
from app.country.names import identity_key
from app.models import AdministrativeUnit, Course, Lesson, Person, Registration, ResidentialGroup, Stage, Way, Wishes
from app.models.learning.course_terms import WhoMay
from app.models.learning.joining import CourseFull, NotForYou, NotOpen
from app.routes.public.hall.passes import tickets_of_request
from app.routes.public.lookups import course_called, door_called
from app.routes.second_presses import say_what_stays
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import mending
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.page_cache import new_submission
from app.web.responses import Answer, refuse, see_other
from app.web.words import consent_texts

registrations = Blueprint("registrations", __name__)

# The names under which a form's own number becomes the number that is stored.
SUBMISSIONS = uuid.UUID("5a1d9d0e-6d2b-4c55-9c0e-0f6a3c6f5443")


def needs_choices() -> list[tuple[str, str]]:
    """What somebody may ask for by way of help."""
    return [
        ("front", _("Ngồi hàng đầu cho dễ nhìn")),
        ("wheel", _("Đi xe lăn")),
        ("hear", _("Nghe kém, cần nói to")),
        ("nophone", _("Chưa có điện thoại thông minh")),
    ]


class RegistrationForm(FlaskForm):
    """What a resident tells (docs/promises.md, "What stays put"): three lines are enough."""

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
    needs = SelectMultipleField(_l("Bác cần giúp gì thêm?"), choices=needs_choices, validate_choice=False)
    consent_photos = BooleanField()
    consent_messages = BooleanField()
    consent_version = HiddenField()
    submission = HiddenField()

    def person(self, session: Session, unit_id: int, now: datetime) -> Person:
        """Who was typed, not stored yet; only after validation."""
        sex = self.sex.data if self.sex.data in ("nam", "nữ") else None
        told = (self.full_name.value, self.birth_year.value, self.residential_group.value, self.phone.value)
        return candidate(session, unit_id, *told, now, sex=sex)

    def wishes(self, course_code: str) -> Wishes:
        """What else was said; only after validation."""
        consents = {"photos": self.consent_photos.data, "messages": self.consent_messages.data}
        return Wishes(
            way=Way.QR,
            submission=one_press(course_code, self.submission.data, self.full_name.value, self.birth_year.value.year),
            needs=tuple(self.needs.data or ()),
            consents=tuple(purpose for purpose, given in consents.items() if given),
            consent_version=consent_texts.shown_version(self.consent_version.data),
            guardian=self.guardian.value,
        )

    @property
    def for_child(self) -> bool:
        """Whether the year that was typed is a child's: then the guardian is asked for beside it."""
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
    """A person as a form of the public tells of them, not stored yet: of their group's ward, else of the class's."""
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
    """The number under which a double tap or a reload is known again, or None where a form carries none. Name and year
    belong to it: whoever goes back and writes the next of the family over the first means another registration."""
    if not submission:
        return None
    said = (course_code, submission, identity_key(full_name), birth_year)
    return str(uuid.uuid5(SUBMISSIONS, "\n".join(map(str, said))))


class Consenting(Protocol):
    """A form with the two boxes and the version of their texts."""

    consent_photos: BooleanField
    consent_messages: BooleanField
    consent_version: HiddenField


def name_consents(form: Consenting) -> None:
    """Put beside the boxes what they agree to, in the version that the form says it shows."""
    form.consent_version.data = consent_texts.shown_version(form.consent_version.data)
    texts = consent_texts.VERSIONS[form.consent_version.data]
    form.consent_photos.label.text, form.consent_messages.label.text = texts.photos, texts.messages


def registration_form(course: Course, typed: MultiDict[str, str] | None = None) -> RegistrationForm:
    """The form of a class, with its ward's groups; filled in with what was typed before, where that is known."""
    form = RegistrationForm(typed)
    lay_out(form, course)
    return form


def lay_out(form: RegistrationForm, course: Course) -> None:
    """Make a form ready to be drawn: the groups to choose from, its own number, what the boxes agree to."""
    form.residential_group.offer(db.session.scalars(ResidentialGroup.of(course.unit_id)).all(), course.unit.group_word)
    form.submission.data = form.submission.data or new_submission()
    name_consents(form)


@registrations.post("/l/<code>")
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@public
def create(code: str) -> Answer:
    """Register. 303 to the ticket; 303 to the form (`edit`) where something is to be mended, or no place is left."""
    door, now, form = door_called(code), clock.now(), RegistrationForm()
    form.residential_group.accept(door.groups, door.group_word)
    if not form.validate():
        return _again(code, form)
    wishes = form.wishes(door.folded_code)
    try:
        with immediate() as session:
            person = form.person(session, door.unit_id, now)
            ticket = Registration.register(
                session, door.course_id, person, wishes, now, known_tickets=tickets_of_request()
            )
            say_what_stays(session, ticket, [(person, wishes)], now)
    except NotForYou as refused:
        form.form_errors.append(only_some(refused, course_called(code)))
        return _again(code, form)
    except (NotOpen, CourseFull):
        return _again(code, form)
    return see_other(url_for("public.tickets.show", token=ticket.token))


@registrations.get("/l/<code>/dang-ky")
@public
def edit(code: str) -> Answer:
    """What was typed and has to be mended: 422; why there is no place: 409, 410. With nothing typed, the class."""
    course, kept = course_called(code), mending.opened()
    if kept is None:
        return see_other(url_for("public.courses.show", code=course.code, _anchor="dang-ky"))
    form = RegistrationForm(kept.typed)
    lay_out(form, course)
    return kept.again(form, lambda: _to_mend(code, form))


def _again(code: str, form: RegistrationForm) -> Response:
    page = url_for("public.registrations.edit", code=code, sua=1)
    return mending.answer(page, lambda: _to_mend(code, form), said=form.form_errors)


def _to_mend(code: str, form: RegistrationForm) -> Response:
    """The form with what was typed and what is wrong with it; or where to go, where it would be taken no more."""
    course, now = course_called(code), clock.now()
    if not has_place(course, now):
        return not_now(course, now)
    lay_out(form, course)
    return refuse("public/registrations/new.html", form=form, course=course, ward=course.unit)


def has_place(course: Course, now: datetime) -> bool:
    """Whether the class takes names now and has a seat or a place on its waiting list."""
    return course.takes_registrations(now) and (course.free > 0 or course.waiting_list)


def only_some(refused: NotForYou, course: Course) -> str:
    """Whom a class takes, and what to do, for somebody whom it does not take by themselves."""
    if refused.reason is WhoMay.GROUPS:
        groups = ", ".join(group.name for group in course.groups)
        return str(
            _("Lớp này dành cho bà con %(groups)s. Bác ở nơi khác thì gọi phường, hoặc chọn lớp khác.", groups=groups)
        )
    if refused.reason is WhoMay.WARD:
        return str(_("Lớp này dành cho người ở %(ward)s. Bác ở nơi khác thì gọi phường.", ward=course.unit.title))
    return str(_("Lớp này do phường ghi tên. Bác gọi phường hoặc nhờ tổ trưởng ghi giúp."))


def not_now(course: Course, now: datetime) -> Response:
    """Why nobody can register: 410 when the class is over or called off, else 409, with where to go instead."""
    return over(course, now) or _told("public/registrations/refused.html", 409, course, now)


def over(course: Course, now: datetime) -> Response | None:
    """410 with the next class, for one that is over or called off; None while it goes on."""
    if course.stage(now) in (Stage.CANCELLED, Stage.FINISHED, Stage.CLOSED):
        return _told("public/courses/over.html", 410, course, now)
    return None


def _told(template: str, status: int, course: Course, now: datetime) -> Response:
    page = render_template(template, course=course, ward=course.unit, next=next_open(course, now), now=now)
    return make_response(page, status)


def next_open(course: Course, now: datetime) -> Course | None:
    """Where to go instead: another class that takes names, of the list of the ward of today; with a free seat, one that
    still leads to a certificate, one that teaches the same, the soonest: of these the first that can be had."""
    ahead = db.session.scalars(Lesson.courses_listed(course.unit.standing.id, now))
    return min(
        (other for other in ahead if other.id != course.id and has_place(other, now)),
        key=lambda other: (other.free <= 0, other.is_too_late(now), not other.teaches_like(course)),
        default=None,
    )
