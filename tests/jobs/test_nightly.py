"""The worker's own backup: one a night, read back before it counts, two weeks of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.country import clock
from app.exchange import backups
from app.jobs import nightly
from app.jobs.rounds import go
from app.registers.personal_data.taken_back import NOTE
from app.web.database import immediate
from app.web.settings import Settings
from tests.factories import make_ward

NIGHT = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # half past two in Vietnam, the 20th


@pytest.fixture
def place(make_app: Callable[..., Flask]) -> Flask:
    """An empty place with real commits."""
    return make_app("sqlite", rooms=False)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def night(place: Flask) -> bool:
    with place.app_context():
        return nightly.back_up(settings_of(place))


def settings_of(place: Flask) -> Settings:
    found: Settings = place.extensions["settings"]
    return found


def there(place: Flask) -> list[str]:
    return sorted(path.name for path in settings_of(place).backups_dir.glob("*") if path.name != NOTE)


def test_one_a_night_and_it_opens(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    at(monkeypatch, NIGHT - timedelta(hours=2))  # half past midnight
    assert not night(place)
    at(monkeypatch, NIGHT)
    assert night(place)
    assert not night(place)
    assert there(place) == ["night-20261120.backup"]
    settings = settings_of(place)
    manifest = backups.verify(settings.backups_dir / "night-20261120.backup", backups.backup_key(settings.data_dir))
    assert manifest.tables["administrative_unit"]["rows"] == 2


def test_two_weeks_are_kept_and_what_people_made_stays(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    folder = settings_of(place).backups_dir
    folder.mkdir()
    (folder / "lopso-20250101-080000.backup").write_bytes(b"by hand")
    for day in range(20 - nightly.KEPT, 20):
        (folder / f"night-202611{day:02}.backup").write_bytes(b"of an earlier night")
    for day in range(3):
        at(monkeypatch, NIGHT + timedelta(days=day))
        assert night(place)
    kept = there(place)
    assert kept[0] == "lopso-20250101-080000.backup"
    assert len(kept) == 1 + nightly.KEPT
    assert (kept[1], kept[-1]) == ("night-20261109.backup", "night-20261122.backup")


def test_a_year_ahead_for_one_night_no_earlier_one_goes(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    settings = settings_of(place)
    before = [f"night-202611{day:02}.backup" for day in range(6, 20)]
    settings.backups_dir.mkdir()
    for name in before:
        (settings.backups_dir / name).write_bytes(b"of an earlier night")

    def one_round(shown: timedelta) -> None:
        at(monkeypatch, NIGHT + shown)
        with place.app_context():
            go(settings, idle=True)

    one_round(timedelta(hours=-2))  # before midnight: what day it is, is known
    one_round(timedelta(days=366))
    assert there(place) == [*before, "night-20271121.backup"]
    one_round(timedelta(0))
    assert there(place) == [*before[1:], "night-20261120.backup"], "the one of a night to come goes first"


def test_backups_that_are_long_over_do_not_all_go_in_one_night(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    folder = settings_of(place).backups_dir
    folder.mkdir()
    for day in range(1, 31):
        (folder / f"night-202506{day:02}.backup").write_bytes(b"of last year")
    at(monkeypatch, NIGHT)
    assert night(place)
    assert len(there(place)) == 29
    assert there(place)[0] == "night-20250603.backup"


def test_nothing_real_is_nothing_to_keep(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NIGHT)
    assert not night(place)
    with place.app_context(), immediate() as session:
        make_ward(session, is_demo=True)
    assert not night(place)
    assert not Path(settings_of(place).backups_dir).exists()


def test_without_room_the_last_one_stays(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    at(monkeypatch, NIGHT)
    night(place)
    at(monkeypatch, NIGHT + timedelta(days=1))

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.exchange.backups.making._write", full)
    with pytest.raises(OSError, match="No space"):
        night(place)
    assert there(place) == ["night-20261120.backup"]
