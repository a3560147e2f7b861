"""Figures of programmes that are recorded for periods, beside sums by hand: three subjects, two periods and more."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.indicators.programme_periods import oldest_period
from app.indicators.programmes import indicators_of
from app.models import Household, Programme, Site
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import OWN_COUNTS
from app.models.movement.rules import InvalidDeclaration
from app.registers.indicator import Indicator, Scope
from app.web.database import immediate
from tests import recording
from tests.factories import make_group, make_ward
from tests.returns import DECLARED, make_returns, moment, send

PLAIN = {key: each for key, each in DECLARED.items() if key not in ("every", "due", "outcomes")}
BEFORE, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 1), date(2026, 10, 1)
COUNTS = [
    {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans", "by": ["group", "period"]},
    {"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books", "by": ["group", "open"]},
    {"key": "books_seen", "unit": "cuốn", "label": "Sách", "sum": "books", "over_time": "sum"},
    {"key": "loans_now", "unit": "lượt", "label": "Lượt", "sum": "loans", "over_time": "last"},
    {"key": "lending", "unit": "tủ sách", "label": "Có cho mượn", "where": {"all": ["lends"]}},
    {"key": "recorded", "unit": "tủ sách", "label": "Đã ghi"},
    {"key": "kept", "unit": "đồ", "label": "Đồ có", "size": "what"},
]
FIELDS = [
    *DECLARED["fields"],
    {"key": "what", "label": "Có gì", "type": "choices", "of": {"a": "Sách", "b": "Báo", "c": "Máy"}, "counted": True},
]


def returned(session: Session) -> tuple[Programme, list[Site]]:
    """Three shelves, September to November; the third one has only September, mended in November."""
    programme, sites = make_returns(session, counts=COUNTS, fields=FIELDS)
    groups = [make_group(session, programme.unit, f"Tổ {number}") for number in (1, 2)]
    for site, group in zip(sites, (groups[0], groups[0], groups[1]), strict=True):
        site.residential_group = group
    send(session, programme, sites[0], SEPTEMBER, date(2026, 10, 3), loans=10, books=100, what=["a", "b"])
    send(session, programme, sites[1], SEPTEMBER, date(2026, 10, 5), loans=20, books=200, open=True)
    send(session, programme, sites[2], SEPTEMBER, date(2026, 10, 9), loans=7, books=50)
    send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=0, books=90, what=["a", "b", "c"])
    send(session, programme, sites[1], OCTOBER, date(2026, 11, 4))
    send(session, programme, sites[2], SEPTEMBER, date(2026, 11, 9), loans=8, books=55)
    return programme, sites


def figures(programme: Programme) -> dict[str, Indicator]:
    return {each.key.partition(".")[2]: each for each in indicators_of(programme.used)}


def told(session: Session, programme: Programme, since: str, until: str) -> dict[str, int]:
    scope = Scope((programme.unit_id,), date.fromisoformat(since), date.fromisoformat(until))
    return {key: each.figure(session, scope) for key, each in figures(programme).items() if key not in OWN_COUNTS}


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("since", "until", "sums"),
    [
        # September alone: what was mended in November is of September
        ("2026-09-01", "2026-09-30",
         {"loans": 38, "books": 355, "books_seen": 355, "loans_now": 38, "lending": 3, "recorded": 3, "kept": 2}),
        # October alone: flows of October, stocks of the newest period of each
        ("2026-10-01", "2026-10-31",
         {"loans": 0, "books": 145, "books_seen": 90, "loans_now": 8, "lending": 1, "recorded": 3, "kept": 3}),
        ("2026-09-01", "2026-10-31",
         {"loans": 38, "books": 145, "books_seen": 445, "loans_now": 8, "lending": 1, "recorded": 3, "kept": 3}),
        # a time that begins within September has no September
        ("2026-09-02", "2026-11-30",
         {"loans": 0, "books": 145, "books_seen": 90, "loans_now": 8, "lending": 1, "recorded": 3, "kept": 3}),
        ("2026-07-01", "2026-08-31",
         {"loans": 0, "books": 0, "books_seen": 0, "loans_now": 0, "lending": 0, "recorded": 0, "kept": 0}),
    ],
)  # fmt: skip
def test_three_subjects_over_two_periods_are_what_a_hand_adds_up(
    app: Flask, since: str, until: str, sums: dict[str, int]
) -> None:
    with app.app_context(), immediate() as session:
        programme, _sites = returned(session)
        assert told(session, programme, since, until) == sums
        assert all(type(each) is int for each in told(session, programme, since, until).values())


@pytest.mark.postgresql
def test_lines_of_a_table_add_up_and_a_period_has_a_line(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        known, scope = figures(programme), Scope((programme.unit_id,), SEPTEMBER, date(2026, 11, 30))
        by_group = known["books"].table(session, scope, known["books"].by_key["to"])
        groups = [site.residential_group_id for site in sites]
        assert by_group == {groups[0]: 90, groups[2]: 55}
        assert known["books"].adds_by(known["books"].by_key["to"])
        by_period = known["loans"].by_key["ky-ghi"]
        table = known["loans"].table(session, scope, by_period)
        assert table == {SEPTEMBER: 38}
        assert [each.label for each in known["loans"].entries(session, scope, by_period, table)] == ["Tháng 9/2026"]
        keys = by_period.keys_of(session, scope, ["2026-10-01", "x"])
        assert keys == {"2026-10-01": (OCTOBER,)}
        assert known["books_seen"].figure(session, scope.narrowed("ky-ghi", keys["2026-10-01"])) == 90
        assert known["books"].many(session, scope) == 2
        assert (
            len(session.scalars(known["kept"].behind(scope)).unique().all()) == known["kept"].many(session, scope) == 1
        )


def test_the_oldest_period_in_a_stock_is_named_beside_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, _sites = returned(session)
        known, scope = figures(programme), Scope((programme.unit_id,), SEPTEMBER, date(2026, 11, 30))
        assert oldest_period(session, known["books"], scope) == (
            "Mỗi nơi lấy kỳ mới nhất đã ghi; cũ nhất là tháng 9/2026."
        )
        assert oldest_period(session, known["loans"], scope) == ""
        september = Scope((programme.unit_id,), SEPTEMBER, date(2026, 9, 30))
        assert oldest_period(session, known["books"], september) == "Số của tháng 9/2026."
        assert oldest_period(session, known["books"], Scope((programme.unit_id,), BEFORE, BEFORE)) == ""


def test_a_subject_that_ended_stays_in_the_periods_before(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        sites[0].retired_on = date(2026, 10, 20)
        session.flush()
        assert told(session, programme, "2026-09-01", "2026-09-30")["books"] == 355
        assert told(session, programme, "2026-09-01", "2026-10-31")["books"] == 55
        assert told(session, programme, "2026-09-01", "2026-12-31")["books_seen"] == 445


def test_a_return_of_may_is_in_the_half_year_that_ends_in_june(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        due = {"month_day": ["5-20", "11-20"]}
        programme, sites = make_returns(session, every="half", due=due, counts=COUNTS[:2], began=date(2026, 2, 1))
        send(session, programme, sites[0], date(2026, 1, 1), date(2026, 5, 20), loans=5, books=10)
        send(session, programme, sites[1], date(2026, 1, 1), date(2026, 7, 2), loans=6, books=20)
        send(session, programme, sites[0], date(2026, 7, 1), date(2026, 11, 18), loans=50, books=11)
        # of a half that runs, what was sent by the day; of one that ended, what came late too
        assert told(session, programme, "2026-01-01", "2026-05-31") == {"loans": 5, "books": 10}
        assert told(session, programme, "2026-01-01", "2026-06-30") == {"loans": 11, "books": 30}
        assert told(session, programme, "2026-07-01", "2026-12-31") == {"loans": 50, "books": 31}
        assert told(session, programme, "2026-01-01", "2026-12-31") == {"loans": 61, "books": 31}
        assert told(session, programme, "2026-01-02", "2026-06-30") == {"loans": 0, "books": 30}


@pytest.mark.postgresql
def test_a_school_term_that_goes_over_the_year_is_of_the_year_in_which_it_began(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        due = {"month_day": ["1-15", "5-31"]}
        programme, sites = make_returns(session, every="school_term", due=due, counts=COUNTS[:2])
        send(session, programme, sites[0], SEPTEMBER, date(2027, 1, 12), loans=3, books=4)
        send(session, programme, sites[0], date(2027, 1, 16), date(2027, 5, 30), loans=9, books=5)
        assert told(session, programme, "2026-01-01", "2026-12-31") == {"loans": 3, "books": 4}
        assert told(session, programme, "2027-01-01", "2027-01-15") == {"loans": 0, "books": 4}
        assert told(session, programme, "2027-01-01", "2027-12-31") == {"loans": 9, "books": 5}


@pytest.mark.postgresql
def test_a_house_recorded_in_october_and_january_is_once_in_the_figures_of_both_year_ends(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        declared = read({**PLAIN, "subject": "household", "counts": [COUNTS[1], COUNTS[4], COUNTS[5]]})
        programme = Programme.begun(session, make_ward(session), declared, catalogue="", now=moment(SEPTEMBER))
        programme.use_draft(seen="1", now=moment(SEPTEMBER))
        house = Household(unit=programme.unit, number="14")
        session.add(house)
        session.flush()
        for day, loans, books in ((date(2026, 10, 7), 1, 3), (date(2027, 1, 3), 0, 5)):
            assert programme.current
            recording.record(
                session, house, programme.current, uuid=str(uuid4()), by=None, way="office", at=moment(day),
                answers={"loans": loans, "books": books}, now=moment(date(2027, 2, 1)),
            )  # fmt: skip
        assert told(session, programme, "2026-12-01", "2026-12-31") == {"books": 3, "lending": 1, "recorded": 1}
        assert told(session, programme, "2027-01-01", "2027-01-31") == {"books": 5, "lending": 0, "recorded": 1}
        assert told(session, programme, "2026-01-01", "2026-10-06") == {"books": 0, "lending": 0, "recorded": 0}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sum": "loans", "over_time": "mean"}, ("counts", 0, "over_time")),
        ({"over_time": "sum"}, ("counts", 0, "over_time")),
        ({"sum": "open"}, ("counts", 0, "sum")),
        ({"sum": "keeper_age"}, ("counts", 0, "sum")),
        ({"size": "loans"}, ("counts", 0, "size")),
        ({"sum": "loans", "size": "what"}, ("counts", 0)),
        ({"sum": "loans", "by": ["what"]}, ("counts", 0, "by")),
        ({"sum": "loans", "by": ["month"]}, ("counts", 0, "by")),
        ({"key": "sent"}, ("counts", 0, "key")),
    ],
)
def test_counts_that_mean_nothing_are_refused(change: dict[str, Any], path: tuple[str | int, ...]) -> None:
    count = {"key": "one", "unit": "người", "label": "Một", **change}
    with pytest.raises(InvalidDeclaration) as wrong:
        read({**DECLARED, "fields": FIELDS, "counts": [count]})
    assert wrong.value.path == path


def test_units_of_what_happens_add_up_over_time_and_people_do_not() -> None:
    counts = read({**DECLARED, "fields": FIELDS, "counts": COUNTS}).counts
    assert {each.key: each.over_time for each in counts} == {
        "loans": "sum", "books": "last", "books_seen": "sum", "loans_now": "last", "lending": "", "recorded": "",
        "kept": "last",
    }  # fmt: skip
    with pytest.raises(InvalidDeclaration, match="over_time"):
        read({**PLAIN, "counts": [COUNTS[2]]})
