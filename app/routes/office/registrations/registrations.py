"""/van-phong/lop/<code>/hoc-vien: register somebody who telephones or comes by, and give a seat back for them."""

import uuid
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField

from app.country import clock
from app.country.names import identity_key
from app.models import AdministrativeUnit, Course, Person, Registration, ResidentialGroup, Role, Way, Wishes
from app.models.learning.joining import CourseFull, NotOpen
from app.models.learning.leaving import cancel
from app.models.learning.waiting import place_in_queue
from app.routes.next_in_order import tell
from app.routes.office.lookups import STAFF, course_here
from app.routes.office.registrations.registration_pages import page_of
from app.routes.second_presses import page_number, say_to_staff
from app.routes.trail import note
from app.web.access import found, requires
from app.web.database import db, immediate
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, refuse, see_other

registrations = Blueprint("registrations", __name__)


class PersonForm(FlaskForm):
    """Who is to be registered, and how they asked."""

    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(staff=True)
    guardian = GuardianField(staff=True)
    residential_group = GroupField(staff=True)
    phone = PhoneField(staff=True)
    sex = SelectField(
        _l("Giới tính"), choices=lambda: [("", _("Chưa rõ")), ("nữ", _("Nữ")), ("nam", _("Nam"))], default=""
    )
    way = RadioField(
        _l("Người này đăng ký qua đâu"),
        choices=lambda: [(Way.PHONE.value, _("Gọi điện")), (Way.DESK.value, _("Đến tận nơi"))],
        default=Way.PHONE.value,
    )
    submission = HiddenField()

    def candidate(self, unit: AdministrativeUnit, groups: list[ResidentialGroup]) -> Person:
        """The person as typed, not stored, after validation."""
        by_id = {group.id: group for group in groups}
        return Person(
            unit=unit,
            full_name=self.full_name.value,
            birth_year=self.birth_year.value.year,
            birth_date=self.birth_year.value.date,
            sex=self.sex.data or None,
            residential_group=by_id.get(self.residential_group.value or 0),
            phone=self.phone.value,
            created_at=clock.now(),
        )

    def wishes(self) -> Wishes:
        """How it came; the form's own number makes a double press one registration."""
        who = identity_key(self.full_name.value), self.birth_year.value.year
        submission = page_number(self.submission.data, *who)
        return Wishes(way=Way(self.way.data), submission=submission, guardian=self.guardian.value)


@registrations.get("/lop/<code>/hoc-vien/moi")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The form."""
    course = course_here(code, Role.OFFICER)
    form = PersonForm(formdata=None)
    form.submission.data = str(uuid.uuid4())
    _groups(form, course)
    return render_template("office/registrations/new.html", form=form, course=course)


@registrations.post("/lop/<code>/hoc-vien/moi")
@dedupes_itself
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """A seat, or a place on the waiting list; who is registered already stays as they are."""
    course = course_here(code, Role.OFFICER)
    form = PersonForm()
    _groups(form, course)
    if not form.validate():
        return refuse("office/registrations/new.html", form=form, course=course)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            candidate = form.candidate(course.unit, _groups(form, course))
            wishes, now = form.wishes(), clock.now()
            ticket = Registration.register(session, course.id, candidate, wishes, now)
            say_to_staff(session, ticket, candidate, wishes, now)
            note(session, "registration.made", course, {"ticket": ticket.id, "way": form.way.data})
            made = session.scalars(Registration.on(ticket.id)).first()
            place = place_in_queue(session, made) if made else None
    except (NotOpen, CourseFull) as refused:
        full = isinstance(refused, CourseFull)
        closed = _("Lớp này hết chỗ và không nhận ghi tên chờ.") if full else _("Lớp này không còn nhận đăng ký.")
        form.form_errors.append(closed)
        return refuse("office/registrations/new.html", form=form, course=course)
    flash(_message(ticket.is_thin, place, form.full_name.value), "warn" if ticket.is_thin else "good")
    return see_other(url_for("office.registration_lists.index", code=code))


@registrations.get("/lop/<code>/hoc-vien/<uuid:public_id>")
@requires(*STAFF)
def show(code: str, public_id: UUID) -> Answer:
    """One person on the course, with the telephone; that it was looked at is noted."""
    course = course_here(code)
    found(Registration.of(course.id).where(Registration.public_id == str(public_id)))
    with immediate() as session:
        note(session, "registration.viewed", course, {"registration": str(public_id)})
    course = course_here(code)
    seat = found(Registration.of(course.id).where(Registration.public_id == str(public_id)))
    return render_template("office/registrations/show.html", **page_of(course, seat))


@registrations.post("/lop/<code>/hoc-vien/<uuid:public_id>/huy")
@requires(Role.OFFICER)
def destroy(code: str, public_id: UUID) -> Answer:
    """Give the seat or place back; the first one waiting moves up. Twice changes nothing."""
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        wanted = Registration.of(course.id).where(Registration.public_id == str(public_id))
        registration = found(wanted)
        if registration.is_live:
            moved = cancel(session, registration, now=clock.now(), reason="office")
            note(session, "registration.ended", course, {"registration": str(public_id), "moved_up": len(moved)})
            flash(_("Đã hủy chỗ của %(name)s.", name=registration.person.full_name), "good")
            tell(moved)
    return see_other(url_for("office.registration_lists.index", code=code))


def _groups(form: PersonForm, course: Course) -> list[ResidentialGroup]:
    groups = list(db.session.scalars(ResidentialGroup.of(course.unit_id)))
    form.residential_group.offer(groups, course.unit.group_word)
    return groups


def _message(thin: bool, place: int | None, name: str) -> str:
    if thin:
        return str(_("%(name)s đã có tên trong lớp này từ trước, không ghi thêm.", name=name))
    if place:
        return str(_("Lớp đủ chỗ. %(name)s đang chờ, thứ %(place)s.", name=name, place=place))
    return str(_("Đã ghi tên %(name)s.", name=name))
