"""Accounts of staff: who may sign in, and how wrong tries slow down and lock."""

import uuid
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

# OWASP password storage: argon2id, 19 MiB, t=2, p=1.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared against when the name is unknown, so that both answers take as long.
NOBODY = HASHER.hash(uuid.uuid4().hex)
# Design trust, promise 25: five wrong tries lock an account for a quarter of an hour.
WRONG_TRIES = 5
LOCK = timedelta(minutes=15)
PASSWORD_LENGTH = (10, 200)


class AccountLocked(Exception):
    """Too many wrong tries; `until` says when the next one counts."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Account(Base):
    """A member of staff who signs in. Residents have none."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
    username: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(default=None)
    enabled: Mapped[bool] = mapped_column(default=True)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def called(cls, username: str) -> Select["Account"]:
        """The account with a user name, upper or lower case."""
        return select(cls).where(cls.username == username.strip().lower())

    def is_locked(self, now: datetime) -> bool:
        """True while wrong tries keep the account shut."""
        return self.locked_until is not None and self.locked_until > now

    def note_try(self, *, right: bool, now: datetime) -> None:
        """Count a wrong try, or forget them after a right one."""
        if right:
            self.wrong_tries, self.locked_until, self.last_sign_in_at = 0, None, now
            return
        self.wrong_tries += 1
        if self.wrong_tries >= WRONG_TRIES:
            self.wrong_tries, self.locked_until = 0, now + LOCK

    def set_password(self, password_hash: str) -> None:
        """Take a new password's hash (see `hash_password`) and lift the lock."""
        self.password_hash, self.wrong_tries, self.locked_until = password_hash, 0, None


def hash_password(password: str) -> str:
    """Hash a password with argon2id; some 23 ms, so do it before `immediate()`."""
    return HASHER.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether a password fits a hash; takes as long for an unknown name (None) as for a known one."""
    try:
        HASHER.verify(password_hash or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
