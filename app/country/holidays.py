"""The public holidays of Vietnam, on which no class is planned unless somebody wants it.

Source: Bộ luật Lao động 2019 (45/2019/QH14), Điều 112 khoản 1: Tết Dương lịch (1/1), Tết Âm lịch (five days), Ngày
Chiến thắng (30/4), Ngày Quốc tế lao động (1/5), Quốc khánh (2/9 and a day beside it), Giỗ Tổ (10/3 by the moon).
Which five days of Tết and which day beside 2/9 is decided each year by the Prime Minister (khoản 3): here Tết is its
eve and the first four days, and Quốc khánh is 2/9; a class that meets on another day off is moved by hand.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

# (day, month) by the sun, each year.
FIXED: Mapping[tuple[int, int], object] = {
    (1, 1): _l("Tết Dương lịch"),
    (30, 4): _l("Ngày Chiến thắng"),
    (1, 5): _l("Ngày Quốc tế lao động"),
    (2, 9): _l("Quốc khánh"),
}
# The first day of the first month by the moon in Vietnam (UTC+7), from the new moons (Meeus, Astronomical Algorithms,
# chapter 49). In 2030 it is a day before China's: the new moon is at 23:07 in Hà Nội.
NEW_YEARS = (
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 2),
    date(2031, 1, 23),
)
# The tenth day of the third month, counted from the same new moons.
ANCESTORS = (
    date(2026, 4, 26),
    date(2027, 4, 16),
    date(2028, 4, 4),
    date(2029, 4, 23),
    date(2030, 4, 12),
    date(2031, 4, 1),
)
_NEW_YEAR_DAYS = frozenset(first + timedelta(days=day) for first in NEW_YEARS for day in range(-1, 4))


def holiday(day: date) -> str:
    """The name of the holiday on a day, "" where it is none. By the moon it is known from 2026 to 2031."""
    if day in _NEW_YEAR_DAYS:
        return str(_l("Tết Nguyên đán"))
    if day in ANCESTORS:
        return str(_l("Giỗ Tổ Hùng Vương"))
    return str(FIXED.get((day.day, day.month), ""))


# Days on which a ward's office works: no Saturday, no Sunday, no public holiday.
SATURDAY = 5


def working_day_after(day: date, count: int) -> date:
    """The `count`-th working day after a day: 3 after a Thursday is the Tuesday, where no holiday lies between."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and not holiday(day)
    return day
