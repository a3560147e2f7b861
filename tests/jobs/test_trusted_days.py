"""A clock that leaps ahead erases nothing; one that goes on from there for days does, and so it does when asked."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.jobs import nightly
from app.jobs.rounds import go
from app.models import AuditEvent, HelpRequest, HelpTopic
from app.models.helping.requests.asking import ask, cancel
from app.models.helping.requests.requesting import NewRequest
from app.web import trusted_days
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import make_ward

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
YEAR = timedelta(days=366)


@pytest.fixture
def place(make_app: Callable[..., Flask]) -> Flask:
    """An empty place with real commits."""
    return make_app("sqlite", rooms=False)


@pytest.fixture
def shows(place: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], bool]:
    """Lets the clock show a moment, counted from NOON, and looks whether it is trusted then."""

    def show(shown: timedelta) -> bool:
        monkeypatch.setattr(clock, "now", lambda: NOON + shown)
        with place.app_context():
            return trusted_days.moment(settings(place)) is not None

    return show


def settings(place: Flask) -> Settings:
    found: Settings = place.extensions["settings"]
    return found


Shows = Callable[[timedelta], bool]


def test_day_follows_day(shows: Shows) -> None:
    assert all(shows(timedelta(hours=hours)) for hours in (0, 1, 24, 48, 24 * 12))


def test_one_night_a_year_ahead_is_not_trusted_and_the_morning_after_is(shows: Shows) -> None:
    assert shows(timedelta(0))
    assert not shows(YEAR)
    assert not shows(YEAR + timedelta(hours=8))
    assert shows(timedelta(days=1))
    assert not shows(YEAR + timedelta(days=2)), "a second leap is no day after the first"


def test_a_clock_that_goes_on_for_a_week_is_trusted(shows: Shows) -> None:
    assert shows(timedelta(0))
    assert [shows(YEAR + timedelta(days=day)) for day in range(7)] == [False] * 6 + [True]
    assert shows(YEAR + timedelta(days=8))


def test_a_clock_that_leaps_every_night_is_never_trusted(shows: Shows) -> None:
    assert shows(timedelta(0))
    assert not any(shows(YEAR * night) for night in range(1, 10))


def test_set_back_it_erases_less_and_is_trusted(shows: Shows) -> None:
    assert shows(timedelta(0))
    assert shows(timedelta(days=-400))
    assert shows(timedelta(days=1)), "what it showed before still counts"


def test_a_restored_ward_takes_the_day_from_its_trail(shows: Shows, place: Flask) -> None:
    with place.app_context(), immediate() as session:
        AuditEvent.note(session, "sign_in.started", at=NOON, account_id=None, unit_id=None, subject=("account", ""))
    assert not shows(timedelta(days=90))
    with place.app_context():
        trusted_days.trust(settings(place))
    assert shows(timedelta(days=90))


def test_a_note_that_cannot_be_read_or_written_is_judged_by_the_trail(
    shows: Shows, place: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = settings(place).data_dir / "days.json"
    for told in ("", "[]", '{"trusted": "gestern"}', "{}"):
        note.write_text(told)
        assert shows(timedelta(0))
    note.unlink()
    note.mkdir()
    assert shows(timedelta(0))
    assert [path.name for path in note.parent.glob(".days*")] == []


def test_a_leap_erases_nobody(place: Flask, shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "back_up", lambda settings, prune: False)  # of backups test_nightly.py tells
    assert shows(timedelta(0))
    with place.app_context(), immediate() as session:
        ward = make_ward(session)
        supply(session, ward)
        topic = session.scalars(HelpTopic.offered(ward.id)).all()[0]
        said = {"full_name": "Nguyễn Thị Hoa", "phone": "+84912345678", "where": "Số 12"}
        request = ask(session, NewRequest(unit=ward, submission=str(uuid.uuid4()), topic=topic, **said), clock.now())
        assert request is not None
        cancel(session, request, now=clock.now())
    for shown, name in ((YEAR, "Nguyễn Thị Hoa"), (timedelta(days=9), "Nguyễn Thị Hoa"), (YEAR, "Nguyễn Thị Hoa")):
        assert look_after(place, shows, shown) == name
    for day in range(1, 7):
        erased = look_after(place, shows, YEAR + timedelta(days=day))
    assert erased == ""


def look_after(place: Flask, shows: Shows, shown: timedelta) -> str:
    """Go round when the clock shows a moment; whose name stands in the request afterwards."""
    shows(shown)
    with place.app_context():
        go(settings(place))
        db.session.rollback()
        return db.session.scalars(select(HelpRequest.full_name)).one()


def test_days_are_those_of_vietnam(shows: Shows, place: Flask) -> None:
    assert shows(timedelta(hours=13))
    with place.app_context():
        assert trusted_days.standing(settings(place)).trusted == date(2026, 11, 22)
