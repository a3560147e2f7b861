"""Staff accounts: user name, password and state."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from app.country import names
from app.models.base import Addressed

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
    # Set when the account was unused for too long; an administrator has to wake it (app/models/people/sleep.py).
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
