"""How the counter finds what an address names, and for whom somebody may register: only their own people are there."""

from flask import g

from app.models import Course, CourseState, Lesson, ResidentialGroup, Role
from app.models.learning.families import WARD_WIDE, RegistrationScope
from app.web.access import current_visitor, one_or_404, signed_in
from app.web.database import db

STAFF = (Role.COUNTER, Role.AMBASSADOR, Role.GROUP_HEAD, Role.OFFICER)
# Those who note helps on the log: whoever helps anybody who comes, or goes out to them.
HELPERS = (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER)
# With those who do so for an organisation until a day: of all in the book they see what they wrote today, nothing else.
REGISTERING, LOGGING = (*STAFF, Role.UNIT_HELPER), (*HELPERS, Role.UNIT_HELPER)


def unit_ids() -> set[int]:
    """The units for whose courses the visitor may register anybody at all."""
    visitor = current_visitor()
    return visitor.units(*WARD_WIDE) | set(visitor.groups.values())


def sees_today_alone() -> bool:
    """Whether the visitor helps and registers for an organisation alone."""
    roles = current_visitor().roles
    return Role.UNIT_HELPER in roles and roles.isdisjoint(STAFF)


def course_here(code: str) -> Course:
    """The published course of an address with all that the counter tells of it; a 404 for one of another unit."""
    return one_or_404(Lesson.course_opened(code, unit_ids()).where(Course.state != CourseState.DRAFT))


def scope_on(course: Course) -> RegistrationScope:
    """Whom the visitor may register on a course: the visitor's people who are also the course's."""
    visitor = current_visitor()
    return RegistrationScope.on(db.session(), course, visitor.units(*WARD_WIDE), visitor.groups)


def sees_people_of(unit_id: int) -> tuple[set[int], set[int]]:
    """Whose files the visitor may look into in a unit: the unit's id for an officer, a group head's groups.

    Nobody else is shown who is on file.
    """
    visitor = current_visitor()
    groups = {group for group, unit in visitor.groups.items() if unit == unit_id}
    return visitor.units(Role.OFFICER) & {unit_id}, groups


def own_groups() -> list[ResidentialGroup]:
    """The groups that the visitor heads; asked once a request."""
    if "own_groups" not in g:
        theirs = current_visitor().groups
        g.own_groups = list(db.session.scalars(ResidentialGroup.with_unit(*theirs))) if theirs else []
    groups: list[ResidentialGroup] = g.own_groups
    return groups


def headed_group() -> ResidentialGroup | None:
    """The group whose head the visitor is and nothing else, or None."""
    visitor = signed_in()
    if visitor is None or len(visitor.groups) != 1 or visitor.units(*WARD_WIDE):
        return None
    return db.session.scalars(ResidentialGroup.with_unit(*visitor.groups)).first()
