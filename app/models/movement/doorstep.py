"""From door to door: the houses of a group in the order one walks them, with what came of each for a programme."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, selectinload

from app.models.movement.declaration import Outcome
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import within
from app.models.movement.site import Household
from app.models.people.residential_group import ResidentialGroup

# Who said no is not asked again for so long.
LEFT_ALONE = timedelta(days=365)
LEFT = "left"


class Stop(NamedTuple):
    """A house on the way; `state` is the outcome that stands, or `left` where it is still to be visited."""

    public_id: str
    name: str
    number: str
    alley: str
    head: str
    members: int | None
    state: str

    @property
    def short(self) -> str:
        """As a strip of an alley's houses calls it."""
        return self.number or self.name


def visited_by(
    session: Session, account_id: int, unit_ids: Iterable[int], at: datetime
) -> list[tuple[Programme, list[ResidentialGroup]]]:
    """The programmes of some wards for which somebody goes from door to door, each with the groups; by name."""
    wanted = Programme.in_units(list(unit_ids)).where(Programme.retired_on.is_(None))
    every = session.scalars(wanted.options(selectinload(Programme.versions)))
    return [(each, theirs) for each in every if (theirs := groups(session, each, account_id, at))]


def groups(session: Session, programme: Programme, account_id: int, at: datetime) -> list[ResidentialGroup]:
    """The groups of today whose houses somebody may record for it."""
    version = programme.current
    if version is None or not version.declared.goes_to_houses:
        return []
    theirs = within(version.declared.records, ResidentialGroup.id, account_id, programme.unit_id, at)
    return list(session.scalars(ResidentialGroup.of(programme.unit_id).where(theirs)))


def walk(session: Session, programme_id: int, group_id: int, now: datetime) -> list[Stop]:
    """The houses of a group in use, in the order one walks them. One statement."""
    entry = and_(
        ProgrammeEntry.site_id == Household.id, ProgrammeEntry.programme_id == programme_id, ProgrammeEntry.latest
    )
    house = (Household.public_id, Household.name, Household.number, Household.alley, Household.head, Household.members)
    wanted = select(*house, ProgrammeEntry.outcome, ProgrammeEntry.at).outerjoin(ProgrammeEntry, entry)
    wanted = wanted.where(Household.residential_group_id == group_id, Household.retired_on.is_(None))
    rows = session.execute(wanted.order_by(Household.order_key, Household.id))
    return [Stop(*row[:6], _state(row.outcome, row.at, now)) for row in rows]


def onward(stops: list[Stop], here: str = "") -> list[Stop]:
    """Whom to visit next: the houses left after this one, then those before it; where none is left who was not in."""
    place = next((number + 1 for number, each in enumerate(stops) if each.public_id == here), 0)
    others = [each for each in stops[place:] + stops[:place] if each.public_id != here]
    left = [each for each in others if each.state == LEFT]
    return left or [each for each in others if each.state == Outcome.ABSENT]


def _state(outcome: str | None, at: datetime | None, now: datetime) -> str:
    over = outcome == Outcome.REFUSED and at is not None and at <= now - LEFT_ALONE
    return LEFT if outcome is None or over else outcome
