"""Who a paper comes from and who signs it; its header: the issuer's lines, each whole in its share of the width,
number, place and date.

Nothing of it is left to the page to break: "VIỆT NAM" and, as long as there is room, a place's name stay together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

from markupsafe import Markup

from app.country.offices import place_in, short_name
from app.documents.fitting import MM_PER_PT, wrap
from app.documents.typefaces import Face, face, legible

Style = Literal["state", "party", "front"]


@dataclass(frozen=True, slots=True)
class Issuer:
    """The office a paper comes from, as its header says it (Nghị định 30/2020/NĐ-CP, phụ lục I, mục II.2).

    `parent` is the superior office, printed regular above, "" for none; `name` is the office itself, printed bold;
    both in capitals as the office writes them. `place` stands before the date ("Phan Đình Phùng").
    """

    parent: str
    name: str
    place: str
    style: Style = "state"

    @property
    def full_name(self) -> str:
        """The office on one line, as posters and sentences name it: one that does not say where it is says so by the
        office above it: "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN"."""
        if not self.parent or place_in(self.name):
            return self.name
        above = self.parent if self.style == "front" else place_in(self.parent)
        return f"{self.name} {above}".strip()

    @property
    def short(self) -> str:
        """The office as the number of its papers has it: "UBND", "ĐU", "MTTQ-BTT", "TTPVHCC"."""
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: `formula` ("KT. CHỦ TỊCH", "" for none), `capacity` ("PHÓ CHỦ TỊCH"), `name` ("" prints empty)."""

    formula: str
    capacity: str
    name: str


BY_HAND, SEALED = "(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"


@dataclass(frozen=True, slots=True)
class Signature:
    """One who signs: in which capacity (with a line break where it takes two lines), how, and the name ("" prints
    empty)."""

    capacity: str
    how: str
    name: str


def sealed(signer: Signer) -> Signature:
    """The one who signs for the issuer, under the seal."""
    return Signature("\n".join(filter(None, (signer.formula, signer.capacity))), SEALED, signer.name)


BY_THE_OFFICE = Signature("XÁC NHẬN CỦA ĐƠN VỊ", SEALED, "")  # of a working sheet: who signs is not known yet


USUAL, WIDE = 0.38, 0.43  # of the text's width; the Quốc hiệu at 12 pt needs 88 mm of what remains
SIZE, PARTY_SIZE = 12, 14  # pt, as components/parts.css has them
DATED, LEAST_DATED = {"party": 14.0}, 13.0  # pt of place and date: 13 or, of the party, 14 (mục II.4)
NUMBER = 36.0  # mm that the number keeps beside a long place
MOST_LINES = 4
_COUNTRY = re.compile(r"(?:tổ quốc )?việt nam", re.IGNORECASE)  # of "MẶT TRẬN TỔ QUỐC VIỆT NAM"
# Room to write a number by hand, and a day; mm as components/parts.css has them.
EMPTY, EMPTY_DAY = Markup('<span class="blank"></span>'), Markup('<span class="blank day"></span>')
ROOM = {EMPTY: 14.0, EMPTY_DAY: 9.0}


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """What `components/header.html` needs beside the issuer: the lines of both offices; how much of the width is
    theirs, and how much the number's in the row below (percent); pt of place and date, 0 where they take two lines."""

    left: float
    parent: tuple[str, ...]
    own: tuple[str, ...]
    number: float
    dated: float


def header_lines(issuer: Issuer, *, text_width: float, dated: str = "") -> HeaderLines:
    """Breaks the issuer's names for a text of `text_width` mm, beside which `dated` stands on one line.

    38 % of the width is theirs, 43 % where a name would else take one line more; as few even lines as hold them.
    """
    size = DATED.get(issuer.style, LEAST_DATED)
    right = dated_width(dated, size)
    for share, parent, own in _ways(issuer, text_width):
        if right <= text_width * (1 - share):
            return HeaderLines(share * 100, parent, own, share * 100, size)
    share, parent, own = next(_ways(issuer, text_width))
    for smaller in dict.fromkeys((size, LEAST_DATED)):
        left = text_width - dated_width(dated, smaller)
        if left >= NUMBER:
            return HeaderLines(share * 100, parent, own, left / text_width * 100, smaller)
    return HeaderLines(share * 100, parent, own, NUMBER / text_width * 100, 0)


def dated_width(dated: str, size: float) -> float:
    """mm that place and date take on one line, with the room that is left to write in."""
    room, words = 1.0, str(dated)
    for blank, width in ROOM.items():
        room += words.count(blank) * width
        words = words.replace(blank, "")
    return face("Tinos-Italic").width(unescape(words)) * size * MM_PER_PT + room


def _ways(issuer: Issuer, text_width: float) -> Iterator[tuple[float, tuple[str, ...], tuple[str, ...]]]:
    """Share and lines of both names, the fewest lines first; at the end whatever holds them."""
    em = (PARTY_SIZE if issuer.style == "party" else SIZE) * MM_PER_PT
    regular, bold = face("Tinos-Regular"), face("Tinos-Bold")
    for most in range(1, MOST_LINES + 1):
        for share in (USUAL, WIDE):
            room = (text_width * share - 1) / em
            parent, own = _lines(issuer.parent, regular, room, most), _lines(issuer.name, bold, room, most)
            if parent is not None and own is not None:
                yield share, parent, own
    room = (text_width * WIDE - 1) / em
    yield (
        WIDE,
        tuple(wrap(legible(issuer.parent), regular, limit=room, most=99)),
        tuple(wrap(legible(issuer.name), bold, limit=room, most=99)),
    )


def _lines(name: str, font: Face, room: float, most: int) -> tuple[str, ...] | None:
    """The lines of a name with a place's name and "VIỆT NAM" whole; one too wide for a line is let go, the latter last.
    None where they are more than `most`."""
    name = legible(name)
    if not name:
        return ()
    country = _COUNTRY.sub(lambda found: found[0].replace(" ", "\xa0"), name)
    place = place_in(country)
    together = country.removesuffix(place) + place.replace(" ", "\xa0") if place else country
    for text in (together, country):
        if max(font.width(word) for word in text.split(" ")) <= room:
            lines = wrap(text, font, limit=room, most=most)
            return tuple(lines) if lines else None
    return None
