"""The copy of all that is kept of one person, for them."""

from dataclasses import dataclass
from datetime import datetime

from app.country import formats
from app.documents import faults
from app.documents.issuers import Issuer, header_lines
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES, foot, printed

# Draws the copy that somebody takes home: A4, large letters, all that is kept of them, why and how long.
TITLE = "Bản sao thông tin đang giữ"
# Somebody who came to a hundred lessons has a line for each.
MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class CopySection:
    """One kind of thing: its title and its lines, each what it is and what stands there."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What one thing is for, on what ground, and how long it is kept."""

    what: str
    why: str
    ground: str
    how_long: str


@dataclass(frozen=True, slots=True)
class PersonalCopy:
    """What stands in the copy; `whom` is the person, `ask` where they go with a question, `phone` whom they call."""

    issuer: Issuer
    whom: str
    parts: tuple[CopySection, ...]
    kept: tuple[Kept, ...]
    ask: str
    printed_at: datetime
    phone: str = ""


def draw(paper: PersonalCopy) -> bytes:
    """The copy as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    cut = tuple(
        CopySection(part.title, tuple((what[: faults.LONGEST], value[: faults.LONGEST]) for what, value in part.lines))
        for part in paper.parts
    )
    faults.check((line for part in cut for line in part.lines), most=MOST_LINES)
    html = page(
        "personal_copy/page.html",
        paper=paper,
        parts=cut,
        title=TITLE,
        foot=foot(TITLE, printed(paper.printed_at), course=paper.whom, width=PORTRAIT),
        issuer_lines=header_lines(paper.issuer, text_width=PORTRAIT),
        day=formats.date(paper.printed_at),
    )
    return lay_out(html, (*STYLES, "personal_copy/print.css"), tagged=True).pdf
