"""The form field of a day (app/country/days.py)."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.country.days import parse_day


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
