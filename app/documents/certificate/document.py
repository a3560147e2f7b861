"""Draws certificates, A4 or A5 landscape: the frame of a class once, then each person's words upon it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.documents.issuers import Issuer, Signer

Size = Literal["A4", "A5"]


@dataclass(frozen=True, slots=True)
class Award:
    """What the certificates of one class have in common. `hours` are whole hours or halves of them."""

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
    `address` is the whole address `…/g/<code>` for the QR code; it is printed without its scheme.
    """

    award: Award
    name: str
    number: str
    address: str
    birth_year: int | None = None
    residence: str = ""
    title: str = "ông/bà"


def draw(certificates: Sequence[Certificate], size: Size = "A4") -> bytes:
    """All certificates in one PDF, a page each, in the order given; a frame is laid out once for each `Award`.

    Raises `Unprintable` naming the person when a name, number or residence cannot be printed letter for letter,
    `PaperFault` when drawing fails.
    """
    raise NotImplementedError


def draw_in_batches(
    certificates: Sequence[Certificate], size: Size = "A4", *, progress: Callable[[int, int], None]
) -> bytes:
    """The same file as `draw`, calling `progress(done, total)` every 25 pages; what `progress` raises ends the work."""
    raise NotImplementedError


def split(class_pdf: bytes) -> Iterator[bytes]:
    """Each page of a class file as a PDF that stands alone, fonts embedded, in the order of the pages."""
    raise NotImplementedError
