"""Exports the help log: a row a record, names only of people who agreed; and its counts by topic."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.country import sentences
from app.exchange.exports.values import Value
from app.indicators.help_counts import HelpLine
from app.web.words.help_rows import LogRow


def heading(group_word: str) -> list[str]:
    """The titles of the columns of the log; `group_word` is the ward's word for a residential group."""
    return [
        str(_("STT")),
        str(_("Lúc")),
        str(_("Việc")),
        str(_("Việc khác là")),
        str(_("Kết quả")),
        str(_("Vì sao chưa xong")),
        str(_("Tuổi")),
        sentences.begun(group_word),
        str(_("Nơi giúp")),
        str(_("Bàn")),
        str(_("Số phút")),
        str(_("Người ghi")),
        str(_("Cách ghi")),
        str(_("Người được giúp (đã đồng ý ghi tên)")),
    ]


def rows(records: Iterable[LogRow]) -> Iterator[list[Value]]:
    """A row for each record."""
    for number, each in enumerate(records, 1):
        texts = (each.topics, each.other_words, each.result, each.reason, each.age, each.group, each.place, each.desk)
        yield [number, each.at, *texts, each.minutes, each.helper, each.way, each.name]


def counts_heading(meanings: Iterable[str]) -> list[str]:
    """The titles of the columns of the counts."""
    return [str(_("Việc")), str(_("Số lượt ghi từng người")), *meanings, str(_("Lượt nhập bù từ phiếu"))]


def counts_rows(topics: Iterable[HelpLine]) -> Iterator[list[Value]]:
    """A row for each topic."""
    for each in topics:
        yield [each.label, each.logged, *each.ended, each.tallied or 0]
