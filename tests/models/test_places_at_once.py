"""Some add a place to a ward at the same moment: each gets a code of its own, and nobody is turned away."""

from collections.abc import Callable

from flask import Flask

from app.models import AdministrativeUnit, Place
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_ward


def test_places_that_are_added_at_once_have_a_code_each(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        unit_id = make_ward(session).id

    def add() -> str:
        with app.app_context(), immediate() as session:
            unit = session.get_one(AdministrativeUnit, unit_id)
            made = Place.made(session, unit, {"name": "Nhà văn hóa", "seats": 40})
            session.add(made)
            session.flush()
            return made.code

    assert sorted(map(str, at_once([add] * 6))) == ["D1", "D2", "D3", "D4", "D5", "D6"]
