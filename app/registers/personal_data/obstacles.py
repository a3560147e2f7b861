"""What goes on with somebody's name, so that they are not erased yet: all at once, each with its row."""

import calendar
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock
from app.country.names import identity_key
from app.models import (
    AdministrativeUnit,
    Ambassador,
    Base,
    CourseInvitee,
    ErasingHold,
    HelpRecord,
    HelpRequest,
    Lesson,
    Membership,
    Mentorship,
    Person,
    Registration,
)
from app.models.learning.joining import LIVE
from app.models.people.person import PHONES
from app.registers.personal_data.holdings import Holdings, theirs
from app.registers.personal_data.mentions import Search
from app.registers.personal_data.personal import LAST_SEEN


@dataclass(frozen=True)
class Obstacle:
    """One thing that goes on: what, in words that say what ends it, and its row (None: of another ward)."""

    words: str
    row: Any


def obstacles(session: Session, person: Person, *, now: datetime) -> list[Obstacle]:
    """All that goes on with somebody, who is the one kept of those merged."""
    holdings = Holdings.by(session, person)
    return [*_serving(session, holdings), *_in_teams(session, holdings), *_seats(session, holdings, now)]


def open_elsewhere(session: Session, search: Search) -> list[Obstacle]:
    """What else must be settled before somebody is erased who asked for it: others who wait by their number, and a
    second row of theirs that nobody has merged."""
    here = HelpRequest.unit_id.in_(search.units), HelpRequest.phone.in_(search.called.phones)
    wanted = HelpRequest.open_in(search.units).where(*here, HelpRequest.id.not_in(search.holdings.requests))
    found = [
        Obstacle(
            str(_("đang nhờ giúp cho %(name)s: giúp xong hoặc hủy lời nhờ trước đã", name=request.full_name)), request
        )
        for request in session.scalars(wanted)
    ]
    own = session.scalars(select(Person).where(Person.id.in_(search.holdings.people))).all()
    keys = {identity_key(each.full_name) for each in own}
    same = [getattr(Person, phone).in_(search.called.phones) for phone in PHONES]
    there = Person.unit_id.in_(search.units), Person.merged_into_id.is_(None), Person.id.not_in(search.holdings.people)
    for other in session.scalars(select(Person).where(*there, *same)):
        if identity_key(other.full_name) in keys:
            words = _("còn một hồ sơ cùng tên, cùng số, sinh %(year)s: gộp hai hồ sơ trước đã", year=other.birth_year)
            found.append(Obstacle(str(words), other))
    return found


def open_beyond(session: Session, beyond: Search) -> list[Obstacle]:
    """The same of other wards to which rows went (`Search.beyond`): which of them, and not who it is."""
    here = HelpRequest.phone.in_(beyond.called.phones), HelpRequest.id.not_in(beyond.holdings.requests)
    wards = select(AdministrativeUnit).where(
        AdministrativeUnit.id.in_(HelpRequest.open_in(beyond.units).where(*here).with_only_columns(HelpRequest.unit_id))
    )
    return [
        Obstacle(
            str(_("đang có lời nhờ giúp bằng số này ở %(ward)s: hỏi nơi ấy xong việc trước đã", ward=ward.full_name)),
            None,
        )
        for ward in session.scalars(wards.order_by(AdministrativeUnit.code))
    ]


def _serving(session: Session, holdings: Holdings) -> Iterator[Obstacle]:
    serves = select(Ambassador).where(Ambassador.person_id.in_(holdings.people), Ambassador.until.is_(None))
    for each in session.scalars(serves):
        yield Obstacle(str(_("đang làm Đại sứ số: ghi thôi trước đã")), each)
    learns = select(Mentorship).where(Mentorship.mentee_id.in_(holdings.people), Mentorship.until.is_(None))
    for pair in session.scalars(learns):
        name = pair.ambassador.person.full_name
        yield Obstacle(str(_("đang được %(name)s kèm: kết thúc việc kèm trước đã", name=name)), pair)


def _in_teams(session: Session, holdings: Holdings) -> Iterator[Obstacle]:
    goes = theirs(Base.metadata.tables[Membership.__tablename__], holdings)
    for member in session.scalars(select(Membership).where(goes, Membership.until.is_(None))):
        yield Obstacle(str(_("đang ở %(team)s: cho rời tổ trước đã", team=member.team.name)), member)


def _seats(session: Session, holdings: Holdings, now: datetime) -> Iterator[Obstacle]:
    ahead = exists().where(Lesson.course_id == Registration.course_id, Lesson.ends_at > now)
    mine = Registration.person_id.in_(holdings.people), Registration.state.in_(LIVE)
    for seat in session.scalars(select(Registration).where(*mine, ahead)):
        course = seat.course.named_title
        yield Obstacle(str(_("đang có chỗ ở lớp %(course)s chưa học xong: rút tên trước đã", course=course)), seat)


# Whose time is over: nobody of a ward was seen for so long, nothing of theirs goes on, and no open case holds them.
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
