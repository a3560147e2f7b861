"""The rows of the report's tables as they are printed: 0 is "0", "–" what nobody said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.country import formats
from app.country.figures import UNKNOWN_CELL, count_cell
from app.documents.official import tenths
from app.documents.tables import Column, Row, Table, ruled

ENDS = ("alone", "together", "for_them", "unfinished", "referred")


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic: lượt noted one by one, `ended` how (in the order of the columns), and lượt from paper."""

    label: str
    logged: int
    ended: tuple[int, ...] = (0, 0, 0, 0, 0)
    tallied: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the log. `at` is aware; `name` stands only where the person agreed; `minutes` None: nobody said."""

    at: datetime
    topics: str
    result: str
    whom: str
    minutes: int | None
    helper: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Strokes:
    """One row of a paper tally: when and where, what, how often."""

    when: str
    topic: str
    count: int


def topics_table(topics: Sequence[TopicRow], *, width: float) -> Table:
    """What people came for and how it ended, with the sum of each column."""
    columns = [
        Column("STT", "place"),
        Column("Việc hỗ trợ", "label", "left", grow=1),
        Column("Số\nlượt", "logged", "bold"),
        Column("Tự làm\nđược", "alone"),
        Column("Làm\ncùng", "together"),
        Column("Làm\nhộ", "for_them"),
        Column("Chưa\nxong", "unfinished"),
        Column("Chuyển\nnơi khác", "referred"),
        Column("Tự làm\nđược (%)", "share"),
    ]
    if any(row.tallied for row in topics):
        columns.append(Column("Nhập\nbù", "tallied"))
    rows: list[Row] = [{"place": place, "label": row.label, **_counts(row)} for place, row in enumerate(topics, 1)]
    total = TopicRow(
        "Cộng theo việc",
        sum(row.logged for row in topics),
        tuple(map(sum, zip(*(row.ended for row in topics), strict=True))),
        sum(row.tallied for row in topics),
    )
    rows.append({"label": total.label, "span": 2, "look": "sums", **_counts(total)})
    return ruled(columns, rows, width=width, look="grid topics", head_size=11)


def _counts(row: TopicRow) -> dict[str, object]:
    return {
        "logged": count_cell(row.logged),
        **{name: count_cell(count) for name, count in zip(ENDS, row.ended, strict=True)},
        "share": tenths(row.ended[0], row.logged) or UNKNOWN_CELL,
        "tallied": count_cell(row.tallied),
    }


def groups_table(groups: Sequence[tuple[str, int]], label: str, *, elsewhere: int, width: float) -> Table:
    """Where those who were helped live; `elsewhere` of whom none was noted, who are no group."""
    columns = [Column("STT", "place"), Column(label, "name", "left", grow=1), Column("Số lượt", "count", least=24)]
    rows: list[Row] = [
        {"place": place, "name": name, "count": count_cell(count)} for place, (name, count) in enumerate(groups, 1)
    ]
    if elsewhere:
        rows.append({"place": "", "name": "Chưa ghi nơi ở", "count": count_cell(elsewhere)})
    total = sum(count for _name, count in groups) + elsewhere
    rows.append({"label": "Cộng", "span": 2, "look": "sums", "count": count_cell(total)})
    return ruled(columns, rows, width=width)


def entries_table(entries: Sequence[Entry], *, with_days: bool, width: float) -> Table:
    """Record by record; the day stands above the hour where the log is of more than one."""
    columns = [
        Column("STT", "place"),
        Column("Lúc", "at", "tight"),
        Column("Việc", "topics", "left", most=60, grow=2),
        Column("Kết quả", "result", "left", most=45, grow=1),
        Column("Tuổi, nơi ở", "whom", "left", most=40, grow=1),
        Column("Phút", "minutes"),
        Column("Người được giúp", "name", "left", most=50, grow=2),
    ]
    rows = [
        {
            "place": place,
            "at": "\n".join((*([formats.day_month(each.at)] if with_days else []), formats.paper_time(each.at))),
            "topics": each.topics,
            "result": each.result,
            "whom": each.whom,
            "minutes": count_cell(each.minutes),
            "name": each.name,
        }
        for place, each in enumerate(entries, 1)
    ]
    return ruled(columns, rows, width=width, look="grid entries", size=11)


def strokes_table(strokes: Sequence[Strokes], *, width: float) -> Table:
    """What was keyed in from paper, with its sum."""
    columns = [
        Column("Giờ, nơi", "when", "left", grow=1),
        Column("Việc", "topic", "left", grow=2),
        Column("Số lượt", "count", least=19),
    ]
    rows: list[Row] = [{"when": row.when, "topic": row.topic, "count": count_cell(row.count)} for row in strokes]
    total = count_cell(sum(row.count for row in strokes))
    rows.append({"label": "Cộng", "span": 2, "look": "sums", "count": total})
    return ruled(columns, rows, width=width)
