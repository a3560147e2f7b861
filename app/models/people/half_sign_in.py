"""Halfway in: the password was right, the second factor is still to come. It opens the page that asks for it alone."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Base
from app.models.people.account import Account
from app.models.people.challenged import Challenged, asked_at_a_moment
from app.models.people.sign_in import digest

# Enough to find an app, install it and write ten codes down; then the password is asked again.
LASTS = timedelta(minutes=30)


class HalfSignIn(Challenged, Base):
    """One browser halfway in. Its cookie holds the token, the row the SHA-256 only; used once, then it is gone."""

    __tablename__ = "half_sign_in"
    __table_args__ = (asked_at_a_moment(), Index(None, "account_id"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    # The password that was right: once another one is set, this leads nowhere.
    password_hash: Mapped[str | None]
    began_at: Mapped[datetime]

    @classmethod
    def start(cls, session: Session, account: Account, now: datetime) -> str:
        """Let an account halfway in; the token for its cookie (256 random bits). What lies too long is swept away."""
        session.execute(delete(cls).where(cls.began_at <= now - LASTS))
        token = secrets.token_urlsafe(32)
        session.add(cls(token_hash=digest(token), account=account, password_hash=account.password_hash, began_at=now))
        session.flush()
        return token

    @classmethod
    def holding(cls, token: str, now: datetime) -> Select["HalfSignIn"]:
        """The one of a cookie's token, while it lasts and its account may still come in by that password."""
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
        """End all of an account."""
        session.execute(delete(cls).where(cls.account_id == account_id))
