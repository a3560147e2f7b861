"""Whose time is over: nobody of a ward was seen for so long, nothing of theirs goes on, and no open case holds them."""

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from app.country import clock
from app.models import (
    Ambassador,
    CourseInvitee,
    ErasingHold,
    HelpRecord,
    Lesson,
    Membership,
    Mentorship,
    Person,
    Registration,
)
from app.registers.personal_data.times import LAST_SEEN


def cutoff(today: date, months: int = LAST_SEEN.months) -> date:
    """The day before which somebody must have been seen for the last time: so many months before a day."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def due(today: date, *, months: int = LAST_SEEN.months, unit_id: int | None = None) -> Select[Person]:
    """The people whose time is over on a day, of one unit or all, those on file longest first."""
    day = cutoff(today, months)
    moment = clock.at_local(day)
    mine = Registration.person_id == Person.id
    seen = (
        exists().where(mine, Registration.created_at >= moment),
        exists().where(mine, Lesson.course_id == Registration.course_id, Lesson.ends_at >= moment),
        exists().where(HelpRecord.person_id == Person.id, HelpRecord.at >= moment),
        exists().where(Mentorship.mentee_id == Person.id, or_(Mentorship.until.is_(None), Mentorship.until >= day)),
        exists().where(Ambassador.person_id == Person.id, or_(Ambassador.until.is_(None), Ambassador.until >= day)),
        exists().where(Membership.person_id == Person.id, or_(Membership.until.is_(None), Membership.until >= day)),
        exists().where(CourseInvitee.person_id == Person.id, CourseInvitee.invited_at >= moment),
        on_hold(today),
    )
    on_file = Person.merged_into_id.is_(None), Person.erased_at.is_(None), Person.created_at < moment
    wanted = select(Person).where(*on_file, *(~each for each in seen)).order_by(Person.created_at, Person.id)
    return wanted if unit_id is None else wanted.where(Person.unit_id == unit_id)


def tonight(unit_ids: Collection[int], today: date) -> Select[Person]:
    """The people of some units whose time is over tomorrow, when the night has come."""
    return _tonight(frozenset(unit_ids), today)


@lru_cache(64)  # ten tables are asked: "Hôm nay" builds it once a day
def _tonight(unit_ids: frozenset[int], today: date) -> Select[Person]:
    going = due(today + timedelta(days=1)).where(Person.unit_id.in_(unit_ids))
    return going.options(joinedload(Person.residential_group))


def on_hold(today: date) -> ColumnElement[bool]:
    """Whether an open case holds a person back on a day."""
    return exists().where(
        ErasingHold.person_id == Person.id, ErasingHold.ended_at.is_(None), ErasingHold.until >= today
    )
