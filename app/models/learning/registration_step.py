"""Steps: the history of a registration, shown line by line in the person's history."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Keyed, known
from app.models.people.account import Account


class RegistrationEvent(StrEnum):
    """What happened. `offered` reserves a freed seat until a moment; `lapsed`: nobody accepted in time."""

    SEATED = "seated"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    MOVED_UP = "moved_up"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"
    CHANGED = "changed"


class RegistrationStep(Keyed):
    """One step; append-only. `by_id` is the member of staff, None for the person or a rule."""

    __tablename__ = "registration_step"
    __table_args__ = (known("step", RegistrationEvent), Index(None, "registration_id"))

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    step: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    detail: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, registration_id: int) -> Select["RegistrationStep"]:
        """The steps of a registration, the oldest first."""
        return select(cls).where(cls.registration_id == registration_id).order_by(cls.id)

    @classmethod
    def moved_away(cls, registration_ids: Iterable[int]) -> Select["RegistrationStep"]:
        """The steps by which some registrations moved to another class; `detail` is the new public id."""
        return select(cls).where(
            cls.registration_id.in_(list(registration_ids)), cls.step == RegistrationEvent.MOVED_AWAY
        )

    @classmethod
    def with_names(cls, registration_ids: Iterable[int]) -> Select["RegistrationStep", str | None]:
        """The steps of some registrations, the newest first, each with the name of the member of staff."""
        steps = select(cls, Account.full_name).outerjoin(Account, Account.id == cls.by_id)
        return steps.where(cls.registration_id.in_(list(registration_ids))).order_by(cls.id.desc())
