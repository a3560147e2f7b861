"""What was done to a row of a register, under every name that the trail had for it."""

import json
from typing import Any

from sqlalchemy.orm import Session

from app.models import AuditEvent
from app.registers.register import Register

# The name that the trail had for a row before its code was changed, among the details of that change.
EARLIER = "earlier"


def acts_about(session: Session, register: Register[Any], row: Any, most: int) -> list[AuditEvent]:
    """The newest first: what is filed under its name of today, back to where it was added or bore another, and from
    there on under that one; a code that was given away may be another row's since."""
    acts: list[AuditEvent] = []
    wanted = AuditEvent.about_any(register.subjects(row)).where(AuditEvent.unit_id == row.unit_id)
    while len(acts) < most:
        for act in session.scalars(wanted.limit(most - len(acts))).all():
            acts.append(act)
            if act.action == f"{register.key}.added":
                return acts
            if earlier := json.loads(act.detail).get(EARLIER):
                wanted = AuditEvent.about(register.key, earlier).where(AuditEvent.id < act.id)
                break
        else:
            return acts
    return acts
