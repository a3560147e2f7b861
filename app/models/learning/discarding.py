"""Deletion of a draft class begun by mistake, as long as nobody outside of the office has seen it."""

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.helping.course_invitee import CourseInvitee
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.ticket import Ticket
from app.models.movement.team_invitation import TeamInvitation
from app.models.people.role import RoleGrant
from app.models.trust.audit_event import AuditEvent

# Events after which a poster, a page or a message may name the class.
SHOWN = ("course.published", "course.withdrawn", "course.called_off")


class Met(Exception):
    """The class may be known: it was published or called off, or something refers to it. It stays."""


def may_discard(session: Session, course: Course) -> bool:
    """Whether it is a draft that was never shown, with nobody registered or invited. One statement."""
    if course.state != CourseState.DRAFT:
        return False
    shown = AuditEvent.about("course", course.code).where(AuditEvent.action.in_(SHOWN)).order_by(None)
    known = shown.exists() | Ticket.of(course.id).order_by(None).exists()
    invited = exists().where(CourseInvitee.course_id == course.id)
    teams = exists().where(TeamInvitation.course_id == course.id)
    return not session.scalar(select(known | invited | teams))


def discard(session: Session, course: Course) -> None:
    """Delete a draft with its lessons and teaching grants. The caller holds the course's row lock.

    Raises:
        Met: it is known outside of the office, or something refers to it.
    """
    if not may_discard(session, course):
        raise Met
    try:
        # The foreign keys of all referring tables enforce this.
        with session.begin_nested():
            session.execute(delete(RoleGrant).where(RoleGrant.course_id == course.id))
            session.delete(course)
            session.flush()
    except IntegrityError as error:
        raise Met from error
