"""Recording from door to door: the houses of a group in walking order, or the programme's own sites there, or in a
market, each with its latest outcome."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.models.movement.declaration import OF_ORGANISATIONS, Outcome, Subject
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import in_groups, organisations, recorded_in
from app.models.movement.represented import asked
from app.models.movement.site import Site, SiteKind, house_name
from app.models.people.residential_group import ResidentialGroup

# The subjects that lie in groups, which are walked.
WALKED = frozenset((Subject.HOUSEHOLD, Subject.SITE, Subject.GROUP))
# How long a house that refused is not asked again.
LEFT_ALONE = timedelta(days=365)
LEFT = "left"
# Where somebody goes on a round: a residential group, or an own site that contains what is visited (a market).
Area = ResidentialGroup | Site


class Stop(NamedTuple):
    """A house or site on the way; `state` is its latest outcome, or `left` where it is still to be visited."""

    public_id: str
    name: str
    number: str
    alley: str
    head: str
    members: int | None
    state: str

    @property
    def place(self) -> str:
        """The address of a house without its head; "" where only a name is known, as of a programme's own site."""
        return house_name(self.number, self.alley, "") if self.number or self.alley else ""

    @property
    def short(self) -> str:
        """The short label in the strip of houses."""
        return self.number or self.name


def visited_by(
    session: Session, account_id: int, unit_ids: Iterable[int], at: datetime, *, ended: bool = False
) -> list[tuple[Programme, list[Area]]]:
    """The programmes of some wards that an account records on site, with where, by name; with `ended` those, too, that
    were stopped."""
    units, found = list(unit_ids), list[Programme]()
    if ended:
        found += session.scalars(Programme.in_units(units).where(Programme.merged_into_id.is_(None)))
    else:
        found += (each for each in Programme.running(session, units) if each.merged_into_id is None)
    return [(each, theirs) for each in found if (theirs := areas(session, each, account_id, at))]


def areas(session: Session, programme: Programme, account_id: int, at: datetime) -> list[Area]:
    """The current groups in which an account may record for a programme, and what organisations for which it records
    organise and its sites lie in."""
    version = programme.current
    if version is None or not version.declared.field_visits or version.declared.subject not in WALKED:
        return []
    if version.declared.every is not None:  # recorded with the period that its sender chooses (Declaration.is_quick)
        return []
    declared, unit_id = version.declared, programme.unit_id
    theirs = in_groups(declared, ResidentialGroup.id, account_id, unit_id, at)
    found: list[Area] = [*session.scalars(ResidentialGroup.of(unit_id).where(theirs))]
    if declared.subject is Subject.SITE and declared.within and not OF_ORGANISATIONS.isdisjoint(declared.records):
        own = Site.organisation_id.in_(organisations(declared.records, account_id, unit_id, at))
        found += session.scalars(_outers(programme).where(own, Site.kind == SiteKind.OWN))
    return found


def lies_in(area: Area) -> ColumnElement[bool]:
    """Condition for the sites of an area."""
    return Site.within_id == area.id if isinstance(area, Site) else Site.residential_group_id == area.id


def walk(
    session: Session, programme: Programme, area: Area, now: datetime, account_id: int | None = None
) -> list[Stop]:
    """The houses in use of a group in walking order, or the programme's own sites of an area; with `one_per` each
    with what the organisation recorded for which the account goes there. One statement, two with `one_per`."""
    group_id = area.residential_group_id if isinstance(area, Site) else area.id
    own = [ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme.id]
    own.append(ProgrammeEntry.organiser_key == _organiser_key(session, programme, group_id, now, account_id))
    entry = and_(*own, ProgrammeEntry.of_period(None), ProgrammeEntry.latest)
    site = (Site.public_id, Site.name, Site.number, Site.alley, Site.head, Site.members)
    wanted = select(*site, ProgrammeEntry.outcome, ProgrammeEntry.at).outerjoin(ProgrammeEntry, entry)
    wanted = wanted.where(visits(programme), lies_in(area), Site.retired_on.is_(None))
    rows = session.execute(wanted.order_by(Site.order_key, Site.search_key, Site.id))
    return [Stop(*row[:6], _state(row.outcome, row.at, now)) for row in rows]


def _organiser_key(
    session: Session, programme: Programme, group_id: int | None, now: datetime, account_id: int | None
) -> int:
    declared = programme.current.declared if programme.current else None
    if account_id is None or declared is None or not declared.per_organiser:
        return 0
    return recorded_in(session, declared, group_id, account_id, programme.unit_id, now) or 0


def containing(programme: Programme, group_id: int | None, organiser: Organisation | None = None) -> Select[Site]:
    """The sites in use that may contain the own sites of a programme in use, in their order: those of a group, or those
    that may contain what an organisation adds; what the ward's events lie in is any."""
    wanted = _outers(programme)
    if organiser is not None:
        return wanted.where(Site.may_contain(organiser.id))
    if programme.current and programme.current.declared.subject is Subject.SITE:
        return wanted.where(Site.residential_group_id == group_id)
    return wanted


def _outers(programme: Programme) -> Select[Site]:
    assert programme.current
    within = programme.current.declared.within
    named = or_(Programme.key == within, Programme.catalogue == within)
    here = Programme.unit_id == programme.unit_id, Programme.merged_into_id.is_(None), named
    wanted = select(Site).where(Site.programme_id.in_(select(Programme.id).where(*here)), Site.in_use())
    return wanted.order_by(Site.order_key, Site.id)


def visits(programme: Programme) -> ColumnElement[bool]:
    """Condition for the sites that a programme in use visits: all houses, its own sites, or what it is among."""
    assert programme.current
    return asked(programme.id, programme.current.declared)


def next_stops(stops: list[Stop], here: str = "") -> list[Stop]:
    """The stops to visit next: those left after `here`, then those before it; if none is left, those who were
    absent."""
    place = next((number + 1 for number, each in enumerate(stops) if each.public_id == here), 0)
    others = [each for each in stops[place:] + stops[:place] if each.public_id != here]
    left = [each for each in others if each.state == LEFT]
    return left or [each for each in others if each.state == Outcome.ABSENT]


def _state(outcome: str | None, at: datetime | None, now: datetime) -> str:
    over = outcome == Outcome.REFUSED and at is not None and at <= now - LEFT_ALONE
    return LEFT if outcome is None or over else outcome
