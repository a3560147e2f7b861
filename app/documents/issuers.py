"""Who a paper comes from and who signs it."""

from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: `formula` ("KT. CHỦ TỊCH", "" for none), `capacity` ("PHÓ CHỦ TỊCH"), `name` ("" prints empty)."""

    formula: str
    capacity: str
    name: str
