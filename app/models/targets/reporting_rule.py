"""Rules for reports: who reports to whom, by which days of the year, as a plan names them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, known
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.plan import OfPlan, Plan, shortened

# What a province's own offices are called where a plan names them as receivers, and its wards as senders.
_PROVINCE = re.compile(r"\b(tỉnh|thành phố|sở)\b", re.IGNORECASE)
_WARDS = re.compile(r"\b(phường|xã|đặc khu|địa phương)\b", re.IGNORECASE)
EVERY: Mapping[str, object] = {
    "monthly": _l("hằng tháng"),
    "quarterly": _l("hằng quý"),
    "half_yearly": _l("6 tháng"),
    "yearly": _l("hằng năm"),
    "on_demand": _l("đột xuất, theo yêu cầu"),
}


def names_wards(senders: str) -> bool:
    """Whether words for who sends name wards."""
    return bool(_WARDS.search(senders))


def readable(days: str) -> str:
    """Days of a year as people write them: "20/5; 20/11" of "05-20,11-20"."""
    dates = (each.partition("-") for each in days.split(",") if each)
    return "; ".join(f"{int(day)}/{int(month)}" for month, _dash, day in dates)


class ReportingRule(OfPlan, Base):
    """`senders` report to `addressee` through `via` by `days` of each year ("05-20", parted by commas).

    `from_rule`: the rule of the province of which a ward's is the copy (docs/decisions/0081).
    """

    __tablename__ = "reporting_rule"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        UniqueConstraint("plan_id", "from_rule_id"),
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
    from_rule_id: Mapped[int | None] = mapped_column(ForeignKey("reporting_rule.id"), index=True, default=None)

    @property
    def name(self) -> str:
        """What it is called: how it begins."""
        return shortened(self.text)

    @property
    def every_words(self) -> object:
        """How often, in words."""
        return EVERY[self.every]

    @property
    def days_words(self) -> str:
        """Its days as people write them."""
        return readable(self.days)

    @property
    def searched(self) -> str:
        """Found by who reports to whom."""
        return f"{self.text} {self.senders} {self.addressee}"

    @property
    def goes_up(self) -> bool:
        """Whether it is the unit's own report to its province, which a rule names where it says to whom, or how."""
        return self.from_rule_id is not None or bool(_PROVINCE.search(f"{self.addressee} {self.via}"))

    @property
    def binds_wards(self) -> bool:
        """Whether it names wards as those who send; of a province's rule each of its wards has a copy."""
        return names_wards(self.senders)

    @property
    def is_for_others(self) -> bool:
        """Whether a province asks it of its wards alone, and owes nothing by it."""
        return self.binds_wards and not self.unit.is_ward

    def due_days(self, since: date, until: date) -> Iterator[date]:
        """The days by which it is due within some days, in order."""
        yield from days_within(self.days, since, until)


def days_within(days: str, since: date, until: date) -> Iterator[date]:
    """The dates of the days of a year ("05-20,11-20") within some days, in order."""
    for year in range(since.year, until.year + 1):
        for date_text in sorted(filter(None, days.split(","))):
            month, _dash, day = date_text.partition("-")
            if since <= (due := date(year, int(month), int(day))) <= until:
                yield due
