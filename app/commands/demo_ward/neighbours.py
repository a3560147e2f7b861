"""Eleven more wards of the demo's province, by rows alone: a plan, denominators, entered figures, and reports of the
province's span in each state. Nobody lives there: they have no residential groups and no people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, made, read, rows
from app.commands.demo_ward.planned import PAPER
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.following import follow
from app.indicators.reports.lines import Figures
from app.indicators.reports.wording import paper_content, subject_of
from app.models import (
    Account,
    AdministrativeUnit,
    Denominator,
    Document,
    Matter,
    Measurement,
    Plan,
    Report,
    ReportArrival,
    ReportingRule,
    ReportPassage,
    Role,
    RoleGrant,
    Target,
)
from app.models.mixins.issued import canonical
from app.models.reports.due import Period, periods
from app.models.reports.handing_down import hand_down
from app.models.reports.passage import begin, draft
from app.models.reports.receivers import receivers
from app.models.reports.report import ReportState

# When a plan of the year was signed, after its first day.
SIGNED = timedelta(days=14)
# So many days before the day by which it was due a late one was sent.
LATE = -3


def province_plan() -> Mapping[str, Any]:
    """The file, by its headings."""
    plan: Mapping[str, Any] = read("province")
    return plan


def make_neighbours(session: Session, ward: DemoWard) -> None:
    """Add the wards, the province's plan with its rule for all of them, and the reports. Some two seconds."""
    province = ward.unit.parent
    assert province
    rule = _above(session, province, ward.calendar.today)
    by = _staff(session, ward)
    units = {row["code"]: _neighbour(session, row, province, ward, by) for row in rows("neighbours")}
    session.flush()
    for copy in hand_down(session, ward.calendar.today):
        if copy.from_rule_id == rule.id:
            copy.valid_from = copy.plan.since
    session.flush()
    past, now = _spans(rule, ward.calendar.today)
    for days, row in enumerate(rows("neighbours"), start=1):
        unit, state = units[row["code"]], row["state"]
        if past:
            _report(session, unit, past, _before(ward, past, LATE if state == "late" else days), "arrived", by)
        _report(session, unit, now, _before(ward, now, days), state, by)
    if past:
        own = ward.accounts["canbo"], ward.accounts["lanhdao"]
        _report(session, ward.unit, past, _before(ward, past, 2), "arrived", own)


def _above(session: Session, province: AdministrativeUnit, today: date) -> ReportingRule:
    """The province's plan of the year, and the rule by which all its wards report."""
    plan = _plan(province, f"UBND tỉnh {province.name}", province_plan()["number"], today)
    adults = sum(int(row["adults"]) for row in (*rows("neighbours"), *rows("measured")))
    session.add_all([plan, Denominator(
        unit=province, audience="adults", number=adults, counted_on=plan.since, source=province_plan()["source"],
    )])  # fmt: skip
    own: dict[str, Any] = {"unit": province, "plan": plan}
    span = {**own, "since": plan.since, "until": plan.until}
    session.add_all([made(Target, each, **span) for each in province_plan()["targets"]])
    session.add_all([
        made(Matter, each, due="day", due_on=plan.until.replace(day=each["day"]), **own)
        for each in province_plan()["tasks"]
    ])  # fmt: skip
    rule = made(ReportingRule, province_plan()["rule"], valid_from=plan.since, **own)
    session.add(rule)
    return rule


def _plan(unit: AdministrativeUnit, body: str, number: str, today: date) -> Plan:
    first, last = today.replace(month=1, day=1), today.replace(month=12, day=31)
    return Plan(
        unit=unit,
        title=province_plan()["title"],
        number=number,
        signed_on=first + SIGNED,
        body=body,
        since=first,
        until=last,
    )


def _staff(session: Session, ward: DemoWard) -> tuple[Account, Account]:
    """Who writes and who decides in all of them: accounts that have not been set up, so nobody signs in as them."""
    officer, leader = (ward.join(session, username, name) for username, name in province_plan()["staff"].items())
    session.flush()
    return officer, leader


def _neighbour(
    session: Session, row: Row, province: AdministrativeUnit, ward: DemoWard, by: Sequence[Account]
) -> AdministrativeUnit:
    """A ward with its plan, denominators and entered figures."""
    today = ward.calendar.today
    unit = AdministrativeUnit(code=row["code"], kind=row["kind"], name=row["name"], parent=province, is_demo=True)
    plan = _plan(unit, f"UBND {unit.full_name}", f"{20 + int(row['groups'])}/KH-UBND", today)
    session.add_all([unit, plan])
    session.flush()
    session.add_all(
        Denominator(
            unit=unit,
            audience=audience,
            number=int(row[audience]),
            counted_on=plan.since,
            source=province_plan()["source"],
        )
        for audience in ("adults", "pupils", "households")
    )
    for each in province_plan()["neighbours"]:
        target = made(Target, each, unit=unit, plan=plan, since=plan.since, until=plan.until, why="Cán bộ nhập số.")
        for ago, percent in ((100, 80), (9, 100)):
            day = max(today - timedelta(days=ago), plan.since)
            count = int(row[each["column"]]) * percent // 100
            entered = {
                "counted_on": day,
                "numerator": count,
                "from_words": province_plan()["source"],
                "paper_day": day,
                **PAPER,
            }
            session.add(Measurement(unit=unit, target=target, **entered))
    session.add_all(
        RoleGrant(account=each, role=role, unit=unit, since=plan.since, created_at=ward.began)
        for each, role in zip(by, (Role.OFFICER, Role.LEADER), strict=True)
    )
    return unit


def _spans(rule: ReportingRule, today: date) -> tuple[Period | None, Period]:
    """The span that was due last this year, and the one that is due next or was within a month: what a province's first
    page shows is in each state."""
    year = [*periods(rule, date(today.year, 1, 1), date(today.year, 12, 31))]
    lately = [each for each in year if timedelta(0) <= today - each.due <= timedelta(days=31)]
    now = lately[-1] if lately else next((each for each in year if each.due > today), year[-1])
    place = year.index(now)
    return (year[place - 1] if place else None), now


def _report(
    session: Session, unit: AdministrativeUnit, span: Period, moment: datetime, state: str, by: tuple[Account, Account]
) -> None:
    """The report of a ward for a span, brought at a moment as far as `state` says."""
    if state == "none":
        return
    officer, leader = by
    copy = session.scalars(ReportingRule.in_units([unit.id]).where(ReportingRule.from_rule_id.is_not(None))).one()
    row = begin(session, unit, copy.plan, copy, span, by=officer, now=moment)
    figures = counted(session, row, clock.today(), ())
    figures = replace(figures, as_of=min(figures.as_of, f"{moment:%Y-%m-%d}"))  # nothing after it is signed
    draft(session, row, drafted(figures, receivers(row)))
    said = figures.stored()
    if state == "draft" or not said:  # on the first days of a year nothing is known yet
        return
    row.send(session, said, by=officer, now=moment)
    session.flush()
    if state == "returned":
        row.send_back(session, province_plan()["why"], by=leader, now=moment)
    elif state != "sent":
        row.approve(session, by=leader, now=moment, seen=row.proposed_at.isoformat())
        session.flush()
    if row.state == ReportState.APPROVED and state != "approved":
        _file(session, row, figures, moment, arrives=state != "locked")


def _before(ward: DemoWard, span: Period, days: int) -> datetime:
    """So many days before the day of a span, or before now, what is earlier."""
    due = ward.calendar.now + (span.due - ward.calendar.today)
    return min(due - timedelta(days=days), ward.calendar.now - timedelta(days=max(days - 1, 0), hours=1))


def _file(session: Session, row: Report, figures: Figures, moment: datetime, *, arrives: bool) -> None:
    """Give it a number and lock it; sent up, it arrives at the province."""
    passages = session.scalars(ReportPassage.of(row.id)).all()
    content = canonical(paper_content(row, passages, figures, now=moment))
    number = 40 + len(session.scalars(Document.in_units([row.unit_id])).all())
    filed = Document.add(session, Document(
        unit=row.unit, kind="BC", year=moment.year, number=number, pattern="…/BC-UBND", signed_on=moment.date(),
        subject=subject_of(row), report=row, made_by=row.proposed_by, made_at=moment, said=content,
    ))  # fmt: skip
    row.lock_for_good()
    session.flush()
    if arrives and (came := ReportArrival.arrive(session, row, filed, moment)):
        follow(session, came, moment.date())
