"""What framed papers share that are handed to somebody: letters that print, words that fit, one page in the border."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from app.country.names import clean
from app.documents import ornament
from app.documents.faults import Unprintable
from app.documents.fitting import Fitted, fit
from app.documents.issuers import Issuer, Signer
from app.documents.rendering import inspect, lay_out
from app.documents.typefaces import face, unprintable


def check_letters(paper: str, issuer: Issuer, signer: Signer, texts: Iterable[str]) -> None:
    """Look at all that a paper ("biển") says before it is drawn.

    Raises:
        Unprintable: naming the text that cannot be printed letter for letter, and its signs.
    """
    by = (issuer.parent, issuer.name, issuer.place, signer.formula, signer.capacity, signer.name)
    for text in map(clean, (*texts, *by)):
        if signs := unprintable(text):
            values = {"text": text[:60], "paper": paper, "signs": " ".join(signs)}
            raise Unprintable(_("“%(text)s” có ký tự không in được trên %(paper)s: %(signs)s", **values))


def fitted(text: str, font: str, room: tuple[float, float], sizes: Sequence[float], wrap_from: int, no: str) -> Fitted:
    """A text at the largest of `sizes` (pt) that fits a room (mm wide, mm high); see `fitting.fit`.

    Raises:
        Unprintable: with the sentence `no` when none fits.
    """
    width, height = room
    try:
        return fit(clean(text), face(font), width=width, height=height, sizes=sizes, wrap_from=wrap_from)
    except ValueError as error:
        raise Unprintable(no) from error


def framed(html: str, stylesheet: str, sheet: tuple[float, float, float], *, last: str) -> bytes | None:
    """A page as PDF in the border of a `sheet` (mm wide, mm high, scale of the ornament); None where it takes more than
    a page, or its element `last` reaches the signer. `stylesheet` comes after that of the certificates."""
    drawn = lay_out(html, ("certificate/print.css", *stylesheet.split()), tagged=True)
    if drawn.pages != 1 or drawn.boxes[last].bottom > drawn.boxes["signer"].top:
        return None
    pdf = ornament.bordered(drawn.pdf, *sheet)
    inspect(pdf)
    return pdf
