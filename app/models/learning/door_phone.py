"""The phones of door helpers: a link works on one at a time."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Keyed, partial_index
from app.models.learning.door_helper import DoorHelper, DoorState
from app.models.people.sign_in import digest

_IN_USE = "released_at IS NULL"


class NotOpenNow(Exception):
    """The link is not open yet, or no longer."""


class InUseElsewhere(Exception):
    """Another phone has the link: the instructor has to release it first."""


class DoorPhone(Keyed):
    """A phone on which a link was opened. Its cookie holds the token, the row only its SHA-256.

    A released phone (lost, or it was Zalo's built-in browser) can no longer scan; its earlier scans count.
    """

    __tablename__ = "door_phone"
    __table_args__ = (partial_index("uq_door_phone_held", "helper_id", where=_IN_USE), Index(None, "helper_id"))

    token_hash: Mapped[str] = mapped_column(unique=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("door_helper.id"), init=False)
    helper: Mapped[DoorHelper] = relationship()
    # Browser and system (app/web/browsers/devices.py): "Chrome, Android".
    kind: Mapped[str]
    taken_at: Mapped[datetime]
    released_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, helper_id: int) -> Select["DoorPhone"]:
        """The phones on which a link was ever opened, the oldest first."""
        return select(cls).where(cls.helper_id == helper_id).order_by(cls.id)

    @classmethod
    def at_lesson(cls, lesson_id: int) -> Select["DoorPhone"]:
        """The phones of all links of a lesson, the oldest first."""
        there = select(DoorHelper.id).where(DoorHelper.lesson_id == lesson_id)
        return select(cls).where(cls.helper_id.in_(there)).order_by(cls.id)

    @classmethod
    def holding(cls, helper_id: int, token: str) -> Select["DoorPhone"]:
        """The phone of a cookie's token, if it is one of this link, released or not."""
        return cls.of(helper_id).where(cls.token_hash == digest(token))

    @classmethod
    def take(
        cls, session: Session, helper_id: int, *, token: str | None, kind: str, now: datetime
    ) -> tuple["DoorPhone", str]:
        """Open a link on a phone; `token` is from its cookie, if it has one. The phone that has the link keeps it.

        Returns the phone and the token for its cookie (256 random bits).

        Raises:
            NotOpenNow: the link is not open at this moment.
            InUseElsewhere: another phone has it.
        """
        helper = session.scalars(DoorHelper.locked(helper_id)).one()
        if helper.state(now) is not DoorState.OPEN:
            raise NotOpenNow
        current = session.scalars(cls.of(helper_id).where(cls.released_at.is_(None))).first()
        if current is not None:
            if token is None or current.token_hash != digest(token):
                raise InUseElsewhere
            return current, token
        fresh = secrets.token_urlsafe(32)
        made = cls(token_hash=digest(fresh), helper=helper, kind=kind, taken_at=now)
        session.add(made)
        session.flush()
        return made, fresh

    @classmethod
    def release(cls, session: Session, helper_id: int, now: datetime) -> bool:
        """Release the phone that has a link, so that another can open it; returns whether there was one."""
        session.scalars(DoorHelper.locked(helper_id)).one()
        current = session.scalars(cls.of(helper_id).where(cls.released_at.is_(None))).first()
        if current is None:
            return False
        current.released_at = now
        return True

    @property
    def has_link(self) -> bool:
        """Whether this phone may scan."""
        return self.released_at is None

    def takes_marks_of(self, at: datetime, now: datetime) -> bool:
        """Whether a mark made on it at a moment counts if it arrives now."""
        in_hand = self.released_at is None or at <= self.released_at
        return in_hand and self.helper.takes_marks_of(at, now)
