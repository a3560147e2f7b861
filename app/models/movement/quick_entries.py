""" "Ghi nhanh": what an account may record on a phone outside of rounds, without a list of subjects: events, the own
subject of its organisation, group or team, and sites that its organisation organises."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, and_, false, literal, or_, select
from sqlalchemy.orm import Session, selectinload

from app.country import clock
from app.country.periods import SOON, Period
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.doorstep import containing
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import OF_TEAMS, may_record, organisations, related, within
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.represented import REPRESENTING, OrganisationSite, asked
from app.models.movement.site import Site
from app.models.people.residential_group import ResidentialGroup

# How long after its day an event is offered as the one that contains another.
LATELY = timedelta(days=60)


class Place(NamedTuple):
    """Where and for whom an account records by some relations: organisations of its own, groups, and whether it needs
    to name neither."""

    organisers: tuple[Organisation, ...]
    groups: tuple[ResidentialGroup, ...]
    anywhere: bool


class QuickEntry(NamedTuple):
    """What may be recorded of a programme. `own`: the subjects that the account is or speaks for; of events and sites
    none, these are made. `outers`: the sites that may contain a new one. `periods`: the open ones, what was not sent
    yet first, the oldest first. `sent`: those of them that were. `day`: today."""

    programme: Programme
    version: ProgrammeVersion
    place: Place
    own: tuple[Site, ...]
    outers: tuple[Site, ...]
    periods: tuple[Period, ...]
    sent: tuple[Period, ...]
    day: date

    @property
    def next(self) -> Period | None:
        """The period that is asked next; None where what was due is sent, and nothing else is due soon."""
        unsent = [each for each in self.periods if each not in self.sent]
        asked = [each for each in unsent if not self.sent or (each.deadline or self.day) <= self.day + SOON]
        return next(iter(asked), None)

    @property
    def declared(self) -> Declaration:
        """Its declaration."""
        return self.version.declared


def quick_entries(
    session: Session, account_id: int, unit_ids: Iterable[int], at: datetime, typed: int | None = None
) -> list[QuickEntry]:
    """What an account may record so in some wards, by name of the programme; also of the one whose form was `typed`
    before it, or its period, ended."""
    return [*_entries(session, account_id, unit_ids, at, typed)]


def has_quick_entries(session: Session, account_id: int, unit_ids: Iterable[int], at: datetime) -> bool:
    """Whether there is one: `quick_entries` reads some statements a programme, this ends with the first that fits."""
    return any(_entries(session, account_id, unit_ids, at))


def _entries(
    session: Session, account_id: int, unit_ids: Iterable[int], at: datetime, typed: int | None = None
) -> Iterator[QuickEntry]:
    wards, runs = list(unit_ids), or_(Programme.in_use(), Programme.id == typed)
    wanted, again = Programme.in_units(wards).where(runs), ReopenedPeriod.open_in(session, wards, at)
    places = dict[tuple[int, tuple[str, ...]], Place]()
    for programme in session.scalars(wanted.options(selectinload(Programme.versions))).all():
        if (version := programme.current) is None or not is_quick(version.declared):
            continue
        key = programme.unit_id, version.declared.records
        if key not in places:
            places[key] = _place(session, version.declared, account_id, programme.unit_id, at)
        reopened, over = again.get(programme.id, ()), programme.id == typed
        if made := _quick_entry(session, version, places[key], account_id, at, reopened, over=over):
            yield made


def is_quick(declared: Declaration) -> bool:
    """Whether a programme is recorded so: on phones, and not on a round of houses, sites or groups alone."""
    walked = declared.subject is Subject.HOUSEHOLD or (declared.subject is Subject.GROUP and declared.every is None)
    return declared.field_visits and not walked


def _quick_entry(
    session: Session, version: ProgrammeVersion, place: Place, account_id: int, at: datetime,
    again: Collection[tuple[int, date]], *, over: bool,
) -> QuickEntry | None:  # fmt: skip
    programme, declared, day = version.programme, version.declared, clock.local(at).date()
    schedule = programme.schedule
    periods = tuple(schedule.open_on(day)) if schedule else ()
    if schedule and not (periods or again or over):
        return None
    own, outers, sent = tuple[Site, ...](), tuple[Site, ...](), tuple[Period, ...]()
    if declared.subject in _OWN:
        own = _own(session, programme, declared, place, account_id, at)
        keys = {key for site_id, key in again if site_id in {each.id for each in own}}
        periods = (*(schedule.closed_among(keys, day) if schedule else ()), *periods)
        sent = _sent(session, programme, own, periods, day)
        periods = tuple(sorted(periods, key=lambda each: (each in sent, each.key)))
    elif declared.subject is Subject.SITE and declared.every is None:
        place = place._replace(groups=(), anywhere=False)  # in their groups people go on rounds
    if declared.within:
        outers = _outers(session, programme, declared, place, day)
    if schedule and not (periods or over):
        return None
    makes = declared.subject not in _OWN and any(place) and (bool(outers) or not declared.within)
    return QuickEntry(programme, version, place, own, outers, periods, sent, day) if own or makes else None


_OWN = frozenset((Subject.ORGANISATION, Subject.GROUP, Subject.TEAM))


def _place(session: Session, declared: Declaration, account_id: int, unit_id: int, at: datetime) -> Place:
    theirs = organisations(declared.records, account_id, unit_id, at)
    groups = within(declared.records, ResidentialGroup.id, account_id, unit_id, at)
    nowhere = within(declared.records, literal(None, Integer), account_id, unit_id, at)
    return Place(
        tuple(session.scalars(Organisation.of(unit_id).where(Organisation.id.in_(theirs)))),
        tuple(session.scalars(ResidentialGroup.of(unit_id).where(groups))),
        bool(session.scalar(select(nowhere))),
    )


def _own(
    session: Session, programme: Programme, declared: Declaration, place: Place, account_id: int, at: datetime
) -> tuple[Site, ...]:
    """The sites that represent the account's own organisations, the groups that it heads or its teams."""
    if declared.subject is Subject.ORGANISATION:
        wanted = OrganisationSite.of(*(each.id for each in place.organisers))
    else:
        heads = {*OF_TEAMS} if declared.subject is Subject.TEAM else {"group_head"}
        theirs = related(declared, heads.intersection(declared.records), account_id, programme.unit_id, at)
        wanted = REPRESENTING[declared.subject].in_units([programme.unit_id]).where(theirs)
    records = may_record(declared, account_id, programme.unit_id, at)
    return tuple(session.scalars(wanted.where(asked(programme.id, declared), records, Site.retired_on.is_(None))))


def _sent(
    session: Session, programme: Programme, own: Sequence[Site], periods: Sequence[Period], day: date
) -> tuple[Period, ...]:
    """Those of some periods that each of some sites has sent; of one that ended not what was sent while it ran."""
    entry, ids = ProgrammeEntry, [each.id for each in own]
    stands = entry.was_sent(), entry.programme_id == programme.id
    theirs = entry.site_id.in_(ids), entry.organiser_key == 0  # what organisations recorded is not
    complete = (and_(entry.of_period(each.key), entry.is_of_all(each, day)) for each in periods)
    rows = select(entry.period_key, entry.site_id).where(*stands, *theirs, or_(false(), *complete))
    sent: dict[date, set[int]] = {}
    for key, site_id in session.execute(rows) if periods and ids else ():
        sent.setdefault(key, set()).add(site_id)
    return tuple(each for each in periods if len(sent.get(each.key, ())) == len(ids))


def _outers(session: Session, programme: Programme, declared: Declaration, place: Place, day: date) -> tuple[Site, ...]:
    if declared.subject is Subject.EVENT:
        every = session.scalars(containing(programme, None)).all()
        return tuple(each for each in every if each.entry_day is None or each.entry_day >= day - LATELY)
    found = [session.scalars(containing(programme, None, each)).all() for each in place.organisers]
    return tuple(dict.fromkeys(site for sites in found for site in sites))
