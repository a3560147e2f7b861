"""Who a paper comes from and who signs it."""

from dataclasses import dataclass
from typing import Literal

from app.country.offices import place_in, short_name

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
