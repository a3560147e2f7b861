"""How the counter finds what an address names, and for whom somebody may register: only their own people are there."""

from dataclasses import dataclass

from app.models import Course, CourseState, Lesson, ResidentialGroup, Role, WhoMay
from app.web.access import current_visitor, found, signed_in
from app.web.database import db

STAFF = (Role.COUNTER, Role.AMBASSADOR, Role.GROUP_HEAD, Role.OFFICER)
# Those who register anybody of the ward; a group head registers the people of the own group only.
WARD_WIDE = (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER)
# Those who note helps on the log: whoever helps anybody who comes, or goes out to them.
HELPERS = (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER)


@dataclass(frozen=True)
class Scope:
    """Whom the visitor may register on a course: people of these groups, and, with `elsewhere`, people of none.

    `own` is the group to begin with.
    """

    groups: list[ResidentialGroup]
    elsewhere: bool
    own: ResidentialGroup | None

    @property
    def is_empty(self) -> bool:
        """True when there is nobody whom the visitor could register on this course."""
        return not self.groups and not self.elsewhere

    def group_coded(self, code: str | None) -> ResidentialGroup | None:
        """The group of a code, if it is one of these."""
        return next((group for group in self.groups if group.code == code), None)


def unit_ids() -> set[int]:
    """The units for whose courses the visitor may register anybody at all."""
    visitor = current_visitor()
    return visitor.units(*WARD_WIDE) | set(visitor.groups.values())


def course_here(code: str) -> Course:
    """The published course of an address with all that the counter tells of it; a 404 for one of another unit."""
    return found(Lesson.course_opened(code, unit_ids()).where(Course.state != CourseState.DRAFT))


def scope_on(course: Course) -> Scope:
    """Whom the visitor may register on a course: the visitor's people who are also the course's."""
    visitor = current_visitor()
    everywhere = course.unit_id in visitor.units(*WARD_WIDE)
    groups = list(db.session.scalars(ResidentialGroup.of(course.unit_id)))
    mine = [group for group in groups if group.id in visitor.groups]
    offered = groups if everywhere else mine
    if course.who_may == WhoMay.GROUPS:
        welcome = {group.id for group in course.groups}
        offered = [group for group in offered if group.id in welcome]
    open_to_all = course.who_may in (WhoMay.ANYONE, WhoMay.STAFF)
    own = [group for group in offered if group.id in visitor.groups]
    return Scope(offered, everywhere and open_to_all, own[0] if len(own) == 1 else None)


def sees_people_of(unit_id: int) -> tuple[set[int], set[int]]:
    """Whose files the visitor may look into in a unit: the unit's id for an officer, a group head's groups.

    Nobody else is shown who is on file.
    """
    visitor = current_visitor()
    groups = {group for group, unit in visitor.groups.items() if unit == unit_id}
    return visitor.units(Role.OFFICER) & {unit_id}, groups


def headed_group() -> ResidentialGroup | None:
    """The group whose head the visitor is and nothing else, or None."""
    visitor = signed_in()
    if visitor is None or len(visitor.groups) != 1 or visitor.units(*WARD_WIDE):
        return None
    return db.session.scalars(ResidentialGroup.with_unit(*visitor.groups)).first()
