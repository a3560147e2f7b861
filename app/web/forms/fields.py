"""Fields that several forms share: each cleans the typed text, or raises with a sentence that says what to write.

A field keeps the typed text; `value` is the cleaned value after validation. `staff=True` words errors for staff.
What a field must hold it also tells the phone, which asks for it before it keeps a form (`Asked`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field, PasswordField, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import PasswordInput

from app.country import clock, sentences
from app.country.births import OLDEST, Birth, UnusableBirth, last_birth_of_age, parse_birth
from app.country.formats import PhoneFault, UnusablePhone, parse_phone
from app.country.names import UnusableName, clean_name
from app.country.refusals import sentence
from app.models import ResidentialGroup
from app.web.database import db
from app.web.forms.asked import Asked

# The choice for people who live outside the ward.
ELSEWHERE = "khac"


class FullNameField(Asked, StringField):
    """A person's name, required; `value` is the cleaned name."""

    def __init__(self, label: str | None = None, *, staff: bool = False, **kwargs: Any) -> None:
        super().__init__(label or _l("Họ và tên"), **kwargs)
        self.staff = staff
        self.flags.required = True

    def need(self) -> dict[str, str]:
        """A letter."""
        return {"data_need": _("%(you)s ghi họ và tên.", you=self.you)}

    @property
    def value(self) -> str:
        """The cleaned name; only after validation."""
        return self.data or ""

    def pre_validate(self, form: BaseForm) -> None:
        """Clean the name, or raise with the reason."""
        try:
            self.data = clean_name(self.data or "")
        except UnusableName as refused:
            raise StopValidation(sentence(refused, self.staff)) from refused


class BirthYearField(Asked, StringField):
    """A year of birth of four digits, or a full date; required. `value` is the birth."""

    value: Birth

    def __init__(self, label: str | None = None, *, staff: bool = False, **kwargs: Any) -> None:
        super().__init__(label or _l("Năm sinh"), **kwargs)
        self.staff = staff
        self.flags.required = True

    def need(self) -> dict[str, str]:
        """A birth of the last 120 years."""
        today = clock.today()
        first = str(today.year - OLDEST)
        text = _("%(you)s ghi năm sinh bốn chữ số, từ %(first)s đến nay.", you=self.you, first=first)
        return {"data_need": text, "data_born": f"{first} {today}"}

    def pre_validate(self, form: BaseForm) -> None:
        """Parse the year or date, or raise with the reason."""
        try:
            self.value = parse_birth(self.data or "", clock.today())
        except UnusableBirth as refused:
            raise StopValidation(sentence(refused, self.staff)) from refused


class GuardianField(Asked, StringField):
    """The guardian who registers a child under 16 and consents; required if the form's year is a child's, unless
    `later`.

    `value` is the cleaned name, "" for an adult, whatever was typed. The field must follow the year.
    """

    value = ""

    def __init__(self, label: str | None = None, *, staff: bool = False, later: bool = False, **kwargs: Any) -> None:
        super().__init__(label or _l("Cha mẹ hoặc người giám hộ"), **kwargs)
        self.staff, self.later = staff, later

    def need(self) -> dict[str, str]:
        """A letter, where a year of the form is a child's."""
        of_age = last_birth_of_age(clock.today()).date
        return {} if self.later else {"data_need": self.missing, "data_child": str(of_age)}

    @property
    def missing(self) -> str:
        """That a child needs a guardian."""
        return str(_("Cháu dưới 16 tuổi. %(who)s ghi họ tên cha mẹ hoặc người giám hộ của cháu.", who=self.you))

    def is_wanted(self, form: BaseForm) -> bool:
        """Whether the form's year is a child's."""
        birth: Birth | None = getattr(form["birth_year"], "value", None)
        return birth is not None and birth.is_child(clock.today())

    def pre_validate(self, form: BaseForm) -> None:
        """Clean the name if it is required, or raise if it is missing."""
        if not self.is_wanted(form):
            return
        if not (self.data or "").strip():
            if not self.later:
                raise StopValidation(self.missing)
            return
        try:
            self.data = self.value = clean_name(self.data or "")
        except UnusableName as refused:
            raise StopValidation(sentence(refused, self.staff)) from refused


class PhoneField(Asked, StringField):
    """A phone number, optional unless `required`. `value` is E.164 or None."""

    value: str | None = None

    def __init__(self, label: str | None = None, *, required: bool = False, staff: bool = False, **kwargs: Any) -> None:
        super().__init__(label or _l("Số điện thoại"), **kwargs)
        self.staff = staff
        if required:
            self.flags.required = True

    def need(self) -> dict[str, str]:
        """A digit, where a number is required."""
        text = sentence(UnusablePhone(PhoneFault.EMPTY, ""), self.staff)
        return {"data_need": text, "type": "tel"} if self.flags.required else {}

    def pre_validate(self, form: BaseForm) -> None:
        """Parse the number, or raise with the reason."""
        try:
            self.value = parse_phone(self.data or "")
        except UnusablePhone as refused:
            if refused.reason is PhoneFault.EMPTY and not self.flags.required:
                return
            raise StopValidation(sentence(refused, self.staff)) from refused


class GroupField(Asked, SelectField):
    """The residential group, required, with a choice for people from elsewhere.

    Set the ward's groups with `offer` before validating or rendering. `value` is the chosen group's id, or None for
    elsewhere. The submitted value is a group's code, or its name; of one that was merged meanwhile, the group into
    which is chosen.
    """

    value: int | None = None
    elsewhere = True

    def __init__(self, label: str | None = None, *, staff: bool = False, **kwargs: Any) -> None:
        super().__init__(label or _l("Tổ dân phố"), choices=[], validate_choice=False, **kwargs)
        self.staff = staff
        self.flags.required = True
        self.groups: dict[str, int] = {}
        self.unit_id: int | None = None

    def offer(self, groups: Sequence[ResidentialGroup], word: str, *, elsewhere: bool = True) -> None:
        """Offer these groups, with the ward's own word for them ("tổ dân phố", "bản").

        Without `elsewhere` no other choice is offered: for a class or a helper of certain groups.
        """
        known = ((group.id, group.code, group.name) for group in groups)
        self.accept(known, word, groups[0].unit_id if groups else None, elsewhere=elsewhere)
        self.label.text = sentences.begun(word)
        self.choices = [
            ("", _("Chọn %(word)s", word=word)),
            *((group.code, group.name_under(word)) for group in groups),
            *([(ELSEWHERE, _("Nơi khác"))] if elsewhere else []),
        ]

    def accept(
        self, groups: Iterable[tuple[int, str, str]], word: str, unit_id: int | None, *, elsewhere: bool = True
    ) -> None:
        """Accept these groups (id, code, name) of a ward without choices to render: for a form that is only parsed."""
        self.word, self.unit_id, self.elsewhere = word, unit_id, elsewhere
        self.groups = {key: number for number, code, name in groups for key in (name, code)}

    def need(self) -> dict[str, str]:
        """A choice."""
        return {"data_need": self.missing}

    @property
    def missing(self) -> str:
        """That a group is to be chosen."""
        if not self.elsewhere:
            return str(_("%(who)s chọn một %(word)s trong danh sách.", who=self.you, word=self.word))
        if self.staff:
            return str(_("Anh chị chọn %(word)s. Người ở nơi khác, chọn “Nơi khác”.", word=self.word))
        return str(_("Bác chọn %(word)s. Ở nơi khác, bác chọn “Nơi khác”.", word=self.word))

    def pre_validate(self, form: BaseForm) -> None:
        """Find the group, or raise if none is chosen."""
        if self.elsewhere and self.data in (ELSEWHERE, _("Nơi khác")):
            self.value = None
        elif self._follow_merger() in self.groups:
            self.value = self.groups[self.data]
        else:
            raise StopValidation(self.missing)

    def _follow_merger(self) -> str | None:
        """What was submitted; for a merged group of an old page, from here on the code of the one into which."""
        typed: str | None = self.data
        if typed and typed not in self.groups and self.unit_id is not None:
            stays = ResidentialGroup.named(db.session(), self.unit_id, typed)
            if stays is not None and self.groups.get(stays.code) == stays.id:
                self.data = typed = stays.code
        return typed


class PinInput(PasswordInput):
    """A masked numeric input, never filled in again. Its type is not password: browsers would offer to save the PIN as
    this site's password, or fill the password in."""

    input_type = "text"

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The input; the class `unseen` masks it as a browser masks a password."""
        kwargs["class"] = f"{kwargs.get('class', '')} unseen".strip()
        return super().__call__(field, **kwargs, inputmode="numeric", autocomplete="off", maxlength="12")


class PinField(PasswordField):
    """A PIN of six digits; `value` is without spaces."""

    widget = PinInput()

    @property
    def value(self) -> str:
        """The digits."""
        return "".join((self.data or "").split())
