"""The sheet on which helps are ticked when there is no time to key them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.country import formats
from app.documents import qr
from app.documents.issuers import Issuer
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.working_sheets import STYLES

# Draws the tally sheet, A4 landscape: a row a topic, a column an hour, and the code that leads to where it is read.
ROWS = 135.0  # mm that the rows have between the head of the table and the foot of the page
LEAST, MOST = 8.4, 14.0  # mm of a row


@dataclass(frozen=True, slots=True)
class HelpTallySheet:
    """What stands on it: the topics in the order of the page where it is keyed in, `hours` as their first hour,
    `empty` rows to write others in, `address` the whole address of that page."""

    issuer: Issuer
    desk: str
    day: date
    topics: Sequence[str]
    hours: Sequence[int]
    address: str
    empty: int = 2


def draw(sheet: HelpTallySheet) -> bytes:
    """The sheet as PDF of one page, its rows as high as the page lets them be; topics that leave no room are written
    in by hand. Raises `PaperFault` when drawing fails."""
    for topics in range(len(sheet.topics), -1, -1):
        rows = topics + sheet.empty
        html = page(
            "help_tally_sheet/page.html",
            sheet=sheet,
            topics=sheet.topics[:topics],
            height=round(max(LEAST, min(MOST, ROWS / max(rows, 1))), 2),
            when=f"{sheet.desk}, {formats.weekday_date(sheet.day)}",
            code=qr.svg(sheet.address, quiet=2),
        )
        drawn = lay_out(html, (*STYLES, "components/landscape.css", "help_tally_sheet/print.css"), tagged=True)
        if drawn.pages == 1:
            break
    return drawn.pdf
