"""A fingerprint of the SECRET_KEY that a database belongs to.

Two servers on one database with two keys refuse each other's forms and open none of each other's second factors, and
nothing says why.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.trust.sealed import key_for


class KeyFingerprint(Base):
    """One row: 32 bytes derived from the key for this purpose alone (HKDF-SHA256), in hex; nothing leads from them back
    to the key, or on to what is signed and sealed with it."""

    __tablename__ = "key_fingerprint"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default_factory=lambda: 1, kw_only=True)
    fingerprint: Mapped[str]
    noted_at: Mapped[datetime]

    @classmethod
    def of(cls, secret_key: str) -> str:
        """The fingerprint of a key."""
        return key_for(secret_key, "fingerprint of the key").hex()

    @classmethod
    def noted(cls) -> Select[str]:
        """The stored fingerprint; no row before the first start."""
        return select(cls.fingerprint)

    @classmethod
    def note(cls, session: Session, secret_key: str, now: datetime) -> None:
        """Store the fingerprint of a key in place of the former one."""
        session.merge(cls(fingerprint=cls.of(secret_key), noted_at=now))
        session.flush()
