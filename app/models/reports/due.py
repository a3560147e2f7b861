"""Which reports the rules of running plans ask for: by when, of which days, and the one that was begun."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.period import Period, periods
from app.models.reports.report import Report, ReportState
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import ReportingRule

# From how far back one that was not sent is still asked for, and how long before its day one may begin.
BACK, AHEAD = timedelta(days=120), timedelta(days=75)
YEAR, SOON = timedelta(days=366), timedelta(days=31)
DONE = (ReportState.APPROVED, ReportState.LOCKED)


class Due(NamedTuple):
    """A report that a rule asks for, and how many days are left."""

    rule: ReportingRule
    period: Period
    report: Report | None
    left: int


def due_reports(session: Session, unit_ids: Collection[int], today: date, ahead: timedelta = AHEAD) -> list[Due]:
    """Those of some units that are not approved yet, the nearest first. Two statements at most."""
    running = (Plan.unit_id.in_(unit_ids), Plan.in_use(), Plan.since <= today, Plan.until >= today)
    wanted = select(ReportingRule).join(ReportingRule.plan).where(ReportingRule.in_use(), *running)
    rules = session.scalars(
        wanted.options(contains_eager(ReportingRule.plan).joinedload(Plan.unit)).order_by(ReportingRule.id)
    ).all()
    if not rules:
        return []
    begun = {(each.rule_id, each.due_on): each for each in session.scalars(Report.of_rules([r.id for r in rules]))}
    found = [
        Due(rule, period, begun.get((rule.id, period.due)), (period.due - today).days)
        for rule in rules
        for period in periods(rule, max(today - BACK, rule.plan.since), today + ahead)
    ]
    return sorted((each for each in found if not each.report or each.report.state not in DONE), key=_nearest)


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
        for period in periods(rule, max(today - YEAR, rule.plan.since), min(today + SOON, rule.plan.until))
    ]
