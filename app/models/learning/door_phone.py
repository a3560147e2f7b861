"""The phones of helpers at the door: a link works on one at a time."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Base, partial_index
from app.models.learning.door_helper import DoorHelper, DoorState
from app.models.people.sign_in import digest

_HELD = "released_at IS NULL"


class NotOpenNow(Exception):
    """The link does not open yet, or no more."""


class HeldElsewhere(Exception):
    """Another phone has the link: its instructor lets go of that one first."""


class DoorPhone(Base):
    """A phone on which a link was taken up. Its cookie holds the token, the row its SHA-256 only.

    A phone that was let go (lost, or it was Zalo's own browser) scans no more; what it scanned before still counts.
    """

    __tablename__ = "door_phone"
    __table_args__ = (partial_index("uq_door_phone_held", "helper_id", where=_HELD), Index(None, "helper_id"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("door_helper.id"), init=False)
    helper: Mapped[DoorHelper] = relationship()
    # Browser and system in words (app/web/browsers/devices.py): "Chrome, Android".
    kind: Mapped[str]
    taken_at: Mapped[datetime]
    released_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, helper_id: int) -> Select["DoorPhone"]:
        """The phones a link was ever taken up on, the first first."""
        return select(cls).where(cls.helper_id == helper_id).order_by(cls.id)

    @classmethod
    def at_lesson(cls, lesson_id: int) -> Select["DoorPhone"]:
        """The phones of all links of a lesson, the first first."""
        there = select(DoorHelper.id).where(DoorHelper.lesson_id == lesson_id)
        return select(cls).where(cls.helper_id.in_(there)).order_by(cls.id)

    @classmethod
    def holding(cls, helper_id: int, token: str) -> Select["DoorPhone"]:
        """The phone of a cookie's token, where it is one of this link; one that was let go among them."""
        return cls.of(helper_id).where(cls.token_hash == digest(token))

    @classmethod
    def take(
        cls, session: Session, helper_id: int, *, token: str | None, kind: str, now: datetime
    ) -> tuple["DoorPhone", str]:
        """Take a link up on a phone; `token` is its cookie's, if it has one. The phone that has the link keeps it.

        Returns the phone and the token for its cookie (256 random bits).

        Raises:
            NotOpenNow: the link is not open at this moment.
            HeldElsewhere: another phone has it.
        """
        helper = session.scalars(DoorHelper.locked(helper_id)).one()
        if helper.state(now) is not DoorState.OPEN:
            raise NotOpenNow
        held = session.scalars(cls.of(helper_id).where(cls.released_at.is_(None))).first()
        if held is not None:
            if token is None or held.token_hash != digest(token):
                raise HeldElsewhere
            return held, token
        fresh = secrets.token_urlsafe(32)
        made = cls(token_hash=digest(fresh), helper=helper, kind=kind, taken_at=now)
        session.add(made)
        session.flush()
        return made, fresh

    @classmethod
    def release(cls, session: Session, helper_id: int, now: datetime) -> bool:
        """Let go of the phone that has a link, so that another can take it up; whether there was one."""
        session.scalars(DoorHelper.locked(helper_id)).one()
        held = session.scalars(cls.of(helper_id).where(cls.released_at.is_(None))).first()
        if held is None:
            return False
        held.released_at = now
        return True

    @property
    def has_link(self) -> bool:
        """Whether it is the phone that may scan."""
        return self.released_at is None

    def takes_marks_of(self, at: datetime, now: datetime) -> bool:
        """Whether a mark that was made on it at a moment counts when it arrives now."""
        in_hand = self.released_at is None or at <= self.released_at
        return in_hand and self.helper.takes_marks_of(at, now)
