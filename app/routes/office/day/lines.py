"""The lines of "Hôm nay": what is to be done, by when, for whom; each with the one button that does it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from app.country import formats
from app.indicators.waiting.kind import Asked, Harm, Kind, Named, Page, Since

# Of what can wait so many are shown at once, of what one line counts so many are named.
USUAL_SHOWN = 5
NAMED = 3


@dataclass(frozen=True)
class TodayLine:
    """What is to be done (`text`), by when in a few words, where and with whom; the button, and where it leads.

    `rows` is how many rows the button opens, where the line counts some; `late`: a day is past.
    """

    text: str
    when: str
    small: str
    act: str
    address: str
    rows: int | None = None
    late: bool = False


def address_of(page: Page) -> str:
    """Where a page is."""
    endpoint, values = page
    return url_for(endpoint, **values)


def of_kind(kind: Kind, asked: Asked, rows: Sequence[Since]) -> Iterator[TodayLine]:
    """One line that counts a kind's rows; the row itself where it is the only one; one a row of what was sent back."""
    if kind.harm == Harm.SENT_BACK:
        named = kind.named(asked, [row.id for row in rows])
        yield from (_single(kind, row, named[row.id], asked.day) for row in rows if row.id in named)
        return
    first = rows[:NAMED]
    named = kind.named(asked, [row.id for row in first])
    if len(rows) == 1 and rows[0].id in named:
        yield _single(kind, rows[0], named[rows[0].id], asked.day)
        return
    page = named[rows[0].id].page if kind.walked and rows[0].id in named else kind.page
    names = ", ".join(named[row.id].short or named[row.id].name for row in first if row.id in named)
    yield TodayLine(
        str(kind.many) % {"count": formats.number(len(rows))},
        _when(kind, rows[0].when, asked.day, several=True),
        names + ("…" if len(rows) > NAMED else ""),
        str(kind.act),
        url_for(page[0], **page[1], soat=kind.key if kind.walked else None),
        len(rows),
        kind.ahead and rows[0].when is not None and rows[0].when < asked.day,
    )


def _single(kind: Kind, row: Since, named: Named, today: date) -> TodayLine:
    late = kind.ahead and row.when is not None and row.when < today
    text, when = str(kind.one) % {"name": named.name}, _when(kind, row.when, today)
    small = ". ".join(filter(None, (named.small, str(kind.hint))))
    return TodayLine(text, when, small, str(named.act), address_of(named.page), named.rows, late)


def _when(kind: Kind, day: date | None, today: date, *, several: bool = False) -> str:
    """Since when the longest waits, or how long there is time."""
    if day is None:
        return ""
    days = abs((today - day).days)
    words: object = _("trong hôm nay") if kind.ahead else _("mới hôm nay")
    if days and not kind.ahead:
        words = _("lâu nhất %(count)s ngày", count=days) if several else _("%(count)s ngày rồi", count=days)
    elif day < today:
        words = _("lâu nhất quá %(count)s ngày", count=days) if several else _("quá %(count)s ngày", count=days)
    elif days:
        words = _("sớm nhất còn %(count)s ngày", count=days) if several else _("còn %(count)s ngày", count=days)
    return str(words)


def to_renew(counts: Iterable[Row[int, str, int]]) -> Iterator[TodayLine]:
    """Plates that run out within sixty days, or did."""
    for programme_id, name, count in counts:
        yield TodayLine(
            _("%(count)s biển %(name)s sắp hết hạn hoặc đã hết hạn", count=count, name=name),
            _("trong 60 ngày"),
            _("Ghi lại nhà ấy rồi đề nghị công nhận lại"),
            _("Xem biển"),
            url_for("office.plates.index", programme=programme_id),
            rows=count,
        )


def on_file(unsure: int, children: int, alike: int) -> Iterator[TodayLine]:
    """People who may be on file twice, children for whom nobody is named, pairs of houses that may be one."""
    if children:
        yield TodayLine(
            _("%(count)s cháu dưới 16 tuổi chưa ghi người giám hộ", count=children),
            _("trước buổi tới"),
            _("Hỏi gia đình rồi ghi vào"),
            _("Xem các cháu"),
            url_for("office.guardians.index"),
            rows=children,
        )
    if unsure:
        yield TodayLine(
            _("%(count)s người có thể trùng với người khác", count=unsure),
            _("khi rảnh"),
            _("Xem hai hồ sơ cạnh nhau rồi gộp, hoặc ghi là hai người"),
            _("Xem hồ sơ"),
            url_for("office.duplicates.index"),
            rows=unsure,
        )
    if alike:
        yield TodayLine(
            _("%(count)s cặp nhà có thể là một", count=alike),
            _("khi rảnh"),
            _("Xem từng cặp rồi gộp, hoặc ghi là hai nhà"),
            _("Xem từng cặp"),
            url_for("office.site_merges.first"),
            rows=alike,
        )
