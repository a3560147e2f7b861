"""Rules for reports: who reports to whom, by which days of the year, as a plan names them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, known
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.plan import OfPlan, Plan, shortened

# What a province's own offices are called where a plan names them as receivers.
_PROVINCE = re.compile(r"\b(tỉnh|thành phố|sở)\b", re.IGNORECASE)
EVERY: Mapping[str, object] = {
    "monthly": _l("hằng tháng"),
    "quarterly": _l("hằng quý"),
    "half_yearly": _l("6 tháng"),
    "yearly": _l("hằng năm"),
    "on_demand": _l("đột xuất, theo yêu cầu"),
}


def readable(days: str) -> str:
    """Days of a year as people write them: "20/5; 20/11" of "05-20,11-20"."""
    dates = (each.partition("-") for each in days.split(",") if each)
    return "; ".join(f"{int(day)}/{int(month)}" for month, _dash, day in dates)


class ReportingRule(OfPlan, Base):
    """`senders` report to `addressee` through `via` by `days` of each year ("05-20", parted by commas)."""

    __tablename__ = "reporting_rule"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("text <> ''", name="has_text"),
        known("every", EVERY),
        CheckConstraint("every = 'on_demand' OR days <> ''", name="has_days"),
    )

    unit: Mapped[AdministrativeUnit] = relationship()
    plan: Mapped[Plan] = relationship()
    text: Mapped[str]
    senders: Mapped[str] = mapped_column(default="")
    addressee: Mapped[str] = mapped_column(default="")
    via: Mapped[str] = mapped_column(default="")
    every: Mapped[str] = mapped_column(default="on_demand")
    days: Mapped[str] = mapped_column(default="")

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

    @property
    def goes_up(self) -> bool:
        """Whether it is the unit's own report to its province, which a rule names where it says to whom, or how."""
        return bool(_PROVINCE.search(f"{self.addressee} {self.via}"))

    def due_days(self, since: date, until: date) -> Iterator[date]:
        """The days by which it is due within some days, in order."""
        for year in range(since.year, until.year + 1):
            for date_text in sorted(filter(None, self.days.split(","))):
                month, _dash, day = date_text.partition("-")
                if since <= (due := date(year, int(month), int(day))) <= until:
                    yield due
