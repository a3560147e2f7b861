"""Lists of entries: those of all programmes that wait for the office or organisations, and what an account sent from
a phone for no organisation."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import clock
from app.models.kept_reading import kept
from app.models.movement.declaration import Declaration, EntryWay, Subject
from app.models.movement.entry_ranking import judge_within
from app.models.movement.entry_recording import lock_site_of, may_send_again, withdraw
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.relations import related
from app.models.movement.site import Site, SiteKind


class Unconfirmed(NamedTuple):
    """An entry that waits, and its programme, which may have come from a merged one whose version asked."""

    entry: ProgrammeEntry
    programme: Programme

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return (self.entry.asked_back_at if self.entry.is_asked_back else None) or self.entry.received_at

    def concerns(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles or relations see it and decide about it."""
        return self.entry.is_decided_by(roles) and self.programme.is_seen_by(roles)


def unconfirmed(session: Session, unit_ids: Collection[int], roles: Collection[str]) -> list[Unconfirmed]:
    """The entries of some units that holders of some roles see and confirm, by programme, the oldest first; of
    programmes that are not retired. One statement where there are none, else two."""
    own = Programme.id == ProgrammeEntry.programme_id
    waits = ProgrammeEntry.unit_id.in_(unit_ids), ProgrammeEntry.to_decide(), Programme.in_use()
    loads = joinedload(ProgrammeEntry.asked_by), joinedload(ProgrammeEntry.site), selectinload(Programme.versions)
    by_programme = Programme.search_key, Programme.id, ProgrammeEntry.received_at, ProgrammeEntry.id
    wanted = select(ProgrammeEntry, Programme).join(Programme, own).where(*waits).options(*loads)
    rows = (Unconfirmed(*row) for row in session.execute(wanted.order_by(*by_programme)))
    return [each for each in rows if each.concerns(roles)]


def seen_by(session: Session, unit_id: int, relation: str) -> list[Programme]:
    """The programmes in use of a unit whose entries a role or relation sees, by name."""
    return [each for each in Programme.running(session, [unit_id]) if each.current and each.is_seen_by([relation])]


def is_confirmed_by(programme: Programme, relation: str) -> bool:
    """Whether a role or relation confirms entries of a programme, by one of its versions."""
    return any(version.declared.is_confirmed_by([relation]) for version in programme.used)


# Relations by the group or the team for which somebody records.
BY_GROUP = frozenset(("group_head", "team_member", "team_head"))
_OFFICE = frozenset(("officer", "leader"))
# So long who recorded first reads that somebody recorded after them.
NEWS = timedelta(days=7)
_ONE = "period_key", "organiser_key"
_SUBJECTS = frozenset((Subject.GROUP, Subject.EVENT, Subject.TEAM, Subject.SITE))


def sent_from_phone(
    session: Session, account_id: int, unit_ids: Collection[int], at: datetime, *, rounds: bool = False
) -> Select[ProgrammeEntry]:
    """The newest entries of each such subject and period that an account recorded, or that it sees as `sees` says of
    its groups, while it records there; newest first, with site and version. Of programmes in use; without `rounds` none
    of houses, of which there are hundreds, nor of whoever records for the ward."""
    every = Programme.running(session, unit_ids)
    ways = [_of(each, each.current.declared, account_id, at, rounds) for each in every if each.current]
    own = ProgrammeEntry.latest, ProgrammeEntry.way == EntryWay.DOORSTEP, ProgrammeEntry.organisation_id.is_(None)
    wanted = select(ProgrammeEntry).join(ProgrammeEntry.site).where(*own, or_(false(), *ways))
    return wanted.options(*_loads()).order_by(ProgrammeEntry.received_at.desc(), ProgrammeEntry.id)


def returned_from_phone(
    session: Session, account_id: int, unit_ids: Collection[int], at: datetime
) -> Sequence[ProgrammeEntry]:
    """Those of them that the office gave back. One statement, if there are any and nothing else is written."""
    who = account_id, (*sorted(unit_ids),)
    ids = _returned(session, *who, clock.local(at).date())
    wanted = select(ProgrammeEntry).where(ProgrammeEntry.id.in_(ids)).options(*_loads())
    found = {each.id: each for each in session.scalars(wanted)} if ids else {}
    return [found[each] for each in ids if each in found]


@kept
def _returned(session: Session, account_id: int, unit_ids: Sequence[int], day: date) -> Sequence[int]:
    wanted = sent_from_phone(session, account_id, unit_ids, clock.end_of(day))
    return [each.id for each in session.scalars(wanted.where(ProgrammeEntry.returned_at.is_not(None)))]


def _loads() -> tuple[ORMOption, ...]:
    return joinedload(ProgrammeEntry.site), joinedload(ProgrammeEntry.asked_by)


def _of(
    programme: Programme, declared: Declaration, account_id: int, at: datetime, rounds: bool
) -> ColumnElement[bool]:
    records = frozenset(declared.records) & (BY_GROUP | (_OFFICE if rounds else frozenset()))
    quick = declared.is_quick and declared.subject in _SUBJECTS
    if not records or not (quick or (rounds and declared.field_visits)):
        return false()
    who = account_id, programme.unit_id, at
    sees = ProgrammeEntry.by_id == account_id
    if quick:  # at a house nobody is shown what another recorded
        sees = or_(sees, related(declared, BY_GROUP.intersection(declared.sees), *who))
    return and_(ProgrammeEntry.programme_id == programme.id, related(declared, records, *who), sees)


def recorded_after(account_id: int, unit_ids: Collection[int], now: datetime) -> Select[ProgrammeEntry, ProgrammeEntry]:
    """The entries that other people recorded in the last days about what an account had recorded before, the newest
    first, with site, version and who; beside each what the account recorded, of several the newest first."""
    entry, mine = ProgrammeEntry, aliased(ProgrammeEntry)
    same = (getattr(mine, each) == getattr(entry, each) for each in ("site_id", "programme_id", *_ONE))
    before = and_(*same, mine.by_id == account_id, mine.withdrawn_at.is_(None), mine.at < entry.at)
    fresh = entry.latest, entry.received_at >= now - NEWS, entry.by_id != account_id, entry.unit_id.in_(unit_ids)
    loads = joinedload(entry.site), joinedload(entry.asked_by), joinedload(entry.by)
    wanted = select(entry, mine).join(mine, before).where(*fresh).options(*loads)
    return wanted.order_by(entry.received_at.desc(), entry.id, mine.at.desc(), mine.id.desc())


# What who recorded an entry takes back by themselves while nobody built on it: the entry, and the house, site or event
# that they made with it.
# What is described on a form, and so made by who records.
MADE = SiteKind.HOUSEHOLD, SiteKind.OWN, SiteKind.EVENT
# A site and its first entry are stored by one press, so close together.
AT_ONCE = timedelta(minutes=1)
# So long after it arrived an entry without a period is taken back: figures of the days since read it.
SOON = timedelta(days=14)


class Withdrawn(NamedTuple):
    """What was taken back: whether the site went with the entry."""

    site: bool


def may_withdraw(session: Session, entry: ProgrammeEntry, account_id: int, now: datetime) -> bool:
    """Whether an account may take an entry back: it recorded it and could send it again by itself (`may_send_again`:
    nobody recorded after it or confirmed it, its period is open), it was not returned, and nothing is given for it."""
    site, programme = entry.site, session.get_one(Programme, entry.programme_id)
    mine = entry.by_id == account_id and entry.returned_at is None
    in_time = entry.period is not None or now <= entry.received_at + SOON
    if not (mine and in_time) or site.retired_on is not None or programme.retired_on is not None:
        return False
    given = Plate.site_id == site.id, Plate.programme_id == programme.id
    stands = exists().where(*given, Plate.state.in_((PlateState.PROPOSED, PlateState.STANDING)))
    return may_send_again(session, entry, now) and not session.scalar(select(stands))


def takes_site(session: Session, entry: ProgrammeEntry) -> bool:
    """Whether the site of an entry goes with it: who recorded it made the site, and nothing else is there of it."""
    site, row = entry.site, ProgrammeEntry
    if site.kind not in MADE or site.code:
        return False
    columns = row.id, row.by_id, row.received_at, row.withdrawn_at
    of_people = select(*columns).where(row.site_id == site.id, row.way != BY_PARTS)
    first, *later = session.execute(of_people.order_by(row.id)).all()
    made = first.by_id == entry.by_id and abs(first.received_at - site.created_at) <= AT_ONCE
    others = any(each.id != entry.id and each.withdrawn_at is None for each in (first, *later))
    near = (Site.within_id == site.id) & Site.in_use(), Site.merged_into_id == site.id
    more = (*near, Plate.site_id == site.id, ProgrammeSubject.site_id == site.id)
    return made and not others and not any(session.scalar(select(exists().where(each))) for each in more)


def take_back(session: Session, entry: ProgrammeEntry, account_id: int, now: datetime) -> Withdrawn | None:
    """Withdraw an entry for who recorded it, and retire the site that goes with it; the one before counts again. None
    where `may_withdraw` says so once the row of its site is locked."""
    lock_site_of(session, entry)
    if not may_withdraw(session, entry, account_id, now):
        return None
    site, goes = entry.site, takes_site(session, entry)
    withdraw(session, entry, now)
    if goes:
        site.retire(clock.local(now).date())
        session.flush()
        if site.within_id is not None:
            judge_within(session, site.within_id)
    return Withdrawn(goes)
