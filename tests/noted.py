"""Whatever a test makes the product note in the trail can be read there: the act is declared, with a word for each of
its details (app/registers/trail_event.py). So each test that notes something asks it, wherever a detail was put
together."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from sqlalchemy.orm import Session

from app.models import AuditEvent
from app.registers.acts import ACTS

# Notes anything: what another release noted.
note_anything = AuditEvent.note


def unread(action: str, detail: Mapping[str, object] | None) -> list[str]:
    """The keys of a detail for which an act has no word, and that it does not keep untold, and the lines it names and
    does not know; the act itself, if undeclared."""
    if action not in ACTS:
        return [action]
    act, said = ACTS[action], detail or {}
    lines = [f"{key}: {name}" for key in said for name in act.named(key, str(said[key])) if name not in act.lines]
    return [*(key for key in said if not act.knows(key)), *lines]


def read_what_is_noted() -> None:
    """From now on noting what cannot be read fails."""

    @wraps(note_anything)
    def noted(session: Session, action: str, **given: Any) -> None:
        assert unread(action, given.get("detail")) == [], f"declare it beside the act {action}, or as untold"
        note_anything(session, action, **given)

    AuditEvent.note = noted
