"""What the official papers share: how a decision, a date and a number are written, or left empty in a draft."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app import formats
from app.documents.issuers import Issuer, Style
from app.documents.typefaces import legible

PORTRAIT, LANDSCAPE = 162, 249  # mm of text, as components/official.css and its landscape papers have it
STYLES = ("components/parts.css", "components/official.css")
EMPTY = Markup('<span class="blank"></span>')  # room to write by hand


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that a paper goes with: its number ("214/QĐ-UBND") and day; "" and None while it has none."""

    number: str = ""
    day: date | None = None

    @property
    def is_draft(self) -> bool:
        """Whether number or day are still to be given."""
        return not self.number or self.day is None

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


def day_words(day: date | None) -> str:
    """ "ngày 13 tháng 4 năm 2026", with room to write for one not known."""
    return formats.long_date(day) if day else Markup("ngày {0} tháng {0} năm {0}").format(EMPTY)


def dated(issuer: Issuer, day: date | None) -> Markup:
    """The place and the day of a paper: "Hà Tu, ngày 13 tháng 4 năm 2026", with room to write for a day not known."""
    return Markup("{}, {}").format(legible(issuer.place), day_words(day))


def number_words(issuer: Issuer, number: str) -> Markup:
    """The line of a paper's number: "Số: 31/TS-UBND", of the party without the colon."""
    return Markup("Số{} {}").format("" if issuer.style == "party" else ":", number or EMPTY)


_KINDS = ("phường", "xã", "khu", "tỉnh", "phố")  # what stands before a place's proper name
_VOWELS = frozenset("AEIOUY")


def in_sentence(name: str) -> str:
    """An issuer's name in capitals as a sentence writes it: "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG" → "Ủy ban nhân
    dân phường Phan Đình Phùng": capitals for what follows the kind of place; MTTQ and Việt Nam stay what they are."""
    if not name.isupper():
        return name
    words = name.split()
    proper = max((place for place, word in enumerate(words) if word.lower() in _KINDS), default=len(words)) + 1
    told = [_word(word, proper=place >= proper) for place, word in enumerate(words)]
    sentence = " ".join(told).replace("việt nam", "Việt Nam")
    return sentence[:1].upper() + sentence[1:]


def _word(word: str, *, proper: bool) -> str:
    if not _VOWELS & set(unicodedata.normalize("NFD", word)):
        return word
    return word.capitalize() if proper else word.lower()
