"""Draws the sign-in sheet: A4 portrait, 40 people and 10 walk-ins on the two sides of one sheet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.documents.issuers import Issuer

Status = Literal["present", "late", "excused", "absent", "unmarked"]


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the sheet. `status`, `arrived` (aware) and `way` ("mã QR") are printed only after the lesson."""

    name: str
    birth_year: int | None = None
    sex: str = ""
    group: str = ""
    phone: str = ""
    status: Status = "unmarked"
    arrived: datetime | None = None
    way: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Which lesson of how many, when (aware), where and by whom."""

    number: int
    count: int
    starts_at: datetime
    place: str
    instructors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """What stands on the sheet of one lesson.

    `people` are the registered, in any order: the sheet sorts them as Vietnam does. `walk_ins` came without having
    registered, in the order they came. `address` is what the QR code holds: the roll `/b/…` before the lesson, the
    class `/l/…` after it. `marked` chooses the print: False to sign by hand, True with marks and totals.
    `printed_at` (aware) stands in the foot of the marked print.
    """

    issuer: Issuer
    course: str
    lesson: Lesson
    people: tuple[Row, ...]
    address: str
    marked: bool = False
    walk_ins: tuple[Row, ...] = ()
    blank_rows: int = 10
    with_phones: bool = True
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    printed_at: datetime | None = None


def draw(sheet: SignInSheet) -> bytes:
    """The sheet as PDF. Raises `Unprintable` for a sheet out of bounds, `PaperFault` when drawing fails."""
    raise NotImplementedError
