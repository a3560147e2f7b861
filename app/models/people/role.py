"""Roles, and the grants that give a person a role over a unit or a course for a time."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import Base
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit


class Role(StrEnum):
    """Who a person is to the product (shared words: `lopso routes`, design interface)."""

    INSTRUCTOR = "instructor"
    COUNTER = "counter"
    AMBASSADOR = "ambassador"
    OFFICER = "officer"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    PROVINCE_OFFICER = "province_officer"


_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class RoleGrant(Base):
    """A role × a unit, or an instructor × one course, from a day to a day (both included; no end = until revoked)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role_known"),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        CheckConstraint("course_id IS NULL OR role = 'instructor'", name="course_for_instructors"),
        Index(None, "account_id"),
        Index(None, "course_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship()
    role: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), default=None)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    @classmethod
    def in_force(cls, day: date) -> ColumnElement[bool]:
        """The condition that a grant holds on a day."""
        return and_(cls.since <= day, or_(cls.until.is_(None), cls.until >= day))
