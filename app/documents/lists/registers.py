"""The list of any register, as it was looked for: internal, upright or turned, whichever takes fewer sheets; and
that of who is proposed for recognition, or recognised: the annex of the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from app.country import formats
from app.documents import working_sheets
from app.documents.column_widths import fits, rows_height
from app.documents.issuers import BY_HAND, Signature, sealed
from app.documents.lists import NUMBER, Annex, Internal, ListPaper, Office
from app.documents.official import UNDECIDED
from app.documents.tables import Column, Row

SHORT, LONG = 9, 26  # signs of a heading that stay on one line, and on two
UNBROKEN = 14  # signs of a cell that is not broken: a telephone, a code, a day
SENTENCE = 40  # signs from which a cell is a sentence
SENTENCES, NAMES, MAIN = 26.0, 24.0, 40.0  # mm, the least of a column of sentences, of names, and of what names a row
AROUND = 45.0  # mm of what stands above and below the rows


@dataclass(frozen=True, slots=True)
class Heading:
    """What heads a column: `main` names the row, `figure` is a number."""

    words: str
    main: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A line below the rows: what it is, and a cell a heading."""

    label: str
    cells: Sequence[str]

    @property
    def row(self) -> Row:
        """As the table draws it."""
        return {**_by_place(self.cells), "label": self.label, "span": 2, "look": "total"}


def register_list(
    office: Office,
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[str]],
    *,
    printed_at: datetime,
    counted: str,
    bands: Sequence[str] = (),
    total: int | None = None,
    subject: str = "",
    dense: bool = False,
    totals: Sequence[Total] = (),
    signed: bool = False,
    signers: Sequence[Signature] = (),
) -> ListPaper:
    """The list: a cell a heading in each of `rows`, which are called `counted` ("hộ"); columns without any cell are
    left out. `bands` are the heading of each row's group, "" or none for no headings; rows of one follow each other.
    `subject` says which part of the register it is, "" for any; `total` how many rows the register has, None for no
    more than these; `dense` sets it in 11 pt; `totals` are the last lines;
    `signed`: who made it and who issues it sign below, or `signers` in their place."""
    columns = columns_of(headings, rows)
    named = [_by_place(row) for row in rows]
    lines = _grouped(named, bands, counted) if any(bands) else named
    sign = tuple(signers) or (Signature("NGƯỜI LẬP BIỂU", BY_HAND, office.prepared_by), sealed(office.signer))
    of_how_many = f", trong {formats.number(total)} {counted} của sổ" if total and len(rows) < total else ""
    return ListPaper(
        office=office,
        title=title,
        subject=subject,
        internal=Internal(printed_at, sign if signed else ()),
        lying=_lies(columns, named, 11.0 if dense else 12.0),
        dense=dense,
        trade=True,
        columns=columns,
        rows=[*lines, *(each.row for each in totals)],
        said=(f"Danh sách có {formats.count_in_sentence(len(rows))} {counted}{of_how_many}.",),
        empty=_("Danh sách này chưa có dòng nào để in."),
    )


def columns_of(headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns of some rows, a number first; those without any cell are left out."""
    texts = [[cells[place] for cells in rows] for place in range(len(headings))]
    shown = [place for place, heading in enumerate(headings) if heading.main or not rows or any(texts[place])]
    return (NUMBER, *(_column(str(place), headings[place], texts[place]) for place in shown))


def _by_place(cells: Sequence[str]) -> Row:
    return {str(place): cell for place, cell in enumerate(cells)}


def _grouped(rows: Sequence[Row], bands: Sequence[str], counted: str) -> list[Row]:
    found: list[Row] = []
    for band, places in groupby(range(len(rows)), key=lambda place: bands[place]):
        members = [rows[place] for place in places]
        found += [{"band": f"{band} ({formats.number(len(members))} {counted})"}, *members]
    return found


def _lies(columns: Sequence[Column], rows: Sequence[Row], size: float) -> bool:
    """Turned where the columns have no room upright, or rows become fewer sheets."""
    if not fits(columns, rows, working_sheets.PORTRAIT, "roll", size=size, head_size=11.0):
        return True
    return working_sheets.turned_is_shorter(
        lambda width: rows_height(columns, rows, width, "roll", size=size, head_size=11.0), around=AROUND
    )


def _head(words: str) -> str:
    """A heading in lines, its words shared out evenly: two where it is long, three where it is longer than that."""
    if len(words) <= SHORT:
        return words
    parts = words.split()
    cuts = [(cut, cut) for cut in range(1, len(parts))]
    if len(words) > LONG:
        cuts = [(one, other) for one in range(1, len(parts)) for other in range(one + 1, len(parts))] or cuts
    lines = [[" ".join(each) for each in (parts[:one], parts[one:other], parts[other:]) if each] for one, other in cuts]
    return "\n".join(min(lines, key=lambda each: max(map(len, each)), default=[words]))


def _column(cell: str, heading: Heading, texts: Sequence[str]) -> Column:
    """As wide as it needs."""
    head, longest = _head(heading.words), max(map(len, texts), default=0)
    if heading.main:
        return Column(head, cell, "left", least=MAIN if longest > LONG else 0.0, most=90, grow=2)
    if heading.figure or longest <= UNBROKEN:
        return Column(head, cell, "tight")
    return Column(head, cell, "left", least=SENTENCES if longest > SENTENCE else NAMES, most=70, grow=1)


def recognition_list(
    office: Office,
    title: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[str]],
    *,
    waits: bool,
    counted: str,
    subject: str,
    letter: str = "",
) -> ListPaper:
    """The annex: a cell a heading in each of `rows`, called `counted` ("hộ"); a draft while the leader has not decided
    (`waits`). `subject` are the criteria. Number and day of the decision are written by hand; a `letter` has none."""
    return ListPaper(
        office=office,
        title=title,
        subject=subject,
        annex=Annex(UNDECIDED, draft=waits, letter=letter),
        columns=columns_of(headings, rows),
        rows=[{str(place): cell for place, cell in enumerate(row)} for row in rows],
        said=(f"Danh sách có {formats.count_in_sentence(len(rows))} {counted}./.",),
        empty=_("Danh sách này chưa có dòng nào để in."),
    )
