"""Roles, and grants of a role over a unit or a course for a period."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, and_, exists, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, contains_eager, joinedload, mapped_column, relationship
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.country import clock
from app.models.base import Keyed, known
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup

if TYPE_CHECKING:
    from app.models.learning.course import Course
    from app.models.movement.organisation import Organisation


class Role(StrEnum):
    """The roles of people in the product (shared words: `lopso routes`; docs/promises.md, "What stays put")."""

    INSTRUCTOR = "instructor"
    COUNTER = "counter"
    AMBASSADOR = "ambassador"
    OFFICER = "officer"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    PROVINCE_OFFICER = "province_officer"
    GROUP_HEAD = "group_head"
    UNIT = "unit"
    UNIT_HELPER = "unit_helper"


WARD_ROLES = (
    Role.INSTRUCTOR,
    Role.COUNTER,
    Role.AMBASSADOR,
    Role.GROUP_HEAD,
    Role.UNIT,
    Role.OFFICER,
    Role.LEADER,
    Role.ADMINISTRATOR,
)
# Over a ward, these also cover what the wards merged into it left behind.
OVER_MERGED = (Role.INSTRUCTOR, Role.OFFICER, Role.LEADER, Role.ADMINISTRATOR)
# Roles that are given for an organisation; whoever helps for one does so until a day.
FOR_ORGANISATIONS, _FOR_ONE = (Role.UNIT, Role.UNIT_HELPER), "role IN ('unit', 'unit_helper')"
PROVINCE_ROLES = (Role.PROVINCE_OFFICER, Role.LEADER, Role.ADMINISTRATOR)


def roles_over(unit: AdministrativeUnit) -> tuple[Role, ...]:
    """The roles that can be granted over a unit of its level."""
    return WARD_ROLES if unit.is_ward else PROVINCE_ROLES


class LastAdministrator(Exception):
    """A unit would be left without anybody who can manage its accounts."""


class RoleGrant(Keyed):
    """A role over a unit, an instructor's over one course, a group head's over one group, or for one organisation, from
    a day to a day (both included; without an end, until revoked). It makes nobody a member of the organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        known("role", Role),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        CheckConstraint("course_id IS NULL OR role = 'instructor'", name="course_for_instructors"),
        CheckConstraint("(role = 'group_head') = (residential_group_id IS NOT NULL)", name="group_for_group_heads"),
        CheckConstraint(f"({_FOR_ONE}) = (organisation_id IS NOT NULL)", name="organisation_for_units"),
        CheckConstraint("role <> 'unit_helper' OR until IS NOT NULL", name="helpers_of_units_end"),
        Index(None, "account_id"),
        Index(None, "course_id"),
        Index(None, "organisation_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship()
    role: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), default=None)
    course: Mapped["Course | None"] = relationship(viewonly=True, init=False)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), default=None)
    residential_group: Mapped[ResidentialGroup | None] = relationship(viewonly=True, init=False)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    organisation: Mapped["Organisation | None"] = relationship(viewonly=True, init=False)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    # When it was revoked; the row stays as a record of who worked here.
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    @classmethod
    def to_teach(cls, account: Account, course: "Course", *, since: date, until: date | None, now: datetime) -> Self:
        """A new grant, not yet added, for an account to teach one course (already flushed)."""
        return cls(
            account=account,
            role=Role.INSTRUCTOR,
            unit=course.unit,
            course_id=course.id,
            since=since,
            until=until,
            created_at=now,
        )

    @classmethod
    def instructors_of(cls, course_ids: Collection[int], day: date) -> Select["RoleGrant"]:
        """The grants to teach some courses on a day, with their accounts, by name of account."""
        return (
            select(cls)
            .join(cls.account)
            .where(cls.course_id.in_(course_ids), cls.role == Role.INSTRUCTOR, cls.in_force(day))
            .options(contains_eager(cls.account))
            .order_by(cls.course_id, Account.full_name, cls.id)
        )

    @classmethod
    def instructors_in(cls, unit_ids: Collection[int], day: date) -> Select[Account]:
        """The accounts that teach anything in some units on a day, each once, in the order they were added."""
        teaches = select(cls.account_id).where(
            cls.unit_id.in_(unit_ids), cls.role == Role.INSTRUCTOR, cls.in_force(day)
        )
        return select(Account).where(Account.id.in_(teaches), Account.enabled.is_(True)).order_by(Account.id)

    @classmethod
    def in_force(cls, day: date | BindParameter[date]) -> ColumnElement[bool]:
        """The condition that a grant is in force on a day."""
        return and_(cls.since <= day, cls.not_over(day))

    @classmethod
    def not_over(cls, day: date | BindParameter[date]) -> ColumnElement[bool]:
        """The condition that a grant is in force on a day or later."""
        return and_(cls.revoked_at.is_(None), or_(cls.until.is_(None), cls.until >= day))

    @classmethod
    def covers(cls, ward: type[AdministrativeUnit]) -> ColumnElement[bool]:
        """The condition that a grant over a unit covers a ward (joined): that unit, or one that was merged into it."""
        return or_(ward.id == cls.unit_id, and_(ward.successor_id == cls.unit_id, cls.role.in_(OVER_MERGED)))

    @classmethod
    def over(cls, unit_ids: Collection[int]) -> Select["RoleGrant"]:
        """All grants ever given over some units, with their accounts, the oldest first."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(joinedload(cls.account)).order_by(cls.id)

    @classmethod
    def holders(cls, unit_ids: Collection[int]) -> Select[int]:
        """The ids of the accounts that have or had a grant over some units."""
        return select(cls.account_id).where(cls.unit_id.in_(unit_ids))

    @classmethod
    def of(cls, account_id: int) -> Select["RoleGrant"]:
        """All grants of an account, the oldest first."""
        return select(cls).where(cls.account_id == account_id).order_by(cls.id)

    @classmethod
    def with_places(cls, account_id: int) -> Select["RoleGrant"]:
        """All grants of an account, loaded with unit, course, group and organisation."""
        places = cls.unit, cls.course, cls.residential_group, cls.organisation
        return cls.of(account_id).options(*map(joinedload, places))

    @classmethod
    def for_organisation(cls, organisation_id: int) -> Select["RoleGrant"]:
        """The grants for an organisation that are not revoked, with their accounts, the oldest first."""
        theirs = cls.organisation_id == organisation_id, cls.revoked_at.is_(None)
        return select(cls).where(*theirs).options(joinedload(cls.account)).order_by(cls.id)

    @classmethod
    def holders_for(cls, organisation_id: int) -> Select[int]:
        """The ids of the accounts that have or had a grant for an organisation."""
        return select(cls.account_id).where(cls.organisation_id == organisation_id)

    @classmethod
    def invited_for(cls, organisation: "Organisation", day: date) -> Select[Account]:
        """The accounts with a grant for an organisation and neither a password nor a role elsewhere: whoever shows the
        code of another could sign in as them."""
        ours = cls.holders_for(organisation.id).where(cls.not_over(day))
        is_elsewhere = or_(cls.role.not_in(FOR_ORGANISATIONS), cls.unit_id != organisation.unit_id)
        elsewhere = select(cls.account_id).where(cls.not_over(day), is_elsewhere)
        new = Account.password_hash.is_(None), Account.enabled.is_(True)
        return Account.among(ours).where(Account.id.not_in(elsewhere), *new)

    @classmethod
    def end_for_organisation(cls, session: Session, organisation_id: int, now: datetime) -> None:
        """Revoke the grants for an organisation that was retired."""
        theirs = update(cls).where(cls.organisation_id == organisation_id, cls.revoked_at.is_(None))
        session.execute(theirs.values(revoked_at=now))

    @classmethod
    def move(cls, session: Session, place: str, gone_id: int, into_id: int, now: datetime) -> int:
        """Move the grants that are not over from a `place` (the name of its column) to the one into which it was
        merged; returns how many. One is revoked where the account holds the other for the same time."""
        there, column = aliased(cls), getattr(cls, place)
        same = getattr(there, place) == into_id, there.account_id == cls.account_id, there.revoked_at.is_(None)
        longer = there.since <= cls.since, or_(there.until.is_(None), there.until >= cls.until)
        going = column == gone_id, cls.not_over(clock.local(now).date())
        session.execute(update(cls).where(*going, exists().where(*same, *longer)).values(revoked_at=now))
        moved = update(cls).where(*going).values({place: into_id}).returning(cls.id)
        return len(session.scalars(moved).all())

    @classmethod
    def administrators(cls, unit_id: int, day: date) -> Select[int]:
        """The ids of the accounts that can manage a unit's accounts on a day: enabled, awake, with a password."""
        return (
            select(cls.account_id)
            .join(cls.account)
            .where(
                cls.unit_id == unit_id,
                cls.role == Role.ADMINISTRATOR,
                cls.in_force(day),
                Account.enabled.is_(True),
                Account.asleep_at.is_(None),
                Account.password_hash.is_not(None),
            )
            .distinct()
        )

    @classmethod
    def named_administrators(cls, unit_id: int, day: date) -> Select[str]:
        """The user names of a unit's administrators on a day, whether they can sign in or not."""
        administrators = (cls.unit_id == unit_id, cls.role == Role.ADMINISTRATOR, cls.in_force(day))
        return (
            select(Account.username).join(cls, cls.account_id == Account.id).where(*administrators).order_by(Account.id)
        )

    @classmethod
    def keep_one_administrator(cls, session: Session, unit_ids: Collection[int], but: int, day: date) -> None:
        """Lock the units and check that each has an administrator other than the account `but`.

        Call in the write transaction, before that account loses the role or its access. A unit without an administrator
        passes.

        Raises:
            LastAdministrator: the account is the last one of a unit.
        """
        for unit in session.scalars(AdministrativeUnit.locked(*unit_ids)).all():
            if set(session.scalars(cls.administrators(unit.id, day))) == {but}:
                raise LastAdministrator

    def is_over(self, day: date) -> bool:
        """True if it is in force neither on a day nor later."""
        return self.revoked_at is not None or (self.until is not None and self.until < day)

    def revoke(self, now: datetime) -> None:
        """End the grant at once."""
        self.revoked_at = now
