"""Draws a letter of thanks: A4 landscape, with the ornament of the certificates; one content, one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.country import formats
from app.country.names import clean
from app.documents import ornament
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, Fitted, balance, fit
from app.documents.issuers import Issuer, Signer
from app.documents.official import in_sentence
from app.documents.rendering import inspect, lay_out
from app.documents.templates import page
from app.documents.typefaces import face, unprintable

WIDTH, HEIGHT = 297.0, 210.0  # mm
LINE = 232.0  # mm that a name or a line may run
NAME_SIZES = (34, 30, 26, 22, 17, 15, 13, 12, 11)
WORD_SIZES = (15, 14, 13, 12, 11)
# mm for the name with what is said of them, and for the words of thanks; the rest of the sheet stands fixed.
NAME_ROOM, WORDS_ROOM = 27.0, 33.0


@dataclass(frozen=True, slots=True)
class ThanksLetter:
    """What a letter says. `address` is "bà", "ông" or "ông/bà"; `of` who they are ("Đại sứ số, Tổ dân phố Túc Duyên
    1"); `done` what they did, a sentence with its counts, "" for none; `words` the thanks. `number` is "03/2026"."""

    issuer: Issuer
    signer: Signer
    number: str
    issued_on: date
    address: str
    name: str
    of: str
    done: str
    words: str


def draw(letter: ThanksLetter) -> bytes:
    """The letter as PDF.

    Raises `Unprintable` naming what cannot be printed letter for letter or does not fit, `PaperFault` when drawing
    fails.
    """
    _check(letter)
    name, words = _name(letter), _words(letter)
    html = page(
        "thanks_letter/page.html",
        letter=letter,
        who=in_sentence(letter.issuer.full_name),
        name_lines=name.lines,
        name_step=NAME_SIZES.index(int(name.size)),
        words_step=WORD_SIZES.index(int(words.size)),
        paragraphs=[_even(text, words.size) for text in (letter.done, letter.words) if text],
        issued_on=formats.long_date(letter.issued_on),
    )
    drawn = lay_out(html, ("certificate/print.css", "thanks_letter/print.css"), tagged=True)
    if drawn.pages != 1 or drawn.boxes["words"].bottom > drawn.boxes["signer"].top:
        raise Unprintable(_("Thư cảm ơn “%(name)s” không đủ chỗ: rút ngắn lời cảm ơn.", name=letter.name[:60]))
    pdf = ornament.bordered(drawn.pdf, WIDTH, HEIGHT, 1)
    inspect(pdf)
    return pdf


def _check(letter: ThanksLetter) -> None:
    issuer, signer = letter.issuer, letter.signer
    texts = (letter.name, letter.of, letter.done, letter.words, letter.number, issuer.parent, issuer.name, issuer.place)
    for text in map(clean, (*texts, signer.formula, signer.capacity, signer.name)):
        if signs := unprintable(text):
            values = {"text": text[:60], "signs": " ".join(signs)}
            raise Unprintable(_("“%(text)s” có ký tự không in được trên thư cảm ơn: %(signs)s", **values))


def _name(letter: ThanksLetter) -> Fitted:
    """The name, in Tinos: the display face lacks letters of some peoples."""
    try:
        room = {"width": LINE, "height": NAME_ROOM}
        return fit(clean(letter.name), face("Tinos-Bold"), sizes=NAME_SIZES, wrap_from=3, **room)
    except ValueError as error:
        values = {"name": letter.name[:60]}
        raise Unprintable(_("Họ tên “%(name)s” dài quá, không in được trên thư cảm ơn.", **values)) from error


def _words(letter: ThanksLetter) -> Fitted:
    """At which size what they did and the words have room; what runs over is told by the boxes of the page."""
    text = " ".join(filter(None, map(clean, (letter.done, letter.words)))) or "."
    try:
        room = {"width": LINE * 0.96, "height": WORDS_ROOM}
        return fit(text, face("Tinos-Regular"), sizes=WORD_SIZES, wrap_from=0, **room)
    except ValueError as error:
        values = {"name": letter.name[:60]}
        raise Unprintable(_("Thư cảm ơn “%(name)s” không đủ chỗ: rút ngắn lời cảm ơn.", **values)) from error


def _even(text: str, size: float) -> Sequence[str]:
    """A paragraph in even lines, so that no word stands alone."""
    font, limit = face("Tinos-Regular"), LINE / (size * MM_PER_PT)
    text = clean(text)
    return balance(text, font, int(font.width(text) / limit) + 1, limit)
