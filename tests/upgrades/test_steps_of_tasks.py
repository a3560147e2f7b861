"""A database whose tasks have no history of their states: it is filled from the trail, and reports of an earlier day
read it."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Matter
from app.models.targets.matter_file import steps_on
from app.web.database import immediate, schema
from tests.factories import make_account, make_plan
from tests.upgrades.revisions import before_revision


def _note(session: Session, task: Matter, act: str, day: date) -> None:
    detail = {"text": task.text} if act == "changed" else {"name": task.name}
    AuditEvent.note(session, f"matter.{act}", at=clock.at_local(day, 9), account_id=None, unit_id=task.unit_id,
                    subject=("matter", task.public_id), detail=detail)  # fmt: skip


def test_steps_are_what_the_trail_says_of_a_task(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            unit = session.scalars(AdministrativeUnit.called("05443")).one()
            plan, by = make_plan(session, unit), make_account(session, unit)
            reported = {"proposed_by_id": by.id, "proposed_at": clock.now(), "decided_at": clock.now()}
            tasks = [Matter(unit=unit, plan=plan, text=f"Việc {state}", state=state, **reported)
                     for state in ("accepted", "done", "open", "dropped")]  # fmt: skip
            session.add_all(tasks)
            session.flush()
            for act, day in (
                ("begun", date(2026, 3, 2)),
                ("reported", date(2026, 4, 9)),
                ("accepted", date(2026, 6, 1)),
            ):
                _note(session, tasks[0], act, day)
            _note(session, tasks[1], "changed", date(2026, 5, 7))
            ids = [each.id for each in tasks]
        schema.downgrade(before_revision("0090"))
        schema.upgrade()
        with immediate() as session:
            days = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 20), date(2026, 6, 1), clock.today())
            found = [[steps_on(session, ids, day).get(id_, ("open",))[0] for id_ in ids] for day in days]
        assert found == [
            ["open", "open", "open", "open"], ["doing", "open", "open", "open"], ["reported", "done", "open", "open"],
            ["accepted", "done", "open", "open"], ["accepted", "done", "open", "dropped"],
        ]  # fmt: skip
