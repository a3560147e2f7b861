"""A counted 0 is a result; what nobody answered is not known."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicator_called
from app.indicators.ward_figures import Sums, known as known_of, summed
from app.indicators.zeros import Zeros, zeros_of
from app.models import AdministrativeUnit, Event, Programme
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.registers.indicator import Scope
from app.registers.joint_counts import known_figure, known_figures
from app.web.database import immediate
from tests import recording
from tests.factories import make_group, make_ward
from tests.helping import Counter
from tests.returns import make_returns, moment, send

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
COUNTS = [
    {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans", "by": ["group"]},
    {"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books", "by": ["group"]},
    {"key": "open", "unit": "tủ sách", "label": "Mở cửa", "where": {"is": {"open": True}}, "by": ["group"]},
]
MEDIA: dict[str, Any] = {
    "key": "news", "shape": "act", "name": "Tin, bài", "subject": "event", "title": "name",
    "fields": [
        {"key": "name", "label": "Tên", "type": "text", "required": True},
        {"key": "items", "label": "Số tin", "type": "number", "counted": True},
        {"key": "reach", "label": "Lượt xem", "type": "number", "counted": True},
    ],
    "counts": [
        {"key": "items", "unit": "tin", "label": "Tin", "sum": "items", "by": ["month"]},
        {"key": "reach", "unit": "lượt", "label": "Lượt xem", "sum": "reach", "by": ["month"]},
    ],
}  # fmt: skip


def known(session: Session, programme: Programme, *keys: str, until: date = date(2026, 11, 30), **only: Any) -> Any:
    """The figures of a programme, of autumn or until a day."""
    session.flush()
    scope = Scope((programme.unit_id,), min(SEPTEMBER, until.replace(day=1)), until, only)
    found = [indicator_called(session, f"{programme.key}.{key}", [programme.unit_id]) for key in keys]
    indicators = [each for each in found if each]
    apart = [known_figure(session, scope, each) for each in indicators]
    assert [*known_figures(session, scope, indicators).values()] == apart
    return apart


@pytest.mark.postgresql
def test_a_sum_is_known_once_somebody_answered_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS)
        keys = "loans", "books", "open"
        assert known(session, programme, *keys) == [None, None, None]
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=0)
        assert known(session, programme, *keys) == [0, None, 0]
        assert known(session, programme, *keys, until=date(2026, 9, 30)) == [None, None, None]
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 3), loans=2, books=0, open=True)
        assert known(session, programme, *keys) == [2, 0, 1]


def test_what_is_sent_of_a_year_while_it_runs_makes_no_zero_of_the_days_before(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS, every="year", due={"month_day": ["3-31"]})
        send(session, programme, sites[0], date(2026, 1, 1), date(2026, 10, 12), loans=2, open=False)
        assert known(session, programme, "open") == [0]
        assert known(session, programme, "open", until=date(2026, 9, 15)) == [None]


def test_that_nothing_happened_is_a_zero(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS)
        slip = send(session, programme, sites[0], OCTOBER, date(2026, 11, 3))
        assert known(session, programme, "loans", "open") == [0, 0]
        entry_recording.withdraw(session, slip, moment(date(2026, 11, 4)))
        assert known(session, programme, "loans", "open") == [None, None]


@pytest.mark.postgresql
def test_a_sum_of_a_group_that_answered_nothing_is_not_known(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS)
        groups = [make_group(session, programme.unit, f"Tổ {number}") for number in (1, 2)]
        for site, group in zip(sites, groups, strict=False):
            site.residential_group = group
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=0)
        assert known(session, programme, "loans", "open", to=groups[0].id) == [0, 0]
        assert known(session, programme, "loans", "open", to=groups[1].id) == [None, 0]
        loans, shut = (indicator_called(session, f"libraries.{key}", [programme.unit_id]) for key in ("loans", "open"))
        assert loans
        assert shut
        scope = Scope((programme.unit_id,), SEPTEMBER, date(2026, 11, 30))
        lines = zeros_of(session, loans, scope, loans.by_key["to"], months=False).of_line
        assert [lines(each.id) for each in groups] == [True, False]
        lines = zeros_of(session, shut, scope, shut.by_key["to"], months=False).of_line
        assert [lines(each.id) for each in groups] == [True, True]


def test_of_events_a_time_without_one_is_zero_and_one_that_nobody_answered_is_not_known(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        programme = Programme.begun(session, ward, read(MEDIA), catalogue="", now=moment(SEPTEMBER))
        programme.use_draft(seen="1", now=moment(SEPTEMBER))
        assert known(session, programme, "items", "reach") == [None, None]
        event = Event(unit=ward, programme_id=programme.id, name="Bài 1", held_on=date(2026, 10, 5))
        session.add(event)
        session.flush()
        assert programme.current
        recording.record(
            session, event, programme.current, uuid=str(uuid4()), by=None, way="office", at=moment(date(2026, 10, 5)),
            answers={"items": 2}, now=moment(date(2026, 10, 6)),
        )  # fmt: skip
        assert known(session, programme, "items", "reach") == [2, None]
        november = Scope((ward.id,), date(2026, 11, 1), date(2026, 11, 30))
        found = [indicator_called(session, f"news.{key}", [ward.id]) for key in ("items", "reach")]
        assert [known_figure(session, november, each) for each in found if each] == [0, None]


def told(session: Session, ward: AdministrativeUnit, event: str, day: date, **answers: Any) -> None:
    """An event that was held, and what was said of it."""
    programme = session.scalars(select(Programme).where(Programme.unit_id == ward.id)).one()
    made = Event(unit=ward, programme_id=programme.id, name=event, held_on=day)
    session.add(made)
    session.flush()
    assert programme.current
    recording.record(
        session, made, programme.current, uuid=str(uuid4()), by=None, way="office", at=moment(day), answers=answers,
        now=moment(day),
    )  # fmt: skip


def news_of(session: Session) -> AdministrativeUnit:
    ward = make_ward(session)
    programme = Programme.begun(session, ward, read(MEDIA), catalogue="news", now=moment(SEPTEMBER))
    programme.use_draft(seen="1", now=moment(SEPTEMBER))
    return ward


AUTUMN = [f"2026-{month:02}" for month in (8, 9, 10, 11)]


def zeros(session: Session, key: str, by: str, *wards: int, months: bool = True) -> Zeros:
    indicator = indicator_called(session, key, wards)
    assert indicator
    scope = Scope(wards, date(2026, 8, 1), date(2026, 11, 30))
    return zeros_of(session, indicator, scope, indicator.by_key[by], months=months)


@pytest.mark.postgresql
def test_of_events_a_month_is_known_from_the_first_answer_on_but_for_those_in_which_nobody_answered(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward, other = news_of(session), news_of(session)
        told(session, ward, "Bài 1", date(2026, 9, 5), items=0)
        told(session, ward, "Bài 2", date(2026, 10, 5), reach=4)
        told(session, other, "Bài 3", date(2026, 11, 5), items=0)
        lines = zeros(session, "news.items", "thang", ward.id).of_line
        assert [lines(each) for each in AUTUMN] == [False, True, False, True]
        by_ward = zeros(session, "news.items", "don-vi", ward.id, other.id)
        assert [by_ward.of_cell(ward.id, each) for each in AUTUMN] == [False, True, False, True]
        assert [by_ward.of_cell(other.id, each) for each in AUTUMN] == [False, False, False, True]
        assert [by_ward.of_month(each) for each in AUTUMN] == [False, True, False, True]
        reach = zeros(session, "news.reach", "don-vi", ward.id, other.id, months=False).of_line
        assert [reach(ward.id), reach(other.id)] == [True, False]


def test_a_figure_of_one_month_is_known_as_that_month_of_the_table(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = news_of(session)
        told(session, ward, "Bài 1", date(2026, 9, 5), items=0)
        told(session, ward, "Bài 2", date(2026, 10, 5), reach=4)
        indicator = indicator_called(session, "news.items", [ward.id])
        assert indicator
        scope = Scope((ward.id,), date(2026, 8, 1), date(2026, 11, 30))
        found = [known_figure(session, scope.narrowed("thang", each), indicator) for each in AUTUMN]
        assert found == [None, 0, None, 0]


MONTHLY = [
    {"key": "visits", "unit": "lượt", "label": "Lượt", "sum": "loans", "by": ["month", "group"]},
    {"key": "seen", "unit": "tủ sách", "label": "Đã ghi", "by": ["month", "group"]},
]


@pytest.mark.postgresql
def test_each_month_of_a_sum_needs_an_answer_and_of_subjects_the_first_entry(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=MONTHLY, every=None, due=None, outcomes=None)
        groups = [make_group(session, programme.unit, f"Tổ {number}") for number in (1, 2)]
        for site, group in zip(sites, groups, strict=False):
            site.residential_group = group
        send(session, programme, sites[0], None, date(2026, 9, 20), loans=0)
        send(session, programme, sites[1], None, date(2026, 11, 3), books=7)
        ward = programme.unit_id
        lines = zeros(session, "libraries.visits", "thang", ward).of_line
        assert [lines(each) for each in AUTUMN] == [False, True, False, False]
        by_group = zeros(session, "libraries.visits", "to", ward)
        assert [by_group.of_cell(groups[0].id, each) for each in AUTUMN] == [False, True, False, False]
        assert not any(by_group.of_cell(groups[1].id, each) for each in AUTUMN)
        lines = zeros(session, "libraries.seen", "thang", ward).of_line
        assert [lines(each) for each in AUTUMN] == [False, True, True, True]
        later = indicator_called(session, "libraries.visits", [ward])
        assert later
        assert known_figure(session, Scope((ward,), date(2026, 11, 1), date(2026, 11, 30)), later) is None


def test_a_ward_that_recorded_nothing_is_unknown_beside_one_that_did(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        (one, sites), (other, _sites) = (make_returns(session, counts=COUNTS) for _ in range(2))
        one.catalogue = other.catalogue = "libraries"
        send(session, one, sites[0], OCTOBER, date(2026, 11, 3), loans=0)
        for key in ("loans", "open"):
            table = zeros(session, f"libraries.{key}", "don-vi", one.unit_id, other.unit_id, months=False)
            assert table.line(None, one.unit_id, date(2026, 11, 30)) == 0
            assert table.line(None, other.unit_id, date(2026, 11, 30)) is None
        helps = INDICATORS["luot-ho-tro"]
        unit = session.get_one(AdministrativeUnit, one.unit_id)
        Counter(session, unit).record(clock.at_local(date(2026, 8, 3), 9))  # its book of helps begins
        scope = Scope((one.unit_id, other.unit_id), SEPTEMBER, date(2026, 11, 20))
        table = zeros_of(session, helps, scope, helps.by_key["don-vi"], months=False)
        assert [table.line(None, each, scope.until) for each in scope.units] == [0, None]
        kept = Sums({}, wards={each: known_of(session, replace(scope, units=(each,)), [helps]) for each in scope.units})
        assert kept.of_wards("luot-ho-tro") == {one.unit_id: 0}


@pytest.mark.postgresql
def test_wards_add_up_what_they_know(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        (one, sites), (_other, _sites) = (make_returns(session, counts=COUNTS) for _ in range(2))
        send(session, one, sites[0], OCTOBER, date(2026, 11, 3), loans=3)
        found = [indicator_called(session, f"libraries.{key}", [one.unit_id]) for key in ("loans", "books")]
        days = SEPTEMBER, date(2026, 11, 30)
        sums = summed(session, [one.unit_id], "", days, [each for each in found if each])
        assert sums.by_key == {"libraries.loans": 3, "libraries.books": None}
