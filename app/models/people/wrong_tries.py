"""Wrong passwords, counted by user name: five within a quarter of an hour lock the name for as long.

Each browser that signed in before has a count of its own (`known_devices`), so that nobody else can lock it out.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.people.account import fold_username

# docs/promises.md, "Sign-in".
MOST = 5
LOCK = timedelta(minutes=15)
# Separates name and device in the key of a known device; unambiguous, as folded names have no capitals.
KNOWN = "/KNOWN"


class Locked(Exception):
    """Too many wrong tries; `until` is when the lock ends."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class WrongTries(Base):
    """The wrong tries for one user name. Unknown names are counted too, so that they cannot be told apart."""

    __tablename__ = "wrong_tries"

    username: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    at: Mapped[datetime]

    @classmethod
    def check(cls, session: Session, username: str, now: datetime, *, device: str = "") -> None:
        """Check that a name is not locked for a known device, or for all unknown ones; only reads.

        Raises:
            Locked: it is.
        """
        tries = session.scalars(select(cls).where(cls.username == _counted_as(username, device))).one_or_none()
        if tries is not None:
            tries.let_pass(now)

    @classmethod
    def is_locked(cls, session: Session, username: str, now: datetime) -> bool:
        """Whether a name is locked for all unknown browsers; only reads."""
        try:
            cls.check(session, username, now)
        except Locked:
            return True
        return False

    @classmethod
    def of(cls, session: Session, username: str, now: datetime, *, device: str = "") -> "WrongTries":
        """The count for a name on a known device or on all unknown ones, locked for this write transaction. Deletes
        counts that have expired.

        Raises:
            Locked: the name is locked.
        """
        name = _counted_as(username, device)
        wanted = select(cls).where(cls.username == name).with_for_update().execution_options(populate_existing=True)
        tries = session.scalars(wanted).one_or_none()
        if tries is None:
            try:
                with session.begin_nested():
                    session.add(cls(username=name, at=now))
            except IntegrityError:  # a simultaneous first try
                pass
            tries = session.scalars(wanted).one()
        cls._sweep(session, name, now)
        tries.let_pass(now)
        if tries.locked_until is not None or tries.at <= now - LOCK:
            tries.count, tries.locked_until = 0, None
        return tries

    @classmethod
    def _sweep(cls, session: Session, own: str, now: datetime) -> None:
        """Delete what has expired of other names. Only once the own count is locked, and never waiting: two who sign in
        at one moment and deleted each other's first would wait for each other."""
        open_again = or_(cls.locked_until.is_(None), cls.locked_until <= now)
        swept = select(cls.username).where(cls.at <= now - LOCK, open_again, cls.username != own)
        session.execute(delete(cls).where(cls.username.in_(swept.with_for_update(skip_locked=True))))

    @classmethod
    def lift(cls, session: Session, username: str) -> None:
        """Unlock a name on every device: its password was reset."""
        name = fold_username(username)
        of_known = cls.username.startswith(name + KNOWN, autoescape=True)
        session.execute(delete(cls).where(or_(cls.username == name, of_known)))

    def let_pass(self, now: datetime) -> None:
        """Do nothing unless the name is locked.

        A lock that ends later than twice `LOCK` from now comes from a clock that ran ahead, and is ignored. (Twice,
        because of two simultaneous tries the second may have read the clock first.)

        Raises:
            Locked: the name is locked.
        """
        if self.locked_until is not None and now < self.locked_until <= now + 2 * LOCK:
            raise Locked(self.locked_until)

    def note_wrong(self, now: datetime) -> bool:
        """Count one wrong try; True if it locks the name."""
        self.count, self.at = self.count + 1, now
        if self.count < MOST:
            return False
        self.count, self.locked_until = 0, now + LOCK
        return True

    @property
    def left(self) -> int:
        """The number of wrong tries left before the name locks; 0 once it has."""
        return 0 if self.locked_until is not None else MOST - self.count

    def forget(self) -> None:
        """Reset the count, after a right or a new password."""
        self.count, self.locked_until = 0, None


def _counted_as(username: str, device: str) -> str:
    """The key under which a typed name is counted."""
    return fold_username(username) + (device and f"{KNOWN}/{device}")
