"""Rules for reports: who reports to whom, by which days of the year, as a plan names them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.country import clock
from app.country.report_days import ReportDays
from app.models.base import Base, known
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.plan import OfPlan, Plan, shortened

# What a province's own offices are called where a plan names them as receivers, and its wards as senders.
_PROVINCE = re.compile(r"\b(tỉnh|thành phố|sở)\b", re.IGNORECASE)
_WARDS = re.compile(r"\b(phường|xã|đặc khu|địa phương)\b", re.IGNORECASE)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
# From how far back a report that was not sent is still asked for, also after the plan's last day.
BACK = timedelta(days=120)
EVERY: Mapping[str, object] = {
    "monthly": _l("hằng tháng"),
    "quarterly": _l("hằng quý"),
    "half_yearly": _l("6 tháng"),
    "yearly": _l("hằng năm"),
    "on_demand": _l("đột xuất, theo yêu cầu"),
}


class Term(NamedTuple):
    """The days of a rule, as they are stored, and in which days it owes reports: from `since`, and none that lies
    mostly behind `until`, the plan's last day; none after `last`."""

    days: str
    since: date
    until: date
    last: date

    def due_days(self, first: date, last: date) -> Iterator[date]:
        """The days of reports that are owed within some days, in order. What is due shortly after the plan's last day
        is the plan's where most of what it reports is: "trước ngày 10/01 năm sau"."""
        for due in days_within(self.days, max(first, self.since), min(last, self.last)):
            before = max(days_within(self.days, due - YEAR, due - DAY), default=due - YEAR)
            if due - (due - before) / 2 <= self.until:
                yield due


def names_wards(senders: str) -> bool:
    """Whether words for who sends name wards."""
    return bool(_WARDS.search(senders))


def readable(days: str) -> str:
    """Stored days as people write them: "20/5; 20/11" of "05-20,11-20", "15/8/2026" of "2026-08-15"."""
    parts = (each.split("-") for each in days.split(",") if each)
    return "; ".join("/".join(str(int(part)) for part in reversed(each)) for each in parts)


class ReportingRule(OfPlan, Base):
    """`senders` report to `addressee` through `via` by `days` (parted by commas): of each year ("05-20"), or on demand
    of one year alone ("2026-08-15"), which opens a period.

    `from_rule`: the rule of the province of which a ward's is the copy (docs/decisions/0081). `valid_from`: the day on
    which it was loaded or added; it owes no report of before. `valid_to`: its last day, of a copy whose province's plan
    ended or whose ward has a newer plan.
    """

    __tablename__ = "reporting_rule"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        UniqueConstraint("plan_id", "from_rule_id"),
        CheckConstraint("text <> ''", name="has_text"),
        known("every", EVERY),
        CheckConstraint("every = 'on_demand' OR days <> ''", name="has_days"),
        CheckConstraint("valid_to >= valid_from", name="dates_in_order"),
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
    valid_from: Mapped[date] = mapped_column(default_factory=clock.today)
    valid_to: Mapped[date | None] = mapped_column(default=None)

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

    @property
    def term(self) -> "Term":
        """In which days it owes reports."""
        return Term(self.days, max(self.plan.since, self.valid_from), self.plan.until, self.valid_to or date.max)

    def runs_on(self, day: date) -> bool:
        """Whether reports are asked for by it on a day: it and its plan are in use, and the plan runs, or ended so
        shortly before that its last reports are still asked for."""
        return not (self.retired_on or self.plan.retired_on) and self.plan.since <= day <= self.plan.until + BACK

    def period_days(self, recorded: tuple[date, ...]) -> ReportDays:
        """The due days of the periods of what follows it, given those that have entries. Once it has ended no other is
        due."""
        yearly, single = parsed(self.days)
        return ReportDays(yearly, single, recorded, self.ended_on - DAY if self.ended_on else date.max)

    @property
    def ended_on(self) -> date | None:
        """Since when it gives no days to what follows it: it or its plan was retired, or its last day is over. That its
        ward became another, which ends the plan, ends it not: silence would be worse (docs/decisions/0095)."""
        plan, last = self.plan.retired_on, self.unit.valid_to
        by_merger = plan is not None and last is not None and plan > last
        over = self.valid_to + DAY if self.valid_to else None
        return min(filter(None, (self.retired_on, None if by_merger else plan, over)), default=None)

    def open_period(self, due: date) -> bool:
        """Ask for a report by a day of one year alone; False where it does already."""
        if any(self.due_days(due, due)):
            return False
        self.days = ",".join(sorted({*filter(None, self.days.split(",")), due.isoformat()}))
        self.version += 1
        return True

    def due_days(self, since: date, until: date) -> Iterator[date]:
        """The days by which it is due within some days, in order."""
        yield from days_within(self.days, since, until)


def parsed(days: str) -> tuple[tuple[tuple[int, int], ...], tuple[date, ...]]:
    """Stored days: months and days of each year, and those of one year alone."""
    parts = [each for each in days.split(",") if each]
    yearly = [each.partition("-") for each in parts if each.count("-") == 1]
    single = [date.fromisoformat(each) for each in parts if each.count("-") > 1]
    return tuple((int(month), int(day)) for month, _dash, day in yearly), tuple(single)


def days_within(days: str, since: date, until: date) -> Iterator[date]:
    """The dates of stored days within some days, in order."""
    yearly, single = parsed(days)
    every = {date(year, *each) for year in range(since.year, until.year + 1) for each in yearly} | {*single}
    yield from sorted(each for each in every if since <= each <= until)
