"""Exports the list of ambassadors with results: people and lượt in separate columns."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.exchange.exports.values import Value
from app.models.helping.ambassadors.ambassador_rows import AmbassadorRow
from app.web.words.ambassadors import training_words


def heading() -> list[str]:
    """The titles of the columns."""
    return [
        str(_("STT")),
        str(_("Mã")),
        str(_("Họ và tên")),
        str(_("Năm sinh")),
        str(_("Tổ phụ trách")),
        str(_("Đơn vị")),
        str(_("Số quyết định")),
        str(_("Ngày quyết định")),
        str(_("Từ ngày")),
        str(_("Tập huấn")),
        str(_("Tập huấn ngày")),
        str(_("Tập huấn AI ngày")),
        str(_("Người đang kèm")),
        str(_("Người đã đạt")),
        str(_("Lượt đến gặp")),
        str(_("Lượt giúp")),
        str(_("Thôi từ ngày")),
    ]


def lines(listed: Iterable[AmbassadorRow]) -> Iterator[list[Value]]:
    """A row for each ambassador; lượt are empty, not 0, for an ambassador without an account to record them."""
    for number, row in enumerate(listed, 1):
        each, results = row.ambassador, row.results
        yield [
            number,
            each.code,
            each.person.full_name,
            each.person.birth_year,
            each.residential_group.name if each.residential_group else "",
            each.organisation,
            each.decision_no,
            each.decision_on,
            each.since,
            training_words(each.training),
            each.trained_on,
            each.ai_trained_on,
            results.open,
            results.reached,
            results.visits,
            results.help_times,
            each.until,
        ]
