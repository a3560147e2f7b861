"""The planner knows the tables: after each night, and whenever many rows came or tables were made anew."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.country import clock
from app.jobs import nightly
from app.web import place_notes
from app.web.database import db, immediate, schema
from app.web.database.analysis import analyse, analyse_within
from tests.analysed import rows_known
from tests.factories import make_person, make_ward

NIGHT = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # half past two in Vietnam, the 20th
# Two indexes, of which the planner takes the one that leaves fewer rows.
TABLE = (
    "CREATE TABLE kept_apart (one INTEGER, other INTEGER)",
    "CREATE INDEX by_one ON kept_apart (one)",
    "CREATE INDEX by_other ON kept_apart (other)",
)
SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
PLAN = "EXPLAIN QUERY PLAN SELECT '{}', * FROM kept_apart WHERE one = 1 AND other = 1"


@pytest.fixture
def place(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """An empty place with real commits."""
    return make_app(engine, rooms=False)


def add_people(place: Flask, many: int, code: str) -> None:
    with place.app_context(), immediate() as session:
        ward = make_ward(session, code=code)
        for _ in range(many):
            make_person(session, ward)


@pytest.mark.postgresql
def test_tables_are_analysed_where_a_schema_is_brought_up(place: Flask) -> None:
    add_people(place, 3, "05443")
    with place.app_context():
        assert rows_known("person") == 0
        schema.upgrade()
        assert rows_known("person") == 3


@pytest.mark.postgresql
def test_a_transaction_analyses_what_it_stored(place: Flask) -> None:
    with place.app_context(), immediate() as session:
        ward = make_ward(session, code="05443")
        for _ in range(3):
            make_person(session, ward)
        analyse_within(session)
    with place.app_context():
        assert rows_known("person") == 3


def test_each_night_analyses_once(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = place.extensions["settings"]
    known = []
    for number, since in enumerate((-2, 0, 1, 24)):  # hours: before the night, in it, again, the next one
        add_people(place, 2, f"0544{number}")
        monkeypatch.setattr(clock, "now", lambda moment=NIGHT + timedelta(hours=since): moment)
        with place.app_context():
            nightly.look(settings)
            known.append(rows_known("person"))
        monkeypatch.undo()
    assert known == [0, 4, 4, 8]


def test_without_room_the_night_goes_on(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("ANALYZE", None, Exception("database or disk is full"))

    settings = place.extensions["settings"]
    monkeypatch.setattr(nightly, "analyse", fail)
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    with place.app_context():
        nightly.look(settings)
        noted = place_notes.read_last_night(settings)
    assert (noted.looked_at, noted.damage) == (NIGHT, "")


def test_connections_that_are_open_plan_by_the_newest(place: Flask) -> None:
    """SQLite reads what it knows of the tables with the schema, and open connections keep that."""
    with place.app_context(), db.engine.connect() as open_before:
        plans = []
        for columns in ("i, 1", "1, i"):
            with immediate() as session:
                for statement in TABLE if not plans else ("DELETE FROM kept_apart",):
                    session.execute(text(statement))
                session.execute(text(f"{SERIES} INSERT INTO kept_apart SELECT {columns} FROM n"))
            analyse()
            open_before.execute(text("SELECT * FROM kept_apart")).all()  # EXPLAIN does not look itself
            plans.append(open_before.execute(text(PLAN.format(columns))).one()[-1])
            open_before.rollback()
    assert ["by_one" in plans[0], "by_other" in plans[1]] == [True, True], plans
