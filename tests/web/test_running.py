"""Which processes run: a note each on SQLite, taken back by its own writer only; a row each on PostgreSQL, for all
servers."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.commands.surroundings import date_of_today, proxy, releases
from app.country import clock
from app.models.trust.server import FORGOTTEN, SILENT, Process
from app.web import running
from app.web.database import immediate
from app.web.running import OwnProcess
from app.web.settings import Settings

RELEASE = "0123456789ab"


@pytest.fixture
def place(make_app: Callable[..., Flask], engine: str) -> Flask:
    """An empty place with real commits."""
    return make_app(engine)


@pytest.fixture
def worker(place: Flask) -> Iterator[OwnProcess]:
    """A worker that has noted itself."""
    process = OwnProcess(place, Process.WORKER, RELEASE)
    process.beat()
    yield process
    process.end()


def settings_of(place: Flask) -> Settings:
    settings: Settings = place.extensions["settings"]
    return settings


def runs(place: Flask) -> list[tuple[str, str]]:
    """Process and release of whoever is heard there."""
    with place.app_context():
        return [(each.process, each.release) for each in running.heard(settings_of(place))]


@pytest.mark.postgresql
def test_a_process_is_noted_from_its_start_to_its_end(place: Flask) -> None:
    assert runs(place) == []
    worker, web = (OwnProcess(place, process, RELEASE) for process in (Process.WORKER, Process.WEB))

    for _ in range(2):
        worker.beat()
        web.beat()

    assert sorted(runs(place)) == [("web", RELEASE), ("worker", RELEASE)]
    worker.end()
    assert runs(place) == [("web", RELEASE)]
    worker.beat()  # a thread that was at it
    web.end()
    web.end()
    assert runs(place) == []


@pytest.mark.sqlite
def test_a_process_that_ends_late_leaves_the_note_of_the_next_one(place: Flask, worker: OwnProcess) -> None:
    note = settings_of(place).data_dir / "worker.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), "pid": 1, "release": "ba9876543210"}))

    worker.end()

    assert runs(place) == [("worker", "ba9876543210")]
    note.unlink()


@pytest.mark.sqlite
@pytest.mark.parametrize("told", ["", "{", "[]", "{}", '{"release": "x", "since": "heute"}', '{"release": "x"}'])
def test_a_note_that_cannot_be_read_is_none(place: Flask, told: str) -> None:
    note = settings_of(place).data_dir / "worker.json"
    note.write_text(told)

    assert runs(place) == []
    note.unlink()


def changed(place: Flask, **values: Any) -> None:
    """Change the row of each process; a moment is so long ago by the database's clock."""
    sets = ", ".join(f"{name} = {value}" for name, value in values.items())
    with place.app_context(), immediate() as session:
        session.execute(text(f"UPDATE server SET {sets}"))


def ago(span: timedelta) -> str:
    return f"now() - interval '{span.total_seconds()} seconds'"


@pytest.mark.postgresql
def test_a_silent_process_is_listed_until_it_is_forgotten(place: Flask, engine: str, worker: OwnProcess) -> None:
    if engine == "sqlite":
        return
    settings = settings_of(place)
    changed(place, beat_at=ago(SILENT + timedelta(seconds=9)))
    with place.app_context():
        running.forget_silent(settings)
        assert [each.is_silent for each in running.listed(settings)] == [True]
        assert running.heard(settings) == []
        assert "no worker runs" in releases().found
        changed(place, beat_at=ago(FORGOTTEN + timedelta(seconds=9)))
        running.forget_silent(settings)
        assert running.listed(settings) == []
    worker.beat()
    assert runs(place) == [("worker", RELEASE)]


@pytest.mark.postgresql
def test_clock_and_proxy_of_a_process_are_told(place: Flask, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    web = OwnProcess(place, Process.WEB, RELEASE)
    with clock.shifted(timedelta(days=366)):  # a drill: the machine's own clock is right
        web.beat()
    with place.app_context():
        assert (date_of_today().state, proxy().state) == ("ok", "ok")
    web.note_proxy()
    off = 0 if engine == "sqlite" else 61
    monkeypatch.setattr(running, "time", lambda: clock.now().timestamp() + 61)
    web.beat()
    with place.app_context():
        [told] = running.heard(settings_of(place))
        assert round(told.clock_off) == off
        assert told.is_clock_off == bool(off)
        assert proxy().state == "warn"
        assert date_of_today().state == ("warn" if off else "ok")
        if off:
            assert "(web) by 61 s; nothing is erased" in date_of_today().found
    web.end()
