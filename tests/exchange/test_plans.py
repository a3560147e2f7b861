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
