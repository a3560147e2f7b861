"""Sign-ins kept on the server, so that one can be ended; and invitations to set up one's own."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ForeignKey, Index, Select, Table, Update, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app import codes
from app.models.base import Base
from app.models.people.account import Account
from app.models.storing import send

# An invitation that nobody took up within a week is asked for again.
INVITATION = timedelta(days=7)
_SEEN = "seen"


class SignIn(Base):
    """One signed-in device. The cookie holds the token, the row its SHA-256 only."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    device: Mapped[str] = mapped_column(default="")

    @classmethod
    def start(cls, account: Account, *, device: str, now: datetime) -> tuple["SignIn", str]:
        """A new sign-in and the token for its cookie (256 random bits)."""
        token = secrets.token_urlsafe(32)
        made = cls(token_hash=digest(token), account=account, created_at=now, last_seen_at=now, device=device[:120])
        return made, token

    @classmethod
    def holding(cls, token: str) -> Select["SignIn"]:
        """The sign-in of a cookie's token that has not ended, of an account that still may."""
        return (
            select(cls)
            .join(cls.account)
            .where(cls.token_hash == digest(token), cls.ended_at.is_(None), Account.enabled.is_(True))
        )

    @classmethod
    def whose(cls, token: str) -> Select[int]:
        """The account id of a cookie's token, whether its sign-in is open or over."""
        return select(cls.account_id).where(cls.token_hash == digest(token))

    @classmethod
    def open_for(cls, account_id: int) -> Select["SignIn"]:
        """All devices an account is signed in on, the last used first."""
        return (
            select(cls)
            .where(cls.account_id == account_id, cls.ended_at.is_(None))
            .order_by(cls.last_seen_at.desc(), cls.id)
        )

    @classmethod
    def end(cls, session: Session, token: str, now: datetime) -> "SignIn | None":
        """End the sign-in of a cookie's token; returns it, or None where nothing was open."""
        sign_in = session.scalars(cls.holding(token)).one_or_none()
        if sign_in is not None:
            sign_in.ended_at = now
        return sign_in

    @classmethod
    def end_all(cls, session: Session, account_id: int, now: datetime) -> int:
        """End every sign-in of an account, on all devices; returns how many there were."""
        ended = session.execute(
            update(cls)
            .where(cls.account_id == account_id, cls.ended_at.is_(None))
            .values(ended_at=now)
            .returning(cls.id)
        )
        return len(ended.all())

    @classmethod
    def see(cls, session: Session, sign_in_id: int, now: datetime) -> None:
        """Have the next write transaction note that the device was seen: it has its own work and is not begun twice."""
        session.info[_SEEN] = {"sign_in_id": sign_in_id, "now": now}

    @classmethod
    def is_unnoted(cls, session: Session) -> bool:
        """Whether a device was seen and no write transaction came to note it."""
        return _SEEN in session.info

    @classmethod
    def note_seen(cls, session: Session) -> None:
        """Note which device was seen, if one was; called by the write transaction before it commits."""
        if seen := session.info.pop(_SEEN, None):
            send(session, _seeing(), seen)


@cache  # once a minute from everybody who works: made once, its values left open
def _seeing() -> Update:
    table = SignIn.__table__
    assert isinstance(table, Table)
    return update(table).where(table.c.id == bindparam("sign_in_id")).values(last_seen_at=bindparam("now"))


class Invitation(Base):
    """A link or QR code with which a person sets their own password; works once, for a week."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def offer(cls, session: Session, account: Account, now: datetime) -> "Invitation":
        """A new invitation; those that lay open for the account are closed, only the newest works."""
        cls.close_all(session, account.id, now)
        made = cls(token=codes.new_token(), account=account, created_at=now, expires_at=now + INVITATION)
        session.add(made)
        session.flush()
        return made

    @classmethod
    def close_all(cls, session: Session, account_id: int, now: datetime) -> None:
        """Let no open invitation of an account be taken up any more."""
        session.execute(
            update(cls)
            .where(cls.account_id == account_id, cls.used_at.is_(None), cls.expires_at > now)
            .values(expires_at=now)
        )

    @classmethod
    def holding(cls, token: str) -> Select["Invitation"]:
        """The invitation of a typed or scanned token, used or not."""
        return select(cls).where(cls.token == codes.read_code(token))

    @classmethod
    def open_of(cls, account_id: int, now: datetime) -> Select["Invitation"]:
        """The one invitation of an account that can be taken up."""
        return (
            select(cls)
            .where(cls.account_id == account_id, cls.used_at.is_(None), cls.expires_at > now)
            .order_by(cls.id.desc())
        )

    def is_open(self, now: datetime) -> bool:
        """True while it can be taken up."""
        return self.used_at is None and self.expires_at > now and self.account.enabled


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256, so that a copy of the database opens no door."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
