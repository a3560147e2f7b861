"""Matters: what a plan gives somebody to do; one owner, a time, a state."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, known
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.plan import OfPlan, Plan, shortened

DUES: Mapping[str, object] = {
    "": _l("không nêu"),
    "day": _l("trước một ngày"),
    "monthly": _l("hằng tháng"),
    "yearly": _l("hằng năm"),
    "ongoing": _l("thường xuyên"),
}
OPEN, DOING, DONE, DROPPED = "open", "doing", "done", "dropped"
STATES: Mapping[str, object] = {
    "open": _l("chưa làm"),
    DOING: _l("đang làm"),
    "done": _l("đã xong"),
    "dropped": _l("không làm nữa"),
}


class Matter(OfPlan, Base):
    """A task of a plan with the columns of its annex: what, who directs, who leads, who co-operates, with what result,
    when in the plan's words; `due` is how that reads, `due_on` the (next) day where there is one."""

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("text <> ''", name="has_text"),
        known("due", DUES),
        CheckConstraint("due <> 'day' OR due_on IS NOT NULL", name="has_day"),
        known("state", STATES),
    )

    unit: Mapped[AdministrativeUnit] = relationship()
    plan: Mapped[Plan] = relationship()
    text: Mapped[str]
    directing: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    cooperating: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    when_words: Mapped[str] = mapped_column(default="")
    due: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default=OPEN)
    answer: Mapped[str] = mapped_column(default="")

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
