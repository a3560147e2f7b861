"""Activity of teams: by the months that their heads tell, the help log and their own lists; which are trained."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Ambassador,
    Attendance,
    Course,
    HelpRecord,
    Lesson,
    Membership,
    Registration,
    Team,
)
from app.models.learning.attendance_mark import CAME
from app.models.learning.joining import LIVE
from app.models.movement import team_month
from app.models.movement.team import TeamTraining
from app.registers.indicator import Scope

# Days without known activity that make a team silent.
SILENT_DAYS = 60


def goes_with(day: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions: the helper was a member of the team on a day."""
    there = Membership.since <= day, or_(Membership.until.is_(None), Membership.until >= day)
    return Membership.team_id == Team.id, Membership.account_id == HelpRecord.helper_id, *there


def helps_of_teams(unit_ids: Collection[int], since: date, until: date) -> Select[Any]:
    """Helps of some time recorded by members of teams, in the team's ward, once for each of the member's teams."""
    noted = Team.unit_id.in_(unit_ids), HelpRecord.withdrawn_at.is_(None), HelpRecord.day.between(since, until)
    wanted = select(HelpRecord).join(Membership, Membership.account_id == HelpRecord.helper_id).where(*noted)
    return wanted.join(Team, and_(Team.id == Membership.team_id, HelpRecord.of_ward(Team.unit_id))).where(
        *goes_with(HelpRecord.day)
    )


def active(unit_ids: Collection[int], since: date, until: date) -> ColumnElement[bool]:
    """Whether a team of some units was active in a time, by its head's report, a member's help or its own list.
    Reports and helps are read once for all teams."""
    reported = team_month.months(Team.id).where(team_month.busy(), team_month.sent_within(since, until)).correlate(None)
    helped = helps_of_teams(unit_ids, since, until).with_only_columns(Membership.team_id).correlate(None)
    listed = Team.active_on.is_not(None) & Team.active_on.between(since, until)
    return or_(Team.id.in_(reported), Team.id.in_(helped), listed)


# Team members, and which are trained: marked at a class for teams, or listed so by the team.
AUDIENCE = "teams"


def standing_on(scope: Scope, *, committees: bool = False) -> list[ColumnElement[bool]]:
    """Conditions: teams that existed on the last day and help people, or committees."""
    return [Team.unit_id.in_(scope.units), Team.stood_on(scope.until), ~Team.helps() if committees else Team.helps()]


def members_on(scope: Scope, *, committees: bool = False) -> list[ColumnElement[bool]]:
    """Conditions: members of these teams on that day."""
    until = or_(Membership.until.is_(None), Membership.until > scope.until)
    return [Membership.since <= scope.until, until, *standing_on(scope, committees=committees)]


def _whose() -> ColumnElement[bool]:
    """Whether a registration is a member's, as a person on file or as the ambassador with that account."""
    as_ambassador = select(Ambassador.person_id).where(Ambassador.account_id == Membership.account_id)
    return or_(
        Registration.person_id == Membership.person_id, Registration.person_id.in_(as_ambassador.correlate(Membership))
    )


def on_course(session: Session, course_id: int) -> Mapping[int, tuple[int, int]]:
    """Members registered for a class and members who came, by team. One statement."""
    came = exists().where(Attendance.registration_id == Registration.id, Attendance.status.in_(CAME))
    on = select(Membership.team_id, Membership.id, case((came.correlate(Registration), 1), else_=0).label("came"))
    on = on.join(Registration, _whose()).where(Registration.course_id == course_id, Registration.state.in_(LIVE))
    each = on.where(Membership.until.is_(None)).subquery()
    counted = select(each.c.team_id, func.count(distinct(each.c.id)), func.sum(each.c.came)).group_by(each.c.team_id)
    return {team: (registered, int(many)) for team, registered, many in session.execute(counted)}


def trained_teams(session: Session, unit_ids: Sequence[int], day: date) -> set[int]:
    """Teams that exist on a day and have a trained member. One statement."""
    scope = Scope(tuple(unit_ids), day, day)
    return set(session.scalars(select(Team.id).where(*standing_on(scope), is_trained(scope))))


def learned(scope: Scope) -> ColumnElement[bool]:
    """Whether a member came to a class for teams by the last day."""
    came = select(Attendance.lesson_id).join(Registration, Registration.id == Attendance.registration_id)
    came = came.join(Lesson, Lesson.id == Attendance.lesson_id).join(Course, Course.id == Lesson.course_id)
    in_time = Lesson.starts_at < clock.at_local(scope.until + timedelta(days=1))
    return (
        came.where(_whose(), Attendance.status.in_(CAME), Course.audience == AUDIENCE, in_time)
        .correlate(Membership)
        .exists()
    )


def at_class(wanted: Select[Any], scope: Scope) -> Select[Any]:
    """Members joined with each class for teams that they came to by the last day. A materialised CTE finds these
    attendances first, since they are few; from the member's side both databases read all marks ever made."""
    in_time = Lesson.starts_at < clock.at_local(scope.until + timedelta(days=1))
    teams = select(Course.id).where(Course.audience == AUDIENCE)
    came = select(Registration.person_id, Registration.course_id).where(Registration.course_id.in_(teams))
    came = came.join(Attendance, Attendance.registration_id == Registration.id).join(Lesson)
    at = came.where(Attendance.status.in_(CAME), in_time).distinct().cte().prefix_with("MATERIALIZED")
    wanted = wanted.outerjoin(Ambassador, Ambassador.account_id == Membership.account_id)
    who = at.c.person_id.in_([Membership.person_id, Ambassador.person_id])
    return wanted.join(at, who).join(Course, Course.id == at.c.course_id)


def classes_of_teams(session: Session, unit_id: int, day: date) -> Mapping[int, set[int]]:
    """By team that stands on a day the templates of the classes for teams that a member came to by then. One
    statement."""
    scope = Scope((unit_id,), day, day)
    members = select(Team).join_from(Team, Membership, Team.id == Membership.team_id).where(*members_on(scope))
    came = at_class(members, scope).with_only_columns(Team.id, Course.template_id).distinct()
    found: dict[int, set[int]] = {}
    for team, template in session.execute(came):
        if template is not None:
            found.setdefault(team, set()).add(template)
    return found


def is_trained(scope: Scope) -> ColumnElement[bool]:
    member = exists().where(Membership.team_id == Team.id, *members_on(scope)[:2], learned(scope))
    return or_(Team.training != TeamTraining.NONE, member)
