"""Which reports the rules of running plans ask for: by when, of which days, and the one that was begun."""

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Date, Select, String, bindparam, case, cast, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.report import Report, ReportState
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import BACK, ReportingRule, Term, names_wards

# The periods that a rule asks reports for: from the day after the report before until the day by which it is due (Nghị
# định 09/2019/NĐ-CP, điều 12: a period ends before the day on which it is sent, not with the calendar).
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


# How long before its day one may begin.
AHEAD = timedelta(days=75)
YEAR, SOON = timedelta(days=366), timedelta(days=31)
DONE = (ReportState.APPROVED, ReportState.LOCKED)


class Due(NamedTuple):
    """A report that a rule asks for, and how many days are left."""

    rule: ReportingRule
    period: Period
    report: Report | None
    left: int


def due_reports(session: Session, unit_ids: Collection[int], today: date, ahead: timedelta = AHEAD) -> list[Due]:
    """Those of some units that are not approved yet, the nearest first. One statement."""
    rows = session.execute(_rules(), {"units": unit_ids, "today": today, "back": today - BACK}).all()
    rules = {rule.id: rule for rule, _report in rows}.values()
    begun = {(each.rule_id, each.due_on): each for _rule, each in rows if each}
    found = [
        Due(rule, period, begun.get((rule.id, period.due)), (period.due - today).days)
        for rule in rules
        if not rule.is_for_others
        for period in asked_periods(rule, today - BACK, today + ahead)
    ]
    return sorted((each for each in found if not each.report or each.report.state not in DONE), key=_nearest)


@functools.cache
def _rules() -> Select[*tuple[Any, ...]]:
    """The rules of running plans with their plans and units, beside each report begun."""
    units: Any = bindparam("units", expanding=True)
    today, back = (bindparam(each, type_=Date) for each in ("today", "back"))
    wanted = select(ReportingRule).join(ReportingRule.plan).where(*running(units, today, back))
    loaded = wanted.options(contains_eager(ReportingRule.plan).joinedload(Plan.unit)).order_by(ReportingRule.id)
    since = (Report.rule_id == ReportingRule.id) & (Report.due_on >= back)
    return loaded.outerjoin(Report, since).add_columns(Report)


def next_due(session: Session, report: Report) -> date:
    """When the next report is due by the rule of this one, or where it has none by any of its plan; a year later where
    that gives no day."""
    plan = report.followed
    rules = [report.rule] if report.rule else session.scalars(ReportingRule.of_plan(plan.id if plan else 0)).all()
    first, last = report.until + timedelta(days=1), report.until + YEAR
    return min((day for each in rules for day in each.due_days(first, last)), default=last)


def running(unit_ids: Any, today: Any, back: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a rule in use of a plan of some units that runs on a day, or ended since `back`: what was due
    and was not sent is asked for after the plan's last day."""
    plan = Plan.unit_id.in_(unit_ids), Plan.in_use(), Plan.since <= today, Plan.until >= back
    return ReportingRule.in_use(), *plan


def asked_periods(rule: ReportingRule, first: date, last: date) -> Iterator[Period]:
    """The periods of a rule that are due from a day to a day and that it owes (`Term`), in order."""
    owed = {*rule.term.due_days(first, last)}
    return (each for each in periods(rule, first, last) if each.due in owed)


def asked_for(unit_ids: Any, today: Any, back: Any) -> Select[str]:
    """The rules of running plans with the reports begun for days since `back`, as one text for `days_asked_for`: for a
    statement that counts more. Only of a province's rules it has the words for who sends, without the signs that part
    rows and columns."""
    begun = (Report.rule_id == ReportingRule.id) & (Report.due_on >= back)
    unit = aliased(AdministrativeUnit)  # the caller's statement may read units itself
    senders = func.replace(func.replace(ReportingRule.senders, "|", " "), ";", " ")
    parts = (
        cast(ReportingRule.id, String),
        case((func.length(unit.code) < 5, senders), else_=""),
        ReportingRule.days,
        cast(case((ReportingRule.valid_from > Plan.since, ReportingRule.valid_from), else_=Plan.since), String),
        cast(Plan.until, String),
        func.coalesce(cast(ReportingRule.valid_to, String), ""),
        func.coalesce(cast(Report.due_on, String), ""),
        func.coalesce(Report.state, ""),
    )
    text = functools.reduce(lambda told, part: told + "|" + part, parts)
    joined = select(func.aggregate_strings(text, ";")).select_from(ReportingRule).join(ReportingRule.plan)
    joined = joined.join(unit, unit.id == ReportingRule.unit_id)
    return joined.outerjoin(Report, begun).where(*running(unit_ids, today, back))


def days_asked_for(text: str | None, today: date, ahead: timedelta, states: Collection[str]) -> list[date]:
    """The days of `due_reports`, of a text of `asked_for`: not those whose report is in one of some states, nor those
    that a province asks of its wards alone (`ReportingRule.is_for_others`)."""
    rules: dict[str, Term] = {}
    over: set[tuple[str, str]] = set()
    for row in (text or "").split(";") if text else ():
        rule, senders, days, since, until, last, due_on, state = row.split("|")
        if names_wards(senders):
            continue
        rules[rule] = Term(days, _day(since), _day(until), _day(last) if last else date.max)
        over |= {(rule, due_on[:10])} if state in states else set()
    found = ((rule, day) for rule, term in rules.items() for day in term.due_days(today - BACK, today + ahead))
    return [day for rule, day in found if (rule, day.isoformat()) not in over]


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _nearest(each: Due) -> tuple[date, int]:
    return each.period.due, each.rule.id


class DueAbove(NamedTuple):
    """A report that a rule of a ward asks for on the way to its province."""

    span: str
    ward_id: int
    due: date


def due_above(session: Session, province_ids: Collection[int], today: date) -> list[DueAbove]:
    """Those of all wards of some provinces, of a year and of the weeks to come. One statement."""
    wards = select(AdministrativeUnit.id).where(AdministrativeUnit.parent_id.in_(province_ids))
    wanted = select(ReportingRule).join(ReportingRule.plan).options(contains_eager(ReportingRule.plan))
    rules = session.scalars(
        wanted.where(ReportingRule.in_use(), Plan.in_use(), Plan.unit_id.in_(wards)).order_by(ReportingRule.id)
    )
    return [
        DueAbove(period.name, rule.unit_id, period.due)
        for rule in rules
        if rule.goes_up
        for period in asked_periods(rule, today - YEAR, today + SOON)
    ]
