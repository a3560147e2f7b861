"""How a request about personal data begins, and how one ends without an answer of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.country.names import identity_key
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Person
from app.models.trust.data_request import DataRequest
from app.models.trust.data_rights import OPEN, WANTS_WORDS, RightState


def ask(session: Session, asked: DataRequest, *, by: Account | None = None) -> DataRequest:
    """Store a request; a repeated press returns the request that it made before.

    What asks the same as one that is open (what for, name, year, number, and where the right wants them the words) is
    that one for an officer (`by`). Anybody else gets a ticket of their own, which looks like any and tells nothing of
    the first: who asks again may be anybody that knows the name. Other words that come with it stay beside the first.
    The unit's row is locked, so that of two at once the second finds the first.
    """
    session.scalars(AdministrativeUnit.locked(asked.unit.id)).one()
    if asked.submission:
        known = session.scalars(DataRequest.sent_by(asked.submission)).first()
        if known is not None:
            return known
    first = _same_as(session, asked)
    if first is not None:
        first.write_down(session, "asked_again", asked.asked_at, by=by)
        if by is not None and asked.words in ("", first.words):
            return first
    asked.same_as = first
    session.add(asked)
    session.flush()
    asked.write_down(session, "asked", asked.asked_at, by=by)
    return first if first is not None and by is not None else asked


def _same_as(session: Session, asked: DataRequest) -> DataRequest | None:
    """The open request of the same right, name, year of birth and phone."""
    noun, key = DataRequest, identity_key(asked.full_name)
    alike = [noun.kind == asked.kind, noun.birth_year == asked.birth_year, noun.phone == asked.phone]
    if asked.kind in WANTS_WORDS:
        alike.append(noun.words == asked.words)
    with session.no_autoflush:
        found = session.scalars(noun.open_in([asked.unit.id]).where(*alike)).all()
    return next((each for each in found if identity_key(each.full_name) == key), None)


# How a request about one's own data ends without an answer of its own: done before an older backup came back, or along
# with another.
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
