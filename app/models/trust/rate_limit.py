"""Token buckets in the database: there is no other store without a server, and memory multiplies by process."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base


class RateLimit(Base):
    """A bucket of tokens under a key; it fills evenly up to its size."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    at: Mapped[datetime]

    @classmethod
    def take(cls, session: Session, key: str, *, size: int, seconds: int, now: datetime) -> bool:
        """Take one token from a bucket of `size` that fills in `seconds`; False when it is empty.

        Call inside a write transaction.
        """
        bucket = session.scalars(select(cls).where(cls.key == key).with_for_update()).one_or_none()
        if bucket is None:
            bucket = cls(key=key, tokens=float(size), at=now)
            session.add(bucket)
        elapsed = max(0.0, (now - bucket.at).total_seconds())
        level = min(float(size), bucket.tokens + elapsed * size / seconds)
        bucket.at = now
        bucket.tokens = level - 1 if level >= 1 else level
        session.flush()
        return level >= 1
