"""A plan comes into a ward: whole, once, and over nothing that the ward changed."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.data.plans import catalogue
from app.exchange.plans import changes, load
from app.models import AdministrativeUnit, Matter, Plan, ReportingRule, Target
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_ward

FILE = "phan-dinh-phung"


def counts(app: Flask) -> list[int]:
    """How many plans, targets, tasks and rules there are."""
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(each)) or 0 for each in PARTS]


PARTS = (Plan, Target, Matter, ReportingRule)


@pytest.mark.postgresql
def test_a_plan_is_loaded_whole_and_once(app: Flask) -> None:
    file = catalogue()[FILE]
    whole = [1, len(file.targets), len(file.matters), len(file.rules)]
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
        assert list(changes(db.session(), ward, file).new.values()) == whole[1:]
        with immediate() as session:
            done = load(session, session.get_one(AdministrativeUnit, ward.id), file)
            assert done.did
        assert counts(app) == whole
        with immediate() as session:
            again = load(session, session.get_one(AdministrativeUnit, ward.id), file)
            assert again.nothing
            assert not again.did
    assert counts(app) == whole


def test_two_who_load_at_once_make_one(make_app: Callable[[str], Flask], engine: str) -> None:
    app = make_app(engine)
    with app.app_context(), immediate() as session:
        ward_id = make_ward(session).id

    def one() -> bool:
        with app.app_context(), immediate() as session:
            return load(session, session.get_one(AdministrativeUnit, ward_id), catalogue()[FILE]).did

    assert sorted(map(bool, at_once([one] * 4))) == [False, False, False, True]
    assert counts(app)[:2] == [1, len(catalogue()[FILE].targets)]


def test_what_the_ward_changed_stays_unless_it_is_asked_for(app: Flask) -> None:
    file = catalogue()[FILE]
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            load(session, ward, file)
            target = session.scalars(select(Target).where(Target.key == "vneid_2026")).one()
            target.value = 95
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            kept = load(session, unit, file)
            assert [(each.name, each.columns) for each in kept.other] == [(target.name, {"value": (95, 90)})]
            assert not kept.did
            assert session.get_one(Target, target.id).value == 95
            assert load(session, unit, file, overwrite=True).overwritten
            assert session.get_one(Target, target.id).value == 90


def test_a_number_of_a_targets_own_is_not_taken_away_by_loading_the_plan_over_it(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            plan = load(session, ward, catalogue()[FILE]).plan
            assert plan
            targets = {each.key: each for each in session.scalars(Target.of_plan(plan.id))}
            assert targets["teams_2026"].own_denominator == 110  # the plan's own
            adults = targets["adults_2026"]
            adults.change({"own_denominator": 15_000, "narrowed_to": "", "name": "Người lớn"}, str(adults.version))
            session.flush()
            load(session, ward, catalogue()[FILE], overwrite=True)
        kept = db.session.get_one(Target, adults.id)
        assert kept.own_denominator == 15_000
        assert (kept.narrowed_to, kept.name) == ("o-day=co&tu-18=co", "Người lớn có kỹ năng số")
        assert changes(db.session(), db.session.get_one(AdministrativeUnit, ward.id), catalogue()[FILE]).nothing
