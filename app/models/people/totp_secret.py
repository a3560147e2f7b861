"""Codes of six digits from an authenticator app (RFC 6238): the secret behind them, and which were used.

Written without a package: docs/decisions/0024.
"""

import base64
import hmac
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import CheckConstraint, ForeignKey, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.trust.sealed import Unopenable, key_for, seal, unseal

STEP = 30  # seconds that a code is valid
DRIFT = 1  # steps that a phone's clock may differ
DIGITS = 6
SECRET_BYTES = 20  # the length of a SHA-1 digest (RFC 4226, 4)
ISSUER = "Lop So"  # without accents: fewer characters make a coarser QR code


class TotpSecret(Base):
    """The secret of an account, sealed (app/models/trust/sealed.py); a new one replaces it."""

    __tablename__ = "totp_secret"
    __table_args__ = (CheckConstraint("last_step >= 0", name="step_counted"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[str]
    set_up_at: Mapped[datetime]
    # The latest step whose code was used: codes of it and of earlier steps are refused.
    last_step: Mapped[int] = mapped_column(default=0)

    @classmethod
    def of(cls, session: Session, account_id: int) -> "TotpSecret | None":
        """The secret of an account, if it has one."""
        return session.scalars(select(cls).where(cls.account_id == account_id)).one_or_none()

    @classmethod
    def keep(cls, session: Session, account_id: int, secret: str, *, key: bytes, now: datetime, step: int = 0) -> None:
        """Store a secret in place of an earlier one; the code of `step` counts as used."""
        sealed = seal(key, secret, _owner(account_id))
        row = session.scalars(select(cls).where(cls.account_id == account_id).with_for_update()).one_or_none()
        if row is None:
            row = cls(account_id=account_id, sealed=sealed, set_up_at=now)
            session.add(row)
        row.sealed, row.set_up_at, row.last_step = sealed, now, step
        session.flush()

    @classmethod
    def set_up(cls, session: Session, account_id: int, secret: str, code: str, *, key: bytes, now: datetime) -> bool:
        """Store a secret in place of an earlier one if the app shows a current code of it; returns whether it did.

        The code is used up.
        """
        step = step_of(secret, code, now)
        if step is None:
            return False
        cls.keep(session, account_id, secret, key=key, now=now, step=step)
        return True

    def take(self, session: Session, code: str, *, key: bytes, now: datetime) -> bool:
        """Whether a code is current and unused; uses it up. Of two at the same moment only one succeeds.

        A secret sealed under another SECRET_KEY matches nothing. A last step in the future comes from a clock that ran
        ahead, and locks nobody out.
        """
        secret = self.reveal(key)
        step = step_of(secret, code, now) if secret else None
        if step is None:
            return False
        unused = or_(TotpSecret.last_step < step, TotpSecret.last_step > _step(now) + DRIFT)
        taken = session.execute(
            update(TotpSecret)
            .where(TotpSecret.account_id == self.account_id, TotpSecret.sealed == self.sealed, unused)
            .values(last_step=step)
            .returning(TotpSecret.account_id)
        )
        return taken.one_or_none() is not None

    def reveal(self, key: bytes) -> str:
        """The secret; "" if it was sealed under another SECRET_KEY."""
        try:
            return unseal(key, self.sealed, _owner(self.account_id))
        except Unopenable:
            return ""


def sealing_key(secret_key: str) -> bytes:
    """The key that seals secrets of one purpose, derived from SECRET_KEY."""
    return key_for(secret_key, "second factor")


def proposed(key: bytes, about: str) -> str:
    """The base32 secret proposed for set-up in one place (`about`). It is the same each time the page opens, as a phone
    that switches to the app and back may reload it."""
    made = hmac.digest(key, f"proposed {about}".encode(), "sha256")[:SECRET_BYTES]
    return base64.b32encode(made).decode()


def address_of(secret: str, username: str) -> str:
    """The otpauth address from which an app takes a secret, scanned or tapped."""
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?secret={secret}&issuer={quote(ISSUER)}"


def code_at(secret: str, now: datetime) -> str:
    """The code at a moment."""
    return _code(base64.b32decode(secret), _step(now))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of a code: the current one, the one before or the one after; None for any other."""
    shared, fitting = base64.b32decode(secret), None
    for step in range(_step(now) - DRIFT, _step(now) + DRIFT + 1):
        if hmac.compare_digest(_code(shared, step).encode(), code.encode("utf-8", "replace")):
            fitting = step
    return fitting


def _code(shared: bytes, step: int) -> str:
    """RFC 4226, 5.3: four bytes of the HMAC at the offset in its last half byte, without the sign bit."""
    digest = hmac.digest(shared, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _owner(account_id: int) -> str:
    return f"totp {account_id}"
