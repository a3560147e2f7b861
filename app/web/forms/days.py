"""Parsing of typed days, and the form field."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.country.names import clean

_ORDERS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})(?:[/.\- ](?P<year>\d{4}))?"),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})"),
)

# Other years are typing errors; the range also keeps time zone conversions within what datetime can represent.
YEARS = range(1900, 2200)


def parse_day(text: str, today: date, *, past: bool = False) -> date:
    """Parse "21/11/2026", "21.11.2026", "2026-11-21" or "21112026"; without a year it is the next such day from today
    on, or with `past` the last one.

    Raises:
        ValueError: the text is no day, or outside `YEARS`.
    """
    typed = re.sub(r"\s*([/.-])\s*", r"\1", clean(text))
    found = next(filter(None, (order.fullmatch(typed) for order in _ORDERS)), None)
    if found is None:
        raise ValueError("not a day")
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        if int(found["year"]) not in YEARS:
            raise ValueError("no such year here")
        return date(int(found["year"]), month, day)
    this_year = date(today.year, month, day)
    if past:
        return this_year if this_year <= today else date(today.year - 1, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def no_day(text: str) -> str:
    """The message for a text that `parse_day` refuses."""
    return str(_('"%(text)s" chưa phải một ngày. Anh chị ghi ngày/tháng/năm, ví dụ 31/12/2026.', text=text[:40]))


class DayField(StringField):
    """A day, for staff; optional unless `required`. `value` is the day or None. `past`: a day without a year is the
    last such day; `come`: only days up to today are valid."""

    value: date | None = None

    def __init__(
        self, label: str | None = None, *, past: bool = False, come: bool = False, required: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.past, self.come = past or come, come
        if required:
            self.flags.required = True

    def show(self, day: date | None) -> None:
        """Fill the field with a day."""
        self.data = formats.date(day) if day else ""

    def pre_validate(self, form: BaseForm) -> None:
        """Parse the day, or raise with a hint on its format."""
        if not (self.data or "").strip():
            if self.flags.required:
                raise StopValidation(_("Anh chị ghi ngày, ví dụ 31/12/2026."))
            return
        try:
            self.value = parse_day(self.data or "", clock.today(), past=self.past)
        except ValueError as error:
            raise StopValidation(no_day(self.data or "")) from error
        if self.come and self.value > clock.today():
            raise StopValidation(_("Ngày này chưa tới. Đến ngày đó anh chị hãy ghi."))
