"""The form of a family: a name and a year for each person, the rest once for all of them."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField, HiddenField
from wtforms.form import BaseForm

from app.country import clock
from app.models import Person, ResidentialGroup, SignUpWay, Wishes
from app.routes.public.registration.registrations import candidate, one_press
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField, PhoneField

# A larger family fills in the form twice: each form is one write transaction, for which others wait.
MOST = 8


class MemberForm(Form):
    """One person of the family."""

    full_name = FullNameField()
    birth_year = BirthYearField()

    @property
    def is_blank(self) -> bool:
        """Whether nobody was written here."""
        return not any((field.data or "").strip() for field in (self.full_name, self.birth_year))


class FamilyGuardianField(GuardianField):
    """Who registers the children of the family."""

    def is_wanted(self, form: BaseForm) -> bool:
        """Whether any of them is a child."""
        births = [getattr(member.birth_year, "value", None) for member in members(form["people"])]
        return any(birth is not None and birth.is_child(clock.today()) for birth in births)


class FamilyForm(FlaskForm):
    """The people, and where they all live. Empty rows are nobody."""

    class Meta(FlaskForm.Meta):
        """Accepts the form of a page that was opened before it had several people, with one person under plain
        names."""

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """The typed values, with its one person in the first row."""
            given = super().wrap_formdata(form, formdata)
            if given and "full_name" in given:
                given = MultiDict(given)
                for name in ("full_name", "birth_year"):
                    given[f"people-0-{name}"] = given.get(name, "")
            return given

    people = FieldList(FormField(MemberForm), max_entries=MOST)
    residential_group = GroupField()
    guardian = FamilyGuardianField()
    submission = HiddenField()

    @property
    def members(self) -> list[MemberForm]:
        """The rows."""
        return members(self.people)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another row."""
        return len(self.people.entries) >= MOST

    def lay_out(self, groups: Sequence[ResidentialGroup], word: str, *, rows: int = 0) -> None:
        """Fill in the groups and the form's submission number, with at least so many rows."""
        self.residential_group.offer(groups, word)
        self.submission.data = self.submission.data or str(uuid.uuid4())
        while len(self.people.entries) < min(rows, MOST):
            self.people.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate each row that somebody is written in; the first where there is none."""
        written = [row for row in self.people.entries if not row.form.is_blank]
        self.people.entries = written or self.people.entries[:1]
        return bool(super().validate(extra_validators))

    def add_row(self) -> None:
        """Add a row with the focus in it, while there is room."""
        if not self.is_full:
            self.people.append_entry()
        self.members[-1].full_name.render_kw = {"autofocus": True}

    def wrong(self) -> Iterator[tuple[Field, str]]:
        """Each field with an error and its label; a row's field with the number of the row."""
        for number, member in enumerate(self.members, 1):
            for field in member:
                if field.errors:
                    which = _("người thứ %(number)s", number=number) if len(self.members) > 1 else ""
                    yield field, ", ".join(filter(None, (str(field.label.text), which)))
        for field in self:
            if field.errors and field is not self.people and not isinstance(field, HiddenField):
                yield field, str(field.label.text)

    def typed(
        self, session: Session, unit_id: int, course_code: str, phone: str | None, now: datetime
    ) -> list[tuple[Person, Wishes]]:
        """The people, not stored yet, each with their wishes; only after validation."""
        group_id, guardian = self.residential_group.value, self.guardian.value
        typed_people = []
        for member in self.members:
            name, birth = member.full_name.value, member.birth_year.value
            submission = one_press(course_code, self.submission.data, name, birth.year)
            person = candidate(session, unit_id, name, birth, group_id, phone, now)
            typed_people.append((person, Wishes(way=SignUpWay.QR, submission=submission, guardian=guardian)))
        return typed_people


class FamilyWithPhoneForm(FamilyForm):
    """The same at a class, where nothing is known of the family yet."""

    phone = PhoneField()


def members(rows: Field) -> list[MemberForm]:
    """The forms in a list of rows."""
    assert isinstance(rows, FieldList)
    return [row.form for row in rows.entries]
