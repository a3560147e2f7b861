"""Why a sign-in no longer gives access. Phones depend on it: if it was revoked they delete its saved pages, if it only
expired or is locked they keep them (docs/offline.md). Unsent data is kept in every case."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people.account import Account
from app.models.people.role import RoleGrant
from app.models.people.sign_in import MOST_WRONG, SignIn, digest


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
