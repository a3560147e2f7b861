"""Registrations that staff made for somebody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models.learning.course import Course
from app.models.learning.course_terms import WhoMay
from app.models.learning.registration import Registration
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import Role

# Roles that register anybody of the ward; a group head only the people of their group.
WARD_WIDE = (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER)


@dataclass(frozen=True)
class RegistrationScope:
    """Whom a member of staff may register on a course: people of these groups, and with `elsewhere` people of none.

    `own` is the preselected group.
    """

    groups: list[ResidentialGroup]
    elsewhere: bool
    own: ResidentialGroup | None

    @property
    def is_empty(self) -> bool:
        """True if they can register nobody on this course."""
        return not self.groups and not self.elsewhere

    @classmethod
    def on(
        cls, session: Session, course: Course, units: Collection[int], headed: Collection[int]
    ) -> "RegistrationScope":
        """The scope of somebody who registers for entire `units` (ids) or for the `headed` groups (ids), within the
        course's audience."""
        everywhere = course.unit_id in units
        groups = list(session.scalars(ResidentialGroup.of(course.unit_id)))
        offered = groups if everywhere else [group for group in groups if group.id in headed]
        if course.who_may == WhoMay.GROUPS:
            welcome = {group.id for group in course.groups}
            offered = [group for group in offered if group.id in welcome]
        open_to_all = course.who_may in (WhoMay.ANYONE, WhoMay.STAFF)
        own = [group for group in offered if group.id in headed]
        return cls(offered, everywhere and open_to_all, own[0] if len(own) == 1 else None)

    def group_coded(self, session: Session, code: str | None) -> ResidentialGroup | None:
        """The group that a code names, if it is one of these."""
        return ResidentialGroup.among(session, self.groups, code)


def made_by(account_id: int, since: datetime) -> Select[Registration]:
    """A member of staff's registrations since a moment, the newest first, with people and courses."""
    return (
        select(Registration)
        .where(Registration.made_by_id == account_id, Registration.created_at >= since)
        .options(joinedload(Registration.person), joinedload(Registration.course))
        .order_by(Registration.id.desc())
    )


def visible_to(account_id: int, officer_of: Collection[int]) -> Select[Registration]:
    """The registrations that somebody may open at the counter: their own, and for an officer those of the ward."""
    return (
        select(Registration)
        .join(Registration.course)
        .where(or_(Registration.made_by_id == account_id, Course.unit_id.in_(officer_of)))
        .options(joinedload(Registration.ticket), joinedload(Registration.person))
    )
