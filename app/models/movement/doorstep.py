"""Recording from door to door: the houses of a group in walking order, or the programme's own sites there, or in a
market, each with its latest outcome."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, column, literal, or_, select, union_all
from sqlalchemy.orm import Session, selectin_polymorphic

from app.country import clock
from app.models.kept_reading import read_once
from app.models.movement.declaration import Outcome, Subject
from app.models.movement.event import Event
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.related_places import Related
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


class HouseStop(NamedTuple):
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
    around = outer_keys(found)
    return [(each, theirs) for each in found if (theirs := _areas(session, each, account_id, at, around))]


def _areas(session: Session, programme: Programme, account_id: int, at: datetime, around: frozenset[str]) -> list[Area]:
    """The current groups in which an account may record for a programme, and what organisations for which it records
    organise and its sites lie in. `around`: see `outers`."""
    version = programme.current
    if version is None or not version.declared.field_visits or version.declared.subject not in WALKED:
        return []
    if version.declared.every is not None:  # recorded with the period that its sender chooses (Declaration.is_quick)
        return []
    declared, theirs = version.declared, Related.of(session, account_id, programme.unit_id, at)
    found: list[Area] = [*theirs.recording_groups(declared)]
    if declared.subject is Subject.SITE and declared.within and (own := theirs.organisations(declared.records)):
        there = outers(session, programme, around)
        found += [each for each in there if each.organisation_id in own and each.kind == SiteKind.OWN]
    return found


def lies_in(area: Area) -> ColumnElement[bool]:
    """Condition for the sites of an area."""
    return Site.within_id == area.id if isinstance(area, Site) else Site.residential_group_id == area.id


def walk(
    session: Session, programme: Programme, area: Area, now: datetime, account_id: int | None = None
) -> list[HouseStop]:
    """`walks` of one."""
    return walks(session, [(programme, area)], now, account_id)[0]


def walks(
    session: Session, rounds: Sequence[tuple[Programme, Area]], now: datetime, account_id: int | None = None
) -> list[list[HouseStop]]:
    """Of each round the houses in use of a group in walking order, or the programme's own sites of an area; with
    `one_per` each with what the organisation recorded for which the account goes there. One statement."""
    found: list[list[HouseStop]] = [[] for _round in rounds]
    order = "place", "by_order", "by_name", "by_id"
    each_walk = [_walked(session, place, *one, now, account_id) for place, one in enumerate(rounds)]
    for row in session.execute(union_all(*each_walk).order_by(*map(column, order))) if rounds else ():
        found[row.place].append(HouseStop._make((*row[:6], _state(row.outcome, row.at, now))))
    return found


def _walked(
    session: Session, place: int, programme: Programme, area: Area, now: datetime, account_id: int | None
) -> Select[Any]:
    group_id = area.residential_group_id if isinstance(area, Site) else area.id
    own = [ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme.id]
    own.append(ProgrammeEntry.organiser_key == _organiser_key(session, programme, group_id, now, account_id))
    entry = and_(*own, ProgrammeEntry.of_period(None), ProgrammeEntry.latest)
    site = (Site.public_id, Site.name, Site.number, Site.alley, Site.head, Site.members)
    order = Site.order_key.label("by_order"), Site.search_key.label("by_name"), Site.id.label("by_id")
    columns: list[Any] = [*site, ProgrammeEntry.outcome, ProgrammeEntry.at, literal(place).label("place"), *order]
    wanted = select(*columns).outerjoin(ProgrammeEntry, entry)
    return wanted.where(visits(programme), lies_in(area), Site.retired_on.is_(None))


def _organiser_key(
    session: Session, programme: Programme, group_id: int | None, now: datetime, account_id: int | None
) -> int:
    declared = programme.current.declared if programme.current else None
    if account_id is None or declared is None or not declared.per_organiser:
        return 0
    return Related.of(session, account_id, programme.unit_id, now).recorded_in(declared, group_id) or 0


def containing(
    session: Session, programme: Programme, group_id: int | None, organiser: Organisation | None = None,
    around: frozenset[str] = frozenset(),
) -> list[Site]:  # fmt: skip
    """The sites in use that may contain the own sites of a programme in use, in their order: those of a group, or those
    that may contain what an organisation adds; what the ward's events lie in is any. `around`: see `outers`."""
    found = outers(session, programme, around)
    if organiser is not None:
        return [each for each in found if each.may_contain(organiser)]
    if programme.current and programme.current.declared.subject is Subject.SITE:
        return [each for each in found if each.residential_group_id == group_id]
    return found


def outer_keys(programmes: Iterable[Programme]) -> frozenset[str]:
    """The keys of the programmes whose sites contain those of some programmes."""
    return frozenset(each.current.declared.within for each in programmes if each.current) - {""}


def outers(session: Session, programme: Programme, around: frozenset[str] = frozenset()) -> list[Site]:
    """The sites in use that contain those of a programme in use, in their order; events with their days. Two
    statements, in a transaction once for all programmes that are asked for with the same `around` (`outer_keys`)."""
    assert programme.current
    unit_id, within = programme.unit_id, programme.current.declared.within
    keys = around | {within}

    def read() -> Sequence[Row[Site, str, str]]:
        named = or_(Programme.key.in_(keys), Programme.catalogue.in_(keys))
        here = Programme.unit_id == unit_id, Programme.merged_into_id.is_(None), named
        wanted = select(Site, Programme.key, Programme.catalogue).join(Programme, Programme.id == Site.programme_id)
        wanted = wanted.options(selectin_polymorphic(Site, [Event])).where(*here, Site.in_use())
        return session.execute(wanted.order_by(Site.order_key, Site.id)).all()

    rows = read_once(session, ("outers", unit_id, keys), read)
    return [site for site, *names in rows if within in names]


def visits(programme: Programme, at: datetime | None = None) -> ColumnElement[bool]:
    """Condition for the sites that a programme in use visits: all houses, its own sites, or what it is among; with `at`
    those, too, that it visited on the day of that moment."""
    assert programme.current
    now = asked(programme.id, programme.current.declared)
    return now if at is None else or_(now, asked(programme.id, programme.current.declared, clock.local(at).date()))


def next_stops(stops: list[HouseStop], here: str = "") -> list[HouseStop]:
    """The stops to visit next: those left after `here`, then those before it; if none is left, those who were
    absent."""
    place = next((number + 1 for number, each in enumerate(stops) if each.public_id == here), 0)
    others = [each for each in stops[place:] + stops[:place] if each.public_id != here]
    left = [each for each in others if each.state == LEFT]
    return left or [each for each in others if each.state == Outcome.ABSENT]


def _state(outcome: str | None, at: datetime | None, now: datetime) -> str:
    over = outcome == Outcome.REFUSED and at is not None and at <= now - LEFT_ALONE
    return LEFT if outcome is None or over else outcome
