"""The office's list of pairs: by shelf, group, ambassador and what was typed; and who has not been met for a month."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.country import clock, names
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


@dataclass(frozen=True)
class PairQuery:
    """What is looked for: a shelf, a group of residence and an ambassador by their ids, and words of a name."""

    shelf: PairShelf = PairShelf.OPEN
    group_id: int | None = None
    ambassador_id: int | None = None
    query: str = ""


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


def hits(unit_ids: Collection[int], wanted: PairQuery, now: datetime) -> Select[Mentorship]:
    """The pairs of some wards that are looked for, by the mentee's tên."""
    return _narrowed(unit_ids, wanted).where(on_shelf(wanted.shelf, now))


def _narrowed(unit_ids: Collection[int], wanted: PairQuery) -> Select[Mentorship]:
    """The same on whichever shelf."""
    found = Mentorship.in_units(unit_ids)
    if wanted.group_id is not None:
        found = found.where(Person.residential_group_id == wanted.group_id)
    if wanted.ambassador_id is not None:
        found = found.where(Mentorship.ambassador_id == wanted.ambassador_id)
    helper = aliased(Person)
    terms = names.search_terms(wanted.query)
    if terms:
        found = found.join(Ambassador, Ambassador.id == Mentorship.ambassador_id).join(
            helper, helper.id == Ambassador.person_id
        )
    for term in terms:
        pattern = names.like_pattern(term)
        found = found.where(
            or_(Person.search_key.like(pattern, escape="\\"), helper.search_key.like(pattern, escape="\\"))
        )
    return found


def silent_of(unit_ids: Collection[int], now: datetime) -> Select[Mentorship]:
    """The silent pairs of some wards, those of one ambassador together."""
    silent = Mentorship.in_units(unit_ids).where(on_shelf(PairShelf.SILENT, now))
    return silent.order_by(None).order_by(Mentorship.ambassador_id, Person.sort_key, Mentorship.id)


def counts(session: Session, unit_ids: Collection[int], wanted: PairQuery, now: datetime) -> dict[PairShelf, int]:
    """How many of those that are looked for lie on each shelf. One statement."""
    columns = [func.count().filter(on_shelf(shelf, now)).label(shelf.value) for shelf in PairShelf]
    among = _narrowed(unit_ids, wanted).with_only_columns(Mentorship.id).order_by(None)
    row = session.execute(select(*columns).where(Mentorship.id.in_(among))).one()
    return {shelf: getattr(row, shelf.value) for shelf in PairShelf}


def mentees_of(account_id: int) -> Select[Person]:
    """The people whom an account takes by the hand today, with their groups."""
    own = select(Mentorship.mentee_id).join(Mentorship.ambassador)
    own = own.where(Ambassador.account_id == account_id, Mentorship.until.is_(None))
    return select(Person).where(Person.id.in_(own)).options(selectinload(Person.residential_group))
