"""What a cookie's token stands for: the sign-in, its account and the roles in force, in one statement.

Run by every request of staff, each tap in a hall included: compiled once, with bind parameters.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, String, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.role import Role, RoleGrant
from app.models.people.sign_in import SignIn, digest
from app.models.people.term import LATE
from app.models.storing import send
from app.models.trust.job import Job, JobState


class CurrentGrant(NamedTuple):
    """A role in force over a unit, a course, a residential group or for an organisation; `kind` of the unit, "xã";
    `ended`: the unit was merged into another and is read-only."""

    role: Role
    unit_id: int
    course_id: int | None
    residential_group_id: int | None
    organisation_id: int | None
    kind: str
    ended: bool


class Visit(NamedTuple):
    """A sign-in that has not ended, of an account that may sign in, with its roles of today.

    `ended` are roles that ended by their date so lately that what was pressed under them is still taken; they open
    nothing.
    """

    sign_in_id: int
    account_id: int
    public_id: str
    full_name: str
    created_at: datetime
    last_seen_at: datetime
    proved_at: datetime | None
    idle_seconds: int
    two_step: bool
    grants: tuple[CurrentGrant, ...]
    ended: frozenset[Role]
    knows_places: bool
    # The newest job that the account asked for and that failed; 0: none.
    failed_job: int

    def idle(self, now: datetime) -> timedelta:
        """The longest it was idle since its owner last proved who they are."""
        return max(timedelta(seconds=self.idle_seconds), now - self.last_seen_at)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles in force today, locked or not."""
        return frozenset(grant.role for grant in self.grants)

    @classmethod
    def of(cls, session: Session, token: str, day: date) -> "Visit | None":
        """The visit of a cookie's token on a day, or None. One statement, one row per role."""
        asked = {"token_hash": digest(token), "day": day, "lately": day - LATE}
        rows: Sequence[Any] = send(session, _visit(), asked).all()
        if not rows:
            return None
        granted = [row for row in rows if row.role is not None]
        grants = tuple(CurrentGrant(Role(row.role), *row[10:16]) for row in granted if not row.is_over)
        ended = frozenset(Role(row.role) for row in granted if row.is_over)
        return cls._make((*rows[0][:9], grants, ended, rows[0].knows_places, rows[0].failed_job))


@cache
def _visit() -> Select[*tuple[Any, ...]]:
    day, lately = bindparam("day", type_=Date), bindparam("lately", type_=Date)
    theirs = RoleGrant.account_id == SignIn.account_id, RoleGrant.since <= day, RoleGrant.not_over(lately)
    failed = select(func.max(Job.id)).where(Job.asked_by_id == SignIn.account_id, Job.state == JobState.FAILED)
    return (
        select(
            SignIn.id,
            SignIn.account_id,
            Account.public_id,
            Account.full_name,
            SignIn.created_at,
            SignIn.last_seen_at,
            SignIn.proved_at,
            SignIn.idle_seconds,
            SignIn.two_step,
            RoleGrant.role,
            AdministrativeUnit.id,
            RoleGrant.course_id,
            RoleGrant.residential_group_id,
            RoleGrant.organisation_id,
            AdministrativeUnit.kind,
            AdministrativeUnit.valid_to.is_not(None).label("ended"),
            (RoleGrant.until < day).label("is_over"),
            Account.knows_places,
            func.coalesce(failed.scalar_subquery(), 0).label("failed_job"),
        )
        .join(SignIn.account)
        .outerjoin(RoleGrant, and_(*theirs))
        .outerjoin(AdministrativeUnit, RoleGrant.covers(AdministrativeUnit))
        .where(
            SignIn.token_hash == bindparam("token_hash", type_=String),
            SignIn.ended_at.is_(None),
            Account.enabled.is_(True),
            Account.asleep_at.is_(None),
        )
        .order_by(RoleGrant.id, *AdministrativeUnit.in_order())
    )
