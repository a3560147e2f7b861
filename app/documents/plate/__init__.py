"""The plate of a site that a programme recognised: A5 landscape, in the manner of the certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.country import formats
from app.country.names import clean
from app.documents import qr
from app.documents.awards import check_letters, fitted, framed
from app.documents.certificate.words import spelled
from app.documents.faults import PaperFault
from app.documents.fitting import Fitted
from app.documents.issuers import Issuer, Signer
from app.documents.templates import page

# Draws the plate of a recognised site: A5 landscape, to hang behind a door; one content, one file.
SHEET = 210.0, 148.0, 0.74  # mm, and the scale of the ornament
LINE = 166.0  # mm that a name may run; a title, whose letters stand apart, less
TITLE_SIZES, NAME_SIZES, PLACE_SIZES = (30, 26, 22, 18, 15, 13), (24, 21, 18, 15, 13, 12, 11), (11.4, 10.3, 9.6, 9)
TITLE_ROOM, NAME_ROOM, PLACE_ROOM = 14.0, 15.0, 9.6
NOTES = 68.0


@dataclass(frozen=True, slots=True)
class Plate:
    """What a plate says. `title` is the programme ("Gia đình số"), `noun` what one is called ("hộ"), `name` whose it
    is, `place` where; `number` "001/2026"; `until` None for good; `link` the whole address `…/g/<code>`. `specimen`
    marks one that is drawn before there is a number."""

    issuer: Issuer
    signer: Signer
    title: str
    noun: str
    name: str
    place: str
    number: str
    issued_on: date
    until: date | None
    link: str
    specimen: bool = False


def fits(plate: Plate) -> tuple[Fitted, Fitted, Fitted]:
    """Title, name and place at the sizes at which they stand.

    Raises:
        Unprintable: naming what cannot be printed letter for letter, or has no room.
    """
    check_letters("biển", plate.issuer, plate.signer, (plate.title, plate.noun, plate.name, plate.place))
    return (
        _fitted(plate.title.upper(), "PlayfairDisplay-Bold", (LINE * 0.88, TITLE_ROOM), TITLE_SIZES, 2),
        _fitted(plate.name, "Tinos-Bold", (LINE, NAME_ROOM), NAME_SIZES, 3),
        _fitted(plate.place, "Tinos-Regular", (LINE, PLACE_ROOM), PLACE_SIZES, 1),
    )


def draw(plate: Plate) -> bytes:
    """The plate as PDF.

    Raises `Unprintable` naming what cannot be printed or does not fit, `PaperFault` when drawing fails.
    """
    title, name, place = fits(plate)
    check = spelled(plate.link, width=NOTES, sizes=(8, 7.5), code_sizes=(10.5, 10, 9.5))
    html = page(
        "plate/page.html",
        plate=plate,
        title=title,
        name=name,
        place=place,
        check=check,
        code=qr.svg(plate.link),
        until=formats.long_date(plate.until) if plate.until else "",
        issued_on=formats.long_date(plate.issued_on),
    )
    pdf = framed(html, "certificate/a5.css plate/print.css", SHEET, last="place")
    if pdf is None:
        raise PaperFault("a plate came out on several pages, or too long")
    return pdf


def _fitted(text: str, font: str, room: tuple[float, float], sizes: Sequence[float], wrap_from: int) -> Fitted:
    no = _("“%(text)s” dài quá, không in được trên biển.", text=text[:60])
    return fitted(clean(text) or "–", font, room, sizes, wrap_from, no)
