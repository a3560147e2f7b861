"""Who is in a team, and who of them is trained: marked at a class for teams, or so by its own list."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Ambassador,
    Attendance,
    Course,
    Lesson,
    Membership,
    Registration,
    Team,
)
from app.models.learning.attendance_mark import CAME
from app.models.learning.joining import LIVE
from app.models.movement.team import TeamTraining
from app.registers.indicator import Scope

AUDIENCE = "teams"


def standing_on(scope: Scope) -> list[ColumnElement[bool]]:
    """Teams that stood on the last day."""
    after = clock.at_local(scope.until + timedelta(days=1))
    made, gone = Team.created_at < after, or_(Team.dissolved_at.is_(None), Team.dissolved_at >= after)
    return [Team.unit_id.in_(scope.units), made, gone]


def members_on(scope: Scope) -> list[ColumnElement[bool]]:
    """Who was in one of them on that day."""
    until = or_(Membership.until.is_(None), Membership.until > scope.until)
    return [Membership.since <= scope.until, until, *standing_on(scope)]


def _whose() -> ColumnElement[bool]:
    """That a registration is a member's: as a person on file, or as the ambassador whose account it is."""
    as_ambassador = select(Ambassador.person_id).where(Ambassador.account_id == Membership.account_id)
    return or_(
        Registration.person_id == Membership.person_id, Registration.person_id.in_(as_ambassador.correlate(Membership))
    )


def on_course(session: Session, course_id: int) -> Mapping[int, tuple[int, int]]:
    """Of each team how many members are on a class, and how many of them came. One statement."""
    came = exists().where(Attendance.registration_id == Registration.id, Attendance.status.in_(CAME))
    on = select(Membership.team_id, Membership.id, case((came.correlate(Registration), 1), else_=0).label("came"))
    on = on.join(Registration, _whose()).where(Registration.course_id == course_id, Registration.state.in_(LIVE))
    each = on.where(Membership.until.is_(None)).subquery()
    counted = select(each.c.team_id, func.count(distinct(each.c.id)), func.sum(each.c.came)).group_by(each.c.team_id)
    return {team: (registered, int(many)) for team, registered, many in session.execute(counted)}


def trained_teams(session: Session, unit_ids: Sequence[int], day: date) -> set[int]:
    """The teams that stand on a day and have somebody who is trained. One statement."""
    scope = Scope(tuple(unit_ids), day, day)
    return set(session.scalars(select(Team.id).where(*standing_on(scope), is_trained(scope))))


def learned(scope: Scope) -> ColumnElement[bool]:
    """That a member came to a class for teams, by the last day."""
    came = select(Attendance.lesson_id).join(Registration, Registration.id == Attendance.registration_id)
    came = came.join(Lesson, Lesson.id == Attendance.lesson_id).join(Course, Course.id == Lesson.course_id)
    held = Lesson.starts_at < clock.at_local(scope.until + timedelta(days=1))
    return (
        came.where(_whose(), Attendance.status.in_(CAME), Course.audience == AUDIENCE, held)
        .correlate(Membership)
        .exists()
    )


def at_class(wanted: Select[Any], scope: Scope) -> Select[Any]:
    """Of members: each class for teams to which one came by the last day. Who came to such classes is found first: they
    are few, and of a member the engines looked through all that was ever marked."""
    held = Lesson.starts_at < clock.at_local(scope.until + timedelta(days=1))
    teams = select(Course.id).where(Course.audience == AUDIENCE)
    came = select(Registration.person_id, Registration.course_id).where(Registration.course_id.in_(teams))
    came = came.join(Attendance, Attendance.registration_id == Registration.id).join(Lesson)
    at = came.where(Attendance.status.in_(CAME), held).distinct().cte().prefix_with("MATERIALIZED")
    wanted = wanted.outerjoin(Ambassador, Ambassador.account_id == Membership.account_id)
    who = at.c.person_id.in_([Membership.person_id, Ambassador.person_id])
    return wanted.join(at, who).join(Course, Course.id == at.c.course_id)


def is_trained(scope: Scope) -> ColumnElement[bool]:
    member = exists().where(Membership.team_id == Team.id, *members_on(scope)[:2], learned(scope))
    return or_(Team.training != TeamTraining.NONE, member)
