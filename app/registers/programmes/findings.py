"""Tasks that an event asked for, in words: after which event, and what became of it since."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import formats
from app.entries.words import noun_of
from app.models import Event, Matter, Programme, ProgrammeEntry
from app.models.movement.declaration import Outcome
from app.models.movement.event import EventState


class FindingEvent(NamedTuple):
    """The event that asked for a task: its programme and row, it in words, what became of it ("" while it stands)."""

    programme_id: int
    row: str
    words: str
    gone: str


def event_of(session: Session, task: Matter) -> FindingEvent | None:
    """That of a task; None of a task of a plan. Three statements."""
    event = session.get(Event, task.site_id) if task.site_id else None
    if event is None or event.programme_id is None:
        return None
    programme = session.get_one(Programme, event.programme_id)
    noun = noun_of(programme.current.declared) if programme.current else programme.name
    words = _("Sau %(noun)s “%(name)s”, ngày %(day)s", noun=noun, name=event.name, day=formats.date(event.held_on))
    return FindingEvent(programme.id, event.public_id, str(words), _gone(session, event))


def _gone(session: Session, event: Event) -> str:
    if event.state == EventState.CALLED_OFF:
        return str(_("Cuộc này nay ghi là không tổ chức. Việc vẫn còn, tới khi có người bỏ."))
    done = ProgrammeEntry.site_id == event.id, ProgrammeEntry.latest, ProgrammeEntry.outcome == Outcome.DONE
    if event.retired_on or session.scalars(select(ProgrammeEntry.id).where(*done)).first() is None:
        return str(_("Lần ghi cuộc này đã rút, hoặc đã ra khỏi sổ. Việc vẫn còn, tới khi có người bỏ."))
    return ""


def may_give(event: Event, programme: Programme) -> bool:
    """Whether tasks are given after an event: its programme says to whom, it was held, and both are in use."""
    asks = programme.current and programme.current.declared.tasks_to
    return bool(asks and event.state == EventState.HELD and not (event.retired_on or programme.retired_on))


def findings_of(session: Session, event: Event) -> list[Matter]:
    """The tasks that an event asked for, the oldest first. One statement."""
    return list(session.scalars(Matter.of_site(event.id).options(*Matter.with_owner())))
