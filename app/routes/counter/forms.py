"""What is filled in for somebody else: the four lines of the public form, and what help they need."""

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField

from app.country import clock
from app.country.names import identity_key
from app.models import Course, Person, ResidentialGroup, SignUpWay, Wishes
from app.models.helping.pairs.pairing import mentees_of
from app.models.learning.families import RegistrationScope
from app.models.people.directory import known_people
from app.routes.counter.lookups import sees_people_of
from app.routes.second_presses import page_number
from app.web.access import current_visitor, one_or_404
from app.web.database import db
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.forms.needs_field import MultipleNeedsField

NO_PHONE = "nophone"


class NeighbourForm(FlaskForm):
    """Somebody who is registered by staff. Most whom staff register have no smartphone: that is ticked to begin with.

    `person` is the public id of somebody picked from those on file; the name and the year are theirs then.
    """

    person = HiddenField()
    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(staff=True)
    guardian = GuardianField(staff=True)
    residential_group = GroupField(staff=True)
    phone = PhoneField(staff=True)
    needs = MultipleNeedsField(_l("Cần giúp gì thêm?"), first=NO_PHONE, default=[NO_PHONE])
    submission = HiddenField()

    def __init__(self, course: Course, scope: RegistrationScope, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.residential_group.offer(scope.groups, course.unit.group_word, elsewhere=scope.elsewhere)
        if not self.is_submitted():
            self.submission.data = str(uuid.uuid4())
            self.residential_group.data = scope.own.code if scope.own else None

    def take(self, person: Person) -> None:
        """Fill in somebody on file."""
        self.person.data, self.full_name.data = person.public_id, person.full_name
        self.birth_year.data = str(person.birth_year)
        if person.residential_group is not None:
            self.residential_group.data = person.residential_group.code

    def candidate(self, session: Session, course: Course, scope: RegistrationScope) -> Person:
        """Who is to be registered: the one picked, or whom was typed, not stored; only after validation."""
        if self.person.data:
            return person_known(course, self.person.data)
        birth, group_id = self.birth_year.value, self.residential_group.value
        group = None
        if group_id is not None:
            group = session.scalars(ResidentialGroup.with_unit(group_id)).one()
        return Person(
            unit=course.unit,
            full_name=self.full_name.value,
            birth_year=birth.year,
            birth_date=birth.date,
            residential_group=group,
            phone=self.phone.value,
            created_at=clock.now(),
        )

    def wishes(self, by_id: int) -> Wishes:
        """How it came and by whom; the form's own number makes a double press one registration."""
        who = identity_key(self.full_name.value), self.birth_year.value.year
        return Wishes(
            way=SignUpWay.DESK,
            by_id=by_id,
            submission=page_number(self.submission.data, self.person.data or "", *who),
            needs=tuple(self.needs.data or ()),
            guardian=self.guardian.value,
        )


def person_known(course: Course, public_id: str) -> Person:
    """Somebody on file whom the visitor may see, by public id, or whom they take by the hand; else a 404."""
    units, groups = sees_people_of(course.unit_id)
    named = Person.public_id == public_id
    own = mentees_of(current_visitor().account_id).where(named, Person.unit_id == course.unit_id)
    if (mentee := db.session.scalars(own).first()) is not None:
        return mentee
    return one_or_404(known_people(units, groups).where(named, Person.unit_id == course.unit_id))
