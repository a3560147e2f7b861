"""How a request about one's own data ends without an answer of its own: done before an older backup came back, or along
with another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models.people.person import Person
from app.models.trust.data_request import DataRequest
from app.models.trust.data_rights import OPEN, RightState


def do_again(
    asked: DataRequest, session: Session, person: Person, seen: str, outcome: Mapping[str, Any], *, now: datetime
) -> None:
    """Close a request that was done but is open in a restored older backup.

    Raises:
        RequestOver: it is not open.
    """
    asked.lock_in(session, *OPEN)
    asked.person, asked.seen_how, asked.answered_at = person, seen, asked.answered_at or now
    asked.state = RightState.GRANTED
    asked.finish(session, outcome, by=None, now=now)
    asked.forget_who()


def resolve_with(asked: DataRequest, session: Session, answer: str, *, now: datetime) -> None:
    """Close a request whose requester was erased by another request.

    Raises:
        RequestOver: it is not open.
    """
    asked.lock_in(session, *OPEN)
    asked.state, asked.answer = RightState.WITHDRAWN, answer
    asked.write_down(session, "settled", now)
    asked.forget_who()
