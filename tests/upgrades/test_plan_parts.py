"""A database whose plans have no parts: a plan that shipped gets its own with each task's; another one the standard
ones, and its tasks go by their places."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data.plans import catalogue
from app.exchange.plans import load
from app.models import AdministrativeUnit, Matter, Plan, PlanPart
from app.web.database import immediate, schema
from tests.factories import make_plan
from tests.upgrades.revisions import before_revision

PLACES = {"phần IV, mục 5.2, điểm a": "5.2", "phần VI, mục 5.9": "5", "phần II": "7", "": "7", "mục 40": "7"}


def _parts_and_tasks(session: Session) -> tuple[list[Any], list[Any]]:
    columns = (PlanPart.plan_id, PlanPart.position, PlanPart.numeral, PlanPart.title, PlanPart.themes)
    parts = session.execute(select(*columns).order_by(PlanPart.plan_id, PlanPart.position)).all()
    tasks = select(Matter.id, PlanPart.numeral).join(Matter.part).order_by(Matter.id)
    return [tuple(each) for each in parts], [tuple(each) for each in session.execute(tasks)]


@pytest.mark.core("parts of plans that were loaded before")
def test_plans_have_parts_and_tasks_are_of_them(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            unit = session.scalars(AdministrativeUnit.called("05443")).one()
            for file in catalogue().values():
                load(session, unit, file)
            shipped = session.scalars(select(Plan).where(Plan.catalogue == "thuan-chau")).one()
            own = make_plan(session, unit)
            rows = [Matter(unit=unit, plan=own, text="Việc", place=place) for place in PLACES]
            rows.append(Matter(unit=unit, plan=shipped, text="Việc thêm", place="phần IV, mục 2.3"))
            session.add_all(rows)
            session.flush()
            assert [each.part.numeral for each in rows] == [*PLACES.values(), "2.3"]
            before = _parts_and_tasks(session)
        schema.downgrade(before_revision("0094"))
        schema.upgrade()
        with immediate() as session:
            assert _parts_and_tasks(session) == before
        assert schema.differences() == []
