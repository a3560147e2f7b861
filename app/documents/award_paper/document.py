"""Draws a certificate of merit (giấy khen), of recognition (giấy công nhận) or a letter of thanks: A4 landscape, with
the ornament of the certificates; one content, one file.

A certificate of merit is given by the chairman, not by the committee (Luật Thi đua, khen thưởng 2022, điều 74), and
names the decision by which it is given; number and day of that are written by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from app.country import formats
from app.country.names import clean
from app.documents import qr
from app.documents.awards import check_letters, fitted, framed
from app.documents.certificate.words import spelled
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, Fitted, balance
from app.documents.issuers import Issuer, Signer
from app.documents.official import in_sentence
from app.documents.templates import page
from app.documents.typefaces import face


@dataclass(frozen=True, slots=True)
class KindWords:
    """`title` heads the paper, `called` names it in a sentence, `book` in which register its number is."""

    title: str
    called: str
    book: str


KINDS: Mapping[str, KindWords] = {
    "merit": KindWords("GIẤY KHEN", "giấy khen", "Vào sổ khen thưởng số"),
    "recognition": KindWords("GIẤY CÔNG NHẬN", "giấy công nhận", "Số vào sổ công nhận"),
    "thanks": KindWords("THƯ CẢM ƠN", "thư cảm ơn", "Thư cảm ơn số"),
}


SHEET = 297.0, 210.0, 1.0  # mm, and the scale of the ornament
LINE = 232.0  # mm that a name or a line may run
NAME_SIZES, PLACE_SIZES, WORD_SIZES = (34, 30, 26, 22, 17, 15, 13, 12, 11), (14, 13, 12, 11), (16, 15, 14, 13, 12, 11)
NAME_ROOM, PLACE_ROOM, WORDS_ROOM = 20.0, 12.0, 21.0  # mm
NOTES = 91.0
ISSUER, SPACED = 13.02, 0.05  # pt, and em between letters, as certificate/print.css has it
CHAIRED = "ỦY BAN NHÂN DÂN"


@dataclass(frozen=True, slots=True)
class AwardPaper:
    """What a paper says. `kind` is "merit", "recognition" or "thanks"; `noun` is what the recipient is called ("chợ"),
    `name` and `place` who and where it is; `for_` for what, a sentence; `number` "001/2026"; `until` None for good;
    `link` the address `…/g/<code>`. `specimen` marks one that is drawn before there is a number."""

    kind: str
    issuer: Issuer
    signer: Signer
    noun: str
    name: str
    place: str
    for_: str
    number: str
    issued_on: date
    until: date | None
    link: str
    specimen: bool = False

    @property
    def awarding(self) -> Issuer:
        """Who gives it: of merit the chairman of a people's committee."""
        if self.kind == "merit" and self.issuer.style == "state" and self.issuer.name.upper().startswith(CHAIRED):
            return replace(self.issuer, parent="", name=f"CHỦ TỊCH {self.issuer.full_name}")
        return self.issuer

    @property
    def opening(self) -> str:
        """The line between the title and the name."""
        if self.kind == "thanks":
            return f"{in_sentence(self.issuer.full_name)} trân trọng cảm ơn"
        return "tặng" if self.kind == "merit" else f"công nhận {self.noun}".strip()


def fits(paper: AwardPaper) -> tuple[Fitted, Fitted, Fitted]:
    """Name, place and reason at the sizes at which they stand.

    Raises:
        Unprintable: nobody is named, or what cannot be printed letter for letter, or has no room.
    """
    words = KINDS[paper.kind]
    if not clean(paper.name):
        raise Unprintable(_("Chưa ghi tên người, nơi được nhận, nên chưa in được %(paper)s.", paper=words.called))
    check_letters(words.called, paper.issuer, paper.signer, (paper.noun, paper.name, paper.place, paper.for_))
    spare = 0 if clean(paper.place) else PLACE_ROOM / 2
    return (
        _fitted(paper, paper.name, "Tinos-Bold", (LINE, NAME_ROOM), NAME_SIZES, 3),
        _fitted(paper, paper.place, "Tinos-Regular", (LINE, PLACE_ROOM), PLACE_SIZES, 1),
        _fitted(paper, paper.for_, "Tinos-Regular", (LINE * 0.96, WORDS_ROOM + spare), WORD_SIZES, 0),
    )


def draw(paper: AwardPaper) -> bytes:
    """The paper as PDF.

    Raises `Unprintable` naming what cannot be printed or does not fit, `PaperFault` when drawing fails.
    """
    name, place, words = fits(paper)
    html = page(
        "award_paper/page.html",
        paper=paper,
        issuer=issuer_lines(paper.awarding),
        title=KINDS[paper.kind].title,
        book=KINDS[paper.kind].book,
        name=name,
        place=place if clean(paper.place) else None,
        words=_even(paper.for_, words.size),
        size=words.size,
        check=spelled(paper.link, width=NOTES, sizes=(10, 9), code_sizes=(13, 12, 11)),
        code=qr.svg(paper.link),
        until=formats.long_date(paper.until) if paper.until else "",
        issued_on=formats.long_date(paper.issued_on),
    )
    pdf = framed(html, "certificate/a4.css award_paper/print.css", SHEET, last="words")
    if pdf is None:
        raise Unprintable(_no_room(paper, paper.name))
    return pdf


def issuer_lines(issuer: Issuer) -> Sequence[str]:
    """The name of who awards in even lines: it is spaced, 13 pt and bold."""
    font, name = face("Tinos-Bold"), clean(issuer.name)
    limit, width = LINE / (ISSUER * MM_PER_PT), font.width(name) + SPACED * len(name)
    return [name] if width <= limit else balance(name, font, int(width / limit) + 1, limit)


def _fitted(
    paper: AwardPaper, text: str, font: str, room: tuple[float, float], sizes: Sequence[float], wrap_from: int
) -> Fitted:
    return fitted(clean(text) or "–", font, room, sizes, wrap_from, _no_room(paper, text))


def _no_room(paper: AwardPaper, text: str) -> str:
    called = KINDS[paper.kind].called
    return str(_("“%(text)s” dài quá, không in được trên %(paper)s.", text=text[:60], paper=called))


def _even(text: str, size: float) -> Sequence[str]:
    """A sentence in even lines, so that no word stands alone."""
    font, limit = face("Tinos-Regular"), LINE * 0.96 / (size * MM_PER_PT)
    text = clean(text)
    return balance(text, font, int(font.width(text) / limit) + 1, limit)
