"""Who signs below a paper: what `components/signatures.html` needs of each."""

from dataclasses import dataclass

from app.documents.issuers import Signer

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
