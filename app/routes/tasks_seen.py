"""Which tasks the visitor sees, and what the trail tells of an act on one."""

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from app.models import Matter
from app.routes.trail import note_act
from app.web.access import current_visitor


def tasks_seen() -> ColumnElement[bool]:
    """The condition of tasks that the visitor sees, of each unit by the roles held there (docs/decisions/0133)."""
    visitor = current_visitor()
    of_units = [
        and_(Matter.unit_id == unit, Matter.seen_by(visitor.roles_in(unit)))
        for unit in sorted({grant.unit_id for grant in visitor.grants})
    ]
    return or_(Matter.site_id.is_(None), *of_units)


def note_task(session: Session, act: str, task: Matter, **detail: object) -> None:
    """Note what the visitor does to a task; of one that officers do not see its public id alone."""
    shown: dict[str, object] = {"name": task.name, **detail} if task.is_seen_by_officers else {}
    note_act(session, f"matter.{act}", task.unit_id, task.trail_subject, shown)
