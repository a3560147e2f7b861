"""The form in which the office registers somebody: typed, or filled in from a person on file."""

from typing import Any

from flask import abort
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField, StringField

from app.country import clock, formats
from app.country.names import identity_key
from app.models import Course, Person, ResidentialGroup, Role, SignUpWay, Wishes
from app.routes.office.people.people_here import person_here
from app.routes.second_presses import page_number
from app.web.database import db
from app.web.forms.fields import ELSEWHERE, BirthYearField, FullNameField, GroupField, GuardianField, PhoneField


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
