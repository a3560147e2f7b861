"""The state of a browser's sign-in: open, locked, or over. Reading it does not count as use."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Role, SignIn
from app.models.people.second_factor import SecondFactor
from app.models.people.suspended import Suspended, why_suspended
from app.models.people.visit import Visit
from app.web.sign_in.idle import locked_roles

# The lifetime of a sign-in and its cookie, however often it is used.
LASTS = timedelta(days=30)


def open_visit(session: Session, token: str, now: datetime) -> Visit | None:
    """The sign-in of a cookie's token, locked or not; None if it has ended, expired or lost its last role, or if its
    roles need a second factor and it was made without one, before they did."""
    visit = Visit.of(session, token, clock.local(now).date()) if token else None
    if visit is None or not visit.grants or is_over(visit, now):
        return None
    return None if SecondFactor.is_needed(visit.roles) and not visit.two_step else visit


def late_visit(session: Session, token: str, now: datetime, address: str) -> Visit | None:
    """The sign-in of somebody whose last role ended by its date a short while ago: it sends what was pressed before
    and opens nothing. None if it has ended, expired, lies idle or lacks the second factor that its roles needed."""
    visit = Visit.of(session, token, clock.local(now).date()) if token else None
    if visit is None or visit.grants or not visit.ended or is_over(visit, now):
        return None
    if SecondFactor.is_needed(visit.ended) and not visit.two_step:
        return None
    return None if locked_roles(visit.ended, address, visit.idle(now)) == visit.ended else visit


def is_over(sign_in: SignIn | Visit, now: datetime) -> bool:
    """Whether a sign-in has expired."""
    return now - sign_in.created_at > LASTS


def is_locked(visit: Visit, address: str, who: Collection[Role], now: datetime) -> bool:
    """Whether a visit must be unlocked to open an address for one of these roles; False if it has none of them."""
    entitled = visit.roles & frozenset(who)
    return bool(entitled) and entitled <= locked_roles(visit.roles, address, visit.idle(now))


def why(session: Session, token: str, now: datetime) -> Suspended:
    """Why the sign-in of a cookie's token ("" for none) opens nothing; call it only if it does not."""
    if not token:
        return Suspended.EXPIRED
    return why_suspended(session, token) if open_visit(session, token, now) is None else Suspended.LOCKED
