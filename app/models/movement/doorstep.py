"""From door to door: the houses of a group in the order one walks them, or the sites of a programme's own there, with
what came of each."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, selectinload

from app.models.movement.declaration import Outcome, Subject
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import within
from app.models.movement.site import Site, SiteKind, house_name
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
    def place(self) -> str:
        """Where a house stands, without whose it is; "" where only its name is known, as of a programme's own."""
        return house_name(self.number, self.alley, "") if self.number or self.alley else ""

    @property
    def short(self) -> str:
        """As a strip of an alley's houses calls it."""
        return self.number or self.name


def visited_by(
    session: Session, account_id: int, unit_ids: Iterable[int], at: datetime
) -> list[tuple[Programme, list[ResidentialGroup]]]:
    """The programmes of some wards for which somebody goes to where things are, each with the groups; by name."""
    wanted = Programme.in_units(list(unit_ids)).where(Programme.retired_on.is_(None))
    every = session.scalars(wanted.options(selectinload(Programme.versions)))
    return [(each, theirs) for each in every if (theirs := groups(session, each, account_id, at))]


def groups(session: Session, programme: Programme, account_id: int, at: datetime) -> list[ResidentialGroup]:
    """The groups of today in which somebody may record for it."""
    version = programme.current
    if version is None or not version.declared.goes_there:
        return []
    theirs = within(version.declared.records, ResidentialGroup.id, account_id, programme.unit_id, at)
    return list(session.scalars(ResidentialGroup.of(programme.unit_id).where(theirs)))


def walk(session: Session, programme: Programme, group_id: int, now: datetime) -> list[Stop]:
    """The houses of a group in use, in the order one walks them; or the programme's own sites there, by name. One
    statement."""
    entry = and_(ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme.id, ProgrammeEntry.latest)
    site = (Site.public_id, Site.name, Site.number, Site.alley, Site.head, Site.members)
    wanted = select(*site, ProgrammeEntry.outcome, ProgrammeEntry.at).outerjoin(ProgrammeEntry, entry)
    wanted = wanted.where(visits(programme), Site.residential_group_id == group_id, Site.retired_on.is_(None))
    rows = session.execute(wanted.order_by(Site.order_key, Site.search_key, Site.id))
    return [Stop(*row[:6], _state(row.outcome, row.at, now)) for row in rows]


def visits(programme: Programme) -> ColumnElement[bool]:
    """Whether a site is one that a programme in use goes to: any house, or one of its own."""
    assert programme.current
    if programme.current.declared.subject is Subject.HOUSEHOLD:
        return Site.kind == SiteKind.HOUSEHOLD
    return Site.programme_id == programme.id


def onward(stops: list[Stop], here: str = "") -> list[Stop]:
    """Whom to visit next: the houses left after this one, then those before it; where none is left who was not in."""
    place = next((number + 1 for number, each in enumerate(stops) if each.public_id == here), 0)
    others = [each for each in stops[place:] + stops[:place] if each.public_id != here]
    left = [each for each in others if each.state == LEFT]
    return left or [each for each in others if each.state == Outcome.ABSENT]


def _state(outcome: str | None, at: datetime | None, now: datetime) -> str:
    over = outcome == Outcome.REFUSED and at is not None and at <= now - LEFT_ALONE
    return LEFT if outcome is None or over else outcome
