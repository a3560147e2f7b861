"""Numbers, dates, hours and phones as Vietnam writes them, and how phones are read from a field.

Days below 10 and months 1 and 2 take a zero everywhere, on paper as on screen (Nghị định 30/2020/NĐ-CP, phụ lục I,
on the date of a paper): 08/4/2026, 20/02/2026. Moments are aware datetimes and are shown in Asia/Ho_Chi_Minh.

What cannot be read raises an exception with a `reason` and its values, never a sentence: the same refusal is worded
for residents, for staff and for the command line by `app.country.refusals.sentence`.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

import phonenumbers
from flask_babel import gettext as _, lazy_gettext as _l
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from app.country import clock
from app.country.names import clean

Number = int | float | Decimal

# -- numbers ------------------------------------------------------------------------------------------------------

_SWAP = str.maketrans(",.", ".,")


def number(value: Number, places: int = 2) -> str:
    """25736 → "25.736", 1234.5 → "1.234,5": rounded half up to at most so many places, zeros at the end left out."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return (text.rstrip("0").rstrip(".") if places else text).translate(_SWAP)


def money(amount: int) -> str:
    """1234000 → "1.234.000 đ"."""
    return f"{number(amount, 0)} đ"


def count_in_sentence(count: int) -> str:
    """3 → "03" ("03 người", "08 giờ"), as official papers write counts below ten in a sentence; 12 → "12"."""
    return f"{count:02d}" if 0 < count < 10 else number(count)


# -- dates and hours ----------------------------------------------------------------------------------------------

WEEKDAYS = (_l("thứ Hai"), _l("thứ Ba"), _l("thứ Tư"), _l("thứ Năm"), _l("thứ Sáu"), _l("thứ Bảy"), _l("Chủ nhật"))


def local(moment: dt.datetime) -> dt.datetime:
    """A moment on the clock of Vietnam.

    Raises:
        ValueError: the moment has no time zone, so nobody knows when it was.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return clock.local(moment)


def _day(value: dt.date) -> dt.date:
    return local(value).date() if isinstance(value, dt.datetime) else value


def _month(value: dt.date) -> str:
    return f"{value.month:02d}" if value.month < 3 else str(value.month)


def date(value: dt.date) -> str:
    """A date, or the local date of a moment: "21/11/2026", "08/4/2026"."""
    return f"{day_month(value)}/{_day(value).year:04d}"


def day_month(value: dt.date) -> str:
    """The date where the year is plain: "28/11"."""
    return f"{_day(value).day:02d}/{_month(_day(value))}"


def days(values: Sequence[dt.date]) -> str:
    """Several dates, or the local dates of moments, in one phrase: "thứ Bảy 21/11, 28/11 và 05/12/2026".

    One weekday is said once, different ones each time; a year stands where it ends.
    """
    dates = [_day(value) for value in values]
    once = len({day.weekday() for day in dates}) == 1
    parts = []
    for index, day in enumerate(dates):
        year_ends = index == len(dates) - 1 or dates[index + 1].year != day.year
        text = date(day) if year_ends else day_month(day)
        parts.append(text if once and index else f"{weekday(day)} {text}")
    if len(parts) < 2:
        return "".join(parts)
    return str(_("%(first)s và %(last)s", first=", ".join(parts[:-1]), last=parts[-1]))


def span(first: str, last: str) -> str:
    """From one number or day to another, each in words: "001/2026 đến 003/2026"; of one alone "001/2026"."""
    return first if first == last else str(_("%(first)s đến %(last)s", first=first, last=last))


def weekday(value: dt.date) -> str:
    """ "thứ Hai" … "thứ Bảy", "Chủ nhật"."""
    return str(WEEKDAYS[_day(value).weekday()])


def weekday_date(value: dt.date) -> str:
    """ "thứ Bảy 21/11/2026"."""
    return f"{weekday(value)} {date(value)}"


def long_date(value: dt.date) -> str:
    """The date of a paper: "ngày 08 tháng 4 năm 2026"."""
    day = _day(value)
    parts = {"day": f"{day.day:02d}", "month": _month(day), "year": f"{day.year:04d}"}
    return str(_("ngày %(day)s tháng %(month)s năm %(year)s", **parts))


def time(value: dt.time | dt.datetime) -> str:
    """An hour on screen, or a moment's local hour: "19 giờ 30", "8 giờ", "16 giờ 05"."""
    return _hour(value, str)


def paper_time(value: dt.time | dt.datetime) -> str:
    """An hour in the sentence of a paper: "08 giờ 30"."""
    return _hour(value, count_in_sentence)


def _hour(value: dt.time | dt.datetime, write: Callable[[int], str]) -> str:
    value = local(value) if isinstance(value, dt.datetime) else value
    if not value.minute:
        return str(_("%(hour)s giờ", hour=write(value.hour)))
    return str(_("%(hour)s giờ %(minute)s", hour=write(value.hour), minute=f"{value.minute:02d}"))


def time_range(start: dt.time | dt.datetime, end: dt.time | dt.datetime) -> str:
    """ "19 giờ 30 đến 21 giờ"."""
    return str(_("%(start)s đến %(end)s", start=time(start), end=time(end)))


def moment(value: dt.date) -> str:
    """A moment in full: "thứ Bảy 21/11/2026, 19 giờ 30"; a day alone without an hour."""
    return f"{weekday_date(value)}, {time(value)}" if isinstance(value, dt.datetime) else weekday_date(value)


# -- at the end of a line -----------------------------------------------------------------------------------------

# Before a short number ("Tổ 12", "thứ Ba 24/11", not before "24/11/2026") or where a script will put one, inside an
# hour and a weekday, before a tick: never more than twelve signs, so that the smallest phone holds them in letters of
# twice the size.
_TOGETHER = re.compile(
    r"(?<=[^,;:·]) (?=[\dx]{1,4}(?:/\d\d?)?(?![\dx/])|\{\w+\})"
    r"|(?<=[\d}]) (?=giờ\b)|(?<=\bthứ) (?=\w)|(?<=\bChủ) (?=nhật)| (?=✓)"
)


def together(text: str) -> str:
    """A date, an hour or a name as a screen shows it: its no-break spaces keep "19 giờ 30" and "Tổ 12" on one line.
    Words that a script fills in too: "{hour} giờ {minute}".

    Papers, files and messages go without: what is copied from them is searched for with plain spaces.
    """
    return _TOGETHER.sub("\xa0", text)


# -- phones -------------------------------------------------------------------------------------------------------


class PhoneFault(Enum):
    """Why a phone number cannot be used."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    UNKNOWN = "unknown"


class UnusablePhone(ValueError):
    """A phone number that cannot be stored: `reason` and the `text` as typed."""

    def __init__(self, reason: PhoneFault, text: str) -> None:
        super().__init__(f"{reason}: {text[:40]!r}")
        self.reason = reason
        self.text = text


VIETNAM = 84
_PHONE_SIGNS = re.compile(r"[\d\s+().\-–]*")
# A mobile number as it is stored: a list shows twenty, and the library asks its rules of all countries for each.
_MOBILE = re.compile(r"\+84([35789][0-9]{2})([0-9]{3})([0-9]{3})")
_UNPARSED = {
    NumberParseException.TOO_LONG: PhoneFault.TOO_LONG,
    NumberParseException.INVALID_COUNTRY_CODE: PhoneFault.UNKNOWN,
}


def parse_phone(text: str) -> str:
    """One phone number as typed ("0900.000.016", "+84 900 000 010", "84900000023") → E.164, "+84900000016".

    A number without country is Vietnamese; the zero in front may be missing, as spreadsheets drop it.

    Raises:
        UnusablePhone: nothing typed, no single number, too short, too long, or no such number.
    """
    typed = clean(text)
    if not typed:
        raise UnusablePhone(PhoneFault.EMPTY, typed)
    if not any(map(str.isdigit, typed)) or not _PHONE_SIGNS.fullmatch(typed):
        raise UnusablePhone(PhoneFault.UNREADABLE, typed)
    try:
        found = phonenumbers.parse(typed, "VN")
    except NumberParseException as error:
        raise UnusablePhone(_UNPARSED.get(error.error_type, PhoneFault.TOO_SHORT), typed) from error
    if not phonenumbers.is_valid_number(found):
        raise UnusablePhone(_fault_of(found), typed)
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def _fault_of(invalid: PhoneNumber) -> PhoneFault:
    """Vietnamese numbers have, after the zero, nine digits, or ten that begin with 2 (landlines)."""
    digits = phonenumbers.national_significant_number(invalid)
    wanted = 10 if digits.startswith("2") else 9
    if invalid.country_code != VIETNAM or len(digits) == wanted:
        return PhoneFault.UNKNOWN
    return PhoneFault.TOO_SHORT if len(digits) < wanted else PhoneFault.TOO_LONG


def phone(e164: str) -> str:
    """A stored number as people read it: "0912 345 678"; one from abroad with its country, "+1 650-253-0000"."""
    if mobile := _MOBILE.fullmatch(e164):
        return "0{} {} {}".format(*mobile.groups())
    known = phonenumbers.parse(e164)
    style = PhoneNumberFormat.NATIONAL if known.country_code == VIETNAM else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(known, style)


def mask_phone(e164: str) -> str:
    """A stored number for those who need only recognise it: all but the last three digits as x, "xxxx xxx 678"."""
    shown = phone(e164)
    return re.sub(r"\d", "x", shown[:-3]) + shown[-3:]
