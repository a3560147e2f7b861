"""Self-service tablets: paired by staff, signed in as nobody."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, or_, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Addressed
from app.models.helping.lists.help_desk import HelpDesk
from app.models.people.account import Account
from app.models.people.sign_in import digest

# When a tablet was heard is written at most this often; one that was not heard for longer is switched off, has no line
# or is gone. Its start asks every half minute.
HEARD_EVERY = timedelta(minutes=5)
SILENT_AFTER = timedelta(minutes=15)


class Kiosk(Addressed):
    """A tablet that stands for self-service at a desk: paired by a member of staff, signed in as nobody."""

    __tablename__ = "kiosk"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"), Index(None, "desk_id"))

    # SHA-256 of the cookie on the tablet.
    token_hash: Mapped[str] = mapped_column(unique=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("help_desk.id"), init=False)
    desk: Mapped[HelpDesk] = relationship()
    name: Mapped[str]
    paired_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    paired_by: Mapped[Account] = relationship()
    paired_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    # None: it was paired by a release that did not note it, and has not been heard since.
    heard_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def pair(cls, session: Session, desk: HelpDesk, *, name: str, by: Account, now: datetime) -> tuple["Kiosk", str]:
        """A new tablet at a desk, and the token for its cookie (256 random bits)."""
        token = secrets.token_urlsafe(32)
        made = cls(token_hash=digest(token), desk=desk, name=name, paired_by=by, paired_at=now, heard_at=now)
        session.add(made)
        session.flush()
        return made, token

    @classmethod
    def holding(cls, token: str) -> Select["Kiosk"]:
        """The tablet of a cookie's token, unless it was revoked; with its desk and ward."""
        related = joinedload(cls.desk, innerjoin=True).joinedload(HelpDesk.unit, innerjoin=True)
        return select(cls).where(cls.token_hash == digest(token), cls.revoked_at.is_(None)).options(related)

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Kiosk"]:
        """The tablets of some wards that are not revoked, with desk and who paired them, by name."""
        paired = cls.all_in(unit_ids).options(contains_eager(cls.desk), joinedload(cls.paired_by))
        return paired.where(cls.revoked_at.is_(None)).order_by(cls.name, cls.id)

    @classmethod
    def all_in(cls, unit_ids: Collection[int]) -> Select["Kiosk"]:
        """All tablets of some wards, revoked ones too, unordered."""
        return select(cls).join(cls.desk).where(HelpDesk.unit_id.in_(unit_ids))

    def is_unheard(self, now: datetime) -> bool:
        """Whether `heard_at` is due for an update; a time in the future is."""
        return self.heard_at is None or not timedelta(0) <= now - self.heard_at < HEARD_EVERY

    def is_silent(self, now: datetime) -> bool:
        """Whether it was not heard for so long that staff should check it."""
        return self.heard_at is None or now - self.heard_at > SILENT_AFTER

    @classmethod
    def note_heard(cls, session: Session, kiosk_id: int, now: datetime) -> None:
        """Store the time at which it was heard, unless another request did so meanwhile."""
        stale = or_(cls.heard_at.is_(None), cls.heard_at <= now - HEARD_EVERY, cls.heard_at > now)
        session.execute(update(cls).where(cls.id == kiosk_id, stale).values(heard_at=now))

    def revoke(self, now: datetime) -> bool:
        """Revoke it; False if it was revoked before."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = now
        return True
