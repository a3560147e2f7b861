"""The shelves of the office's list of pairs; who has not been met for a month."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.pairs.mentorship import Mentorship
from app.models.people.person import Person

# After so many days without a meeting a pair is silent.
SILENT = timedelta(days=30)


class PairShelf(StrEnum):
    """Which pairs are looked at; all but the last are of those that have not ended."""

    OPEN = "open"
    SILENT = "silent"
    NEVER = "never"
    REACHED = "reached"
    ENDED = "ended"


def on_shelf(shelf: PairShelf, now: datetime) -> ColumnElement[bool]:
    """Whether a pair lies on a shelf, as part of a statement over `Mentorship`.

    Silent: not met for 30 days, or begun 30 days ago and never met; days of the calendar here, as in
    `app/indicators/mentorships.py`, so that both come to the same pairs at any hour.
    """
    live = Mentorship.until.is_(None)
    if shelf is PairShelf.SILENT:
        last = clock.local(now).date() - SILENT
        never = and_(Mentorship.last_met_at.is_(None), Mentorship.since <= last)
        return and_(live, or_(Mentorship.last_met_at < clock.at_local(last + timedelta(days=1)), never))
    return {
        PairShelf.OPEN: live,
        PairShelf.NEVER: and_(live, Mentorship.last_met_at.is_(None)),
        PairShelf.REACHED: Mentorship.reached_at.is_not(None),
        PairShelf.ENDED: Mentorship.until.is_not(None),
    }[shelf]


def helper_key() -> ColumnElement[str]:
    """The search key of the ambassador of a pair, as part of a statement over `Mentorship`."""
    helper = aliased(Person)
    wanted = select(helper.search_key).join(Ambassador, Ambassador.person_id == helper.id)
    return wanted.where(Ambassador.id == Mentorship.ambassador_id).correlate(Mentorship).scalar_subquery()


def silent_of(unit_ids: Collection[int], now: datetime) -> Select[Mentorship]:
    """The silent pairs of some wards, those of one ambassador together."""
    silent = Mentorship.in_units(unit_ids).where(on_shelf(PairShelf.SILENT, now))
    return silent.order_by(None).order_by(Mentorship.ambassador_id, Person.sort_key, Mentorship.id)


def mentees_of(account_id: int) -> Select[Person]:
    """The people whom an account takes by the hand today, with their groups."""
    own = select(Mentorship.mentee_id).join(Mentorship.ambassador)
    own = own.where(Ambassador.account_id == account_id, Mentorship.until.is_(None))
    return select(Person).where(Person.id.in_(own)).options(selectinload(Person.residential_group))
