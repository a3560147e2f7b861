"""Draws the poster, A4 or A3 portrait."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.documents.issuers import Issuer

Size = Literal["A4", "A3"]


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on a poster.

    `starts_at` (aware) is the first lesson, `lessons` how many there are; `place` is where. `address` is the whole
    address `…/l/<code>`: the QR code holds it and the poster prints it without its scheme. `help_desk` is whom to
    ask without a smartphone, after "Gặp".
    """

    issuer: Issuer
    course: str
    starts_at: datetime
    lessons: int
    place: str
    address: str
    slogan: str = "Lớp học số miễn phí cho mọi người"
    help_desk: str = "tổ trưởng tổ dân phố hoặc Quầy hỗ trợ tại Trung tâm Phục vụ hành chính công"


def draw(poster: Poster, size: Size = "A4") -> bytes:
    """The poster as PDF of one page. Raises `Unprintable` when a text does not fit, `PaperFault` otherwise."""
    raise NotImplementedError
