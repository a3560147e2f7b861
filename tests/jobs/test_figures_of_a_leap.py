"""A clock that leaps a year ahead for a minute leaves no figure of a day: neither what targets came to, nor what a
province reads of its wards; and what it left before is counted anew."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.country import clock
from app.jobs import measuring, nightly
from app.jobs.rounds import go
from app.models import HelpRecord, Measurement, Plan, Role, WardFigures
from app.models.targets.measurement import COMPUTED
from app.models.trust.server import DAYS
from app.web import place_notes, trusted_days
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import make_account, make_plan, make_target, make_ward
from tests.helping import Counter

MORNING = datetime(2026, 4, 20, 2, tzinfo=UTC)
DAY, YEAR = timedelta(days=1), timedelta(days=366)
Shows = Callable[[timedelta], None]


@pytest.fixture
def shows(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shows]:
    """Lets the clock show a moment, counted from a morning in April, on a machine that has seen no day yet."""
    with app.app_context():
        place_notes.remove(settings(app), DAYS)
    monkeypatch.setattr(measuring, "_tried", {})
    monkeypatch.setattr(nightly, "back_up", lambda settings, prune: False)  # it copies what is committed alone

    def show(shown: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: MORNING + shown)

    show(timedelta(0))
    yield show
    with app.app_context():
        place_notes.remove(settings(app), DAYS)


@pytest.fixture
def province(app: Flask, shows: Shows) -> int:
    """Somebody who looks at a province of two wards; the first counts its helps, one of February and one withdrawn."""
    with app.app_context(), immediate() as session:
        ward, other = make_ward(session), make_ward(session)
        other.parent = ward.parent
        assert ward.parent
        make_account(session, ward.parent, Role.PROVINCE_OFFICER)
        counter = Counter(session, ward)
        counter.record(clock.at_local(date(2026, 2, 3), 9))
        counter.record(clock.at_local(date(2026, 2, 4), 9), withdrawn_at=clock.now())
        make_target(session, ward, make_plan(session, ward), measured_by="luot-ho-tro", unit_words="lượt")
        session.flush()
        return ward.parent.id


def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def round_of(app: Flask) -> None:
    """The worker goes round once."""
    with app.app_context():
        go(settings(app))
        db.session.rollback()


def figures(app: Flask) -> dict[date, tuple[int, int | None]]:
    """What is kept of the target, by day."""
    with app.app_context():
        rows = db.session.scalars(select(Measurement).where(Measurement.source == COMPUTED))
        return {row.counted_on: (row.numerator, row.later) for row in rows}


def what_was_late_comes(app: Flask) -> None:
    """Of February one help more."""
    with app.app_context(), immediate() as session:
        session.execute(update(HelpRecord).values(withdrawn_at=None))


def test_a_minute_a_year_ahead_keeps_no_figure_and_after_it_all_goes_on(
    app: Flask, province: int, shows: Shows
) -> None:
    round_of(app)
    before = figures(app)
    with app.app_context():
        spans = {(row.unit_id, row.span): row.until for row in db.session.scalars(select(WardFigures))}
    assert before
    assert spans
    assert max(before) == date(2026, 4, 20)

    shows(YEAR)
    round_of(app)
    assert figures(app) == before
    with app.app_context():
        assert {(row.unit_id, row.span): row.until for row in db.session.scalars(select(WardFigures))} == spans

    what_was_late_comes(app)
    for day in range(1, 12):
        shows(day * DAY)
        round_of(app)
    assert figures(app)[date(2026, 4, 30)][0] == 2


def test_a_page_of_the_office_keeps_none_either(app: Flask, province: int, shows: Shows) -> None:
    round_of(app)
    before = figures(app)
    shows(YEAR)
    with app.app_context():
        plan = db.session.scalars(select(Plan)).one()
        assert measuring.keep(measuring.measure_all(db.session(), plan, date(2026, 12, 31)), clock.now()) == 0
    assert figures(app) == before


def test_what_a_clock_that_ran_ahead_counted_is_counted_anew(app: Flask, province: int, shows: Shows) -> None:
    """What an older release kept: February's figure, made by a clock of next year, stood for good."""
    round_of(app)
    with app.app_context(), immediate() as session:
        session.execute(update(Measurement).values(made_at=MORNING + YEAR, numerator=99, later=98))
        session.execute(update(WardFigures).values(made_at=MORNING + YEAR, figures=json.dumps({})))
    what_was_late_comes(app)
    measuring._tried.clear()

    round_of(app)
    shows(timedelta(minutes=30))
    round_of(app)

    assert figures(app)[date(2026, 2, 28)] == (2, None)
    assert {number for number, _later in figures(app).values()} <= {0, 2}
    with app.app_context():
        assert all(
            row.made_at < MORNING + DAY and row.figures != "{}" for row in db.session.scalars(select(WardFigures))
        )


def test_a_day_that_a_clock_two_days_ahead_counted_is_counted_anew(app: Flask, province: int, shows: Shows) -> None:
    round_of(app)
    shows(2 * DAY)  # so little that the day is trusted
    round_of(app)
    what_was_late_comes(app)

    shows(DAY)
    round_of(app)

    with app.app_context():
        rows = db.session.scalars(select(Measurement).where(Measurement.counted_on < date(2026, 4, 21))).all()
        assert date(2026, 4, 20) in {row.counted_on for row in rows}
        assert {row.counted_on: row.made_at for row in rows if row.made_at > clock.now()} == {}
    assert figures(app)[date(2026, 4, 20)] == (2, None)


def test_a_month_that_had_ended_when_it_was_counted_stays_and_says_what_came_late(
    app: Flask, province: int, shows: Shows
) -> None:
    round_of(app)
    what_was_late_comes(app)
    shows(DAY)
    round_of(app)
    assert figures(app)[date(2026, 2, 28)] == (1, 2)


@pytest.mark.parametrize(
    ("shown", "certain"),
    [(0, True), (9, True), (-9, True), (366, False), (-366, False)],
)
def test_a_day_is_certain_near_the_last_that_was_seen(app: Flask, shows: Shows, shown: int, certain: bool) -> None:
    with app.app_context():
        trusted_days.trust(settings(app))
        shows(shown * DAY)
        assert trusted_days.is_certain(settings(app)) is certain
