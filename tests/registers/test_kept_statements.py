"""The statement of a figure is built once a scope and day; it holds values of the scope and nothing that was read."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period, PeriodType
from app.data.programmes import catalogue
from app.indicators.named_figures import INDICATORS
from app.indicators.residential_groups import STANDING
from app.models import AdministrativeUnit, Programme
from app.models.movement.declaration import Among, Declaration, Subject
from app.models.movement.represented import asked
from app.models.reports.returns import sites_unsent
from app.registers.indicator import KEPT, UNIT, Indicator, Scope
from app.web.database import db, immediate
from tests.at_once import all_at_once
from tests.factories import make_group, make_ward

MARCH, APRIL = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))
SPRING = MARCH[0], APRIL[1]
MORNING = datetime(2026, 5, 4, 1, tzinfo=UTC)  # eight o'clock in Vietnam
PLAIN = int, str, date, float, type(None)
COURSES = INDICATORS["lop"]


def said(statement: Select[Any]) -> tuple[str, list[Any]]:
    """What is asked, and its values."""
    key = statement._generate_cache_key()
    assert key is not None
    return str(statement), [each.effective_value for each in key.bindparams]


def flat(values: list[Any]) -> list[Any]:
    return [one for each in values for one in (flat(list(each)) if isinstance(each, (list, tuple)) else [each])]


@pytest.mark.either
def test_all_that_a_figure_hangs_on_makes_another_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope((1,), *SPRING)
    others = [
        Scope((2,), *SPRING),
        Scope((1, 2), *SPRING),
        Scope((1,), *MARCH),
        scope.narrowed(UNIT, 1),
        scope.narrowed(UNIT, (1,)),
        dataclasses.replace(scope, of_report=True),
    ]
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    first = COURSES.counting(scope, Indicator.total_of)
    assert COURSES.counting(Scope((1,), *SPRING), Indicator.total_of) is first
    assert all(COURSES.counting(each, Indicator.total_of) is not first for each in others)
    assert COURSES.counting(scope, Indicator.times_of) is not first
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(days=1))
    assert COURSES.counting(scope, Indicator.total_of) is not first


@pytest.mark.either
@pytest.mark.parametrize("key", INDICATORS)
def test_the_same_is_asked_all_day_and_of_plain_values(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A builder that reads the hour would ask in the evening what was asked in the morning."""
    scope, columns = Scope((1, 2), date(2026, 5, 1), date(2026, 5, 31)), (Indicator.total_of, Indicator.times_of)
    figures = [INDICATORS[key]] + ([INDICATORS[key].records] if INDICATORS[key].recorded else [])
    for figure in figures:
        asked = []
        for moment in (MORNING, MORNING + timedelta(hours=11)):
            monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
            figure.kept.clear()
            asked.append([said(figure.counting(scope, column)) for column in columns])
        assert asked[0] == asked[1]
        assert all(isinstance(value, PLAIN) for _text, values in asked[0] for value in flat(values))


@pytest.mark.either
def test_it_keeps_the_newest_alone() -> None:
    figure = dataclasses.replace(COURSES)
    first = figure.counting(Scope((0,), *SPRING), Indicator.total_of)
    for number in range(1, KEPT + 1):
        last = figure.counting(Scope((number,), *SPRING), Indicator.total_of)
    assert len(figure.kept) == KEPT
    assert figure.counting(Scope((KEPT,), *SPRING), Indicator.total_of) is last
    assert figure.counting(Scope((0,), *SPRING), Indicator.total_of) is not first


@pytest.mark.either
def test_a_narrowed_figure_has_statements_of_its_own() -> None:
    COURSES.counting(Scope((1,), *SPRING), Indicator.total_of)
    assert dataclasses.replace(COURSES, key="narrowed").kept == {}


def groups(session: Session, unit_id: int, *days: date) -> list[int]:
    """How many groups a ward has on some days."""
    return [STANDING.figure(session, Scope((unit_id,), SPRING[0], day)) for day in days]


def add_group(session: Session, unit_id: int, since: date) -> None:
    make_group(session, session.get_one(AdministrativeUnit, unit_id)).valid_from = since
    session.flush()


def test_what_is_kept_counts_the_rows_that_are_there_now(session: Session) -> None:
    """By turns in two wards, of two days, while rows come."""
    here, there = make_ward(session).id, make_ward(session).id
    for number in range(3):
        assert groups(session, here, MARCH[1], APRIL[1]) == [number, 2 * number]
        assert groups(session, there, MARCH[1], APRIL[1]) == [0, number]
        add_group(session, here, MARCH[0])
        add_group(session, here, APRIL[0])
        add_group(session, there, APRIL[0])


@pytest.mark.parametrize("built", [False, True])
def test_two_wards_are_counted_at_once(engine: str, make_app: Callable[..., Flask], built: bool) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        wards = [make_ward(session).id for _ in range(2)]
        for number in range(5):
            add_group(session, wards[number % 2], MARCH[0])
    if not built:
        STANDING.kept.clear()

    def counted(ward: int) -> list[int]:
        with app.app_context():
            return [groups(db.session(), ward, MARCH[1])[0] for _ in range(20)]

    found = all_at_once([partial(counted, ward) for ward in wards * 3])
    assert found == [[3] * 20, [2] * 20] * 3


@pytest.mark.either
def test_what_a_programme_asks_is_built_once_by_what_it_hangs_on() -> None:
    declared = next(each for each in catalogue().values() if each.subject is Subject.TEAM)
    other = dataclasses.replace(declared, among=Among(kinds=("other",)))
    april = Period(PeriodType.MONTH, APRIL[0], *APRIL, APRIL[0], APRIL[1], APRIL[1])

    def unsent(number: int, unit: int = 1, rule: int | None = 1, by: Declaration = declared, **more: Any) -> list[Any]:
        return [*said(sites_unsent(number, unit, rule, by, dataclasses.replace(april, **more)))]

    assert asked(1, declared) is asked(1, dataclasses.replace(declared))
    assert asked(Programme.id, declared) is not asked(Programme.id, declared)
    every = asked(1, declared), asked(2, declared), asked(1, other), asked(1, declared, APRIL[0])
    assert len({id(each) for each in every}) == len(every)
    told = unsent(1), unsent(2), unsent(1, unit=2), unsent(1, rule=2), unsent(1, by=other), unsent(1, due=APRIL[0])
    assert unsent(1) == told[0]
    assert all(told[0] != each for each in told[1:])
