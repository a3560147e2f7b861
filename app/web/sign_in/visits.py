"""A browser's sign-in as it stands: open, locked, or over. Looking shows nobody: it does not count as being seen."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Role, SignIn
from app.models.people.second_factor import SecondFactor
from app.models.people.shut import Shut, why_shut
from app.models.people.visit import Visit
from app.web.sign_in.idle import locked_roles

# A sign-in lasts as long as its cookie, however often it is used.
LASTS = timedelta(days=30)


def open_visit(session: Session, token: str, now: datetime) -> Visit | None:
    """The sign-in of a cookie's token, locked or not; None once it has ended, run out or lost its last role, and where
    its roles need a second factor that was no part of it: it is from before they did."""
    visit = Visit.of(session, token, clock.local(now).date()) if token else None
    if visit is None or not visit.held or is_over(visit, now):
        return None
    return None if SecondFactor.is_needed(visit.roles) and not visit.two_step else visit


def is_over(sign_in: SignIn | Visit, now: datetime) -> bool:
    """Whether a sign-in that nobody ended has run out."""
    return now - sign_in.created_at > LASTS


def is_locked(visit: Visit, address: str, who: Collection[Role], now: datetime) -> bool:
    """Whether a visit has to be unlocked before it opens an address to one of these roles. (Without any of them there
    is nothing that unlocking would open.)"""
    held = visit.roles & frozenset(who)
    return bool(held) and held <= locked_roles(visit.roles, address, visit.idle(now))


def why(session: Session, token: str, now: datetime) -> Shut:
    """Why the sign-in of a cookie's token ("" for none) opens nothing; ask only where it does not."""
    if not token:
        return Shut.EXPIRED
    return why_shut(session, token) if open_visit(session, token, now) is None else Shut.LOCKED
