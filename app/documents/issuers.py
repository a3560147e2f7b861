"""Who a paper comes from and who signs it."""

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["state", "party", "front"]
# What stands before a place's proper name; "xã hội" is no place.
_PLACE = re.compile(
    r"\b(phường|xã(?! hội)|đặc khu|tỉnh|thành phố)\b(?!.*\b(phường|xã(?! hội)|đặc khu)\b)", re.IGNORECASE
)
# How papers shorten the offices that have a custom of their own; others go by their words' first letters.
_SHORT = (
    ("ỦY BAN NHÂN DÂN", "UBND"),
    ("UBND", "UBND"),
    ("ĐẢNG ỦY", "ĐU"),
    ("BAN THƯỜNG TRỰC", "MTTQ-BTT"),
    ("ỦY BAN MTTQ", "MTTQ"),
    ("ỦY BAN MẶT TRẬN TỔ QUỐC", "MTTQ"),
)


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
    def whole(self) -> str:
        """The office on one line, as posters and sentences name it: one that does not say where it is says so by the
        office above it: "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN"."""
        if not self.parent or place_in(self.name):
            return self.name
        above = self.parent if self.style == "front" else place_in(self.parent)
        return f"{self.name} {above}".strip()

    @property
    def short(self) -> str:
        """The office as the number of its papers has it: "UBND", "ĐU", "MTTQ-BTT", "TTPVHCC"."""
        name = self.name.upper()
        for words, short in _SHORT:
            if name.startswith(words):
                return short
        own = name.removesuffix(place_in(name)).split()
        return "".join(word[0] for word in own if word[0].isalpha())


def place_in(name: str) -> str:
    """The place that an office's name ends in, with its kind: "PHƯỜNG PHAN ĐÌNH PHÙNG"; "" where it names none."""
    found = _PLACE.search(name)
    return name[found.start() :] if found else ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: `formula` ("KT. CHỦ TỊCH", "" for none), `capacity` ("PHÓ CHỦ TỊCH"), `name` ("" prints empty)."""

    formula: str
    capacity: str
    name: str
