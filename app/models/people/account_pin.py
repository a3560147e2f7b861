"""A PIN of six digits that unlocks an idle sign-in of its owner. It cannot be used to sign in."""

from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import CheckConstraint, ForeignKey, Select, Update, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.people.account import hash_password, is_password

DIGITS = 6
# Plausible years of birth of staff, in the usual notations.
_YEARS = range(1930, 2031)


class EasyPin(ValueError):
    """The PIN is one that a stranger would try first."""


class AccountPin(Base):
    """Whether an account was asked for a PIN, and the hash of the PIN if it has one. Deleted with the password."""

    __tablename__ = "account_pin"
    __table_args__ = (CheckConstraint("(pin_hash IS NULL) = (set_at IS NULL)", name="set_at_a_moment"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    asked_at: Mapped[datetime]
    pin_hash: Mapped[str | None] = mapped_column(default=None)
    set_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, account_id: int) -> Select["AccountPin"]:
        """The row of an account, if it was asked for a PIN."""
        return select(cls).where(cls.account_id == account_id)

    @classmethod
    def hash_of(cls, session: Session, account_id: int) -> str | None:
        """The hash of an account's PIN, or None."""
        return session.scalars(select(cls.pin_hash).where(cls.account_id == account_id)).one_or_none()

    @classmethod
    def ask(cls, session: Session, account_id: int, now: datetime) -> bool:
        """Record that an account was asked for a PIN; True only the first time."""
        session.flush()
        if session.scalars(cls.of(account_id)).first() is not None:
            return False
        session.add(cls(account_id=account_id, asked_at=now))
        return True

    @classmethod
    def choose(cls, session: Session, account_id: int, pin_hash: str, now: datetime) -> None:
        """Set or replace an account's PIN; `pin_hash` comes from `hash_pin`."""
        cls.ask(session, account_id, now)
        session.flush()
        session.execute(_change(account_id).values(pin_hash=pin_hash, set_at=now))

    @classmethod
    def drop(cls, session: Session, account_id: int) -> bool:
        """Delete an account's PIN, so that only the password unlocks; False if it had none."""
        dropped = _change(account_id).where(cls.pin_hash.is_not(None)).values(pin_hash=None, set_at=None)
        return session.execute(dropped.returning(cls.account_id)).first() is not None


def _change(account_id: int) -> Update:
    return update(AccountPin).where(AccountPin.account_id == account_id)


def hash_pin(pin: str) -> str:
    """Hash a PIN with argon2id. Takes about 23 ms, so call it before `immediate()`."""
    return hash_password(pin)


def is_pin(pin_hash: str | None, pin: str) -> bool:
    """Whether a PIN matches a hash; takes as long when there is none."""
    return is_password(pin_hash, pin)


def refuse_easy(pin: str) -> None:
    """Refuse a PIN that a stranger would try first.

    Raises:
        EasyPin: only one or two different digits, three repeated, a sequence, or a day or year of birth.
    """
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    row = len(steps) == 1 and steps <= {1, 9}
    if row or len(set(pin)) < 3 or pin[:3] == pin[3:] or _is_birthday(pin):
        raise EasyPin


def _is_birthday(pin: str) -> bool:
    """150388 and 880315, 031988 and 198803, 198819 and 881988: a day, a month, or the year twice."""
    first, middle, last = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    for year, month, day in ((1900 + last, middle, first), (2000 + last, middle, first), (1900 + first, middle, last)):
        try:
            date(year, month, day)
        except ValueError:
            continue
        return True
    return int(pin[:4]) in _YEARS or int(pin[2:]) in _YEARS
