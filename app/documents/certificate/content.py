"""What stands on a certificate."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from flask_babel import gettext as _

from app.country.names import clean
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer, Signer
from app.documents.typefaces import unprintable

Size = Literal["A4", "A5"]


@dataclass(frozen=True, slots=True)
class Award:
    """What the certificates of one class have in common. `hours` may be halves ("7,5")."""

    issuer: Issuer
    signer: Signer
    issued_on: date
    course: str
    hours: float
    starts_on: date
    ends_on: date
    programme: str = "Phong trào “Bình dân học vụ số”"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One person's certificate.

    `title` is how the person is addressed: "ông", "bà" or, not known, "ông/bà". `residence` is written out ("Tổ dân
    phố Túc Duyên 1, phường Phan Đình Phùng, tỉnh Thái Nguyên"). `number` is the one of the register ("001/2026").
    `address` is the whole address `…/g/<code>` for the QR code; it is printed without its scheme. `specimen` marks a
    paper that is drawn before there is a number, in the room that is kept for seal and signature.
    """

    award: Award
    name: str
    number: str
    address: str
    birth_year: int | None = None
    residence: str = ""
    title: str = "ông/bà"
    specimen: bool = False


# Words of a person, letter for letter: a certificate never shows a sign instead of a letter.
def written(certificate: Certificate, text: str) -> str:
    """A text as it will stand on the paper.

    Raises:
        Unprintable: naming paper and person, when our fonts lack one of its letters.
    """
    text = clean(text)
    signs = unprintable(text)
    if signs:
        raise Unprintable(
            _(
                "Giấy chứng nhận số %(number)s của “%(name)s” có ký tự không in được: %(signs)s",
                number=certificate.number,
                name=certificate.name,
                signs=" ".join(signs),
            )
        )
    return text
