"""The words of each kind of paper."""

from collections.abc import Mapping
from dataclasses import dataclass


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
