"""Tasks of the demo ward's plans in each state."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import Row, rows
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.models import Account, AuditEvent, Matter, Plan, Workplace
from app.models.targets.task_owner import Owner
from app.models.targets.task_states import ACCEPTED, DOING, REPORTED, RETURNED

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
