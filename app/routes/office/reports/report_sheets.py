"""The tables of a report as a workbook: numbers are numbers, what nobody knows is "–"."""

from collections.abc import Sequence
from operator import attrgetter

from flask_babel import gettext as _

from app.country.figures import UNKNOWN_CELL
from app.exchange.exports.values import Sheet, Value
from app.indicators.reports.lines import ONCE_UNKNOWN, Figures


def sheets_of(figures: Figures) -> list[Sheet]:
    targets = [
        [place, each.name, each.unit, *map(_value, (each.goal, each.whole, each.part, each.share)),
         each.answered, each.expected, each.verdict_word, each.note]
        for place, each in enumerate(figures.targets, 1)
    ]  # fmt: skip
    compared = [
        (words, getter)
        for words, getter in (
            (_("Kỳ trước"), attrgetter("before")),
            (_("Cùng kỳ năm trước"), attrgetter("year_before")),
        )
        if any(map(getter, figures.counts))
    ]
    counts: list[list[Value]] = [
        [place, each.programme, each.words, each.unit, _value(each.now),
         *(_value(getter(each)) for _name, getter in compared), each.clause.strip(" ()")]
        for place, each in enumerate(figures.counts, 1)
    ]  # fmt: skip
    senders: list[list[Value]] = [
        [place, each.name, each.due, each.day, each.number, each.note] for place, each in enumerate(figures.senders, 1)
    ]
    above = Sheet(str(_("Nơi gửi")), _words("STT", _("Phường, xã"), _("Hạn"), _("Ngày gửi"), _("Số văn bản"),
                                            _("Ghi chú")), senders)  # fmt: skip
    wards: list[list[Value]] = [
        [each.group, each.name, _value(each.denominator), _value(each.part), _value(each.share)]
        for each in figures.wards
    ]
    made = [
        Sheet(str(_("Chỉ tiêu")), _words("STT", _("Chỉ tiêu"), _("ĐVT"), _("Chỉ tiêu giao"), _("Tổng số"), _("Số đạt"),
                                         "%", _("Đã báo"), _("Phải báo"), _("Đạt/Chưa"), _("Ghi chú")), targets),
        Sheet(str(_("Số liệu")), _words("STT", _("Phong trào"), _("Nội dung"), _("ĐVT"), _("Kỳ này"),
                                        *(words for words, _getter in compared), _("Ghi chú")), counts),
        Sheet(str(_("Từng nơi")), _words(_("Chỉ tiêu"), _("Phường, xã"), _("Tổng số"), _("Số đạt"), "%"), wards),
        above,
    ]  # fmt: skip
    return [sheet for sheet in made if sheet.rows] or made[:1]


def _words(*words: object) -> Sequence[str]:
    return [str(each) for each in words]


def _value(text: str) -> Value:
    """A figure as a number: "16.340" is 16340, "69,85" is 69.85; what is no number stays a text."""
    if text in ("", ONCE_UNKNOWN):
        return None if not text else UNKNOWN_CELL
    plain = text.removesuffix("%").replace(".", "").replace(",", ".")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return text
