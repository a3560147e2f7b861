"""The lines of "Hôm nay": what is to be done, why now; each with the one button that does it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Row

from app.country import formats
from app.indicators.waiting.kind import Harm, Named, Page, Since, WaitingKind, WaitingQuery
from app.models import Course
from app.routes.task_lines import TaskLine

# Of each part so many lines are shown at once, of what one line counts so many are named.
SHOWN = 5
NAMED = 3


@dataclass(frozen=True)
class TodayLine:
    """What is to be done (`text`), and why now: by when, or where and with whom; the button, and where it leads.

    `rows` is how many rows the button opens, where the line counts some; `late`: a day is past; `day`: by when.
    """

    text: str
    why: str
    act: str
    address: str
    rows: int | None = None
    late: bool = False
    day: date | None = None


def address_of(page: Page) -> str:
    """Where a page is."""
    endpoint, values = page
    return url_for(endpoint, **values)


def of_kind(kind: WaitingKind, asked: WaitingQuery, rows: Sequence[Since]) -> Iterator[TodayLine]:
    """One line that counts a kind's rows; the row itself where it is the only one; one a row of what was sent back."""
    if kind.harm == Harm.SENT_BACK or len(rows) == 1:
        named = kind.names(asked, [row.id for row in rows])
        yield from (_single(kind, row, named[row.id], asked.day) for row in rows if row.id in named)
        return
    page, many = kind.opens(asked, rows) if kind.opens else (kind.page, len(rows))
    yield TodayLine(
        str(kind.many) % {"count": formats.number(len(rows))},
        _when(kind, rows[0].when, asked.day, several=True) or _among(kind, asked, rows),
        str(kind.act),
        address_of(page),
        many,
        _is_late(kind, rows[0], asked.day),
        rows[0].when if kind.ahead else None,
    )


def _among(kind: WaitingKind, asked: WaitingQuery, rows: Sequence[Since]) -> str:
    """The first of several."""
    first = [row.id for row in rows[:NAMED]]
    named = kind.names(asked, first)
    names = ", ".join(named[id_].short or named[id_].name for id_ in first if id_ in named)
    return names + ("…" if len(rows) > NAMED else "")


def _single(kind: WaitingKind, row: Since, named: Named, today: date) -> TodayLine:
    text, when = str(kind.one) % {"name": named.name}, _when(kind, row.when, today)
    why = named.small if kind.harm == Harm.SENT_BACK else ", ".join(filter(None, (when, named.small)))
    late, day = _is_late(kind, row, today), row.when if kind.ahead else None
    return TodayLine(text, why, str(named.act), address_of(named.page), named.rows, late, day)


def _is_late(kind: WaitingKind, row: Since, today: date) -> bool:
    return kind.ahead and row.when is not None and row.when < today


def _when(kind: WaitingKind, day: date | None, today: date, *, several: bool = False) -> str:
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


def by_itself(undrawn: Iterable[tuple[Course, int]], erased: int) -> Iterator[TodayLine]:
    """What the machine does if nobody stops it: it erases names tonight, it draws papers."""
    if erased:
        text = _("Đêm nay sẽ xóa tên %(count)s người", count=formats.number(erased))
        yield TodayLine(text, _("hết hạn giữ; giữ lại ai còn việc"), _("Xem ai"), url_for("office.erasures.show"))
    for course, count in undrawn:
        text, page = _("Còn %(count)s giấy chờ vẽ", count=count), url_for("office.certificates.index", code=course.code)
        yield TodayLine(text, course.title, _("Xem giấy"), page)


def given(tasks: Sequence[TaskLine]) -> Iterator[TodayLine]:
    """What was given to the visitor: the task, or how many with what the first of them waits for."""
    late = next((each for each in tasks if each.is_late), None)
    for first in tasks[:1] if late is None else [late]:
        text, address, several = first.name, first.address, len(tasks) > 1
        if several:
            text, address = _("%(count)s việc được giao", count=len(tasks)), url_for("counter.given_tasks.index")
        rows = len(tasks) if several else None
        why = first.small.partition(" · ")[0]
        yield TodayLine(text, why, _("Xem việc"), address, rows, first.is_late)


def to_renew(counts: Iterable[Row[int, str, int]]) -> Iterator[TodayLine]:
    """Plates that run out within sixty days, or did."""
    for programme_id, name, count in counts:
        yield TodayLine(
            _("%(count)s biển %(name)s sắp hết hạn hoặc đã hết hạn", count=count, name=name),
            _("trong 60 ngày"),
            _("Xem biển"),
            url_for("office.plates.index", programme=programme_id),
            count,
        )


def editions(many: int) -> Iterator[TodayLine]:
    """New editions of programmes: one line for all of them."""
    if many:
        text = _("%(count)s phong trào có bản mới", count=many)
        yield TodayLine(text, "", _("Xem"), url_for("office.editions.index"), many)


def on_file(unsure: int, children: int, alike: int) -> Iterator[TodayLine]:
    """People who may be on file twice, children for whom nobody is named, pairs of houses that may be one."""
    for count, words, when, act, endpoint in (
        (children, _l("%(count)s cháu dưới 16 tuổi chưa ghi người giám hộ"), _l("trước buổi tới"), _l("Xem các cháu"),
         "office.guardians.index"),
        (unsure, _l("%(count)s người có thể trùng với người khác"), _l("khi rảnh"), _l("Xem hồ sơ"),
         "office.duplicates.index"),
        (alike, _l("%(count)s cặp nhà có thể là một"), _l("khi rảnh"), _l("Xem từng cặp"), "office.site_merges.first"),
    ):  # fmt: skip
        if count:
            yield TodayLine(str(words) % {"count": count}, str(when), str(act), url_for(endpoint), count)
