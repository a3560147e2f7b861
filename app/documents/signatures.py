"""Who signs below a paper: what `components/signatures.html` needs of each."""

from dataclasses import dataclass

BY_HAND, SEALED = "(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"


@dataclass(frozen=True, slots=True)
class Signature:
    """One who signs: in which capacity (with a line break where it takes two lines), how, and the name ("" prints
    empty)."""

    capacity: str
    how: str
    name: str
