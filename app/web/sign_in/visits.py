"""The state of a browser's sign-in: open, locked, or over. Reading it does not count as use."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Role, SignIn
from app.models.people.account_state import Suspended, why_suspended
from app.models.people.second_factor import SecondFactor
from app.models.people.visit import Visit

# The idle time after which a sign-in locks, by role and by room, never by person (docs/promises.md).
#
# A sign-in stays open for work in the field while the office is locked: an instructor who is also an officer ticks the
# roll all evening and is asked for a PIN at the office. A new role sets its time here; a test checks that.
# A desk is in reach of others; in the field it is one's own phone, for one's own lessons and mentees.
DESK, FIELD = timedelta(minutes=15), timedelta(days=30)
ROLE_IDLE: Mapping[Role, timedelta] = {
    Role.ADMINISTRATOR: DESK,
    Role.OFFICER: DESK,
    Role.LEADER: DESK,
    Role.PROVINCE_OFFICER: DESK,
    Role.COUNTER: DESK,
    Role.INSTRUCTOR: FIELD,
    Role.AMBASSADOR: FIELD,
    Role.GROUP_HEAD: FIELD,
    Role.UNIT: FIELD,
    Role.UNIT_HELPER: FIELD,
}
# For pages that give access to others, for every role.
ADMINISTERING = timedelta(minutes=5)
ADMINISTRATION, OFFICE = "quan-tri", "van-phong"


def idle_time(role: Role, roles: Collection[Role], address: str) -> timedelta:
    """The idle time for which a role keeps an address open, for somebody with all these `roles`.

    The office shows data of the entire ward: there a role of the field keeps nothing open that a role of the desk would
    lock.
    """
    room = address.split("/", 2)[1]
    if room == ADMINISTRATION:
        return ADMINISTERING
    return min(map(ROLE_IDLE.__getitem__, roles)) if room == OFFICE else ROLE_IDLE[role]


def locked_roles(roles: Collection[Role], address: str, idle: timedelta) -> frozenset[Role]:
    """The roles that no longer open an address after some idle time."""
    return frozenset(role for role in roles if idle > idle_time(role, roles, address))


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
