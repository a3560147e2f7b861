"""Draws invitations as PDF: an official paper, one page a guest."""

from flask_babel import gettext as _

from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, wrap
from app.documents.invitation.content import KIND, Invitations
from app.documents.official import PORTRAIT, STYLES, letterhead
from app.documents.rendering import lay_out
from app.documents.signatures import sealed
from app.documents.templates import page
from app.documents.typefaces import face, legible

SIZE, MOST_LINES = 14, 12  # pt of a guest's name, and its lines


def draw(content: Invitations) -> bytes:
    """The invitations of all guests in one file. Raises `Unprintable` without guests or where a text is too long for
    its page, `PaperFault` when drawing fails."""
    content.checked()
    if not content.guests:
        raise Unprintable(_("Chưa chọn ai để mời."))
    issuer = content.issuer
    head = letterhead(issuer, text_width=PORTRAIT, day=content.day, number=content.number, kind=KIND, year=content.year)
    bold, limit = face("Tinos-Bold"), PORTRAIT / (SIZE * MM_PER_PT)
    guests = [(wrap(legible(each.name), bold, limit=limit, most=MOST_LINES), each.of) for each in content.guests]
    html = page("invitation/page.html", paper=content, guests=guests, signer=sealed(content.signed_by), **head)
    drawn = lay_out(html, (*STYLES, "invitation/print.css"), tagged=True)
    if drawn.pages != len(content.guests):
        raise Unprintable(_("Giấy mời dài quá một trang: rút ngắn tên lớp, nơi học hoặc lời dặn."))
    return drawn.pdf
