"""How the office finds what an address names: only what belongs to a unit one works for is there."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app import codes
from app.access import current_visitor, found
from app.database import db
from app.models import AdministrativeUnit, Approval, ApprovalState, Course, Lesson, Role

STAFF = (Role.OFFICER, Role.LEADER)


def unit_ids(*roles: Role) -> set[int]:
    """The units over which the visitor is officer or leader, or holds one of these roles."""
    return current_visitor().units(*(roles or STAFF))


def units(*roles: Role) -> list[AdministrativeUnit]:
    """The same, loaded, by code."""
    wanted = select(AdministrativeUnit).where(AdministrativeUnit.id.in_(unit_ids(*roles)))
    return list(db.session.scalars(wanted.order_by(AdministrativeUnit.code)))


def unit_called(code: str | None, *roles: Role) -> AdministrativeUnit:
    """The unit with a code, or without one the first of the visitor's; a 404 for any other."""
    wanted = select(AdministrativeUnit).where(AdministrativeUnit.id.in_(unit_ids(*roles)))
    if code:
        wanted = wanted.where(AdministrativeUnit.code == code)
    return found(wanted.order_by(AdministrativeUnit.code))


def course_here(code: str, *roles: Role) -> Course:
    """The course of an address with its unit, place and lessons; a 404 for one of another unit."""
    wanted = Course.in_units(unit_ids(*roles)).where(Course.folded_code == codes.fold(code))
    return found(
        wanted.options(
            joinedload(Course.unit), joinedload(Course.place), selectinload(Course.lessons).joinedload(Lesson.place)
        )
    )


def is_officer(course: Course) -> bool:
    """Whether the visitor may change the course."""
    return course.unit_id in unit_ids(Role.OFFICER)


def is_leader(course: Course) -> bool:
    """Whether the visitor decides about the course's lists."""
    return course.unit_id in unit_ids(Role.LEADER)


def newest_list(course: Course) -> Select[Approval]:
    """The course's newest list, whatever became of it, with the people who submitted and decided."""
    people = (joinedload(Approval.submitted_by), joinedload(Approval.decided_by))
    return Approval.of(course.id).options(*people).limit(1)


def live_list(course: Course) -> Approval | None:
    """The course's list that is before the leader or approved, or None."""
    return db.session.scalars(newest_list(course).where(Approval.state != ApprovalState.SENT_BACK)).first()
