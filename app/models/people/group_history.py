"""Residential groups over time: which a unit had on a day, and what becomes of help, houses and roles when one goes
into another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import OPEN_STAGES
from app.models.learning.course import Course
from app.models.movement.merging import move_references
from app.models.movement.organisation import Organisation
from app.models.movement.question import Type
from app.models.movement.site import Site, SiteKind
from app.models.movement.team import Team
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import RoleGrant
from app.models.targets.body_matching import move_bodies

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


def merge(session: Session, group: ResidentialGroup, into: ResidentialGroup, on: date) -> dict[str, Any]:
    """Let a group go into another of its ward with all that is there; `on` is its last day. Returns the trail detail.
    The caller holds both groups' rows.

    Raises:
        AlreadyEnded: nothing was changed.
    """
    group.end(on, into)
    moved = Person.move_all(session, group, into)
    Course.move_groups(session, group, into)
    detail = {"name": group.name, "into": into.name, "until": on.isoformat(), "people": len(moved), "members": moved}
    others = move_others(session, group, into)
    return {**detail, "helping": others} if others else detail


def move_others(session: Session, group: ResidentialGroup, into: ResidentialGroup) -> dict[str, int]:
    """Open requests, ambassadors who serve, teams that stand, houses and other sites, organisations and the roles of
    its head go along; what has ended stays as history, and so does what was recorded of the group itself.

    Returns how many of each, by kind. The caller holds both groups' rows.
    """
    standing: list[tuple[type[HelpRequest | Ambassador | Site | Organisation], ColumnElement[bool]]] = [
        (HelpRequest, HelpRequest.state.in_(OPEN_STAGES)),
        (Ambassador, Ambassador.until.is_(None)),
        (Site, Site.kind != SiteKind.GROUP),
        (Organisation, true()),
    ]
    move_bodies(session, "residential_group", group.id, into.id)
    move_references(session, group.unit_id, Type.GROUP, group.id, into.id)
    heads = RoleGrant.move(session, "residential_group_id", group.id, into.id, clock.now())
    moved = {"team": Team.move_groups(session, group, into), "role_grant": heads}
    for noun, stands in standing:
        there = update(noun).where(noun.residential_group_id == group.id, stands).returning(noun.id)
        rows = session.scalars(there.values(residential_group_id=into.id, version=noun.version + 1))
        moved[noun.__tablename__] = len(rows.all())
    return {kind: count for kind, count in moved.items() if count}
