"""All indicators: by key, and on shelves as pages list them."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.indicators import activities, ambassadors, help as helped, kiosk, learning, mentorships, teams
from app.registers.indicator import Indicator

SHELVES: tuple[tuple[object, tuple[Indicator, ...]], ...] = (
    (_l("Lớp học"), learning.INDICATORS),
    (_l("Hỗ trợ"), (*helped.INDICATORS, *kiosk.INDICATORS)),
    (_l("Đại sứ số"), ambassadors.INDICATORS),
    (_l("Kèm cặp"), mentorships.INDICATORS),
    (_l("Tổ công nghệ số"), teams.INDICATORS),
    (_l("Hoạt động"), activities.INDICATORS),
)
INDICATORS: Mapping[str, Indicator] = {each.key: each for _words, shelf in SHELVES for each in shelf}
