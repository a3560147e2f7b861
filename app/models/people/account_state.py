"""Whether an account may sign in for some units: the state that a list shows and is filtered by, in SQL."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Exists

from app.models.people.account import Account
from app.models.people.role import RoleGrant
from app.models.people.second_factor import NEEDED_BY
from app.models.people.sign_in import MOST_WRONG, SignIn, digest
from app.models.people.totp_secret import TotpSecret


class AccountState(StrEnum):
    """In use; invited but never signed in; asleep, unused for too long; stopped, or without a role any more."""

    IN_USE = "in_use"
    INVITED = "invited"
    ASLEEP = "asleep"
    STOPPED = "stopped"


def state(unit_ids: Collection[int], day: date) -> ColumnElement[str]:
    """The `AccountState` of an account on a day, by its roles over some units."""
    return case(
        (or_(Account.enabled.is_(False), ~_granted(unit_ids, day)), AccountState.STOPPED.value),
        (Account.asleep_at.is_not(None), AccountState.ASLEEP.value),
        (Account.password_hash.is_(None), AccountState.INVITED.value),
        else_=AccountState.IN_USE.value,
    )


def lacks_factor(unit_ids: Collection[int], day: date) -> ColumnElement[bool]:
    """The condition that an account needs a second factor for some units and has none: its owner sets it up when
    signing in next."""
    known = state(unit_ids, day).in_((AccountState.IN_USE, AccountState.ASLEEP))
    needs = _granted(unit_ids, day).where(RoleGrant.role.in_(NEEDED_BY))
    return and_(known, needs, ~exists().where(TotpSecret.account_id == Account.id))


def states_of(
    session: Session, account_ids: Collection[int], unit_ids: Collection[int], day: date
) -> dict[int, tuple[str, bool]]:
    """The `AccountState` of some accounts and whether they lack a second factor, by id. One statement."""
    wanted = select(Account.id, state(unit_ids, day), lacks_factor(unit_ids, day)).where(Account.id.in_(account_ids))
    return {row[0]: (row[1], bool(row[2])) for row in session.execute(wanted)}


def _granted(unit_ids: Collection[int], day: date) -> Exists:
    theirs = RoleGrant.account_id == Account.id, RoleGrant.unit_id.in_(unit_ids)
    return exists().where(*theirs, RoleGrant.not_over(day))


# Why a sign-in no longer gives access. Phones depend on it: if it was revoked they delete its saved pages, if it only
# expired or is locked they keep them (docs/offline.md). Unsent data is kept in every case.
class Suspended(StrEnum):
    """Why a sign-in gives no access."""

    REVOKED = "revoked"  # it was ended, the account disabled, or all its roles revoked
    EXPIRED = "expired"  # its time is over, or nobody was signed in
    LOCKED = "locked"  # it was idle; it can be unlocked


def why_suspended(session: Session, token: str) -> Suspended:
    """Why the sign-in of a cookie's token is over; an unknown one has expired (an older backup was restored)."""
    columns = (SignIn.ended_at, SignIn.wrong_unlocks, SignIn.account_id, Account.enabled)
    wanted = select(*columns).join(SignIn.account)
    row = session.execute(wanted.where(SignIn.token_hash == digest(token))).one_or_none()
    if row is None:
        return Suspended.EXPIRED
    if row.wrong_unlocks >= MOST_WRONG:
        return Suspended.EXPIRED  # ended by wrong PINs on this device; its owner can sign in again
    if row.ended_at is not None or not row.enabled:
        return Suspended.REVOKED
    left = RoleGrant.of(row.account_id).where(RoleGrant.revoked_at.is_(None))
    return Suspended.REVOKED if session.scalars(left.limit(1)).first() is None else Suspended.EXPIRED
