"""Steps: what happened to a registration, in order; the person's history shows each as a line."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Step(StrEnum):
    """What happened. `offered` keeps a freed seat until a moment; `lapsed`: nobody said yes in time."""

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


_STEPS = ", ".join(f"'{each.value}'" for each in Step)


class RegistrationStep(Base):
    """One step; only ever added. `by_id` is the staff member, None where the person or the rule did it."""

    __tablename__ = "registration_step"
    __table_args__ = (CheckConstraint(f"step IN ({_STEPS})", name="step_known"), Index(None, "registration_id"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    step: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    detail: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, registration_id: int) -> Select["RegistrationStep"]:
        """The steps of a registration, the first first."""
        return select(cls).where(cls.registration_id == registration_id).order_by(cls.id)
