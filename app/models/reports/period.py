"""The periods that a rule asks reports for: from the day after the report before until the day by which it is due
(Nghị định 09/2019/NĐ-CP, điều 12: a period ends before the day on which it is sent, not with the calendar)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from app.models.targets.reporting_rule import ReportingRule

ROMAN = ("I", "II", "III", "IV")
DAY = timedelta(days=1)
# A rule with one day for half-yearly reports means the first half up to this month.
FIRST_HALF = 8


@dataclass(frozen=True)
class Period:
    """What a report covers, both days included, and by when it is due; `name` as a title goes on: "năm 2026"."""

    since: date
    until: date
    due: date
    name: str


def periods(rule: ReportingRule, first: date, last: date) -> Iterator[Period]:
    """Those of a rule that are due from a day to a day, in order; of one on demand those that were opened. Half-yearly
    ones of a year begin together: the second one tells of the whole year. One that asks for a half of each year alone
    begins with the year, and none before its plan."""
    for due in rule.due_days(first, last):
        days = list(rule.due_days(date(due.year - 1, 1, 1), date(due.year, 12, 31)))
        this_year = [day for day in days if day.year == due.year]
        before = [day for day in days if day < (this_year[0] if rule.every == "half_yearly" else due)]
        alone = rule.every == "half_yearly" and len(this_year) == 1
        since = before[-1] + DAY if before and not alone else date(due.year, 1, 1)
        since = max(since, rule.plan.since) if rule.plan.since <= due else since
        yield Period(since, due, due, _name(rule, this_year.index(due), len(this_year), due))


def _name(rule: ReportingRule, place: int, many: int, due: date) -> str:
    year = due.year
    if rule.every == "on_demand":
        return str(_("đột xuất %(day)s/%(month)s/%(year)s", day=due.day, month=due.month, year=year))
    if rule.every == "quarterly" and many == len(ROMAN):
        return str(_("quý %(quarter)s năm %(year)s", quarter=ROMAN[place], year=year))
    if rule.every == "monthly" and many == 12:
        return str(_("tháng %(month)s năm %(year)s", month=place + 1, year=year))
    if rule.every == "half_yearly" and (place < many - 1 or (many == 1 and due.month <= FIRST_HALF)):
        return str(_("6 tháng đầu năm %(year)s", year=year))
    return str(_("năm %(year)s", year=year))


def year_before(period_since: date, period_until: date) -> tuple[date, date]:
    """The same days of the year before."""
    return _a_year_back(period_since), _a_year_back(period_until)


def _a_year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
