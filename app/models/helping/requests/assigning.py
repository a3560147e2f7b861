"""What the office does with a request for help at home: gives it to somebody, notes, puts off, declines."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import NobodyThere, RequestStage, RequestStep
from app.models.movement.team import Team
from app.models.people.account import Account


def assign(
    session: Session, request: HelpRequest, to: Ambassador | Team, *, by: Account, version: str, now: datetime
) -> None:
    """Give it to an ambassador or a team of the ward, whoever had it before. Twice changes nothing.

    Raises:
        NobodyThere: they have ended or were dissolved. RequestOver: it has ended.
        Overtaken: somebody else changed it since `version`.
    """
    session.refresh(to, with_for_update={"of": type(to)})  # whoever ends them meanwhile gives back what they have
    if _has_ended(to, clock.local(now).date()) or to.unit_id != request.unit_id:
        raise NobodyThere
    request.lock(session)
    there = (request.ambassador_id, request.team_id)
    wanted = (to.id, None) if isinstance(to, Ambassador) else (None, to.id)
    if request.state == RequestStage.ASSIGNED and there == wanted:
        return
    request.check(version)
    request.free()
    name = to.person.full_name if isinstance(to, Ambassador) else to.name
    request.ambassador, request.team = (to, None) if isinstance(to, Ambassador) else (None, to)
    request.state, request.assigned_at, request.assigned_by = RequestStage.ASSIGNED, now, by
    request.goes(session, RequestStep.ASSIGNED, now, by=by, words=name)


def decline(session: Session, request: HelpRequest, why: str, *, by: Account, version: str, now: datetime) -> None:
    """The office does not send anybody, and says why; who asked reads it.

    Raises:
        RequestOver: it has ended. Overtaken: somebody else changed it since `version`.
    """
    request.lock(session)
    request.check(version)
    request.state, request.why = RequestStage.DECLINED, why
    request.goes(session, RequestStep.DECLINED, now, by=by, words=why)


def move_due(
    session: Session, request: HelpRequest, due_on: date, why: str, *, by: Account, version: str, now: datetime
) -> None:
    """Set a later due date, with the reason.

    Raises:
        RequestOver: it has ended. Overtaken: somebody else changed it since `version`.
    """
    request.lock(session)
    request.check(version)
    if request.due_on != due_on:
        request.due_on = due_on
        request.goes(session, RequestStep.DUE_MOVED, now, by=by, words=why)


def note(session: Session, request: HelpRequest, words: str, *, by: Account, now: datetime) -> None:
    """Something to know of it ("đã gọi, chưa nghe máy"), also of one that has ended; nothing of who is helped."""
    session.refresh(request, with_for_update={"of": HelpRequest})
    request.goes(session, RequestStep.NOTED, now, by=by, words=words)


def _has_ended(to: Ambassador | Team, day: date) -> bool:
    if isinstance(to, Ambassador):
        return to.until is not None and to.until <= day
    return to.dissolved_at is not None
