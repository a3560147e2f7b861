"""Rules for reports: who reports to whom, by which days of the year, as a plan names them."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.plan import OfPlan, Plan, shortened

EVERY: Mapping[str, object] = {
    "monthly": _l("hằng tháng"),
    "quarterly": _l("hằng quý"),
    "half_yearly": _l("6 tháng"),
    "yearly": _l("hằng năm"),
    "on_demand": _l("đột xuất, theo yêu cầu"),
}


def readable(days: str) -> str:
    """Days of a year as people write them: "20/5; 20/11" of "05-20,11-20"."""
    told = (each.partition("-") for each in days.split(",") if each)
    return "; ".join(f"{int(day)}/{int(month)}" for month, _dash, day in told)


class ReportingRule(OfPlan, Base):
    """`senders` report to `addressee` through `via` by `days` of each year ("05-20", parted by commas)."""

    RETIRED, SLUG = "retired_on", "public_id"

    __tablename__ = "reporting_rule"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("text <> ''", name="has_text"),
        CheckConstraint("every IN ('monthly', 'quarterly', 'half_yearly', 'yearly', 'on_demand')", name="known_every"),
        CheckConstraint("every = 'on_demand' OR days <> ''", name="has_days"),
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
    senders: Mapped[str] = mapped_column(default="")
    addressee: Mapped[str] = mapped_column(default="")
    via: Mapped[str] = mapped_column(default="")
    every: Mapped[str] = mapped_column(default="on_demand")
    days: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def name(self) -> str:
        """What it is called: how it begins."""
        return shortened(self.text)

    @property
    def every_words(self) -> object:
        """How often, in words."""
        return EVERY[self.every]

    @property
    def searched(self) -> str:
        """Found by who reports to whom."""
        return f"{self.text} {self.senders} {self.addressee}"

    def due_days(self, since: date, until: date) -> Iterator[date]:
        """The days by which it is due within some days, in order."""
        for year in range(since.year, until.year + 1):
            for told in sorted(filter(None, self.days.split(","))):
                month, _dash, day = told.partition("-")
                if since <= (due := date(year, int(month), int(day))) <= until:
                    yield due
