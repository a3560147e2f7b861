"""Sign-ins stored on the server, so that they can be ended; and invitations to set a password."""

import hashlib
import math
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, Table, Update, bindparam, case, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import codes
from app.models.base import Keyed
from app.models.people.account import Account, AccountPin
from app.models.people.webauthn import Challenged, asked_at_a_moment
from app.models.storing import send

# How long an invitation is valid.
INVITATION = timedelta(days=7)
# The number of wrong PINs or passwords at the lock that ends a sign-in (docs/promises.md, "Sign-in").
MOST_WRONG = 5
_SEEN = "seen"


class SignIn(Keyed, Challenged):
    """One signed-in device. The cookie holds the token, the row only its SHA-256."""

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint(f"wrong_unlocks < {MOST_WRONG} OR ended_at IS NOT NULL", name="wrong_unlocks_end_it"),
        asked_at_a_moment(),
        Index(None, "account_id"),
    )

    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    device: Mapped[str] = mapped_column(default="")
    # When its owner last proved who they are; None for sign-ins older than this rule.
    proved_at: Mapped[datetime | None] = mapped_column(default=None)
    # The longest idle time since its owner last proved who they are: what it locked stays locked.
    idle_seconds: Mapped[int] = mapped_column(default=0)
    wrong_unlocks: Mapped[int] = mapped_column(default=0)
    # Whether a second factor was used; roles that need one get nothing without it.
    two_step: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def start(cls, account: Account, *, device: str, now: datetime, two_step: bool = False) -> tuple["SignIn", str]:
        """Create a sign-in, freshly proved, and return it with the token for its cookie (256 random bits)."""
        token = secrets.token_urlsafe(32)
        made = cls(
            token_hash=digest(token),
            account=account,
            created_at=now,
            last_seen_at=now,
            device=device[:120],
            proved_at=now,
            two_step=two_step,
        )
        return made, token

    @classmethod
    def holding(cls, token: str) -> Select["SignIn"]:
        """The sign-in of a cookie's token, if it has not ended and the account may still sign in."""
        return (
            select(cls)
            .join(cls.account)
            .where(cls.token_hash == digest(token), cls.ended_at.is_(None), Account.enabled.is_(True))
        )

    @classmethod
    def whose(cls, token: str) -> Select[int]:
        """The account id of a cookie's token, whether its sign-in has ended or not."""
        return select(cls.account_id).where(cls.token_hash == digest(token))

    @classmethod
    def open_for(cls, account_id: int) -> Select["SignIn"]:
        """The devices on which an account is signed in, the last used first."""
        return (
            select(cls)
            .where(cls.account_id == account_id, cls.ended_at.is_(None))
            .order_by(cls.last_seen_at.desc(), cls.id)
        )

    @classmethod
    def end(cls, session: Session, token: str, now: datetime) -> "SignIn | None":
        """End the sign-in of a cookie's token; returns it, or None if none was open."""
        sign_in = session.scalars(cls.holding(token)).one_or_none()
        if sign_in is not None:
            sign_in.ended_at = now
        return sign_in

    @classmethod
    def end_all(cls, session: Session, account_id: int, now: datetime) -> int:
        """End every sign-in of an account on all devices and delete its PIN; returns how many ended."""
        AccountPin.drop(session, account_id)
        ended = session.execute(
            update(cls)
            .where(cls.account_id == account_id, cls.ended_at.is_(None))
            .values(ended_at=now)
            .returning(cls.id)
        )
        return len(ended.all())

    @classmethod
    def unlock(cls, session: Session, sign_in_id: int, now: datetime) -> bool:
        """Unlock an idle sign-in whose owner has just proved who they are. False if it has ended."""
        session.info.pop(_SEEN, None)
        opened = _open(sign_in_id).values(last_seen_at=now, idle_seconds=0, wrong_unlocks=0)
        return session.scalars(opened.returning(cls.id)).first() is not None

    @classmethod
    def note_wrong_unlock(cls, session: Session, sign_in_id: int, now: datetime) -> int | None:
        """Count a wrong PIN or password at the lock; returns how many tries are left, None if it had ended. The last
        one ends the sign-in."""
        wrong = cls.wrong_unlocks + 1
        counted = _open(sign_in_id).values(wrong_unlocks=wrong, ended_at=case((wrong >= MOST_WRONG, now), else_=None))
        count = session.scalars(counted.returning(cls.wrong_unlocks)).first()
        return None if count is None else MOST_WRONG - count

    @classmethod
    def see(cls, session: Session, sign_in_id: int, before: datetime, idle: timedelta, now: datetime) -> None:
        """Ask the next write transaction to record that the device was seen; no transaction is begun for this alone.

        `before` is when it was last seen, `idle` the longest it was idle: an unlock in between takes precedence.
        """
        seconds = math.ceil(idle.total_seconds())
        session.info[_SEEN] = {"sign_in_id": sign_in_id, "before": before, "idle": seconds, "now": now}

    @classmethod
    def is_unnoted(cls, session: Session) -> bool:
        """Whether a device was seen and no write transaction has recorded it."""
        return _SEEN in session.info

    @classmethod
    def note_seen(cls, session: Session) -> None:
        """Record the device that was seen, if any; called by the write transaction before it commits."""
        if seen := session.info.pop(_SEEN, None):
            send(session, _seeing(), seen)


def _open(sign_in_id: int) -> Update:
    return update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))


@cache  # run once a minute for everybody at work: compiled once, with bind parameters
def _seeing() -> Update:
    table = SignIn.__table__
    assert isinstance(table, Table)
    this_one = (table.c.id == bindparam("sign_in_id"), table.c.last_seen_at == bindparam("before"))
    return update(table).where(*this_one).values(last_seen_at=bindparam("now"), idle_seconds=bindparam("idle"))


class Invitation(Keyed):
    """A link or QR code with which a person sets their own password; valid once, for a week."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "account_id"),)

    token: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def offer(cls, session: Session, account: Account, now: datetime) -> "Invitation":
        """Create an invitation; earlier open ones of the account become void."""
        cls.close_all(session, account.id, now)
        made = cls(token=codes.new_token(), account=account, created_at=now, expires_at=now + INVITATION)
        session.add(made)
        session.flush()
        return made

    @classmethod
    def close_all(cls, session: Session, account_id: int, now: datetime) -> None:
        """Make all open invitations of an account void."""
        session.execute(
            update(cls)
            .where(cls.account_id == account_id, cls.used_at.is_(None), cls.expires_at > now)
            .values(expires_at=now)
        )

    @classmethod
    def holding(cls, token: str) -> Select["Invitation"]:
        """The invitation of a typed or scanned token, used or not, with its account."""
        return select(cls).where(cls.token == codes.read_code(token)).options(joinedload(cls.account))

    @classmethod
    def open_of(cls, account_id: int, now: datetime) -> Select["Invitation"]:
        """The open invitation of an account."""
        return (
            select(cls)
            .where(cls.account_id == account_id, cls.used_at.is_(None), cls.expires_at > now)
            .order_by(cls.id.desc())
        )

    @classmethod
    def open_among(cls, account_ids: Collection[int], now: datetime) -> Select[int]:
        """The ids of those accounts that have an open invitation."""
        open_ = cls.account_id.in_(account_ids), cls.used_at.is_(None), cls.expires_at > now
        return select(cls.account_id).where(*open_).distinct()

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and self.expires_at > now and self.account.enabled


def digest(token: str) -> str:
    """The SHA-256 under which a token is stored, so that a copy of the database gives no access."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
