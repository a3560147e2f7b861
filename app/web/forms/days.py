"""The form field of a day (app/country/days.py)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.country.days import parse_day, parse_hour
from app.country.holidays import holiday


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


# The field for an hour, and the days of a course that meets weekly.
@dataclass(frozen=True)
class MeetingDays:
    """The days of a course's lessons, and the holidays that were skipped, each with its name."""

    days: tuple[date, ...]
    holidays: tuple[tuple[date, str], ...] = ()


def meeting_days(first: date, weekdays: Collection[int], count: int, *, on_holidays: bool = False) -> MeetingDays:
    """The days of `count` lessons from `first` on, on the given weekdays (0 = Monday).

    Without weekdays the course meets weekly on the weekday of `first`. Public holidays are skipped and later lessons
    move on, unless `on_holidays`.
    """
    rhythm = set(weekdays) or {first.weekday()}
    days: list[date] = []
    skipped: list[tuple[date, str]] = []
    day = first
    while len(days) < count:
        if day.weekday() in rhythm:
            name = "" if on_holidays else holiday(day)
            if name:
                skipped.append((day, name))
            else:
                days.append(day)
        day += timedelta(days=1)
    return MeetingDays(tuple(days), tuple(skipped))


def next_fitting(day: date, today: date, ahead: int) -> date:
    """The next day with the weekday of `day`, at least `ahead` days after today."""
    earliest = today + timedelta(days=ahead)
    return earliest + timedelta(days=(day.weekday() - earliest.weekday()) % 7)


class HourField(StringField):
    """An hour of the day, required. `value` is the hour."""

    value: time

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.flags.required = True

    def show(self, hour: time) -> None:
        """Fill the field with an hour."""
        self.data = formats.time(hour)

    def pre_validate(self, form: BaseForm) -> None:
        """Parse the hour, or raise with a hint on its format."""
        if not (self.data or "").strip():
            raise StopValidation(_("Anh chị ghi giờ và phút, ví dụ 19 giờ 30 hoặc 8:30."))
        try:
            self.value = parse_hour(self.data or "")
        except ValueError as error:
            text = _(
                '"%(text)s" chưa phải một giờ. Anh chị ghi giờ và phút, ví dụ 19 giờ 30 hoặc 8:30.',
                text=(self.data or "")[:40],
            )
            raise StopValidation(text) from error
