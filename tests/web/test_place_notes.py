"""Notes of the place: files of DATA_DIR on SQLite; on PostgreSQL rows that all servers share, in no backup."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text

from app import create_app
from app.commands.migrate import migrate
from app.country import clock
from app.exchange.backups import make
from app.jobs.rounds import go
from app.models import PlaceNote, Server
from app.models.trust.server import DAYS, LAST_NIGHT, Process
from app.web import place_notes, running, trusted_days
from app.web.database import db, immediate, schema
from app.web.running import OwnProcess
from app.web.settings import Settings

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
pytestmark = pytest.mark.postgresql


@pytest.fixture
def place(make_app: Callable[..., Flask], engine: str) -> Flask:
    """An empty place with real commits."""
    return make_app(engine, rooms=False)


def settings_of(place: Flask) -> Settings:
    settings: Settings = place.extensions["settings"]
    return settings


def beside(place: Flask, folder: Path) -> Flask:
    """Another server of the place: the same database, a DATA_DIR of its own."""
    folder.mkdir(exist_ok=True)
    return create_app(replace(settings_of(place), data_dir=folder), rooms=False)


def test_servers_of_postgresql_share_the_notes_and_none_is_in_a_folder(
    place: Flask, engine: str, tmp_path: Path
) -> None:
    if engine == "sqlite":
        return
    other = beside(place, tmp_path / "other")
    worker = OwnProcess(other, Process.WORKER, "0123456789ab")
    worker.beat()
    with other.app_context():
        trusted_days.trust(settings_of(other))
        place_notes.note_last_night(settings_of(other), backup_at=NOON, named=9)
        place_notes.note_last_night(settings_of(other), failure="the disk is full")
    assert [path.name for path in (tmp_path / "other").iterdir()] == []
    (tmp_path / "other").rmdir()  # its disk is lost

    with place.app_context():
        night = place_notes.read_last_night(settings_of(place))
        assert (night.backup_at, night.named, night.failure) == (NOON, 9, "the disk is full")
        assert [each.release for each in running.heard(settings_of(place))] == ["0123456789ab"]
        with clock.shifted(timedelta(days=366)):
            assert trusted_days.standing(settings_of(place)).leapt
        for name in (DAYS, LAST_NIGHT):
            place_notes.remove(settings_of(place), name)
        assert place_notes.read_last_night(settings_of(place)) == place_notes.LastNight()
    worker.end()
    with other.app_context():
        db.engine.dispose()


def test_notes_of_sqlite_are_files_and_take_no_statement(place: Flask, engine: str) -> None:
    if engine != "sqlite":
        return
    settings = settings_of(place)
    with place.app_context():  # a damaged database takes no rows
        database = Path(str(db.engine.url.database))
        db.engine.dispose()
    whole = database.read_bytes()
    database.write_bytes(b"not a database at all")
    with place.app_context():
        place_notes.note_last_night(settings, damage="page 7")
        trusted_days.trust(settings)
        assert place_notes.read_last_night(settings).damage == "page 7"
        assert not trusted_days.standing(settings).leapt
        db.engine.dispose()
    database.write_bytes(whole)
    assert json.loads((settings.data_dir / "last-night.json").read_text()) == {"damage": "page 7"}
    for name in ("last-night.json", "days.json"):
        (settings.data_dir / name).unlink()


def test_a_note_is_stored_beside_the_transaction_of_who_notes(place: Flask) -> None:
    settings = settings_of(place)
    with place.app_context():
        with immediate() as session:
            session.add(Server(name="a", process="web", release="", clock_off=0, begun_at=NOON, beat_at=NOON))
            session.flush()
            place_notes.note_last_night(settings, named=7)
            assert session.info.get("writes")
            assert session.scalar(select(Server.name)) == "a"
            session.rollback()
        assert place_notes.read_last_night(settings).named == 7
        assert db.session.scalar(select(Server.name)) is None
        place_notes.remove(settings, LAST_NIGHT)


def test_a_database_that_is_away_is_no_finding_and_loses_none(
    place: Flask, engine: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if engine == "sqlite":
        return
    settings = settings_of(place)
    with place.app_context():
        place_notes.note_last_night(settings, backup_at=NOON)
    away = create_app(replace(settings, database_url="postgresql+psycopg://nobody@/nowhere?host=/nonexistent"))
    with away.app_context():
        assert place_notes.read_last_night(settings) == place_notes.LastNight()
        place_notes.note_last_night(settings, failure="x")
        assert "the note last-night could not be stored" in caplog.text
    with place.app_context():
        assert place_notes.read_last_night(settings) == place_notes.LastNight(backup_at=NOON)
        place_notes.remove(settings, LAST_NIGHT)


def test_a_server_whose_clock_is_wrong_erases_nothing_and_moves_no_day(
    place: Flask, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, right = settings_of(place), running.time
    is_row = engine != "sqlite"
    erased: list[str] = []
    monkeypatch.setattr("app.jobs.rounds.sweeping.lapse", lambda: erased.append("a seat"))
    monkeypatch.setattr("app.jobs.rounds.nightly.back_up", lambda settings, prune: False)

    def goes(ahead: float) -> list[str]:
        erased.clear()
        monkeypatch.setattr(running, "time", lambda: right() + ahead)
        with place.app_context():
            go(settings)
        return [*erased]

    assert goes(0) == goes(59) == ["a seat"]
    with place.app_context():
        before = trusted_days.standing(settings)
    for ahead in (61, -61, 86400 * 5):
        assert goes(ahead) == ([] if is_row else ["a seat"])
        with place.app_context():
            assert trusted_days.is_certain(settings) is not is_row
            assert trusted_days.standing(settings) == before
            # A paper bears a day: it is given unless the day is another one.
            doubt = is_row and abs(ahead) > 86400
            assert trusted_days.last_certain(settings) == (clock.today() if doubt else None)
    with place.app_context():
        place_notes.remove(settings, DAYS)


def test_notes_and_servers_are_in_no_backup(place: Flask, tmp_path: Path) -> None:
    settings = settings_of(place)
    with place.app_context():
        trusted_days.trust(settings)
        manifest = make(settings, tmp_path / "lopso.backup", b"k" * 32)
        assert not {"place_note", "server"} & manifest.tables.keys()
        assert "administrative_unit" in manifest.tables
        assert not {"place_note", "server"} & schema.tables_at("0109")
        place_notes.remove(settings, DAYS)


def test_files_of_an_earlier_release_become_rows_once(
    place: Flask, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(place)
    leapt = {"trusted": "2026-11-20", "latest": "2027-11-20", "seen": 3}
    (settings.data_dir / "days.json").write_text(json.dumps(leapt))
    (settings.data_dir / "last-night.json").write_text(json.dumps({"backup_at": NOON.isoformat(), "named": 9}))
    monkeypatch.setattr("app.commands.migrate.create_app", lambda rooms: place)
    assert CliRunner().invoke(migrate).exit_code == 0  # as each start on PostgreSQL does
    with place.app_context():
        assert place_notes.read(settings, DAYS) == leapt
        assert place_notes.read_last_night(settings).named == 9
    is_row = engine != "sqlite"
    assert (settings.data_dir / "days.json").exists() is not is_row
    if is_row:
        other = beside(place, tmp_path / "other")
        (tmp_path / "other" / "days.json").write_text(json.dumps({**leapt, "seen": 0}))
        with other.app_context():
            place_notes.take_over(settings_of(other))
            assert place_notes.read(settings_of(other), DAYS) == leapt
            assert db.session.scalars(select(PlaceNote.name).order_by(PlaceNote.name)).all() == [DAYS, LAST_NIGHT]
        with other.app_context():
            db.engine.dispose()
    with place.app_context():
        for name in (DAYS, LAST_NIGHT):
            place_notes.remove(settings, name)


def test_no_other_note_is_stored(place: Flask) -> None:
    with place.app_context(), pytest.raises(Exception, match="ck_place_note_name_known"), immediate() as session:
        session.execute(text("INSERT INTO place_note (name, value) VALUES ('x', '{}')"))
