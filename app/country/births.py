"""Years and dates of birth, as people write them and as they are read from a field.

What cannot be read raises an exception with a `reason` and its values; `app.country.refusals.sentence` words it.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from app.country.names import clean, search_key

OLDEST = 120  # years; a year before is a slip of the pen
# Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: below this age somebody else agrees for a child, and registers them.
OF_AGE = 16


class BirthFault(Enum):
    """Why a year or date of birth cannot be used."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_FEW_DIGITS = "too few digits"
    TOO_MANY_DIGITS = "too many digits"
    NO_SUCH_DAY = "no such day"
    FUTURE = "future"
    TOO_LONG_AGO = "too long ago"


class UnusableBirth(ValueError):
    """A birth that cannot be stored: `reason`, and the `text` that is wrong (the year, the date, or all typed)."""

    def __init__(self, reason: BirthFault, text: str) -> None:
        super().__init__(f"{reason}: {text[:40]!r}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True)
class Birth:
    """The year of birth, and the date where it was told."""

    year: int
    date: dt.date | None = None

    def is_child(self, today: dt.date) -> bool:
        """Whether whoever was born then is under 16 for sure: by the date where it was told, else by the year alone."""
        if self.date is None:
            return today.year - self.year < OF_AGE
        birthday_ahead = (today.month, today.day) < (self.date.month, self.date.day)
        return today.year - self.date.year - birthday_ahead < OF_AGE


def last_birth_of_age(today: dt.date) -> Birth:
    """The last day on which somebody was born who is no child today, and the last such year (`Birth.is_child`)."""
    date = today.replace(year=today.year - OF_AGE)
    return Birth(date.year, date)


_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?:(?:(?P<day>\d{1,2})[/.\- ])?(?P<month>\d{1,2})[/.\- ])?(?P<year>\d+)"),
)
_BESIDE_YEAR = re.compile(r"khoang|chung|sinh|nam|ngay|thang|am|duong|lich|al|dl|sn|ns|t|x+|[iv]+|[0-2]?\d|3[01]")
_RUN_TOGETHER = re.compile(r"(\d\d)(\d\d)(\d{4})")  # as citizen cards and number pads without / write it


def parse_birth(text: str, today: dt.date) -> Birth:
    """A year of four digits or a full date ("08/4/1954", "8-4-1954", "08041954", "1954-04-08").

    "04/1954" and "00/00/1954", as old household books have them, give the year alone.

    Args:
        text: what was typed.
        today: the local date; later births and those over 120 years ago are refused.

    Raises:
        UnusableBirth: see `BirthFault`; a year of two digits is never guessed.
    """
    typed = re.sub(r"\s*([/.-])\s*", r"\1", unicodedata.normalize("NFKC", clean(text))).strip(".")
    if not typed:
        raise UnusableBirth(BirthFault.EMPTY, "")
    typed = _RUN_TOGETHER.sub(r"\1/\2/\3", typed) if len(typed) == 8 else typed
    found = next(filter(None, (form.fullmatch(typed) for form in _DATES)), None)
    if not found:
        raise UnusableBirth(BirthFault.UNREADABLE, typed)
    year = _year_of_birth(found["year"], today)
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    try:
        date_of_birth = dt.date(year, month or 1, day or 1)
    except ValueError as error:
        raise UnusableBirth(BirthFault.NO_SUCH_DAY, typed) from error
    if date_of_birth > today:
        raise UnusableBirth(BirthFault.FUTURE, typed)
    return Birth(year, date_of_birth if month and day else None)


def lone_year(text: str, today: dt.date) -> int | None:
    """The year of a text that `parse_birth` refuses, if it is the only plausible one and nothing beside it may mean
    another: "khoảng 1955", "xx/05/1955", "15/8 âm lịch 1955" (a day of the moon is none of this calendar)."""
    parts = re.findall(r"\d+|[a-z]+", search_key(re.sub(r"[\W_]", " ", text)))
    years = [part for part in parts if len(part) == 4 and part.isdigit()]
    beside = all(_BESIDE_YEAR.fullmatch(part) for part in parts if part not in years)
    return int(years[0]) if len(years) == 1 and beside and 0 <= today.year - int(years[0]) <= OLDEST else None


def _year_of_birth(digits: str, today: dt.date) -> int:
    if len(digits) != 4:
        raise UnusableBirth(BirthFault.TOO_FEW_DIGITS if len(digits) < 4 else BirthFault.TOO_MANY_DIGITS, digits)
    if int(digits) > today.year:
        raise UnusableBirth(BirthFault.FUTURE, digits)
    if int(digits) < today.year - OLDEST:
        raise UnusableBirth(BirthFault.TOO_LONG_AGO, digits)
    return int(digits)
