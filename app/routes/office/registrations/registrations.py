"""/van-phong/lop/<code>/hoc-vien: register somebody who telephones or comes by, and give a seat back for them."""

import uuid
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField, StringField

from app.country import clock, formats
from app.country.names import identity_key
from app.models import Course, Person, Registration, ResidentialGroup, Role, SignUpWay, Wishes
from app.models.learning.joining import CourseFull, NotOpen
from app.models.learning.leaving import cancel, place_in_queue
from app.routes.next_in_order import tell
from app.routes.office.lookups import STAFF, course_here
from app.routes.office.people.people_here import note_about, person_here
from app.routes.office.registrations.registration_pages import page_of
from app.routes.second_presses import page_number, say_to_staff
from app.routes.trail import note
from app.web.access import one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.fields import ELSEWHERE, BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, page_or_fragment, refuse, see_other


class PersonForm(FlaskForm):
    """Who is to be registered, and how they asked. `person` is the public id of somebody picked from those on file:
    it holds as long as name and year are theirs; hidden among the lines that it fills (`_lines.html`)."""

    person = StringField()
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
        choices=lambda: [(SignUpWay.PHONE.value, _("Gọi điện")), (SignUpWay.DESK.value, _("Đến tận nơi"))],
        default=SignUpWay.PHONE.value,
    )
    submission = HiddenField()

    def __init__(self, course: Course, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        groups = list(db.session.scalars(ResidentialGroup.of(course.unit_id)))
        self.groups = {group.id: group for group in groups}
        self.residential_group.offer(groups, course.unit.group_word)

    def take(self, person: Person) -> None:
        """Fill in all that is on file of somebody."""
        group = person.residential_group
        self.person.data, self.full_name.data = person.public_id, person.full_name
        self.birth_year.data = formats.date(person.birth_date) if person.birth_date else str(person.birth_year)
        self.residential_group.data = group.code if group else ELSEWHERE
        self.phone.data, self.sex.data = formats.phone(person.phone) if person.phone else "", person.sex or ""

    def candidate(self, session: Session, course: Course) -> Person:
        """The person as typed, not stored, or the one on file who was picked and learns what was typed; after
        validation."""
        typed = Person(
            unit=course.unit,
            full_name=self.full_name.value,
            birth_year=self.birth_year.value.year,
            birth_date=self.birth_year.value.date,
            sex=self.sex.data or None,
            residential_group=session.get(ResidentialGroup, self.residential_group.value or 0),
            phone=self.phone.value,
            created_at=clock.now(),
        )
        if not self.person.data:
            return typed
        picked = person_on_file(course, self.person.data)
        if (identity_key(picked.full_name), picked.birth_year) != self._who:
            return typed
        picked.learn_from(typed)
        return picked

    def unlike(self, person: Person) -> list[str]:
        """The lines in which the form says something else than what is on file of the person registered."""
        group = self.groups.get(self.residential_group.value or 0)
        pairs = (
            (self.phone, self.phone.value, person.phone),
            (self.sex, self.sex.data, person.sex),
            (self.birth_year, self.birth_year.value.date, person.birth_date),
            (self.residential_group, group.id if group else None, person.residential_group_id),
        )
        return [str(field.label.text) for field, typed, stored in pairs if typed and typed != stored]

    def wishes(self) -> Wishes:
        """How it came; the form's own number makes a double press one registration."""
        submission = page_number(self.submission.data, *self._who)
        return Wishes(way=SignUpWay(self.way.data), submission=submission, guardian=self.guardian.value)

    @property
    def _who(self) -> tuple[str, int]:
        return identity_key(self.full_name.value), self.birth_year.value.year


def person_on_file(course: Course, public_id: str) -> Person:
    """Somebody of the course's unit by public id; a 404 for others, and for who is erased."""
    person = person_here(public_id, Role.OFFICER).standing
    if person.unit_id != course.unit_id or person.erased_at is not None:
        abort(404)
    return person


registrations = Blueprint("registrations", __name__)


PAGE = "office/registrations/new.html"


@registrations.get("/lop/<code>/hoc-vien/moi")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The form, filled in from who is on file with `?nguoi=`, which is noted as a view; with htmx its lines alone.
    `?qua=` is how the person before asked."""
    course, picked = course_here(code, Role.OFFICER), request.args.get("nguoi")
    if picked:
        with immediate() as session:
            note_about(session, "person.viewed", person_on_file(course_here(code, Role.OFFICER), picked))
        course = course_here(code, Role.OFFICER)
    form = PersonForm(course, formdata=None)
    form.submission.data = str(uuid.uuid4())
    if picked:
        form.take(person_on_file(course, picked))
    elif request.args.get("qua") in set(SignUpWay):
        form.way.data = request.args["qua"]
    return page_or_fragment(PAGE, "office/registrations/_lines.html", form=form, course=course, filled=bool(picked))


@registrations.post("/lop/<code>/hoc-vien/moi")
@dedupes_itself
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """A seat, or a place on the waiting list; who is registered already stays as they are. With `tiep` the form for
    the next person follows."""
    course = course_here(code, Role.OFFICER)
    form = PersonForm(course)
    if not form.validate():
        return refuse(PAGE, form=form, course=course)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            candidate = form.candidate(session, course)
            wishes, now = form.wishes(), clock.now()
            ticket = Registration.register(session, course.id, candidate, wishes, now)
            say_to_staff(session, ticket, candidate, wishes, now)
            note(session, "registration.made", course, {"ticket": ticket.id, "way": form.way.data})
            made = session.scalars(Registration.on(ticket.id)).first()
            place = place_in_queue(session, made) if made else None
            unlike = form.unlike(made.person) if made and made.created_at == now else []
    except (NotOpen, CourseFull) as refused:
        full = isinstance(refused, CourseFull)
        closed = _("Lớp này hết chỗ và không nhận đăng ký chờ.") if full else _("Lớp này không còn nhận đăng ký.")
        form.form_errors.append(closed)
        return refuse(PAGE, form=form, course=course)
    flash(_message(ticket.is_thin, place, form.full_name.value), "warn" if ticket.is_thin else "good")
    if unlike:
        flash(_("Hồ sơ đã có vẫn giữ như cũ: %(lines)s. Muốn đổi thì sửa ở hồ sơ.", lines=", ".join(unlike)), "warn")
    if "tiep" in request.form:
        return see_other(url_for("office.registrations.new", code=code, qua=form.way.data))
    return see_other(url_for("office.registration_lists.index", code=code))


@registrations.get("/lop/<code>/hoc-vien/<uuid:public_id>")
@requires(*STAFF)
def show(code: str, public_id: UUID) -> Answer:
    """One person on the course, with the telephone; that it was looked at is noted."""
    course = course_here(code)
    one_or_404(Registration.of(course.id).where(Registration.public_id == str(public_id)))
    with immediate() as session:
        note(session, "registration.viewed", course, {"registration": str(public_id)})
    course = course_here(code)
    seat = one_or_404(Registration.of(course.id).where(Registration.public_id == str(public_id)))
    return render_template("office/registrations/show.html", **page_of(course, seat))


@registrations.post("/lop/<code>/hoc-vien/<uuid:public_id>/huy")
@requires(Role.OFFICER)
def destroy(code: str, public_id: UUID) -> Answer:
    """Give the seat or place back; the first one waiting moves up. Twice changes nothing."""
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        wanted = Registration.of(course.id).where(Registration.public_id == str(public_id))
        registration = one_or_404(wanted)
        if registration.is_live:
            moved = cancel(session, registration, now=clock.now(), reason="office")
            note(session, "registration.ended", course, {"registration": str(public_id), "moved_up": len(moved)})
            flash(_("Đã hủy chỗ của %(name)s.", name=registration.person.full_name), "good")
            tell(moved)
    return see_other(url_for("office.registration_lists.index", code=code))


def _message(thin: bool, place: int | None, name: str) -> str:
    if thin:
        return str(_("%(name)s đã có tên trong lớp này từ trước, không ghi thêm.", name=name))
    if place:
        return str(_("Lớp đủ chỗ. %(name)s đang chờ, thứ %(place)s.", name=name, place=place))
    return str(_("Đã ghi tên %(name)s.", name=name))
