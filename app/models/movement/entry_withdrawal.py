"""What who recorded an entry takes back by themselves while nobody built on it: the entry, and the house, site or event
that they made with it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.entry_ranking import judge_within
from app.models.movement.entry_recording import lock_site_of, may_send_again, withdraw
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.site import Site, SiteKind

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
