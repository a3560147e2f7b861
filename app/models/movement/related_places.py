"""How an account relates to the groups and organisations of a ward, read once for all programmes of a page.

The same as the conditions of relations.py say: those go into statements about many rows, this is asked a programme."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Integer, literal, or_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.kept_reading import kept_nouns, read_once
from app.models.movement.declaration import OF_KIND, OF_ORGANISATIONS, Declaration
from app.models.movement.organisation import Organisation
from app.models.movement.relations import RELATIONS, WARD_WIDE, organisations
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import RoleGrant


class Related(NamedTuple):
    """The current groups to which an account has a relation at a moment, by code, each with these; the relations that
    it has to what lies in no group; the organisations for which it records, those granted first first, each with its
    kind."""

    session: Session
    unit_id: int
    by_group: Sequence[tuple[ResidentialGroup, frozenset[str]]]
    nowhere: frozenset[str]
    granted: Sequence[tuple[int, str]]

    @classmethod
    def of(cls, session: Session, account_id: int, unit_id: int, at: datetime) -> "Related":
        """Those of an account on the day of a moment, by what is known now. Once in a transaction."""
        who = account_id, unit_id, clock.local(at).date()
        return read_once(session, ("related places", *who), lambda: cls(session, unit_id, *_related(session, *who)))

    def groups(self, relations: Collection[str]) -> list[ResidentialGroup]:
        """The current groups to which it has one of the relations (`relations.within`)."""
        return [group for group, theirs in self.by_group if not theirs.isdisjoint(relations)]

    def recording_groups(self, declared: Declaration) -> Sequence[ResidentialGroup]:
        """The current groups in which it may record (`relations.in_groups`)."""
        if declared.subject in WARD_WIDE and self.organisations(declared.records):
            return self._every_group()
        return self.groups(declared.records)

    def organisations(self, relations: Collection[str]) -> list[int]:
        """The ids of the organisations for which it records and that relations name (`relations.organisations`)."""
        if OF_ORGANISATIONS.isdisjoint(relations):
            return []
        every = not {"unit", "own_organisation"}.isdisjoint(relations)
        return [id_ for id_, kind in self.granted if every or OF_KIND + kind in relations]

    def recorded_in(self, declared: Declaration, group_id: int | None) -> int | None:
        """The id of the organisation for which it records what lies in a group (None: in none), see
        `relations.recorded_in`."""
        known = next((theirs for group, theirs in self.by_group if group.id == group_id), self.nowhere)
        if not known.isdisjoint(declared.records):
            return None
        return next(iter(self.organisations(declared.records)), None)

    def _every_group(self) -> Sequence[ResidentialGroup]:
        every = ResidentialGroup.of(self.unit_id)
        return read_once(self.session, ("groups", self.unit_id), lambda: self.session.scalars(every).all())


@kept_nouns
def _related(
    session: Session, account_id: int, unit_id: int, day: date
) -> tuple[list[tuple[ResidentialGroup, frozenset[str]]], frozenset[str], list[tuple[int, str]]]:
    """See `Related`. Three statements."""
    who = account_id, unit_id, clock.end_of(day)
    theirs = [each(ResidentialGroup.id, *who) for each in RELATIONS.values()]
    rows = session.execute(ResidentialGroup.of(unit_id).where(or_(*theirs)).add_columns(*theirs)).all()
    no_group = [each(literal(None, Integer), *who) for each in RELATIONS.values()]
    mine = organisations(("unit",), *who).add_columns(Organisation.kind)
    mine = mine.join(Organisation, Organisation.id == RoleGrant.organisation_id).order_by(RoleGrant.id)
    return (
        [(row[0], _relations_that(row[1:])) for row in rows],
        _relations_that(session.execute(select(*no_group)).one()),
        [(id_, kind) for id_, kind in session.execute(mine) if id_ is not None],
    )


def _relations_that(conditions: Sequence[object]) -> frozenset[str]:
    return frozenset(key for key, holds in zip(RELATIONS, conditions, strict=True) if holds)
