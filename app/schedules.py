"""Hours as staff type them, and the days of a course that meets in a weekly rhythm."""

import re
from collections.abc import Collection
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app import formats
from app.names import clean

_HOUR = re.compile(r"(?P<hour>\d{1,2})(?:\s*(?:giờ|gio|h|:|\.)\s*(?P<minute>\d{1,2})?(?:\s*(?:phút|phut|p))?)?", re.I)


def parse_hour(text: str) -> time:
    """ "19 giờ 30", "19:30", "19h30", "19.30", "8 giờ", "8".

    Raises:
        ValueError: no such hour, or nothing that reads as one.
    """
    found = _HOUR.fullmatch(clean(text))
    if found is None:
        raise ValueError("not an hour")
    return time(int(found["hour"]), int(found["minute"] or 0))


def meeting_days(first: date, weekdays: Collection[int], count: int) -> list[date]:
    """The days of so many lessons: the first one, then each of the weekdays (0 = Monday) that follows.

    Without a weekday the course meets on the first one's, every week.
    """
    rhythm = set(weekdays) or {first.weekday()}
    days = [first]
    day = first
    while len(days) < count:
        day += timedelta(days=1)
        if day.weekday() in rhythm:
            days.append(day)
    return days


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
        """Read the hour, or say how to write it."""
        try:
            self.value = parse_hour(self.data or "")
        except ValueError as error:
            text = _(
                '"%(text)s" chưa phải một giờ. Anh chị ghi giờ và phút, ví dụ 19 giờ 30 hoặc 8:30.',
                text=(self.data or "")[:40],
            )
            raise StopValidation(text) from error
