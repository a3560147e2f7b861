"""Half sign-ins: the password was right, the second factor is pending. They open only the page that asks for it."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Keyed
from app.models.people.account import Account
from app.models.people.challenged import Challenged, asked_at_a_moment
from app.models.people.sign_in import digest

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
