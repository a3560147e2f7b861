"""Reporting rules beyond their own plan: those of a province's plan that bind its wards, and those that a programme
may follow."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.country import clock
from app.country.periods import PeriodType
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.programme import Programme
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.senders import Subordinates
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import BACK, DAY, ReportingRule
from app.models.trust.audit_event import AuditEvent

# What of a copy follows the province's rule.
COPIED = ("text", "via", "every", "days", "place")


def binding_rules(session: Session, today: date, province_ids: Collection[int] | None = None) -> list[ReportingRule]:
    """The rules of running plans of some provinces, or of all, that bind wards, by id. One statement."""
    wanted = (
        select(ReportingRule)
        .join(ReportingRule.plan)
        .join(AdministrativeUnit, AdministrativeUnit.id == ReportingRule.unit_id)
        .where(func.length(AdministrativeUnit.code) < 5, ReportingRule.in_use())
        .where(Plan.in_use(), Plan.since <= today, Plan.until >= today)
        .options(contains_eager(ReportingRule.plan).joinedload(Plan.unit))
        .order_by(ReportingRule.id)
    )
    if province_ids is not None:
        wanted = wanted.where(ReportingRule.unit_id.in_(province_ids))
    return [each for each in session.scalars(wanted) if each.binds_wards]


def wards_without_plan(session: Session, province_ids: Collection[int], today: date) -> list[AdministrativeUnit]:
    """The wards of some provinces that no rule reaches, for want of a plan that runs, by name. Two statements."""
    wards = session.scalars(AdministrativeUnit.wards_of(province_ids)).all()
    plans = _plans(session, [each.id for each in wards], today)
    return [each for each in wards if each.id not in plans]


def hand_down(session: Session, today: date) -> list[ReportingRule]:
    """Bring the copies of all wards up to date, unflushed; returns those that were made, changed, ended or retired. A
    rule of the demo's province stays in the demo. Five statements at most."""
    rules = {each.id: each for each in binding_rules(session, today)}
    copied = select(ReportingRule).where(ReportingRule.from_rule_id.is_not(None))
    copies = session.scalars(copied.options(joinedload(ReportingRule.plan))).all()
    if not rules and not copies:
        return []
    wards = session.scalars(AdministrativeUnit.wards_of({each.unit_id for each in rules.values()})).all()
    plans = _plans(session, [each.id for each in wards], today)
    standing = {(each.from_rule_id, each.plan_id): each for each in copies}
    changed, right = [], set()
    for rule in rules.values():
        for ward in wards:
            plan = plans.get(ward.id)
            if plan is None or ward.parent_id != rule.unit_id:
                continue
            copy = standing.get((rule.id, plan.id))
            if copy is None:
                copy = _copied(rule, ward, plan, today)
                session.add(copy)
                changed.append(copy)
            elif _follow(copy, rule):
                changed.append(copy)
            right.add((rule.id, plan.id))
    others = [copy for key, copy in standing.items() if key not in right and copy.retired_on is None]
    sources = _in_use(session, {each.from_rule_id or 0 for each in others}) if others else {}
    return [*changed, *(each for each in others if _end(each, sources.get(each.from_rule_id or 0), today))]


def hand_down_noted(session: Session, now: datetime) -> list[ReportingRule]:
    """The same, stored, with an event of each copy in its ward's trail."""
    changed = hand_down(session, clock.local(now).date())
    session.flush()
    _carry_on(session, [each for each in changed if each.ended_on])
    for each in changed:
        AuditEvent.note(
            session, "reporting_rule.set_above", at=now, account_id=None, unit_id=each.unit_id,
            subject=("reporting_rule", each.public_id), detail={"name": each.name},
        )  # fmt: skip
    return changed


def _carry_on(session: Session, ended: Collection[ReportingRule]) -> None:
    """Let programmes that follow a copy that ended follow the one of the same rule in their ward's newest plan."""
    by_id = {each.id: each for each in ended}
    following = select(Programme).where(Programme.rule_id.in_(by_id)).order_by(Programme.id)
    for programme in session.scalars(following.with_for_update(of=Programme)).all() if ended else ():
        old = by_id[programme.rule_id or 0]
        same = ReportingRule.from_rule_id == old.from_rule_id, ReportingRule.unit_id == old.unit_id
        open_ = ReportingRule.in_use(), ReportingRule.valid_to.is_(None)
        newer = session.scalars(select(ReportingRule).where(*same, *open_)).first()
        if newer is not None:
            programme.follow(newer)


def _plans(session: Session, ward_ids: Sequence[int], today: date) -> dict[int, Plan]:
    """The newest plan of each ward that runs."""
    running = select(Plan).where(Plan.unit_id.in_(ward_ids), Plan.in_use(), Plan.since <= today, Plan.until >= today)
    return {each.unit_id: each for each in session.scalars(running.order_by(Plan.since, Plan.id))}


def _said(rule: ReportingRule) -> dict[str, Any]:
    """What a copy says: whom the report is sent to, where the rule names nobody, is the province."""
    said = {name: getattr(rule, name) for name in COPIED}
    return said | {"addressee": rule.addressee or rule.plan.unit.full_name}


def _copied(rule: ReportingRule, ward: AdministrativeUnit, plan: Plan, today: date) -> ReportingRule:
    values = {"key": f"tinh-{rule.public_id}", "from_rule_id": rule.id, "valid_from": today, **_said(rule)}
    return ReportingRule(unit=ward, plan=plan, **values)


def _in_use(session: Session, ids: Collection[int]) -> Mapping[int, ReportingRule]:
    """Rules of some ids that are in use, of plans that are, with their plans."""
    wanted = select(ReportingRule).join(ReportingRule.plan).options(contains_eager(ReportingRule.plan))
    rows = session.scalars(wanted.where(ReportingRule.id.in_(ids), ReportingRule.in_use(), Plan.in_use()))
    return {each.id: each for each in rows}


def _end(copy: ReportingRule, rule: ReportingRule | None, today: date) -> bool:
    """End a copy; whether that changed anything. Where the province's plan ended or the ward has a newer plan, what was
    due before is asked for until it is too old; where a rule or a plan is used no longer, nothing is."""
    last = copy.valid_to or min(today - DAY, rule.plan.until if rule else date.max)
    if rule is None or copy.plan.retired_on or last < max(copy.valid_from, today - BACK):
        return copy.retire(today)
    return bool(copy.change({"valid_to": last}, str(copy.version)))


def _follow(copy: ReportingRule, rule: ReportingRule) -> bool:
    """Write what the province's rule says; whether that changed anything."""
    changed = copy.change({**_said(rule), "valid_to": None}, str(copy.version))
    return copy.retire(None) or bool(changed)


def offered_rules(
    session: Session, unit_id: int, declared: Iterable[Declaration], today: date
) -> Mapping[str, list[ReportingRule]]:
    """Of each declaration with the periods of a rule, by key: the rules in use of plans of the unit that have not
    ended, the one to choose first. Four statements; none where no declaration asks for a rule."""
    asking = [each for each in declared if each.every is PeriodType.REPORT]
    rules = _to_follow(session, unit_id, today) if asking else []
    if not rules:
        return {each.key: [] for each in asking}
    below = Subordinates.load(session, unit_id).on(today)
    return {each.key: sorted(rules, key=partial(_place, below, each)) for each in asking}


def offered_to(session: Session, programme: Programme, declared: Declaration, today: date) -> list[ReportingRule]:
    """The rules of which a programme may follow one by a declaration."""
    return offered_rules(session, programme.unit_id, [declared], today).get(declared.key, [])


def _to_follow(session: Session, unit_id: int, today: date) -> list[ReportingRule]:
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
