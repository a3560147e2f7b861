"""A list of tasks that went out and comes in again: what a leader decides stays decided."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Matter
from app.models.targets.task_owner import Owner
from app.models.targets.task_states import STATES
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import xlsx
from tests.factories import make_organisation, make_plan, make_ward


@pytest.mark.parametrize("owned", [True, False], ids=["given", "nobody's"])
def test_each_state_stays_as_the_list_says_it(session: Session, take: Take, owned: bool) -> None:
    ward = make_ward(session)
    plan, school = make_plan(session, ward), make_organisation(session, ward, "Trường Ao Sen")
    states = [each for each in STATES if owned or each not in ("reported", "returned", "accepted")]
    for state in states:
        row = Matter(
            unit=ward, plan=plan, text=f"Việc {state}", state=state, reason="Thiếu",
            proposed_at=clock.now(), decided_at=clock.now(),
        )  # fmt: skip
        row.owner = Owner.of(school) if owned and state != "done" else None
        session.add(row)
    session.flush()
    lines = [[plan.name, f"Việc {state}", str(STATES[state])] for state in states]
    taken = take("matters", xlsx([["Kế hoạch", "Nội dung", "Tiến độ"], *lines]), ward.id)
    assert [each.why for each in taken] == ["Đã có trong danh mục."] * len(states)
    session.expire_all()
    assert {each.text: each.state for each in session.scalars(select(Matter))} == {
        f"Việc {each}": each for each in states
    }


def test_a_list_neither_accepts_nor_changes_what_was_accepted(session: Session, take: Take) -> None:
    ward = make_ward(session)
    plan, school = make_plan(session, ward), make_organisation(session, ward, "Trường Ao Sen")
    for state in ("open", "accepted"):
        row = Matter(unit=ward, plan=plan, text=f"Việc {state}", state=state, decided_at=clock.now())
        row.owner = Owner.of(school)
        session.add(row)
    session.flush()
    lines = [[plan.name, "Việc open", "đã duyệt"], [plan.name, "Việc accepted", "chưa làm"]]
    take("matters", xlsx([["Kế hoạch", "Nội dung", "Tiến độ"], *lines]), ward.id)
    session.expire_all()
    found = {each.text: each.state for each in session.scalars(select(Matter))}
    assert found == {"Việc open": "reported", "Việc accepted": "accepted"}
