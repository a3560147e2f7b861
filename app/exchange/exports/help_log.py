"""Exports the help log: a row a record, names only of people who agreed; and its counts by topic."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _, lazy_gettext as _l

from app.exchange.exports.values import Columns, Value
from app.indicators.help_counts import HelpLine
from app.web.words.help_rows import LogRow

COLUMNS: Columns[LogRow] = (
    (_l("Lúc"), lambda row: row.at),
    (_l("Việc"), lambda row: row.topics),
    (_l("Việc khác là"), lambda row: row.other_words),
    (_l("Kết quả"), lambda row: row.result),
    (_l("Vì sao chưa xong"), lambda row: row.reason),
    (_l("Tuổi"), lambda row: row.age),
    ("", lambda row: row.group),
    (_l("Nơi giúp"), lambda row: row.place),
    (_l("Bàn"), lambda row: row.desk),
    (_l("Số phút"), lambda row: row.minutes),
    (_l("Người ghi"), lambda row: row.helper),
    (_l("Cách ghi"), lambda row: row.way),
    (_l("Người được giúp (đã đồng ý ghi tên)"), lambda row: row.name),
)


def counts_heading(meanings: Iterable[str]) -> list[str]:
    """The titles of the columns of the counts."""
    return [str(_("Việc")), str(_("Số lượt ghi từng người")), *meanings, str(_("Lượt nhập bù từ phiếu"))]


def counts_rows(topics: Iterable[HelpLine]) -> Iterator[list[Value]]:
    """A row for each topic."""
    for each in topics:
        yield [each.label, each.logged, *each.ended, each.tallied or 0]
