"""Which residential groups a unit had on a day, and to which of them belongs what was told of a group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people.residential_group import ResidentialGroup

Value = TypeVar("Value")


@dataclass(frozen=True)
class GroupDays:
    """The groups of a unit by id, each with its first day, its last day and the id of the one that it went into."""

    groups: Mapping[int, tuple[date | None, date | None, int | None]]

    @classmethod
    def of(cls, session: Session, unit_id: int) -> "GroupDays":
        """All groups that a unit has or had. One statement."""
        group = ResidentialGroup
        wanted = select(group.id, group.valid_from, group.valid_to, group.merged_into_id)
        return cls.read(session.execute(wanted.where(group.unit_id == unit_id)))

    @classmethod
    def read(cls, rows: Iterable[Any]) -> "GroupDays":
        """From rows of id, first day, last day and where it went."""
        return cls({id_: (since, until, into) for id_, since, until, into in rows})

    def on(self, day: date) -> set[int]:
        """The groups that were there on a day (`ResidentialGroup.stood_on`)."""
        return {
            id_ for id_, (since, until, _into) in self.groups.items()
            if (since is None or since <= day) and (until is None or until >= day)
        }  # fmt: skip

    def by_successor(self, found: Mapping[int, tuple[date, Value]], day: date) -> dict[int, list[Value | None]]:
        """What was told of each group, with its day, by the group that stood for it on a day: what was told of a merged
        group belongs to the one that it went into until that tells anew. None among them: of a group that went there
        nothing was told. Of what ended alone nothing remains; a group of another unit stands for itself."""
        standing, by_group = self.on(day), dict[int, list[Value | None]]()
        for id_ in dict.fromkeys((*found, *self.groups)):
            place = self._place(id_, found, day)
            if place is not None and (place in standing or place in found):
                by_group.setdefault(place, []).append(found[id_][1] if id_ in found else None)
        return {place: parts for place, parts in by_group.items() if any(each is not None for each in parts)}

    def _place(self, id_: int, found: Mapping[int, tuple[date, Any]], day: date) -> int | None:
        own = found[id_][0] if id_ in found else date.min
        while (group := self.groups.get(id_)) is not None and (last := group[1]) is not None and last < day:
            into = group[2]
            if into is None or (into in found and last <= found[into][0] > own):
                return None
            id_ = into
        return id_
