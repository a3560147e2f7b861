"""Staff accounts: user name, password and state; the PIN of six digits that unlocks an idle sign-in of its owner."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import CheckConstraint, ForeignKey, Select, Update, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.country import names
from app.models.base import Addressed, Base

# OWASP password storage: argon2id, 19 MiB, t=2, p=1.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared with when the user name is unknown, so that both answers take equally long. The hash of 32 random bytes that
# were not kept, stored as text: hashing at import would delay the start of every process by some 40 ms.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$/SsJSU8HOfRLcFQoS2pOCQ$fYlHvPmvgWqF9mbC0n4kCP1eLLdw/KbyJIEeCVsktnw"
USERNAME = re.compile(r"[a-z0-9](?:[._-]?[a-z0-9]){2,31}")
USERNAME_LIMIT = 64


class Account(Addressed):
    """A staff account that can sign in. Residents have no account. `WrongTries` counts its wrong passwords."""

    __tablename__ = "account"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit trail refers to ids: none is reused

    username: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(default=None)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None] = mapped_column(default=None)
    # Set when the account was unused for too long; an administrator has to wake it (account_state.py).
    asleep_at: Mapped[datetime | None] = mapped_column(default=None)
    woken_at: Mapped[datetime | None] = mapped_column(default=None)
    # Whether its owner was told, or never had to be, that the places of the office moved.
    knows_places: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def called(cls, username: str) -> Select["Account"]:
        """The account with this user name; case does not matter."""
        return select(cls).where(cls.username == fold_username(username))

    @classmethod
    def holding(cls, public_id: str) -> Select["Account"]:
        """The account with this public id."""
        return select(cls).where(cls.public_id == public_id)

    @classmethod
    def among(cls, account_ids: Collection[int] | Select[int]) -> Select["Account"]:
        """Accounts by id, or by a select of ids."""
        return select(cls).where(cls.id.in_(account_ids))

    @classmethod
    def usernames_like(cls, beginning: str) -> Select[str]:
        """All user names in use with this prefix."""
        return select(cls.username).where(cls.username.startswith(beginning, autoescape=True))


def by_name(accounts: Iterable[Account]) -> list[Account]:
    """The order of Vietnamese names: by tên, then the rest of the name; equal names in the order they were added."""
    return sorted(accounts, key=lambda account: (names.sort_key(account.full_name), account.id))


def fold_username(text: str) -> str:
    """The form in which a typed user name is stored and compared: cleaned, lower case, at most 64 characters."""
    return names.clean(text[:USERNAME_LIMIT]).lower()[:USERNAME_LIMIT]


def propose_username(full_name: str, taken: Collection[str] = ()) -> str:
    """A free user name built from a person's name: Nguyễn Thị Hoa → "hoant", then "hoant2", "hoant3", …"""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in names.search_key(full_name).split()]
    words = [word for word in words if word]
    made = (words[-1] + "".join(word[0] for word in words[:-1]))[:24] if words else ""
    made = made if len(made) >= 3 else f"{made}canbo"
    number = 1
    while (free := made if number == 1 else f"{made}{number}") in taken:
        number += 1
    return free


def hash_password(password: str) -> str:
    """Hash a password with argon2id. Takes about 23 ms, so call it before `immediate()`."""
    return HASHER.hash(_as_typed_anywhere(password))


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether a password matches a hash; takes as long for an unknown user name (None) as for a known one."""
    try:
        HASHER.verify(password_hash or NOBODY, _as_typed_anywhere(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _as_typed_anywhere(password: str) -> str:
    """The password in one Unicode form, because keyboards compose ấ differently; lone surrogates are replaced."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()


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
