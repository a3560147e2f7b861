"""Changes of state of a task by moment: its state on an earlier day is read from them; the trail says who did it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import clock
from app.models.base import Keyed, known
from app.models.targets.task_states import STATES


class MatterStep(Keyed):
    """A task came into a state; before its first step it was open."""

    __tablename__ = "matter_step"
    __table_args__ = (known("state", STATES), Index(None, "matter_id", "at"))

    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), init=False)
    matter: Mapped[Any] = relationship("Matter", back_populates="steps")
    state: Mapped[str]
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


def steps_on(session: Session, matter_ids: Collection[int], day: date) -> Mapping[int, tuple[str, date]]:
    """The states of some tasks at the end of a day, each with the day since which it is so, by id; without those that
    nobody had marked by then. One statement."""
    wanted = select(MatterStep.matter_id, MatterStep.state, MatterStep.at).where(MatterStep.matter_id.in_(matter_ids))
    until = wanted.where(MatterStep.at < clock.at_local(day + timedelta(days=1)))
    rows = session.execute(until.order_by(MatterStep.at, MatterStep.id)).all()
    return {key: (state, clock.local(at).date()) for key, state, at in rows}
