"""How a ward keeps its lists, whatever stands on them: in an order of its own, and nothing deleted that was used."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self, cast

from sqlalchemy import Column, ColumnElement, Select, func, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, object_session

from app.country import clock
from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import take_over

# Signs of a key: short enough for an address, long enough to be read.
LONGEST_KEY = 40


class Used(Exception):
    """Something was noted with it: it is retired, never deleted."""


class ListStillNeeded(Exception):
    """Without it the list would no longer do its work; `why` says what is missing: one, meaning, words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OrderedEntry:
    """What topics, results, reasons, age bands, skills and desks have in common. Mixed into the nouns."""

    if TYPE_CHECKING:
        id: Mapped[int]
        unit_id: Mapped[int]
        key: Mapped[str]
        position: Mapped[int]
        retired_at: Mapped[datetime | None]
        version: Mapped[int]

    # What registers ask of a row: its part of an address, its name, and since when it is not used.
    slug = property(lambda self: self.key)
    name = property(lambda self: self.label)
    retired_on = property(lambda self: self.retired_at and clock.local(self.retired_at).date())
    returns = True

    @property
    def unit(self) -> AdministrativeUnit:
        return cast("Session", object_session(self)).get_one(AdministrativeUnit, self.unit_id)

    @classmethod
    def at(cls, slug: object) -> ColumnElement[bool]:
        """The condition that a row has a key."""
        return cls.key == slug

    @classmethod
    def listed(cls, unit_id: int) -> Select[Self]:
        """All of a ward's list, retired ones too, in their order."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.position, cls.id)

    @classmethod
    def keyed(cls, unit_id: int, key: str) -> Select[Self]:
        """The one of a ward that a key names, retired or not."""
        return select(cls).where(cls.unit_id == unit_id, cls.key == key)

    @classmethod
    def enlist(cls, session: Session, unit_id: int, name: str) -> tuple[str, int]:
        """Lock the ward's lists; the key and the position of one more called `name`."""
        lock(session, unit_id)
        there = session.execute(select(cls.key, cls.position).where(cls.unit_id == unit_id)).all()
        return fresh_key(name, {row.key for row in there}), max((row.position for row in there), default=-1) + 1

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Take over what was written, said of it as it stood at `version`; returns what differed. Its key stays.

        Raises:
            Overtaken: somebody else changed it since; nothing was taken over.
        """
        return take_over(self, values, version)

    def move(self, session: Session, *, up: bool, seen: int) -> bool:
        """Change places with the neighbour above or below it. Call with the lists locked.

        `seen` is where the page had it: a second tap, or somebody else's move, changes nothing. False then, and at the
        list's end.
        """
        if self.position != seen:
            return False
        everything = list(session.scalars(type(self).listed(self.unit_id)))
        for position, one in enumerate(everything):
            one.position = position
        beside = [one for one in everything if one.retired_at is None and self.stands_with(one)]
        here = beside.index(self) if self in beside else -1
        there = here + (-1 if up else 1)
        if here < 0 or not 0 <= there < len(beside):
            return False
        other = beside[there]
        self.position, other.position = other.position, self.position
        return True

    def retire(self, session: Session, now: datetime) -> bool:
        """Offer it no more; what was noted with it keeps it. False when it is retired already. Lists locked.

        Raises:
            StillNeeded: the list cannot do without it.
        """
        if self.retired_at is not None:
            return False
        others = [one for one in session.scalars(type(self).listed(self.unit_id)) if one is not self]
        self.check_spared([one for one in others if one.retired_at is None])
        self.retired_at = now
        self.version += 1
        return True

    def bring_back(self) -> bool:
        """Offer it again. False when it is offered."""
        if self.retired_at is None:
            return False
        self.retired_at = None
        self.version += 1
        return True

    def remove(self, session: Session) -> None:
        """Delete what was never used. Lists locked; whoever uses it at this very moment is waited for.

        Raises:
            Used: something refers to it; it stays.
            StillNeeded: the list cannot do without it.
        """
        if self.retired_at is None:
            others = [one for one in session.scalars(type(self).listed(self.unit_id)) if one is not self]
            self.check_spared([one for one in others if one.retired_at is None])
        try:
            # What stands behind: the foreign keys of all that refers to it.
            with session.begin_nested():
                session.delete(self)
                session.flush()
        except IntegrityError as error:
            raise Used from error

    def stands_with(self, other: Self) -> bool:
        """Whether they are ordered among each other; a list may have headings."""
        return True

    def check_spared(self, others: Sequence[Self]) -> None:
        """Whether the others that are offered do without it.

        Raises:
            StillNeeded: they do not.
        """
        if not others:
            raise ListStillNeeded("one")


def lock(session: Session, unit_id: int) -> None:
    """Change the lists of a ward alone until the write transaction ends; whoever notes a help is not held up."""
    session.scalars(AdministrativeUnit.locked(unit_id)).one()


def fresh_key(name: str, taken: Collection[str]) -> str:
    """A key made from a name: "Cấp, đổi căn cước" → cap_doi_can_cuoc, with a number behind it where that is taken."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    stem = "_".join(words)[:LONGEST_KEY].strip("_") or "muc"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def uses(session: Session, kind: type[Base], unit_id: int) -> dict[int, int]:
    """How many rows refer to each entry of a ward's list, by its id; who is not in it was never used. One statement."""
    table = kind.metadata.tables[kind.__tablename__]
    referring = [select(column.label("entry")) for column in _referring(table.name)]
    if not referring:
        return {}
    every = union_all(*referring).subquery()
    counted = (
        select(every.c.entry, func.count())
        .join(table, table.c.id == every.c.entry)
        .where(table.c.unit_id == unit_id)
        .group_by(every.c.entry)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def _referring(table: str) -> list[Column[object]]:
    """All columns that refer to a table, of whatever noun: a new one is counted without being named here."""
    return [
        key.parent
        for other in Base.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table.name == table
    ]
