"""The second factors of an account, and whether it needs one (docs/promises.md, "Sign-in")."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.people.half_sign_in import HalfSignIn
from app.models.people.passkey import Passkey
from app.models.people.recovery_code import RecoveryCode
from app.models.people.role import Role
from app.models.people.totp_secret import TotpSecret

NEEDED_BY = frozenset((Role.LEADER, Role.ADMINISTRATOR, Role.PROVINCE_OFFICER))


class SecondFactor(NamedTuple):
    """An account's second factors: since when its app is set up (None: it is not), and the number of unused recovery
    codes."""

    set_up_at: datetime | None
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Whether there is one; sign-in then asks for it whatever the roles."""
        return self.set_up_at is not None

    @staticmethod
    def is_needed(roles: Collection[Role]) -> bool:
        """Whether any of these roles requires one."""
        return not NEEDED_BY.isdisjoint(roles)

    @classmethod
    def of(cls, session: Session, account_id: int) -> "SecondFactor":
        """The second factors of an account."""
        secret = TotpSecret.of(session, account_id)
        return cls(secret.set_up_at if secret else None, session.scalars(RecoveryCode.left(account_id)).one())

    @classmethod
    def enabled_for(cls, session: Session, account_ids: Collection[int]) -> set[int]:
        """The ids of those accounts that have one."""
        return set(session.scalars(select(TotpSecret.account_id).where(TotpSecret.account_id.in_(account_ids))))

    @classmethod
    def take_away(cls, session: Session, account_id: int) -> None:
        """Delete an account's second factors; if its roles need one, the next sign-in sets it up anew."""
        for noun in (Passkey, TotpSecret, RecoveryCode):
            session.execute(delete(noun).where(noun.account_id == account_id))
        HalfSignIn.end_all(session, account_id)
