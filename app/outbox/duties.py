"""Duties: the ward where an account helps, from when to when. Checked for every help record."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal, null, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Membership, Role, RoleGrant, Team
from app.models.people.term import in_time
from app.models.storing import send

# Roles that work in the counter's room: those who write the help log, and heads of groups.
ON_DUTY = frozenset((Role.COUNTER, Role.AMBASSADOR, Role.GROUP_HEAD, Role.OFFICER, Role.UNIT_HELPER))


class Duty(NamedTuple):
    """A ward where an account helps, from when to when."""

    unit_id: int
    unit_code: str
    role: str
    begins: datetime
    ends: datetime | None

    @classmethod
    def of(cls, session: Session, account_id: int) -> Sequence["Duty"]:
        """The duties of an account, past ones included, latest first. One statement; two for members of a team only."""
        asked = {"account_id": account_id}
        granted = [_duty(*row) for row in send(session, _granted(), asked) if row[2] in ON_DUTY]
        return granted or [_duty(*row) for row in send(session, _goes(), asked)]

    @classmethod
    def granted(cls, grant: RoleGrant) -> "Duty":
        """The duty that follows from a role."""
        return _duty(grant.unit_id, grant.unit.code, grant.role, grant.since, grant.until, grant.revoked_at)

    @staticmethod
    def first_day(session: Session, account_id: int) -> date | None:
        """The first day on which an account had a role or a membership of a team; None for never."""
        granted = select(func.min(RoleGrant.since)).where(RoleGrant.account_id == account_id)
        joined = select(func.min(Membership.since)).where(Membership.account_id == account_id)
        first = session.execute(select(granted.scalar_subquery(), joined.scalar_subquery())).one()
        return min((day for day in first if day is not None), default=None)

    def covers(self, at: datetime, now: datetime) -> bool:
        """Whether a help at a moment was given on duty and arrives in time."""
        return self.begins <= at and in_time(at, self.ends, now)


def _duty(unit_id: int, code: str, role: str, since: date, until: date | None, revoked_at: datetime | None) -> Duty:
    over = clock.at_local(until + timedelta(days=1)) if until else None
    ends = [end for end in (over, revoked_at) if end is not None]
    return Duty(unit_id, code, role, clock.at_local(since), min(ends) if ends else None)


@cache  # built once with open parameters
def _granted() -> Select[Any]:
    unit, grant = AdministrativeUnit.__table__.c, RoleGrant.__table__.c
    return (
        select(unit.id, unit.code, grant.role, grant.since, grant.until, grant.revoked_at)
        .where(unit.id == grant.unit_id, grant.account_id == bindparam("account_id"))
        .order_by(grant.since.desc(), grant.id.desc())
    )


@cache
def _goes() -> Select[Any]:
    unit, team, member = AdministrativeUnit.__table__.c, Team.__table__.c, Membership.__table__.c
    never = null().label("revoked_at")
    return select(unit.id, unit.code, literal("team"), member.since, member.until, never).where(
        team.unit_id == unit.id, member.team_id == team.id, member.account_id == bindparam("account_id")
    )
