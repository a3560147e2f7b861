"""Token buckets in the database: there is no other store without a server, and memory multiplies by process."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
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
        wanted = select(cls).where(cls.key == key).with_for_update().execution_options(populate_existing=True)
        bucket = session.scalars(wanted).one_or_none()
        if bucket is None:
            try:
                with session.begin_nested():
                    session.add(cls(key=key, tokens=float(size), at=now))
            except IntegrityError:  # somebody else took the first one at this moment
                pass
            bucket = session.scalars(wanted).one()
        level = bucket.level(size, seconds, now)
        bucket.at = now
        bucket.tokens = level - 1 if level >= 1 else level
        session.flush()
        return level >= 1

    @classmethod
    def is_empty(cls, session: Session, key: str, *, size: int, seconds: int, now: datetime) -> bool:
        """Whether the next `take` from the bucket would be refused; only reads."""
        bucket = session.scalars(select(cls).where(cls.key == key)).one_or_none()
        return bucket is not None and bucket.level(size, seconds, now) < 1

    def level(self, size: int, seconds: int, now: datetime) -> float:
        """How many tokens there are now; a clock set back neither fills nor empties it."""
        elapsed = max(0.0, (now - self.at).total_seconds())
        return min(float(size), self.tokens + elapsed * size / seconds)
