"""Draws the letter as PDF."""

from app.documents.official import STYLES
from app.documents.reminder_letter.content import ReminderLetter
from app.documents.rendering import lay_out
from app.documents.signatures import sealed
from app.documents.templates import page


def draw(content: ReminderLetter) -> bytes:
    """The letter. Raises `Unprintable` for nobody or where a text is too long, `PaperFault` when drawing fails."""
    content.checked()
    html = page(
        "reminder_letter/page.html", paper=content, signer=sealed(content.signed_by), table=content.table,
        **content.head,
    )  # fmt: skip
    return lay_out(html, (*STYLES, "reminder_letter/print.css"), tagged=True).pdf
