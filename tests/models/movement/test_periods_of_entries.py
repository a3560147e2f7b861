"""Of each subject and period one entry is the newest and one counts; what programmes say of their periods."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import DueDay, PeriodType
from app.models import Answer, Programme, ProgrammeEntry, Site
from app.models.movement import entry_ranking, entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import WrongPeriod
from app.models.movement.programme import Fixed
from app.models.movement.rules import InvalidDeclaration
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_ward
from tests.returns import DECLARED, make_returns, moment, send

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def standing(session: Session) -> list[tuple[date | None, bool, bool, date | None]]:
    """Of each entry in the order of arrival its period, whether it is the newest, whether it counts, until when."""
    rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
    return [(each.period, each.latest, each.counts, each.superseded_on) for each in rows]


@pytest.mark.postgresql
def test_what_is_sent_for_a_period_replaces_nothing_of_another(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=4)
        send(session, programme, sites[0], SEPTEMBER, date(2026, 11, 4), loans=7)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 9), loans=5)
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 9), loans=9)
        assert standing(session) == [
            (OCTOBER, False, False, date(2026, 11, 9)), (SEPTEMBER, True, True, None), (OCTOBER, True, True, None),
            (OCTOBER, True, True, None),
        ]  # fmt: skip


def test_that_nothing_happened_counts_in_the_place_of_what_was_sent_before(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=4)
        slip = send(session, programme, sites[0], OCTOBER, date(2026, 11, 4))
        assert standing(session) == [(OCTOBER, False, False, date(2026, 11, 4)), (OCTOBER, True, True, None)]
        assert session.scalars(select(Answer.id).where(Answer.entry_id == slip.id)).all() == []
        entry_recording.withdraw(session, slip, clock.now())
        assert standing(session)[0] == (OCTOBER, True, True, None)


def test_somebody_is_named_in_what_counts_of_each_period(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        named = {"keeper": "Ma Thị Lan", "keeper_agreed": True, "keeper_age": "60_up"}
        older = send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=4, **named)
        kept = send(session, programme, sites[0], SEPTEMBER, date(2026, 11, 3), loans=4, **named)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 4), loans=5)
        assert "keeper" not in older.given
        assert kept.given["keeper"] == "Ma Thị Lan"


@pytest.mark.parametrize(
    ("every", "due", "period", "on"),
    [
        ("month", {"days_after": 5}, None, "2026-11-03"),  # none was chosen
        ("month", {"days_after": 5}, "2026-10-02", "2026-11-03"),  # no first day
        ("month", {"days_after": 5}, "2026-08-01", "2026-11-03"),  # before the programme began
        ("month", {"days_after": 5}, "2026-12-01", "2026-11-30"),  # still to come
        ("quarter", {"day": 25}, "2026-11-01", "2026-11-30"),  # a month is no quarter
    ],
)
def test_a_period_that_is_none_is_refused(
    app: Flask, every: str, due: dict[str, int], period: str | None, on: str
) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, every=every, due=due)
        with pytest.raises(WrongPeriod):
            send(session, programme, sites[0], date.fromisoformat(period) if period else None, date.fromisoformat(on))
        assert standing(session) == []


def test_a_programme_without_periods_has_none(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        plain = {key: each for key, each in DECLARED.items() if key not in ("every", "due", "outcomes")}
        programme = Programme.begun(session, make_ward(session), read(plain), catalogue="", now=moment(OCTOBER))
        programme.use_draft(seen="1", now=moment(OCTOBER))
        site = Site(unit=programme.unit, name="Tủ sách", programme_id=programme.id)
        session.add(site)
        session.flush()
        assert programme.schedule is None
        with pytest.raises(WrongPeriod):
            send(session, programme, site, OCTOBER, date(2026, 11, 3), loans=1)
        assert send(session, programme, site, None, date(2026, 11, 3), loans=1).period is None


@pytest.mark.postgresql
def test_two_sites_that_are_one_have_one_entry_of_each_period(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=1)
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 4), loans=2)
        send(session, programme, sites[1], SEPTEMBER, date(2026, 11, 5), loans=3)
        sites[1].join_to(sites[0], date(2026, 11, 6))
        session.flush()
        entry_ranking.move_all(session, sites[1], sites[0])
        assert standing(session) == [
            (OCTOBER, False, False, date(2026, 11, 4)), (OCTOBER, True, True, None), (SEPTEMBER, True, True, None)
        ]  # fmt: skip


def test_two_recorders_of_one_subject_and_period_at_once_leave_one_that_counts(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        programme_id, site_id = programme.id, sites[0].id

    def go(number: int) -> int:
        with app.app_context(), immediate() as session:
            programme, site = session.get_one(Programme, programme_id), session.get_one(Site, site_id)
            period = OCTOBER if number % 2 else SEPTEMBER
            return send(session, programme, site, period, date(2026, 11, 3), loans=number).id

    told = at_once([partial(go, number) for number in range(6)])
    assert [each for each in told if isinstance(each, Exception)] == []
    with app.app_context():
        rows = standing(db.session())
        for period in (SEPTEMBER, OCTOBER):
            own = [each for each in rows if each[0] == period]
            assert (len(own), sum(each[1] for each in own), sum(each[2] for each in own)) == (3, 1, 1)


@pytest.mark.postgresql
def test_the_database_itself_has_one_that_counts_of_a_subject_and_period(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=1)
        send(session, programme, sites[0], SEPTEMBER, date(2026, 11, 3), loans=1)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(ProgrammeEntry).values(period_key=OCTOBER))


@pytest.mark.parametrize("change", [{"every": "quarter"}])
def test_what_entries_depend_on_cannot_change_once_there_are_any(app: Flask, change: dict[str, str]) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        other = read({**DECLARED, **change})
        assert programme.redraft(session, other, seen=str(programme.version), now=clock.now())
        session.flush()
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=1)
        with pytest.raises(Fixed):
            programme.redraft(session, read({**DECLARED, **change, "noun": "tủ"}), seen=str(programme.version),
                now=clock.now())  # fmt: skip
        with pytest.raises(Fixed):
            programme.use_draft(seen=str(programme.version), now=clock.now())


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({"days_after": 5}, DueDay(days_after=5)),
        ({"day": 25}, DueDay(day=25)),
        (
            {"month_day": [f"{month}-20" for month in range(1, 13)]},
            DueDay(month_days=tuple((m, 20) for m in range(1, 13))),
        ),
    ],
)
def test_due_days_are_read(said: dict[str, Any], due: DueDay) -> None:
    declared = read({**DECLARED, "due": said})
    assert (declared.every, declared.due) == (PeriodType.MONTH, due)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"every": "week"}, ("every",)),
        ({"every": None}, ("every",)),
        ({"due": {"days_after": 0}}, ("due",)),
        ({"due": {"days_after": True}}, ("due",)),
        ({"due": {"day": 32}}, ("due",)),
        ({"due": {"day": 25, "days_after": 5}}, ("due",)),
        ({"due": {"hour": 5}}, ("due",)),
        ({"due": 5}, ("due",)),
        ({"every": "half", "due": {"month_day": ["5-20"]}}, ("due",)),
        ({"every": "half", "due": {"month_day": ["5-20", "2-29"]}}, ("due",)),
        ({"every": "half", "due": {"month_day": ["5-20", "13-1"]}}, ("due",)),
        ({"every": "year", "due": {"month_day": ["20"]}}, ("due",)),
        ({"subject": "household", "recorded_on": ["phone"]}, ("recorded_on",)),
        ({"every": "report"}, ("due",)),
    ],
)
def test_periods_that_mean_nothing_are_refused(change: dict[str, Any], path: tuple[str, ...]) -> None:
    with pytest.raises(InvalidDeclaration) as wrong:
        read({**DECLARED, **change})
    assert wrong.value.path == path


def test_due_and_nothing_ask_for_periods() -> None:
    said: dict[str, Any] = deepcopy({key: each for key, each in DECLARED.items() if key != "every"})
    with pytest.raises(InvalidDeclaration, match="due: only with `every`"):
        read(said)
    del said["due"]
    with pytest.raises(InvalidDeclaration, match="outcomes: only with `every`"):
        read(said)
