"""What is numbered in a series and issued as a paper, once: its words frozen, its file drawn once, its number kept.

A noun names its own columns; where one is called otherwise, a synonym does. Its series is a unit, a year and whatever
else `next_number` is given (a kind). What the database refuses stands in its `Frozen` (app/models/guards.py).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session

from app.country import clock, names
from app.models.people.administrative_unit import AdministrativeUnit

# What bears an official number or day is written only on a day that is certain: a number of a year that is not this one
# stays in the book for good.
#
# Who knows is the web (app/web/trusted_days.py), and leaves its answer beside the write transaction: `LOOK` of the
# session's info, a callable that returns the last day that was certain, or None where today is. Without it, as in a
# session of a test's own, each day is certain.
LOOK = "day that was certain"


class DayInDoubt(Exception):
    """The machine's day leapt from `last`, which was certain, to `today`: nothing is numbered."""

    def __init__(self, last: date, today: date) -> None:
        super().__init__(f"{last} {today}")
        self.last, self.today = last, today


def need_certain_day(session: Session) -> None:
    """Go on where today's date may be written on a paper.

    Raises:
        DayInDoubt: nobody knows what day it is.
    """
    look = session.info.get(LOOK)
    if look is not None and (last := look()) is not None:
        raise DayInDoubt(last, clock.today())


class NotStanding(Exception):
    """The paper was never issued, or was replaced or revoked before."""


@dataclass(frozen=True)
class Numbers:
    """Numbers of a year's series, one after the other: those that a list got, or would get by now."""

    year: int
    first: int
    count: int

    @property
    def last(self) -> int:
        """The last of them."""
        return self.first + self.count - 1

    @property
    def key(self) -> str:
        """The same for a form, which says what was on the screen: "2026-1-38"."""
        return f"{self.year}-{self.first}-{self.count}"


class NumbersTaken(Exception):
    """Another list took the numbers meanwhile, or this one became longer or shorter: not what was on the screen."""


class Issued:
    """A noun that gets a number, and with it words that never change. `FOLDER` below DATA_DIR/papers holds its files,
    `DIGITS` is how long its number is written at least, `SUBJECT` the noun as the trail names it."""

    FOLDER: ClassVar[str]
    DIGITS: ClassVar[int] = 3
    SUBJECT: ClassVar[str]

    if TYPE_CHECKING:
        id: Mapped[int]
        number: Mapped[Any]
        said: Mapped[str]
        name_key: Mapped[str]
        file: Mapped[Any]
        sha256: Mapped[Any]
        ended_at: Mapped[datetime | None]
        end_reason: Mapped[str]
        unit: Any
        year: Any
        locked: Any

    def __post_init__(self) -> None:
        """Keep the search key beside the name: what happens to the person's name later finds the paper no worse."""
        self.name_key = names.search_key(self.paper.get("full_name", ""))

    @property
    def paper(self) -> dict[str, Any]:
        """What the paper says."""
        read: dict[str, Any] = json.loads(self.said)
        return read

    @property
    def register_number(self) -> str:
        """The number as written in the register and on the paper: "001/2026"; "" while it has none."""
        return f"{self.number:0{self.DIGITS}d}/{self.year}" if self.number else ""

    @property
    def is_valid(self) -> bool:
        """Whether it stands: numbered, neither replaced nor revoked."""
        return self.number is not None and self.ended_at is None

    @classmethod
    def next_number(cls, session: Session, unit_id: int, **series: object) -> int:
        """The number after the last of a unit's series. The unit's row is locked first, so that two wait for each other
        until the transaction ends: none is given twice, and what fails leaves no hole.

        Raises:
            DayInDoubt: nobody knows what day it is.
        """
        need_certain_day(session)
        session.scalars(AdministrativeUnit.locked(unit_id)).one()
        return cls.last_number(session, unit_id, **series) + 1

    @classmethod
    def last_number(cls, session: Session, unit_id: int, **series: object) -> int:
        """The last number that a unit's series has given; 0 before the first."""
        same = (getattr(cls, name) == value for name, value in {"unit_id": unit_id, **series}.items())
        return session.scalar(select(func.max(cls.number)).where(*same)) or 0

    def file_of(self, drawn: bytes, ending: str = "pdf") -> tuple[str, str]:
        """How its file is called below DATA_DIR/papers, and the SHA-256 that it is served by. With the hash in the name
        a file is never overwritten by another content, whoever else draws at the same time."""
        sha256 = hashlib.sha256(drawn).hexdigest()
        return f"{self.FOLDER}/{self.unit.code}/{self.year}/{self.number:03d}-{sha256[:16]}.{ending}", sha256

    def issue(self, *, file: str, sha256: str, now: datetime) -> None:
        """Note its own file, which is on disk; from here on it never changes. Load locked."""
        self.file, self.sha256 = file, sha256

    def end(self, reason: str, *, now: datetime) -> None:
        """Replaced or revoked: its number stays, it stands no more; `NotStanding` where it has none, or ended before.
        Load locked."""
        if not self.is_valid:
            raise NotStanding
        self.ended_at, self.end_reason = now, reason


def canonical(content: Mapping[str, object]) -> str:
    """What a paper says as it is stored: the same content is the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def issued_under(unit: AdministrativeUnit, now: datetime) -> dict[str, str]:
    """What a paper says of who issues it, and of the day, from the moment it is numbered."""
    return {**unit.as_issuer, "approved_on": clock.local(now).date().isoformat()}
