"""Draws the plate of a recognised site: A5 landscape, to hang behind a door; one content, one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.country import formats
from app.country.names import clean
from app.documents import ornament, qr
from app.documents.certificate.address import spelled
from app.documents.faults import PaperFault, Unprintable
from app.documents.fitting import Fitted, fit
from app.documents.issuers import Issuer, Signer
from app.documents.rendering import inspect, lay_out
from app.documents.templates import page
from app.documents.typefaces import face, unprintable

WIDTH, HEIGHT, SCALE = 210.0, 148.0, 0.74
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
    issuer, signer = plate.issuer, plate.signer
    texts = (plate.title, plate.noun, plate.name, plate.place, issuer.parent, issuer.name, issuer.place)
    for text in map(clean, (*texts, signer.formula, signer.capacity, signer.name)):
        if signs := unprintable(text):
            values = {"text": text[:60], "signs": " ".join(signs)}
            raise Unprintable(_("“%(text)s” có ký tự không in được trên biển: %(signs)s", **values))
    return (
        _fitted(plate.title.upper(), "PlayfairDisplay-Bold", TITLE_ROOM, TITLE_SIZES, 2, 0.88),
        _fitted(plate.name, "Tinos-Bold", NAME_ROOM, NAME_SIZES, 3),
        _fitted(plate.place, "Tinos-Regular", PLACE_ROOM, PLACE_SIZES, 1),
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
    drawn = lay_out(html, ("certificate/print.css", "certificate/a5.css", "plate/print.css"), tagged=True)
    if drawn.pages != 1 or drawn.boxes["place"].bottom > drawn.boxes["signer"].top:
        raise PaperFault(f"a plate came out on {drawn.pages} pages, or too long")
    pdf = ornament.bordered(drawn.pdf, WIDTH, HEIGHT, SCALE)
    inspect(pdf)
    return pdf


def _fitted(text: str, font: str, height: float, sizes: Sequence[float], wrap_from: int, share: float = 1) -> Fitted:
    try:
        return fit(clean(text) or "–", face(font), width=LINE * share, height=height, sizes=sizes, wrap_from=wrap_from)
    except ValueError as error:
        raise Unprintable(_("“%(text)s” dài quá, không in được trên biển.", text=text[:60])) from error
