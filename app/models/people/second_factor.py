"""The second factors of an account, and whether it needs one (docs/promises.md, "Sign-in")."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import codes
from app.models.base import Keyed
from app.models.people.account import Account
from app.models.people.passkey import Passkey
from app.models.people.role import Role
from app.models.people.sign_in import digest
from app.models.people.totp_secret import TotpSecret
from app.models.people.webauthn import Challenged, asked_at_a_moment

# Half sign-ins: the password was right, the second factor is pending. They open only the page that asks for it.
# Long enough to install an app and write ten codes down; then the password is asked again.
LASTS = timedelta(minutes=30)


class HalfSignIn(Keyed, Challenged):
    """A browser that gave the right password. Its cookie holds the token, the row its SHA-256; deleted when used."""

    __tablename__ = "half_sign_in"
    __table_args__ = (asked_at_a_moment(), Index(None, "account_id"))

    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    # The hash of the password that was right: a new password makes this row void.
    password_hash: Mapped[str | None]
    began_at: Mapped[datetime]

    @classmethod
    def start(cls, session: Session, account: Account, now: datetime) -> str:
        """Create a half sign-in and return the token for its cookie (256 random bits). Deletes expired ones."""
        session.execute(delete(cls).where(cls.began_at <= now - LASTS))
        token = secrets.token_urlsafe(32)
        session.add(cls(token_hash=digest(token), account=account, password_hash=account.password_hash, began_at=now))
        session.flush()
        return token

    @classmethod
    def holding(cls, token: str, now: datetime) -> Select["HalfSignIn"]:
        """The half sign-in of a cookie's token, if not expired and the account may still sign in with that password."""
        return (
            select(cls)
            .join(cls.account)
            .where(
                cls.token_hash == digest(token),
                cls.began_at > now - LASTS,
                Account.enabled.is_(True),
                Account.password_hash.is_not_distinct_from(cls.password_hash),
            )
        )

    @classmethod
    def end_all(cls, session: Session, account_id: int) -> None:
        """Delete all half sign-ins of an account."""
        session.execute(delete(cls).where(cls.account_id == account_id))


# Recovery codes: ten codes on paper for somebody who lost their phone, each valid once.
AT_ONCE = 10


class RecoveryCode(Keyed):
    """One code. It has 80 random bits, so its plain SHA-256 is safe and needs no key."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def make_anew(cls, session: Session, account_id: int, now: datetime) -> list[str]:
        """Create ten new codes, returned only here; earlier ones become void."""
        session.execute(delete(cls).where(cls.account_id == account_id))
        made = [codes.new_token() for _ in range(AT_ONCE)]
        session.add_all(cls(account_id=account_id, code_hash=digest(code), made_at=now) for code in made)
        session.flush()
        return made

    @classmethod
    def take(cls, session: Session, account_id: int, typed: str, now: datetime) -> bool:
        """Use up a typed code if it is an unused one of the account; of two at once only one succeeds."""
        taken = session.execute(
            update(cls)
            .where(cls.account_id == account_id, cls.code_hash == digest(codes.read_code(typed)), cls.used_at.is_(None))
            .values(used_at=now)
            .returning(cls.id)
        )
        return taken.one_or_none() is not None

    @classmethod
    def left(cls, account_id: int) -> Select[int]:
        """The number of unused codes of an account."""
        return select(func.count()).select_from(cls).where(cls.account_id == account_id, cls.used_at.is_(None))


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
