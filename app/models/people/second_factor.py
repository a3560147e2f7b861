"""What an account has beside its password, and whether it needs that (docs/promises.md, "Sign-in")."""

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
    """What one account has: since when the app on its phone, None without; and how many unused codes on paper."""

    set_up_at: datetime | None
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Whether it has one, which is then asked for whatever its roles."""
        return self.set_up_at is not None

    @staticmethod
    def is_needed(roles: Collection[Role]) -> bool:
        """Whether any of these roles opens nothing without one."""
        return not NEEDED_BY.isdisjoint(roles)

    @classmethod
    def of(cls, session: Session, account_id: int) -> "SecondFactor":
        """An account's."""
        secret = TotpSecret.of(session, account_id)
        return cls(secret.set_up_at if secret else None, session.scalars(RecoveryCode.left(account_id)).one())

    @classmethod
    def held_by(cls, session: Session, account_ids: Collection[int]) -> set[int]:
        """Those of some accounts that have one."""
        return set(session.scalars(select(TotpSecret.account_id).where(TotpSecret.account_id.in_(account_ids))))

    @classmethod
    def take_away(cls, session: Session, account_id: int) -> None:
        """Leave an account with its password alone; who needs more is led to set it up when signing in next."""
        for noun in (Passkey, TotpSecret, RecoveryCode):
            session.execute(delete(noun).where(noun.account_id == account_id))
        HalfSignIn.end_all(session, account_id)
