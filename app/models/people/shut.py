"""Why a sign-in opens nothing any more. A phone goes by it: of one that was revoked its saved pages go, of one that
only ran out or locked they stay for who comes back (docs/offline.md). What was not sent stays in every case."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people.account import Account
from app.models.people.role import RoleGrant
from app.models.people.sign_in import MOST_WRONG, SignIn, digest


class Shut(StrEnum):
    """How a sign-in came to open nothing."""

    REVOKED = "revoked"  # somebody ended it, stopped the account, or took all its roles back
    EXPIRED = "expired"  # its time ran out, or nobody was signed in at all
    LOCKED = "locked"  # it lay idle; whoever unlocks it goes on


def why_shut(session: Session, token: str) -> Shut:
    """Why the sign-in of a cookie's token is over; one that nobody knows has run out (an older backup came back)."""
    told = (SignIn.ended_at, SignIn.wrong_unlocks, SignIn.account_id, Account.enabled)
    wanted = select(*told).join(SignIn.account)
    row = session.execute(wanted.where(SignIn.token_hash == digest(token))).one_or_none()
    if row is None:
        return Shut.EXPIRED
    if row.wrong_unlocks >= MOST_WRONG:
        return Shut.EXPIRED  # on this very device, and whoever signs in on it goes on
    if row.ended_at is not None or not row.enabled:
        return Shut.REVOKED
    left = RoleGrant.of(row.account_id).where(RoleGrant.revoked_at.is_(None))
    return Shut.REVOKED if session.scalars(left.limit(1)).first() is None else Shut.EXPIRED
