"""What waits for an office is counted in the units and at the moment that are asked for, whatever was asked before."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Date, Integer, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.inbox import waits_in
from app.indicators.waiting import classes
from app.indicators.waiting.kind import Harm, WaitingQuery
from app.indicators.waiting.kinds import ASKED, KINDS
from app.models import AdministrativeUnit, HelpRequest
from app.models.base import UtcDateTime
from app.web.database import db
from tests.conftest import stopped_at
from tests.factories import make_course, make_ward
from tests.helping import Counter
from tests.statements import counted


def test_the_days_that_pass_and_the_ward_that_asks_are_not_those_of_who_asked_before(session: Session) -> None:
    now, here, there = clock.now(), make_ward(session), make_ward(session)
    make_course(session, here, registration_closes_at=now + timedelta(hours=20))
    counter, due = Counter(session, here), clock.today()
    request = {"full_name": "Ma Thị Sen", "topic": counter.topics["vneid_cai_dat"], "phone": "+84912345678"}
    session.add(HelpRequest(unit=here, submission="sen", due_on=due, made_at=now, **request))
    session.flush()

    def waits(units: set[int], days: int) -> tuple[str | None, int, int, int]:
        ward, waits = waits_in(session, units, now + timedelta(days=days))
        closing, unclosed, late = (waits.counts.get(key, 0) for key in ("sap-dong", "chua-xong", "help_late"))
        return ward.code if ward else None, closing, unclosed, late

    assert waits({here.id}, 0) == (here.code, 1, 0, 0)
    assert waits({there.id}, 0) == (there.code, 0, 0, 0)
    assert waits({here.id, there.id}, 2) == (min(here.code, there.code), 0, 1, 1)
    assert waits({here.id}, -3) == (here.code, 0, 0, 0)
    assert waits(set(), 0) == (None, 0, 0, 0)


def test_what_the_rail_counts_are_the_rows_that_each_kind_finds(
    engine: str, make_app: Callable[..., Flask], demo_moment: datetime
) -> None:
    app = make_app(engine, demo=True, rooms=False)
    with stopped_at(demo_moment), app.app_context():
        session, now = db.session(), clock.now()
        units = set(session.scalars(select(AdministrativeUnit.id)))
        asked = WaitingQuery.at(session, units, now)
        _unit, waits = waits_in(session, units, now)
        rows = {kind.key: kind.rows(asked) for kind in KINDS}
        assert {kind.key: [*waits.rows(kind, asked)] for kind in KINDS} == rows
        assert waits.counts == {kind.key: len(rows[kind.key]) for kind in KINDS if kind.place}
        assert waits.classes == len({row.id for kind in classes.COUNTED for row in rows[kind.key]})
        # The demo ward has something of half the kinds, and of each harm.
        assert sum(map(bool, rows.values())) >= len(KINDS) // 2
        assert {kind.harm for kind in KINDS if rows[kind.key]} == {*Harm}


@pytest.mark.either
def test_what_a_query_finds_is_a_number_and_a_day_or_a_moment() -> None:
    asked = WaitingQuery([1], clock.now(), clock.now(), clock.today(), lately=clock.now())
    for kind in ASKED:
        assert kind.query is not None
        id_, when = kind.query(asked).selected_columns
        assert isinstance(id_.type, Integer), kind.key
        assert isinstance(when.type, (Date, UtcDateTime)), kind.key


def test_it_is_one_statement_however_much_waits(session: Session) -> None:
    ward, now = make_ward(session), clock.now()
    for _ in range(2):
        with counted() as seen:
            waits_in(session, {ward.id}, now)
        assert len(seen) == 1
        make_course(session, ward, registration_closes_at=now + timedelta(hours=20))
