"""Which reporting rules a programme may follow whose periods are those of one: the rule that names most of its senders
comes first, else the half-yearly one."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.country.periods import PeriodType
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.programme import Programme
from app.models.reports.senders import Subordinates
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import ReportingRule


def offered_rules(
    session: Session, unit_id: int, declared: Iterable[Declaration], today: date
) -> Mapping[str, list[ReportingRule]]:
    """Of each declaration with the periods of a rule, by key: the rules in use of plans of the unit that have not
    ended, the one to choose first. Four statements; none where no declaration asks for a rule."""
    asking = [each for each in declared if each.every is PeriodType.REPORT]
    rules = _in_use(session, unit_id, today) if asking else []
    if not rules:
        return {each.key: [] for each in asking}
    below = Subordinates.load(session, unit_id).on(today)
    return {each.key: sorted(rules, key=partial(_place, below, each)) for each in asking}


def offered_to(session: Session, programme: Programme, declared: Declaration, today: date) -> list[ReportingRule]:
    """The rules of which a programme may follow one by a declaration."""
    return offered_rules(session, programme.unit_id, [declared], today).get(declared.key, [])


def _in_use(session: Session, unit_id: int, today: date) -> list[ReportingRule]:
    wanted = select(ReportingRule).join(ReportingRule.plan).options(contains_eager(ReportingRule.plan))
    here = ReportingRule.unit_id == unit_id, ReportingRule.in_use(), ReportingRule.valid_to.is_(None)
    wanted = wanted.where(*here, Plan.in_use(), Plan.until >= today)
    return list(session.scalars(wanted.order_by(Plan.since.desc(), ReportingRule.position, ReportingRule.id)))


def _place(below: Subordinates, declared: Declaration, rule: ReportingRule) -> tuple[int, bool, bool]:
    return -_named(below, declared, rule), rule.every != "half_yearly", rule.goes_up


def _named(below: Subordinates, declared: Declaration, rule: ReportingRule) -> int:
    """How many of those that a programme is about a rule names as senders."""
    keys = {each.key for each in below.expected(rule)}
    if declared.subject is Subject.ORGANISATION:
        kinds = declared.among.kinds if declared.among else ()
        return sum(f"organisation-{each.id}" in keys for each in below.organisations if each.kind in kinds)
    return sum(each.startswith(f"{declared.subject}-") for each in keys)
