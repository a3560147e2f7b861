"""One sheet for each residential group: its figures and targets, its houses, who learns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.country import formats
from app.documents import faults
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer, header_lines
from app.documents.lists.registers import Heading, columns_of
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.tables import Column, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES, foot, printed


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or target of a group: `words`, the number reached with its unit, of how many and the share, what the
    plan asks, and what is lacking; "" for what is not known or not asked."""

    words: str
    reached: str
    of: str = ""
    share: str = ""
    asked: str = ""
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class HouseBook:
    """The houses of a group in the book of a programme: a cell a heading in each row. `counted` is what they are called
    ("hộ"), `left` how many have no entry yet."""

    name: str
    counted: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[str]]
    left: int


@dataclass(frozen=True, slots=True)
class GroupLearner:
    """Somebody of the group who learns: in how many classes, the last of which is `course`; they `came` to so many `of`
    their lessons; and what else there is to say ("vắng 17/11")."""

    name: str
    birth_year: int
    courses: int
    course: str
    came: int
    of: int
    note: str


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """The sheet of one group, called `name`; `facts` stand below its name."""

    name: str
    facts: Sequence[str]
    figures: Sequence[Figure]
    books: Sequence[HouseBook]
    learners: Sequence[GroupLearner]


@dataclass(frozen=True, slots=True)
class GroupSheets:
    """The sheets of one group or of several, in one file: what was recorded from `since` to `until` (both included)."""

    issuer: Issuer
    sheets: Sequence[GroupSheet]
    since: date
    until: date
    printed_at: datetime


# Draws the sheets of residential groups: internal papers, upright, each group on sheets of its own.
TITLE = "Phiếu tổng hợp"
FIGURES = (
    Column("STT", "number"),
    Column("Nội dung", "words", "left", most=90, grow=2),
    Column("Kết quả", "reached", "tight"),
    Column("Trên\ntổng số", "of", "tight"),
    Column("Tỷ lệ", "share", "tight"),
    Column("Chỉ tiêu giao", "asked", "left", most=50),
    Column("Còn\nthiếu", "lacking", "tight"),
)
LEARNERS = (
    Column("STT", "number"),
    Column("Họ và tên", "name", "left", most=60, grow=1),
    Column("Năm\nsinh", "year"),
    Column("Số\nlớp", "courses"),
    Column("Buổi\nđã dự", "came", "tight"),
    Column("Lớp gần nhất", "course", "left", most=80, grow=1),
    Column("Ghi chú", "note", "left", least=24),
)


def draw(content: GroupSheets) -> bytes:
    """The sheets as one PDF. Raises `Unprintable` for what is out of bounds, `PaperFault` when drawing fails."""
    if not content.sheets:
        raise Unprintable(_("Chưa có tổ, thôn nào để in phiếu."))
    for sheet in content.sheets:
        faults.check((each.name, each.course, each.note) for each in sheet.learners)
        for book in sheet.books:
            faults.check(tuple(row) for row in book.rows)
    at = content.printed_at
    html = page(
        "group_sheet/page.html",
        issuer=content.issuer,
        issuer_lines=header_lines(content.issuer, text_width=PORTRAIT),
        title=TITLE,
        several=len(content.sheets) > 1,
        printed=f"Bản in nội bộ, {formats.time(at)} ngày {formats.date(at)}",
        span=f"Số liệu từ ngày {formats.date(content.since)} đến ngày {formats.date(content.until)}",
        sheets=[_sheet(each, printed(at)) for each in content.sheets],
    )
    one = len(content.sheets) == 1
    styles = (*STYLES, "group_sheet/print.css", *(() if one else ("group_sheet/several.css",)))
    return lay_out(html, styles, tagged=True, nearer=[CLOSER] if one else []).pdf


def _sheet(sheet: GroupSheet, at: str) -> dict[str, object]:
    figures = [
        {"number": number, "words": each.words, "reached": each.reached, "of": each.of, "share": each.share,
         "asked": each.asked, "lacking": each.lacking}
        for number, each in enumerate(sheet.figures, 1)
    ]  # fmt: skip
    shown = [each for each in FIGURES if each.cell in ("number", "words") or any(row[each.cell] for row in figures)]
    return {
        "name": sheet.name,
        "facts": sheet.facts,
        "foot": foot(TITLE, at, course=sheet.name, width=PORTRAIT),
        "figures": ruled(shown, figures, width=PORTRAIT, look="roll", head_size=11.0, trade=True),
        "books": [(_heading(each), _book(each)) for each in sheet.books],
        "learners": _learners(sheet.learners) if sheet.learners else None,
        "learning": _learning(sheet.learners),
    }


def _heading(book: HouseBook) -> str:
    count = formats.count_in_sentence
    done = len(book.rows) - book.left
    if not book.rows:
        return f"Sổ {book.name}: chưa có {book.counted} nào"
    left = f", còn {count(book.left)} {book.counted} chưa ghi" if book.left else ""
    return f"Sổ {book.name}: đã ghi {count(done)}/{count(len(book.rows))} {book.counted}{left}"


def _book(book: HouseBook) -> Table | None:
    if not book.rows:
        return None
    rows = [{"place": number, **{str(place): cell for place, cell in enumerate(row)}}
            for number, row in enumerate(book.rows, 1)]  # fmt: skip
    columns = columns_of(book.headings, book.rows)
    return ruled(columns, rows, width=PORTRAIT, look="roll", head_size=11.0, trade=True)


def _learning(learners: Sequence[GroupLearner]) -> str:
    if not learners:
        return "Bà con đi học: chưa ghi tên ai"
    count, missed = formats.count_in_sentence, sum(bool(each.note) for each in learners)
    away = f", {count(missed)} người vắng buổi gần nhất" if missed else ""
    return f"Bà con đi học: {count(len(learners))} người{away}"


def _learners(learners: Sequence[GroupLearner]) -> Table:
    rows = [
        {"number": number, "name": each.name, "year": each.birth_year, "courses": each.courses,
         "came": f"{each.came}/{each.of}", "course": each.course, "note": each.note}
        for number, each in enumerate(learners, 1)
    ]  # fmt: skip
    return ruled(LEARNERS, rows, width=PORTRAIT, look="roll", head_size=11.0, trade=True)
