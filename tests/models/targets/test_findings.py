"""A task is of a plan or of an event: what the database keeps, and where it goes with its event."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicators_of
from app.models import AdministrativeUnit, Matter, Programme, Role
from app.models.movement.declaration_reading import read
from app.models.people import ward_division
from app.models.people.ward_merging import merge
from app.models.targets.given_tasks import given_to
from app.registers.indicator import Scope
from tests.factories import make_account, make_group, make_plan, make_ward
from tests.findings import Held, make_finding, make_inspection, make_oversight

pytestmark = pytest.mark.postgresql


def found(session: Session, unit: AdministrativeUnit | None = None) -> tuple[Held, Matter]:
    """An inspection, and a task that it asked for, three days late."""
    unit = unit or make_ward(session)
    held = make_inspection(session, unit, clock.today() + timedelta(days=9))
    return held, make_finding(session, held, make_account(session, unit, Role.OFFICER), late=3)


@pytest.mark.parametrize("both", [True, False], ids=["both", "neither"])
def test_a_task_is_of_a_plan_or_of_an_event(session: Session, both: bool) -> None:
    held, task = found(session)
    plan = make_plan(session, held.event.unit)
    wrong = {"plan_id": plan.id, "part_id": plan.last_part.id} if both else {"site_id": None}
    with pytest.raises(IntegrityError, match=r"(?i)check"), session.begin_nested():
        session.execute(update(Matter).where(Matter.id == task.id).values(**wrong))
    with pytest.raises(IntegrityError, match=r"(?i)check|foreign"), session.begin_nested():
        session.execute(update(Matter).where(Matter.id == task.id).values(part_id=plan.last_part.id))


def test_it_goes_with_its_event_where_the_ward_is_merged(session: Session) -> None:
    held, task = found(session)
    ward, new = held.event.unit, make_ward(session)
    make_plan(session, ward)
    merge(session, [ward.id], new, clock.today(), clock.now())
    session.refresh(task)
    assert task.unit_id == new.id
    mine = given_to(held.teacher.id, (), [new.id], [held.school.id])
    assert session.scalars(mine).all() == [task]
    assert task.days_late(clock.today()) == 3


def test_it_goes_with_its_event_where_the_ward_is_divided_and_is_given_anew(session: Session) -> None:
    old, new = make_ward(session), make_ward(session)
    group = make_group(session, old)
    held, task = found(session, old)
    other, left = found(session, old)
    held.event.residential_group = group
    session.flush()
    ward_division.divide(session, old, {group.id: new}, None, clock.today(), clock.now())
    for each in (task, left):
        session.refresh(each)
    assert (task.unit_id, task.owner) == (new.id, None)  # the school stays in the ward that goes on
    assert (left.unit_id, left.owner and left.owner.id) == (old.id, other.school.id)


def test_who_sees_it_goes_by_the_version_in_use(session: Session) -> None:
    held, task = found(session)
    hidden = make_oversight(session, held.event.unit)
    secret = make_finding(session, hidden, hidden.fronts[0])

    def seen(*roles: str) -> set[int]:
        return set(session.scalars(Matter.in_units([held.event.unit_id]).where(Matter.seen_by(roles)).with_only_columns(
            Matter.id).order_by(None)))  # fmt: skip

    assert seen("officer") == {task.id}
    assert seen("leader") == {task.id, secret.id}
    assert seen() == set()
    programme = held.programme
    said = {**programme.current.declared.definition, "sees": ["leader"]} if programme.current else {}
    programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
    programme.use_draft(seen=str(programme.version), now=clock.now())
    session.flush()
    assert seen("officer") == set()
    assert not task.is_seen_by_officers


def earlier() -> dict[str, Any]:
    """The inspection as it shipped before it gave tasks."""
    said = {key: each for key, each in catalogue()["inspection"].definition.items() if key != "tasks_to"}
    fields = [{**each} for each in said["fields"]]
    [typed] = [each for each in fields if each["key"] == "open"]
    typed.pop("hint")
    typed |= {"required": True, "quick": True}
    return {**said, "fields": fields}


@pytest.mark.parametrize("how", ["untouched", "another label", "not taken"])
def test_the_typed_number_of_every_past_day_stays_with_the_edition(session: Session, how: str) -> None:
    unit, now = make_ward(session), clock.now()
    said = earlier()
    programme = Programme.begun(session, unit, read(said), catalogue="inspection", now=now)
    programme.use_draft(seen="1", now=now)
    session.flush()
    make_inspection(session, unit, clock.today() + timedelta(days=9))

    def typed() -> int | None:
        [figure] = [each for each in indicators_of(programme.used) if each.key == "inspection.open"]
        return figure.figure(session, Scope((unit.id,), date(clock.today().year, 1, 1), clock.today()))

    assert typed() == 1
    if how == "another label":
        said = {**said, "fields": [
            {**each, "label": "Số việc phải làm lại"} if each["key"] == "open" else each for each in said["fields"]
        ]}  # fmt: skip
        programme.redraft(session, read(said), seen=str(programme.version), now=now)
        programme.use_draft(seen=str(programme.version), now=now)
    if how != "not taken":
        programme.take_edition(catalogue()["inspection"], seen=str(programme.version), now=now)
        session.flush()
    current = programme.current
    assert current
    assert current.declared.tasks_to == (() if how == "not taken" else ("inspected", "groups"))
    assert current.declared.by_key["open"].required is (how == "not taken")
    assert current.declared.by_key["open"].label.startswith(
        "Số việc phải làm" if how == "another label" else "Số việc yêu"
    )
    assert typed() == 1
