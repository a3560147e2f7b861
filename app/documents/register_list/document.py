"""Draws the list of any register: A4, standing or, of many columns, lying; a paper with header, number and date."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.country import formats
from app.documents import bounds
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer, Signer
from app.documents.official import LANDSCAPE, PORTRAIT, STYLES, letterhead
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.signatures import BY_HAND, Signature, sealed
from app.documents.tables import Column, ruled
from app.documents.templates import page

STANDING = 5  # columns beside the number that stand side by side on a sheet that is not turned
SHORT = 9  # signs of a heading that stay on one line
UNBROKEN = 14  # signs of a cell that is not broken: a telephone, a code, a day


@dataclass(frozen=True, slots=True)
class Heading:
    """What heads a column: `main` names the row, `figure` is a number."""

    words: str
    main: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class RegisterList:
    """What stands on the list: a cell a heading in each of `rows`. `subject` says which part of the register it is, ""
    for any; `total` how many rows the register has."""

    issuer: Issuer
    signer: Signer
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    day: date
    subject: str = ""
    prepared_by: str = ""


def draw(paper: RegisterList) -> bytes:
    """The list as PDF. Raises `Unprintable` for one out of bounds or empty, `PaperFault` when drawing fails."""
    if not paper.rows:
        raise Unprintable(_("Danh sách này chưa có dòng nào để in."))
    bounds.check(paper.rows)
    lying = len(paper.headings) > STANDING
    width = LANDSCAPE if lying else PORTRAIT
    longest = [max(map(len, cells)) for cells in zip(*paper.rows, strict=True)]
    headed = enumerate(zip(paper.headings, longest, strict=True), 1)
    columns = [Column("STT", "0"), *(_column(str(place), each, most) for place, (each, most) in headed)]
    rows = [{str(place): cell for place, cell in enumerate((number, *row))} for number, row in enumerate(paper.rows, 1)]
    html = page(
        "register_list/page.html",
        paper=paper,
        lying=lying,
        **letterhead(paper.issuer, text_width=width, day=paper.day),
        title=paper.title.upper(),
        table=ruled(columns, rows, width=width),
        count=formats.count_in_sentence(len(paper.rows)),
        total=formats.number(paper.total),
        signers=(Signature("NGƯỜI LẬP DANH SÁCH", BY_HAND, paper.prepared_by), sealed(paper.signer)),
    )
    return lay_out(html, (*STYLES, "register_list/print.css"), tagged=True, nearer=[CLOSER]).pdf


def _column(cell: str, heading: Heading, longest: int) -> Column:
    """As wide as it needs; a long heading in two lines, its words shared out evenly."""
    words = heading.words.split()
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    long = halves if len(heading.words) > SHORT else []
    head = "\n".join(min(long, key=lambda half: max(map(len, half)), default=(heading.words,)))
    if heading.main:
        return Column(head, cell, "left", most=90, grow=2)
    short = heading.figure or longest <= UNBROKEN
    return Column(head, cell, "tight") if short else Column(head, cell, "left", most=70, grow=1)
