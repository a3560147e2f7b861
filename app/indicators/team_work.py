"""What teams did, by the log: what a head is offered for a month, and when something was last done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.months import whole_month
from app.models import (
    Attendance,
    Course,
    HelpRecord,
    Lesson,
    Membership,
    Person,
    PlaceKind,
    Registration,
    Team,
    TeamMonth,
)
from app.models.learning.attendance_mark import CAME
from app.models.movement.team import team_group

# Of a team of which nothing is known for so many days it is asked what became of it.
SILENT_DAYS = 60


@dataclass(frozen=True)
class Offered:
    """What the log has of a team's month: homes visited and helps noted by its members' own sign-ins, how many of them
    did, of how many; lessons to which somebody of its groups came."""

    visits: int
    helps: int
    went: int
    members: int
    lessons: int


def goes_with(day: Any) -> tuple[ColumnElement[bool], ...]:
    """That a help was noted by who was in a team on its day, in the team's ward."""
    there = Membership.since <= day, or_(Membership.until.is_(None), Membership.until >= day)
    return Membership.team_id == Team.id, Membership.account_id == HelpRecord.helper_id, *there


def helps_of_teams(unit_ids: Collection[int], since: date, until: date) -> Select[Any]:
    """The helps of some time that members of teams noted, once for each of their teams."""
    noted = HelpRecord.unit_id.in_(unit_ids), HelpRecord.withdrawn_at.is_(None), HelpRecord.day.between(since, until)
    wanted = select(HelpRecord).join(Membership, Membership.account_id == HelpRecord.helper_id).where(*noted)
    return wanted.join(Team, and_(Team.id == Membership.team_id, Team.unit_id == HelpRecord.unit_id)).where(
        *goes_with(HelpRecord.day)
    )


def offered(session: Session, team: Team, month: date) -> Offered:
    """What a head is offered. Two statements."""
    first, last = whole_month(month)
    at_home = func.count(case((HelpRecord.place_kind == PlaceKind.HOME, 1)))
    counts = at_home, func.count(), func.count(distinct(HelpRecord.helper_id))
    noted = helps_of_teams([team.unit_id], first, last).where(Team.id == team.id)
    visits, helps, went = session.execute(noted.with_only_columns(*counts)).one()
    begins, ends = clock.at_local(first), clock.at_local(last + timedelta(days=1))
    held = (
        select(func.count(distinct(Lesson.id)))
        .join(Course, Course.id == Lesson.course_id)
        .join(Attendance, and_(Attendance.lesson_id == Lesson.id, Attendance.status.in_(CAME)))
        .join(Registration, Registration.id == Attendance.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .join(team_group, team_group.c.residential_group_id == Person.residential_group_id)
        .where(team_group.c.team_id == team.id, Course.unit_id == team.unit_id)
        .where(Lesson.starts_at >= begins, Lesson.starts_at < ends)
    )
    return Offered(visits, helps, went, team.size, session.scalar(held) or 0)


def active(unit_ids: Collection[int], since: date, until: date) -> ColumnElement[bool]:
    """That a team of some units did something in a time: its head told so, or a member noted a help, or its list said
    so. Who noted one is read once for all teams."""
    told = exists().where(TeamMonth.team_id == Team.id, TeamMonth.busy(), TeamMonth.told_of(since, until))
    helped = helps_of_teams(unit_ids, since, until).with_only_columns(Membership.team_id).correlate(None)
    listed = Team.active_on.is_not(None) & Team.active_on.between(since, until)
    return or_(told, Team.id.in_(helped), listed)


def last_active(session: Session, unit_id: int) -> Mapping[int, date]:
    """When something was last done by each team of a ward, as far as is known: the last day of a month that its head
    told of; of a help; of its list. Three statements."""
    helps = helps_of_teams([unit_id], date.min, date.max).with_only_columns(Team.id, func.max(HelpRecord.day))
    months = select(TeamMonth.team_id, func.max(TeamMonth.month)).join(TeamMonth.team)
    months = months.where(Team.unit_id == unit_id, TeamMonth.busy()).group_by(TeamMonth.team_id)
    listed = select(Team.id, Team.active_on).where(Team.unit_id == unit_id, Team.active_on.is_not(None))
    told = {team: min(whole_month(month)[1], clock.today()) for team, month in session.execute(months)}
    found: dict[int, date] = {}
    for team, day in (*told.items(), *session.execute(helps.group_by(Team.id)), *session.execute(listed)):
        found[team] = max(day, found.get(team, day))
    return found
