"""A letter of thanks to an ambassador: A4 landscape, in the manner of the certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.country import formats
from app.country.names import clean
from app.documents.awards import check_letters, fitted, framed
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, balance
from app.documents.issuers import Issuer, Signer
from app.documents.official import in_sentence
from app.documents.templates import page
from app.documents.typefaces import face

# Draws a letter of thanks: A4 landscape, with the ornament of the certificates; one content, one file.
SHEET = 297.0, 210.0, 1.0  # mm, and the scale of the ornament
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
    texts = (letter.name, letter.of, letter.done, letter.words, letter.number)
    check_letters("thư cảm ơn", letter.issuer, letter.signer, texts)
    called = {"name": letter.name[:60]}
    too_long = _("Họ tên “%(name)s” dài quá, không in được trên thư cảm ơn.", **called)
    no_room = _("Thư cảm ơn “%(name)s” không đủ chỗ: rút ngắn lời cảm ơn.", **called)
    # The name in Tinos: the display face lacks letters of some peoples.
    name = fitted(letter.name, "Tinos-Bold", (LINE, NAME_ROOM), NAME_SIZES, 3, too_long)
    text = " ".join(filter(None, map(clean, (letter.done, letter.words)))) or "."
    words = fitted(text, "Tinos-Regular", (LINE * 0.96, WORDS_ROOM), WORD_SIZES, 0, no_room)
    html = page(
        "thanks_letter/page.html",
        letter=letter,
        who=in_sentence(letter.issuer.full_name),
        name=name,
        size=words.size,
        paragraphs=[_even(text, words.size) for text in (letter.done, letter.words) if text],
        issued_on=formats.long_date(letter.issued_on),
    )
    if (pdf := framed(html, "thanks_letter/print.css", SHEET, last="words")) is None:
        raise Unprintable(no_room)
    return pdf


def _even(text: str, size: float) -> Sequence[str]:
    """A paragraph in even lines, so that no word stands alone."""
    font, limit = face("Tinos-Regular"), LINE / (size * MM_PER_PT)
    text = clean(text)
    return balance(text, font, int(font.width(text) / limit) + 1, limit)
