"""Matters: what a plan gives somebody to do; one owner, a time, a state."""

import uuid
from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.plan import OfPlan, Plan, shortened

DUES: Mapping[str, object] = {
    "": _l("không nêu"),
    "day": _l("trước một ngày"),
    "monthly": _l("hằng tháng"),
    "yearly": _l("hằng năm"),
    "ongoing": _l("thường xuyên"),
}
OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES: Mapping[str, object] = {
    "open": _l("chưa làm"),
    "doing": _l("đang làm"),
    "done": _l("đã xong"),
    "dropped": _l("không làm nữa"),
}


class Matter(OfPlan, Base):
    """A task of a plan with the columns of its annex: what, who directs, who leads, who co-operates, with what result,
    when in the plan's words; `due` is how that reads, `due_on` the (next) day where there is one."""

    RETIRED, SLUG = "retired_on", "public_id"

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("text <> ''", name="has_text"),
        CheckConstraint("due IN ('', 'day', 'monthly', 'yearly', 'ongoing')", name="known_due"),
        CheckConstraint("due <> 'day' OR due_on IS NOT NULL", name="has_day"),
        CheckConstraint("state IN ('open', 'doing', 'done', 'dropped')", name="known_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True, init=False)
    plan: Mapped[Plan] = relationship()
    key: Mapped[str] = mapped_column(default_factory=lambda: str(uuid.uuid4()))
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    directing: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    cooperating: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    when_words: Mapped[str] = mapped_column(default="")
    due: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default=OPEN)
    answer: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def name(self) -> str:
        """What it is called: how it begins."""
        return shortened(self.text)

    @property
    def searched(self) -> str:
        """Found by what it says and who does it."""
        return f"{self.text} {self.lead} {self.cooperating} {self.result}"

    @classmethod
    def late(cls, day: date) -> ColumnElement[bool]:
        """What one fulfils that should be done by a day and is not."""
        return and_(cls.in_use(), cls.state.not_in((DONE, DROPPED)), cls.due_on < day)
