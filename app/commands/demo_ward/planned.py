"""The plan of the demo ward: that of the ward in whose frame its people were invented, for this year, with the figures
that the police would send by group."""

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, at, made, rows
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.data.plan_slips import mended, reworded
from app.data.plans import catalogue
from app.exchange.plans import load
from app.jobs.measuring import measure_all, store
from app.models import (
    Account,
    AuditEvent,
    Denominator,
    Matter,
    Measurement,
    Organisation,
    Plan,
    ReportingRule,
    Target,
    Workplace,
)
from app.models.targets.task_owner import Owner
from app.models.targets.task_states import ACCEPTED, DOING, REPORTED, RETURNED

PLAN, OF_THE_FRONT = "phan-dinh-phung", "gia-vien"
POLICE = "Công an phường (số giả định)"
# The paper by which they are said.
PAPER: Mapping[str, Any] = {"paper_body": "Công an phường", "paper_number": "12/BC-CAP"}
_WARD = re.compile(r"phường (Gia Viên|Phan Đình Phùng)")
# Days ago, and how much of the last figure was known then.
REPORTED_SHARES = ((190, 70), (100, 85), (8, 100))
# Numbers of the whole ward, invented with it.
TOTALS = {"cbccvc": 412, "pupils": 5230, "workers": 3860, "elderly": 3140, "disabled": 386}
# Of so many adults one household, and what of the plan's number of teams fits a ward of 24 groups.
ADULTS_OF_A_HOUSE, TEAMS_OF_THE_PLAN = 2.4, "110"


def count(session: Session, ward: DemoWard) -> None:
    """What the machine counts of it, on the last days of months and today."""
    session.flush()
    for plan in session.scalars(Plan.in_units([ward.unit.id, ward.unit.parent_id or 0])).all():
        store(session, measure_all(session, plan, ward.calendar.today), ward.calendar.now)


def make_plan(session: Session, ward: DemoWard) -> None:
    """The plan with its denominators and what was entered of it."""
    first = ward.calendar.today.replace(month=1, day=1)
    _loaded(session, ward, OF_THE_FRONT)
    targets = _loaded(session, ward, PLAN)
    _fit(targets.values(), len(ward.groups))
    _make_organisations(session, ward, first)
    session.add_all(
        Denominator(unit=ward.unit, audience=audience, number=number, counted_on=first, source="Số giả định")
        for audience, number in TOTALS.items()
    )
    reported = {max(ward.calendar.today - timedelta(days=ago), first): percent for ago, percent in REPORTED_SHARES}
    for row in rows("measured"):
        group = ward.groups[row["group"]]
        counts = {"adults": int(row["adults"]), "citizens": int(row["citizens"])}
        counts["households"] = round(counts["adults"] / ADULTS_OF_A_HOUSE)
        session.add_all(
            Denominator(
                unit=ward.unit, residential_group=group, audience=audience, number=number, counted_on=first,
                source=POLICE,
            )
            for audience, number in counts.items()
        )  # fmt: skip
        for key, column in (("vneid_2026", "confirmed"), ("identity_16", "identity")):
            for day, percent in reported.items():
                session.add(
                    Measurement(
                        unit=ward.unit, target=targets[key], residential_group=group, counted_on=day,
                        numerator=int(row[column]) * percent // 100, from_words=POLICE, paper_day=day, **PAPER,
                    )
                )  # fmt: skip


def _loaded(session: Session, ward: DemoWard, key: str) -> dict[str, Target]:
    """A plan that ships, for this year and in the name of the ward; its targets by key."""
    today = ward.calendar.today
    first, last = today.replace(month=1, day=1), today.replace(month=12, day=31)
    plan = load(session, ward.unit, reworded(catalogue()[key], mended)).plan
    assert plan
    ends, plan.since, plan.until = plan.until, first, last
    for rule in session.scalars(select(ReportingRule).where(ReportingRule.plan_id == plan.id)):
        rule.valid_from = first
    plan.body = _WARD.sub(ward.unit.full_name, plan.body)
    for task in session.scalars(select(Matter).where(Matter.plan_id == plan.id, Matter.due_on.is_not(None))):
        task.due_on = task.due_on and task.due_on.replace(year=today.year)
    targets = {each.key: each for each in session.scalars(select(Target).where(Target.plan_id == plan.id))}
    for each in targets.values():
        if each.until == ends:  # what ended earlier did not begin anew
            each.since, each.until = first, last
    return targets


def _fit(targets: Iterable[Target], groups: int) -> None:
    """Numbers of teams as a ward of so many groups has them: the plan that ships is a larger ward's."""
    for each in targets:
        if each.value == int(TEAMS_OF_THE_PLAN):
            each.value = groups
        if each.own_denominator == int(TEAMS_OF_THE_PLAN):
            each.own_denominator = groups
        each.text = each.text.replace(TEAMS_OF_THE_PLAN, str(groups))


def _make_organisations(session: Session, ward: DemoWard, day: date) -> None:
    """Organisations of each kind, with how many people work or learn there."""
    for row in rows("organisations"):
        superior = ward.organisations.get(row["superior"])  # which stands above
        organisation = made(Organisation, row, unit=ward.unit, superior=superior)
        ward.organisations[row["code"]] = organisation
        session.add(organisation)
        if row["audience"]:
            session.add(
                Denominator(
                    unit=ward.unit, organisation=organisation, audience=row["audience"], number=int(row["number"]),
                    counted_on=day, source="Số giả định",
                )
            )  # fmt: skip


# Days from giving to the report, and from there to the decision.
REPORTED_AFTER, DECIDED_AFTER = 14, 3
# Days ago the office marked what it does itself.
OWN_SINCE = 75


def make_given_tasks(session: Session, ward: DemoWard) -> None:
    """Give, report, accept and give back, as `tasks` says; the trail has it."""
    found = select(Matter, Plan.key).join(Matter.plan).where(Matter.unit_id == ward.unit.id)
    tasks = {(plan, task.key): task for task, plan in session.execute(found)}
    of_kind: dict[str, Mapping[str, Any]] = {
        "account": ward.accounts, "residential_group": ward.groups, "team": ward.teams,
        "organisation": ward.organisations,
    }  # fmt: skip
    for row in rows("tasks"):
        kind, _colon, code = row["owner"].partition(":")
        owner = Owner.of(of_kind[kind][code]) if kind else None
        _play(session, ward, tasks[row["plan"], row["key"]], row, owner)


def _play(session: Session, ward: DemoWard, task: Matter, row: Row, owner: Owner | None) -> None:
    today, leader = ward.calendar.today, ward.accounts["lanhdao"]
    if owner is None:
        with _on(at(today - timedelta(days=OWN_SINCE), "09:00")):
            task.state, task.answer = row["state"], row["answer"]
        return
    given = at(today - timedelta(days=int(row["given"])), "09:00")
    due = today + timedelta(days=int(row["due"]))
    task.give(session, owner, due, by=leader, now=given, version=str(task.version))
    _note(session, task, "given", leader, given, {"owner": owner.trail_name, "due_on": due.isoformat()})
    if row["state"] == DOING:
        with _on(given):
            task.begin(session)
    if row["state"] not in (REPORTED, ACCEPTED, RETURNED):
        return
    reporter = _reporter(session, ward, owner)
    reported_at = given + timedelta(days=REPORTED_AFTER)
    with _on(reported_at):
        task.report(session, row["answer"], by=reporter, now=reported_at)
    _note(session, task, "reported", reporter, reported_at, {"answer": row["answer"]})
    decided = reported_at + timedelta(days=DECIDED_AFTER)
    if row["state"] == ACCEPTED:
        with _on(decided):
            task.accept(session, by=leader, now=decided, seen=reported_at.isoformat())
        _note(session, task, "accepted", leader, decided, {})
    elif row["state"] == RETURNED:
        with _on(decided):
            task.give_back(session, row["reason"], by=leader, now=decided)
        _note(session, task, "given_back", leader, decided, {"reason": row["reason"]})


def _on(moment: datetime) -> AbstractContextManager[None]:
    """The clock at a moment of the demo's past."""
    return clock.shifted(moment - clock.now())


def _reporter(session: Session, ward: DemoWard, owner: Owner) -> Account:
    """Who reports: the owner, somebody who works there, the head of the shown group, else the officer."""
    if owner.kind == "account":
        return session.get_one(Account, owner.id)
    works = session.scalars(Workplace.staff(owner.id, [ward.unit.id])).first() if owner.kind == "organisation" else None
    if works is not None:
        return session.get_one(Account, works)
    return ward.accounts["totruong" if owner.kind == "residential_group" else "canbo"]


def _note(session: Session, task: Matter, act: str, by: Account, moment: datetime, detail: dict[str, object]) -> None:
    session.flush()
    AuditEvent.note(
        session, f"matter.{act}", at=moment, account_id=by.id, unit_id=task.unit_id,
        subject=("matter", task.public_id), detail={"name": task.name, **detail},
    )  # fmt: skip
