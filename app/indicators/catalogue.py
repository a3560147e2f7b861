"""All indicators: by key, and on shelves as pages list them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask_babel import lazy_gettext as _l

from app.indicators import activities, ambassadors, help as helped, kiosk, learning, mentorships, teams
from app.registers.indicator import Indicator


def _of(book: str, shelf: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple(replace(each, book=each.book or book) for each in shelf)


SHELVES: tuple[tuple[object, tuple[Indicator, ...]], ...] = (
    (_l("Lớp học"), _of("classes", learning.INDICATORS)),
    (_l("Hỗ trợ"), _of("help", (*helped.INDICATORS, *kiosk.INDICATORS))),
    (_l("Đại sứ số"), _of("ambassadors", ambassadors.INDICATORS)),
    (_l("Kèm cặp"), _of("pairs", mentorships.INDICATORS)),
    (_l("Tổ công nghệ số"), _of("teams", teams.INDICATORS)),
    (_l("Hoạt động"), _of("programmes", activities.INDICATORS)),
)
INDICATORS: Mapping[str, Indicator] = {each.key: each for _words, shelf in SHELVES for each in shelf}
