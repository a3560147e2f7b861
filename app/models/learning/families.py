"""Registrations that somebody made for others: a family on one ticket, and those that staff made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models.learning import course_door
from app.models.learning.course import Course
from app.models.learning.course_terms import WhoMay
from app.models.learning.joining import CourseFull, Wishes
from app.models.learning.registration import Registration
from app.models.learning.ticket import Ticket
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import Role


@dataclass(frozen=True)
class Family:
    """The result of a form for several people: `ticket` is theirs, or a thin one if all of them were registered before.

    `known` are the names of those who keep their registration on another ticket, `left_out` of those without a place.
    """

    ticket: Ticket
    known: tuple[str, ...]
    left_out: tuple[str, ...]


def register_family(
    session: Session,
    course_id: int,
    members: Sequence[tuple[Person, Wishes]],
    now: datetime,
    *,
    ticket_id: int | None = None,
    known_tickets: Collection[str] = (),
) -> Family:
    """Register each person by the rules of `Registration.register`, in order, on one ticket: a new one, `ticket_id`, or
    that of the first, if the sender holds its token (`known_tickets`).

    The course's row is locked throughout; the last seats go to the first in order. People without a place leave nothing
    behind. The same form sent again gives the same result.

    Raises:
        NotOpen, NotForYou, NoGuardian: as there, for any of them; then nobody is registered.
        CourseFull: no place for any of them, and nobody was registered before.
    """
    course_door.hold(session, course_id)
    register = partial(Registration.register, known_tickets=known_tickets)
    theirs = session.get_one(Ticket, ticket_id) if ticket_id is not None else None
    thin: Ticket | None = None
    known, left_out = [], []
    for person, wishes in members:
        name, on = person.full_name, theirs.id if theirs else None
        try:
            with session.begin_nested():
                ticket = register(session, course_id, person, wishes, now, ticket_id=on)
        except CourseFull:
            left_out.append(name)
            continue
        if ticket.is_thin or (theirs is not None and ticket.id != theirs.id):
            known.append(name)
            thin = thin or ticket
        else:
            theirs = ticket
    if (ticket_of_all := theirs or thin) is None or len(left_out) == len(members):
        raise CourseFull
    return Family(ticket_of_all, tuple(known), tuple(left_out))


# Registrations that staff made for somebody else.
# Roles that register anybody of the ward; a group head only the people of their group.
WARD_WIDE = (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER, Role.UNIT_HELPER)


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
