"""What people had erased or took back on request, noted beside the database: it outlives the restore of an older
backup, in which they stand as before, and by it the same is done again (app/jobs/taken_back.py).

It names nobody: public ids of rows that are empty by now, of requests, and purposes. After two years an entry goes: by
then the person's own time is over, and the night erases them without being asked.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Consent, DataRequest, Person
from app.models.helping.pairs.mentorship import same_person
from app.models.trust.data_rights import Right, RightState

# In DATA_DIR, and beside each backup.
NOTE = "taken-back.json"
VERSION = 1
RETENTION = timedelta(days=731)


class Erasure(NamedTuple):
    """Somebody was erased: the request, how they were seen, and all rows they had."""

    at: datetime
    request: str
    seen: str
    people: tuple[str, ...]


class Withdrawal(NamedTuple):
    """Somebody agrees no more to what they had agreed to until then."""

    at: datetime
    person: str
    purpose: str


@dataclass(frozen=True)
class TakenBack:
    """All of it."""

    erasures: frozenset[Erasure] = frozenset()
    withdrawals: frozenset[Withdrawal] = frozenset()

    @classmethod
    def of(cls, session: Session, noted: "TakenBack") -> Self:
        """What the database knows of it; of erasures those that are not noted yet."""
        known = {each.request for each in noted.erasures}
        asked = select(DataRequest).where(DataRequest.kind == Right.ERASURE, DataRequest.state == RightState.DONE)
        erasures = [
            Erasure(made.done_at, made.public_id, made.seen_how, _rows_of(session, made.person_id))
            for made in session.scalars(asked)
            if made.done_at is not None and made.person_id is not None and made.public_id not in known
        ]
        withdrawn = (
            select(Consent.withdrawn_at, Person.public_id, Consent.purpose)
            .join(Consent.person)
            .where(Consent.withdrawn_at.is_not(None), Person.erased_at.is_(None))
        )
        rows = session.execute(withdrawn)
        return cls(frozenset(erasures), frozenset(Withdrawal(at, *rest) for at, *rest in rows if at is not None))

    @classmethod
    def read(cls, path: Path) -> Self:
        """What a note says; nothing where there is none.

        Raises:
            ValueError: it is no such note, or one of a later version.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        try:
            if data["version"] != VERSION:
                raise ValueError(f"{path}: made by a later version")
            when: Callable[[str], datetime] = datetime.fromisoformat
            return cls(
                frozenset(Erasure(when(at), request, seen, tuple(ids)) for at, request, seen, ids in data["erased"]),
                frozenset(Withdrawal(when(at), person, purpose) for at, person, purpose in data["withdrawn"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path}: not a note of what was taken back") from error

    def write(self, path: Path) -> None:
        """Leave it as a note, whole or as it was; only its owner reads it."""
        data = {
            "version": VERSION,
            "erased": [[each.at.isoformat(), *each[1:]] for each in sorted(self.erasures)],
            "withdrawn": [[each.at.isoformat(), *each[1:]] for each in sorted(self.withdrawals)],
        }
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def and_also(self, other: "TakenBack", now: datetime) -> "TakenBack":
        """Both together, without what is over."""
        return TakenBack(
            frozenset(each for each in self.erasures | other.erasures if each.at > now - RETENTION),
            frozenset(each for each in self.withdrawals | other.withdrawals if each.at > now - RETENTION),
        )


def keep(session: Session, folder: Path, now: datetime) -> TakenBack:
    """Bring the note in a folder up to what the database knows; what it holds beyond that stays. Returns what it says.

    Raises:
        OSError: no room, or no right to write there.
        ValueError: what lies there is no such note.
    """
    there = TakenBack.read(folder / NOTE)
    known = there.and_also(TakenBack.of(session, there), now)
    if known != there:
        known.write(folder / NOTE)
    return known


def _rows_of(session: Session, person_id: int) -> tuple[str, ...]:
    ids = select(Person.public_id).where(Person.id.in_(same_person(person_id))).order_by(Person.public_id)
    return tuple(session.scalars(ids))
