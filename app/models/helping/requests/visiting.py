"""The helper's acts on a request: accept, set the time of the visit, give it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import NotTheirs, RequestStage, RequestStep, TakenByAnother
from app.models.people.account import Account


def accept(session: Session, request: HelpRequest, *, by: Account, now: datetime) -> None:
    """Whoever it was given to will go; of a team, the first who says so. Twice changes nothing.

    Raises:
        TakenByAnother: somebody of the team was quicker. NotTheirs: it is not given to them.
        RequestOver: it has ended.
    """
    request.lock(session)
    if not request.is_given_to(session, by):
        raise NotTheirs
    if request.state == RequestStage.ACCEPTED:
        if request.accepted_by_id != by.id:
            raise TakenByAnother
        return
    request.state, request.accepted_at, request.accepted_by = RequestStage.ACCEPTED, now, by
    request.goes(session, RequestStep.ACCEPTED, now, by=by)


def say_when(session: Session, request: HelpRequest, visit_at: datetime, *, by: Account, now: datetime) -> None:
    """When whoever accepted will come.

    Raises:
        NotTheirs: they have not accepted it. RequestOver: it has ended.
    """
    request.lock(session)
    if request.accepted_by_id != by.id:
        raise NotTheirs
    if request.visit_at != visit_at:
        request.visit_at = visit_at
        request.goes(session, RequestStep.VISIT_SET, now, by=by, words=visit_at.isoformat())


def hand_back(session: Session, request: HelpRequest, why: str, *, by: Account, now: datetime) -> None:
    """Whoever has it cannot go: it is the office's again. Before anybody of a team accepted, any of them may say so.

    Raises:
        NotTheirs: it is somebody else's. RequestOver: it has ended.
    """
    request.lock(session)
    accepted = request.state == RequestStage.ACCEPTED
    theirs = request.accepted_by_id == by.id if accepted else request.is_given_to(session, by)
    if not theirs:
        raise NotTheirs
    request.free()
    request.goes(session, RequestStep.HANDED_BACK, now, by=by, words=why)
