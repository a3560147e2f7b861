"""Papers that are one list, each declared in a module of its own (docs/recipes/paper.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from markupsafe import Markup

from app.country import formats
from app.documents import faults, official, qr, working_sheets
from app.documents.faults import Unprintable
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Issuer, Signature, Signer, header_lines, sealed
from app.documents.official import Decision, in_sentence, letterhead
from app.documents.paging import CLOSER, MOST_INTERNAL, MOST_PAGES, TIGHTER
from app.documents.rendering import lay_out
from app.documents.tables import Column, Row, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import foot, printed

# Draws a declared list on A4: an official paper with header, number and date, an annex, or a working sheet.
NUMBER = Column("STT", "place")  # every list counts its rows itself


@dataclass(frozen=True, slots=True)
class Office:
    """Whose paper it is: who issues, signs and prepared it, and the ward's word for its residential groups."""

    issuer: Issuer
    signer: Signer
    prepared_by: str = ""
    group_label: str = "Tổ dân phố"


@dataclass(frozen=True, slots=True)
class Annex:
    """Makes a list the annex of a decision (Nghị định 30/2020, phụ lục I, mục III): no header, nobody signs.
    `letter`: of letters of that name, which no decision gives."""

    decision: Decision
    draft: bool
    letter: str = ""


@dataclass(frozen=True, slots=True)
class WorkingSheet:
    """Makes a list a working sheet of a course: `lines` below the title, `address` is the QR code's."""

    lines: tuple[str, ...]
    address: str
    decision: Decision
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Internal:
    """Makes a list one that stays in the office: it says when it was printed (aware), has neither Quốc hiệu nor number,
    and only `signers`, if any, sign (docs/decisions/0078)."""

    printed_at: datetime
    signers: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPaper:
    """What stands on a list.

    Rows are those of `tables.ruled`, without their numbers, with a cell for each column but those to be written by hand
    (""); None is an empty cell, the first cell names its row in a refusal. A column of groups without a head is headed
    by the office's word for them. `said` are the sentences below the table, after a small `note`; `small_print` stands
    below who signs. `day` and `number` are those of an official paper (None and "" leave room). More than `most` rows
    are refused, and none with the sentence `empty`, if there is one. `dense` sets the table in 11 pt; `trade` is that
    of `column_widths`.
    """

    office: Office
    title: str
    subject: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    said: Sequence[str]
    note: str = ""
    small_print: str = ""
    preparer: str = "NGƯỜI LẬP DANH SÁCH"
    day: date | None = None
    number: str = ""
    annex: Annex | None = None
    sheet: WorkingSheet | None = None
    internal: Internal | None = None
    lying: bool = False
    dense: bool = False
    trade: bool = False
    most: int = faults.MOST_LINES
    empty: str = ""


def draw(paper: ListPaper) -> bytes:
    """The list as PDF. Raises `Unprintable` for one out of bounds or empty, `PaperFault` when drawing fails."""
    check(paper)
    on_sheet = bool(paper.sheet or paper.internal)
    shared = working_sheets if on_sheet else official
    width = shared.LANDSCAPE if paper.lying else shared.PORTRAIT
    content = {"on_sheet": on_sheet, "table": table_of(paper, width), **_head(paper, width), **_signers(paper)}
    html = page("lists/page.html", paper=paper, **content)
    lying = ("components/landscape.css",) if on_sheet else ("lists/lying.css",)
    styles = (*shared.STYLES, "lists/print.css", *(lying if paper.lying else ()))
    most = MOST_INTERNAL if paper.internal else MOST_PAGES
    ways = [CLOSER, TIGHTER] if paper.dense else [CLOSER]
    return lay_out(html, styles, tagged=True, nearer=ways, most_nearer=most).pdf


def check(paper: ListPaper) -> None:
    """Raises `Unprintable` for a list that is out of bounds, or empty where it may not be."""
    if paper.empty and not paper.rows:
        raise Unprintable(paper.empty)
    faults.check((tuple(map(str, row.values())) for row in paper.rows if "band" not in row), most=paper.most)


def _head(paper: ListPaper, width: float) -> dict[str, object]:
    issuer = paper.office.issuer
    if annex := paper.annex:
        what = Markup("(Kèm theo {}").format(annex.letter or annex.decision.words(issuer.style))
        return {"draft": annex.draft, "goes_with": (what, f"của {in_sentence(issuer.full_name)})")}
    if sheet := paper.sheet:
        at, beside = printed(sheet.printed_at), sheet.decision.short()
        return {
            "draft": sheet.decision.is_draft,
            "issuer_lines": header_lines(issuer, text_width=width),
            "foot": foot(paper.title, at, course=paper.subject, width=width, beside=beside),
            "code": qr.svg(sheet.address, quiet=2),
        }
    if internal := paper.internal:
        when = internal.printed_at
        return {
            "draft": False,
            "issuer_lines": header_lines(issuer, text_width=width),
            "printed": f"Bản in nội bộ, {formats.time(when)} ngày {formats.date(when)}",
            "foot": foot(paper.title, printed(when), course=paper.subject, width=width),
        }
    return {"draft": False, **letterhead(issuer, text_width=width, day=paper.day, number=paper.number)}


def _signers(paper: ListPaper) -> dict[str, object]:
    if paper.internal:
        return {"signers": paper.internal.signers}
    office = paper.office
    twice = not paper.sheet and office.prepared_by == office.signer.name  # nobody signs one paper in two capacities
    preparer = Signature(paper.preparer, BY_HAND, "" if twice else office.prepared_by)
    return {"signers": () if paper.annex else (preparer, BY_THE_OFFICE if paper.sheet else sealed(paper.office.signer))}


def table_of(paper: ListPaper, width: float) -> Table:
    """The table of a list in `width` mm, its rows counted."""
    named = {column.cell for column in paper.columns} - {"", "place"}
    rows: list[Row] = []
    number = 0
    label = paper.office.group_label
    columns = [replace(each, head=label) if each.group and not each.head else each for each in paper.columns]
    for row in paper.rows:
        number += "band" not in row
        cells = {} if "band" in row else {each: _shown(row[each]) for each in named}
        rows.append({**row, **cells, "place": number})
    on_sheet = bool(paper.sheet or paper.internal)
    look = ("roll" if on_sheet else "grid") + (" dense" if paper.dense else "")
    size, head_size = 11.0 if paper.dense else 12.0, 11.0 if on_sheet else 0.0
    return ruled(columns, rows, width=width, look=look, size=size, head_size=head_size, trade=paper.trade)


def _shown(value: object) -> object:
    return "" if value is None else formats.date(value) if isinstance(value, date) else value
