"""What the official papers share: how a decision, a date and a number are written, or left empty in a draft."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.country import formats, sentences
from app.country.figures import share_of
from app.country.offices import place_in
from app.documents.issuers import EMPTY, EMPTY_DAY, Issuer, Style, header_lines
from app.documents.typefaces import legible

if TYPE_CHECKING:
    from app.documents.issuers import Signer


# What papers with a number and a day of their own have in common, as long as one of both is still to be given.
class Numbered:
    """Mixed into papers with a number and a day ("" and None while they have none)."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def number(self) -> str: ...
        @property
        def day(self) -> date | None: ...

    @property
    def is_draft(self) -> bool:
        """Whether number or day are still to be given."""
        return not self.number or self.day is None


class Signed(Numbered):
    """Mixed into numbered papers that somebody signs."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def signer(self) -> "Signer": ...

    @property
    def signed_by(self) -> "Signer":
        """Who signs; a draft has no name."""
        return replace(self.signer, name="") if self.is_draft else self.signer


MOST_JOINED = 4  # words of a place's name that stay on one line
PORTRAIT, LANDSCAPE = 162, 249  # mm of text, as components/official.css and its landscape papers have it
STYLES = ("components/parts.css", "components/official.css")


@dataclass(frozen=True, slots=True)
class Decision(Numbered):
    """The decision that a paper goes with: its number ("214/QĐ-UBND") and day; "" and None while it has none."""

    number: str = ""
    day: date | None = None

    def words(self, style: Style = "state") -> Markup:
        """ "Quyết định số 214/QĐ-UBND ngày 13 tháng 4 năm 2026"; room is left for what it has not."""
        comma = "," if style == "party" else ""
        return Markup("Quyết định số {}{} {}").format(self.number or EMPTY, comma, day_words(self.day))

    def short(self) -> str:
        """ "Quyết định số 214/QĐ-UBND ngày 13/4/2026", "" for a draft."""
        return f"Quyết định số {self.number} ngày {formats.date(self.day)}" if self.number and self.day else ""


UNDECIDED = Decision()


def supplement_words(number: int) -> str:
    """What stands after the title of a further list: " (bổ sung lần 1)", "" for the first list."""
    return f" (bổ sung lần {number})" if number else ""


def day_words(day: date | None, year: int | None = None) -> str:
    """ "ngày 13 tháng 4 năm 2026", with room to write for one not known, of which the year may be."""
    if day:
        return formats.long_date(day)
    return Markup("ngày {0} tháng {0} năm {1}").format(EMPTY_DAY, year or EMPTY_DAY)


def dated(issuer: Issuer, day: date | None, year: int | None = None) -> Markup:
    """The place and the day of a paper: "Hà Tu, ngày 13 tháng 4 năm 2026", with room to write for a day not known."""
    return Markup("{}, {}").format(legible(issuer.place), day_words(day, year))


def number_itself(issuer: Issuer, number: str, kind: str = "") -> Markup:
    """A paper's number as a sentence names it: "31/BC-UBND", of the party "31-BC/ĐU"; without one there is room to
    write it before the `kind` ("BC") and the office."""
    party = issuer.style == "party"
    rest = (f"-{kind}/{issuer.short}" if party else f"/{kind}-{issuer.short}") if kind else ""
    return Markup("{}").format(number or EMPTY + legible(rest))


def number_words(issuer: Issuer, number: str, kind: str = "") -> Markup:
    """The line of a paper's number: "Số: 31/BC-UBND", of the party without the colon, "Số 31-BC/ĐU"."""
    return Markup("Số{} {}").format("" if issuer.style == "party" else ":", number_itself(issuer, number, kind))


def tenths(part: int, total: int) -> str:
    """A share in percent without its sign, always with one decimal: "52,0"; "" where the total is 0."""
    if not total:
        return ""
    share = share_of(part, total, 1).removesuffix("%")
    return share if "," in share else f"{share},0"


def letterhead(
    issuer: Issuer, *, text_width: float, day: date | None, number: str = "", kind: str = "", year: int | None = None
) -> dict[str, object]:
    """What `components/header.html` prints above an official paper: the issuer, and the row of number and date."""
    written = dated(issuer, day, year)
    return {
        "issuer_lines": header_lines(issuer, text_width=text_width, dated=written),
        "number": number_words(issuer, number, kind),
        "dated": written,
    }


# Words that no line parts, beside the names of places.
_SET_WORDS = re.compile(
    r"\bquý [IVX]+ năm \d{4}\b|\btrên địa bàn\b|\b(?:Ủy ban|Đảng ủy|Ban Thường vụ)\b", re.IGNORECASE
)
_PLACE = re.compile(r"\b(?:phường|xã|đặc khu|tỉnh|thành phố)(?: [^\W\d_][^\s,;:.()/”]*)+", re.IGNORECASE)


def unbroken_places(text: str) -> str:
    """A text with no-break spaces in the names of places, "phường Phan Đình Phùng", of bodies and of set words."""
    text = _SET_WORDS.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return _PLACE.sub(lambda found: _joined(found[0]), text)


def _joined(words: str) -> str:
    """The kind and the capitalised words behind it, joined."""
    parts = words.split(" ")
    begins = 2 if parts[0].lower() in ("đặc", "thành") else 1
    ends = begins
    while ends < len(parts) and parts[ends][:1].isupper() and ends - begins < MOST_JOINED:
        ends += 1
    return " ".join([*(["\N{NO-BREAK SPACE}".join(parts[:ends])] if ends > begins else parts[:ends]), *parts[ends:]])


def unbroken(text: str) -> Markup:
    """The same for a page, in plain spaces."""
    parts = re.split("([^ ]*\N{NO-BREAK SPACE}[^ ]*)", unbroken_places(legible(text)))
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(part.replace("\N{NO-BREAK SPACE}", " ")) if place % 2 else part
        for place, part in enumerate(parts)
    )


# What an office's name writes in capitals inside a sentence.
_OWN = ("Việt Nam", "Mặt trận Tổ quốc", "Ban Thường trực", "Trung tâm Phục vụ", "Văn hóa - Xã hội", "Liên hiệp Phụ nữ",
        "Ủy ban", "UBND")  # fmt: skip
_OF_TWO_WORDS = ("ĐẶC KHU", "THÀNH PHỐ")
_VOWELS = frozenset("AEIOUY")


def in_sentence(name: str) -> str:
    """An issuer's name in capitals as a sentence writes it: "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG" → "Ủy ban nhân
    dân phường Phan Đình Phùng": capitals for what follows the kind of place; MTTQ and Việt Nam stay what they are."""
    if not name.isupper():
        return name
    words, place = name.split(), place_in(name)
    kind = 1 + place.startswith(_OF_TWO_WORDS) if place else 0
    proper = len(words) - len(place.split()) + kind
    written = [_word(word, proper=number >= proper) for number, word in enumerate(words)]
    sentence = " ".join(written)
    for own in _OWN:
        sentence = sentence.replace(own.lower(), own)
    return sentences.begun(sentence)


def _word(word: str, *, proper: bool) -> str:
    if not _VOWELS & set(unicodedata.normalize("NFD", word)):
        return word
    return word.capitalize() if proper else word.lower()
