"""Fields of the office's forms: one line of text, a number between two others, both cleaned and refused in words."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from app.country.formats import number
from app.country.names import clean
from app.country.numbers import HasFraction, NoMoney, parse_count, parse_money, without_fraction
from app.country.refusals import fraction_sentence
from app.models import Course, Registration
from app.models.learning.standing import Change, learner_statuses, lost
from app.web.database import db


class LineField(StringField):
    """One line of text of at most so many signs; `value` is the cleaned text."""

    def __init__(self, label: str | None = None, *, longest: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.longest = longest
        self.flags.maxlength = longest
        if required:
            self.flags.required = True

    @property
    def value(self) -> str:
        """The cleaned text; only after validation."""
        return self.data or ""

    def pre_validate(self, form: BaseForm) -> None:
        """Clean the text, or say that it is missing or too long."""
        self.data = clean(self.data or "")
        if self.flags.required and not self.data:
            raise StopValidation(_("Anh chị chưa ghi dòng này."))
        if len(self.data) > self.longest:
            raise StopValidation(
                _(
                    "Dòng này dài %(length)s chữ. Anh chị ghi gọn trong %(longest)s chữ.",
                    length=number(len(self.data)),
                    longest=number(self.longest),
                )
            )


def one_of(form: BaseForm, line: SelectField) -> None:
    """One of those offered, for lists and radios that say `validate_choice=False`."""
    if line.data not in {choice[0] for choice in line.iter_choices()}:
        raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))


class NumberField(StringField):
    """A whole number between two others, required; `value` is the number."""

    value: int

    def __init__(self, label: str | None = None, *, least: int, most: int, unit: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most, self.unit = least, most, unit
        self.flags.required = True

    def show(self, value: int) -> None:
        """Fill the field with a number."""
        self.data = str(value)

    def pre_validate(self, form: BaseForm) -> None:
        """Read the number, or say between which it lies."""
        try:
            typed = clean(self.data or "")
            text = without_fraction(typed if self.unit else typed.removesuffix("%"), self.unit)
        except HasFraction as refused:
            raise StopValidation(fraction_sentence(refused)) from refused
        given = parse_count(text, self.most)
        if given is not None and given >= self.least:
            self.value = given
            return
        raise StopValidation(
            _("Anh chị ghi một số từ %(least)s đến %(most)s.", least=number(self.least), most=number(self.most))
        )


class CountField(NumberField):
    """A number that may be left empty: nobody has counted. `count` is the number or None."""

    count: int | None = None

    def __init__(self, label: str | None = None, *, least: int = 0, most: int, **kwargs: Any) -> None:
        super().__init__(label, least=least, most=most, **kwargs)
        self.flags.required = False

    def pre_validate(self, form: BaseForm) -> None:
        """Read the number where one is given."""
        if (self.data or "").strip():
            super().pre_validate(form)
            self.count = self.value


class MoneyField(StringField):
    """An amount of whole đồng; `value` and `count` are the amount, None where an optional one is empty."""

    count: int | None = None

    def __init__(self, label: str | None = None, *, most: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most
        self.flags.required = required

    @property
    def value(self) -> int | None:
        """The amount; only after validation."""
        return self.count

    def pre_validate(self, form: BaseForm) -> None:
        """Read the amount, or say how to write it."""
        if not (self.data or "").strip() and not self.flags.required:
            return
        try:
            self.count = parse_money(self.data or "")
        except NoMoney as unreadable:
            raise StopValidation(no_money()) from unreadable


def no_money() -> str:
    """How an amount is written."""
    return str(_("Anh chị ghi số tiền bằng đồng, ví dụ 1.500.000, hoặc 1,5 triệu."))


# The form of a change of a course that takes the certificate from people.
class LosingForm(FlaskForm):
    """They are named, and a second press makes the change. `lost` are they, `named` is how many the page before
    named."""

    named = HiddenField()
    lost: Sequence[Registration] = ()

    def agrees(self, course: Course, change: Change) -> bool:
        """Whether a change takes it from nobody, or from as many as were named; else they are named now."""
        self.lost = lost(learner_statuses(db.session(), course), change)
        before, self.named.data = self.named.data, str(len(self.lost))
        return not self.lost or before == self.named.data


# The characters that papers can print, for forms with the text of a paper that is numbered before it is rendered.
# Unicode ranges that the fonts of app/documents contain: Latin letters with accents, combining marks, punctuation, ₫.
# tests/documents/test_printed_signs.py checks them.
RANGES = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),
    range(0x300, 0x370),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x203B),
    range(0x20AB, 0x20AC),
)


def unprinted(text: str) -> list[str]:
    """The characters of a cleaned text that papers cannot print (emoji, other scripts), each once, in order."""
    return [sign for sign in dict.fromkeys(text) if not any(ord(sign) in signs for signs in RANGES)]
