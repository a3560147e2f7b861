"""What the office does to a course, in the audit trail."""

from sqlalchemy.orm import Session

from app import clock
from app.access import current_visitor
from app.models import AuditEvent, Course


def note(session: Session, action: str, course: Course, detail: dict[str, object] | None = None) -> None:
    """Note in the audit trail what the visitor does to a course."""
    AuditEvent.note(
        session,
        action,
        at=clock.now(),
        account_id=current_visitor().account_id,
        unit_id=course.unit_id,
        subject=("course", course.code),
        detail=detail,
    )
