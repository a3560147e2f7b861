"""The issuer's lines in the header of a paper, broken so that no word stands alone."""

from dataclasses import dataclass

from app.documents.fitting import MM_PER_PT, balance
from app.documents.issuers import Issuer
from app.documents.typefaces import Face, face, legible

USUAL, WIDE = 0.38, 0.43  # of the text's width; the Quốc hiệu at 12 pt needs 88 mm of what remains
SIZE, PARTY_SIZE = 12, 14  # pt, as components/parts.css has them


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """What `components/header.html` needs beside the issuer: the lines of both offices, and whether they need room."""

    wide: bool
    parent: tuple[str, ...]
    own: tuple[str, ...]


def header_lines(issuer: Issuer, *, text_width: float) -> HeaderLines:
    """Breaks the issuer's names for a text of `text_width` mm.

    38 % of the width is theirs, 43 % where a name would else not stand on one line; longer still, two even lines.
    """
    names = ((legible(issuer.parent), face("Tinos-Regular")), (legible(issuer.name), face("Tinos-Bold")))
    em = (PARTY_SIZE if issuer.style == "party" else SIZE) * MM_PER_PT
    wide = max(font.width(name) * em for name, font in names) > text_width * USUAL - 1
    room = (text_width * (WIDE if wide else USUAL) - 1) / em
    parent, own = (_lines(name, font, room) for name, font in names)
    return HeaderLines(wide, parent, own)


def _lines(name: str, font: Face, room: float) -> tuple[str, ...]:
    if font.width(name) <= room:
        return (name,) if name else ()
    return tuple(balance(name, font, 2))
