"""Codes of six digits from an app on somebody's phone (RFC 6238): the secret behind them, and which were used.

docs/decisions/0024: without a package for it.
"""

import base64
import hmac
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import CheckConstraint, ForeignKey, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.trust.sealed import Unopenable, key_for, seal, unseal

STEP = 30  # seconds that a code stands
DRIFT = 1  # steps that a phone's clock may be before or behind
DIGITS = 6
SECRET_BYTES = 20  # as long as what SHA-1 makes of it (RFC 4226, 4)
ISSUER = "Lop So"  # without marks: the fewer signs, the coarser the code to scan


class TotpSecret(Base):
    """The one secret of an account, sealed (app/models/trust/sealed.py); a new one takes its place."""

    __tablename__ = "totp_secret"
    __table_args__ = (CheckConstraint("last_step >= 0", name="step_counted"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[str]
    set_up_at: Mapped[datetime]
    # The latest step whose code was taken: neither it nor one before it is taken again.
    last_step: Mapped[int] = mapped_column(default=0)

    @classmethod
    def of(cls, session: Session, account_id: int) -> "TotpSecret | None":
        """An account's, if it has one."""
        return session.scalars(select(cls).where(cls.account_id == account_id)).one_or_none()

    @classmethod
    def keep(cls, session: Session, account_id: int, secret: str, *, key: bytes, now: datetime, step: int = 0) -> None:
        """Store a secret, in the place of an earlier one; `step` is the one whose code is used up already."""
        sealed = seal(key, secret, _owner(account_id))
        row = session.scalars(select(cls).where(cls.account_id == account_id).with_for_update()).one_or_none()
        if row is None:
            row = cls(account_id=account_id, sealed=sealed, set_up_at=now)
            session.add(row)
        row.sealed, row.set_up_at, row.last_step = sealed, now, step
        session.flush()

    @classmethod
    def set_up(cls, session: Session, account_id: int, secret: str, code: str, *, key: bytes, now: datetime) -> bool:
        """Store a secret, in the place of an earlier one, once the app that has it shows a code of now; whether it did.

        The code is used up by it.
        """
        step = step_of(secret, code, now)
        if step is None:
            return False
        cls.keep(session, account_id, secret, key=key, now=now, step=step)
        return True

    def take(self, session: Session, code: str, *, key: bytes, now: datetime) -> bool:
        """Whether a code is one of now and was not taken before. Of two at the same moment one is.

        A secret sealed under another SECRET_KEY fits nothing; a last step that lies ahead is left of a clock that ran
        ahead, and shuts nobody out.
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
        """The secret; "" where it was sealed under another SECRET_KEY."""
        try:
            return unseal(key, self.sealed, _owner(self.account_id))
        except Unopenable:
            return ""


def sealing_key(secret_key: str) -> bytes:
    """The key under which secrets are sealed in a place with this SECRET_KEY."""
    return key_for(secret_key, "second factor")


def proposed(key: bytes, about: str) -> str:
    """The secret that is shown to be set up in one place (`about`), in base32: the same however often its page is
    opened, for a phone that goes to the app and back may load it anew."""
    made = hmac.digest(key, f"proposed {about}".encode(), "sha256")[:SECRET_BYTES]
    return base64.b32encode(made).decode()


def address_of(secret: str, username: str) -> str:
    """What an app takes a secret from, scanned or tapped."""
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?secret={secret}&issuer={quote(ISSUER)}"


def code_at(secret: str, now: datetime) -> str:
    """The code of a moment."""
    return _code(base64.b32decode(secret), _step(now))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, of now, the one before and the one after; None for any other."""
    shared, fitting = base64.b32decode(secret), None
    for step in range(_step(now) - DRIFT, _step(now) + DRIFT + 1):
        if hmac.compare_digest(_code(shared, step).encode(), code.encode("utf-8", "replace")):
            fitting = step
    return fitting


def _code(shared: bytes, step: int) -> str:
    """RFC 4226, 5.3: four bytes of the HMAC, from where its last half byte says, without the sign."""
    whole = hmac.digest(shared, step.to_bytes(8, "big"), "sha1")
    start = whole[-1] & 15
    number = int.from_bytes(whole[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _owner(account_id: int) -> str:
    return f"totp {account_id}"
