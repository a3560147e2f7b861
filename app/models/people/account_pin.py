"""Six digits with which somebody unlocks their own sign-in where it lay idle. Nobody signs in with them."""

from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import CheckConstraint, ForeignKey, Select, Update, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.people.account import hash_password, is_password

DIGITS = 6
# Years of birth of whoever works today, written in one of the ways people write them.
_YEARS = range(1930, 2031)


class EasyPin(ValueError):
    """Digits that a stranger would try first."""


class AccountPin(Base):
    """Whether an account was asked for a PIN, and the PIN's hash once it has one. It goes with the password."""

    __tablename__ = "account_pin"
    __table_args__ = (CheckConstraint("(pin_hash IS NULL) = (set_at IS NULL)", name="set_at_a_moment"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    asked_at: Mapped[datetime]
    pin_hash: Mapped[str | None] = mapped_column(default=None)
    set_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, account_id: int) -> Select["AccountPin"]:
        """An account's, if it was asked."""
        return select(cls).where(cls.account_id == account_id)

    @classmethod
    def hash_of(cls, session: Session, account_id: int) -> str | None:
        """The hash of an account's PIN, or None where it has none."""
        return session.scalars(select(cls.pin_hash).where(cls.account_id == account_id)).one_or_none()

    @classmethod
    def ask(cls, session: Session, account_id: int, now: datetime) -> bool:
        """Note that an account is asked for a PIN; True the first time, and never again."""
        session.flush()
        if session.scalars(cls.of(account_id)).first() is not None:
            return False
        session.add(cls(account_id=account_id, asked_at=now))
        return True

    @classmethod
    def choose(cls, session: Session, account_id: int, pin_hash: str, now: datetime) -> None:
        """Give an account a PIN, instead of the one it had; `pin_hash` from `hash_pin`."""
        cls.ask(session, account_id, now)
        session.flush()
        session.execute(_change(account_id).values(pin_hash=pin_hash, set_at=now))

    @classmethod
    def drop(cls, session: Session, account_id: int) -> bool:
        """Take an account's PIN away, so that only the password unlocks; False where it had none."""
        dropped = _change(account_id).where(cls.pin_hash.is_not(None)).values(pin_hash=None, set_at=None)
        return session.execute(dropped.returning(cls.account_id)).first() is not None


def _change(account_id: int) -> Update:
    return update(AccountPin).where(AccountPin.account_id == account_id)


def hash_pin(pin: str) -> str:
    """Hash a PIN with argon2id; some 23 ms, so do it before `immediate()`."""
    return hash_password(pin)


def is_pin(pin_hash: str | None, pin: str) -> bool:
    """Whether a PIN fits a hash; takes as long where there is none."""
    return is_password(pin_hash, pin)


def refuse_easy(pin: str) -> None:
    """Let pass six digits that a stranger would not try first.

    Raises:
        EasyPin: one or two digits only, three repeated, a row of digits, a day or a year of birth.
    """
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    row = len(steps) == 1 and steps <= {1, 9}
    if row or len(set(pin)) < 3 or pin[:3] == pin[3:] or _is_birthday(pin):
        raise EasyPin


def _is_birthday(pin: str) -> bool:
    """150388 and 880315, 031988 and 198803, 198819 and 881988: a day, a month or a year with the year twice."""
    first, middle, last = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    for year, month, day in ((1900 + last, middle, first), (2000 + last, middle, first), (1900 + first, middle, last)):
        try:
            date(year, month, day)
        except ValueError:
            continue
        return True
    return int(pin[:4]) in _YEARS or int(pin[2:]) in _YEARS
