"""Token buckets in the database: there is no other store without a server, and memory multiplies by process."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base

# No bucket fills more slowly.
LONGEST = timedelta(days=1)


class RateLimit(Base):
    """A bucket of tokens under a key; it fills evenly up to its size."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    at: Mapped[datetime]

    @classmethod
    def under(cls, key: str) -> Select["RateLimit"]:
        """The bucket of a key; it has a row only after its first token was taken."""
        return select(cls).where(cls.key == key)

    @classmethod
    def take(cls, session: Session, key: str, *, size: int, seconds: int, now: datetime) -> bool:
        """Take one token from a bucket of `size` that fills in `seconds`; False when it is empty.

        Call inside a write transaction.
        """
        wanted = cls.under(key).with_for_update()
        bucket = session.scalars(wanted).one_or_none()
        if bucket is None:
            bucket = cls(key=key, tokens=float(size), at=now)
            try:
                with session.begin_nested():
                    session.add(bucket)
            except IntegrityError:  # another request opened it between the look and the insert
                bucket = session.scalars(wanted).one()
        level = bucket.level(size=size, seconds=seconds, now=now)
        bucket.at = now
        bucket.tokens = level - 1 if level >= 1 else level
        session.flush()
        return level >= 1

    @classmethod
    def is_empty(cls, session: Session, key: str, *, size: int, seconds: int, now: datetime) -> bool:
        """Whether `take` would return False now; writes nothing."""
        bucket = session.scalars(cls.under(key)).one_or_none()
        return bucket is not None and bucket.level(size=size, seconds=seconds, now=now) < 1

    @classmethod
    def full_again(cls, now: datetime) -> Select["RateLimit"]:
        """The buckets that are full again, so that their rows are not needed."""
        return select(cls).where(cls.at < now - LONGEST).order_by(cls.key)

    def level(self, *, size: int, seconds: int, now: datetime) -> float:
        """The number of tokens now; a clock that was set back fills the bucket."""
        elapsed = abs((now - self.at).total_seconds())
        return min(float(size), self.tokens + elapsed * size / seconds)
