"""One worker leads: it alone goes the rounds, and another follows whatever becomes of it."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app.jobs import rounds
from app.jobs.minutes import Leader
from app.web.database import db, immediate
from app.web.database.postgresql import libpq_address
from app.web.settings import Settings
from tests import forked
from tests.factories import make_ward
from tests.jobs.leading import lead
from tests.jobs.lines import line_to
from tests.patience import eventually
from tests.postgres import Cluster

# A leader that is lost is followed within so many seconds.
MOST = 60.0
QUICK = {"pulse": 0.1, "answer": 0.5, "lease": 1.0}


@pytest.fixture
def settings(make_app: Callable[..., Flask]) -> Settings:
    """Of a place on PostgreSQL."""
    found: Settings = make_app("postgresql", rooms=False).extensions["settings"]
    return found


@contextmanager
def leaders(*of: Settings) -> Iterator[list[Leader]]:
    """Workers that want to lead; they give it up at the end."""
    made = [Leader(each, **QUICK) for each in of]
    try:
        yield made
    finally:
        for each in made:
            each.end()


def database_of(settings: Settings) -> str:
    """The name of its database."""
    with psycopg.connect(libpq_address(settings.database_url)) as connection:
        return connection.info.dbname


def through(settings: Settings, url: str) -> Settings:
    """The place, reached past the pooler by this address."""
    return replace(settings, database_direct_url=url)


def test_of_two_workers_one_leads_and_the_other_follows_when_it_ends(settings: Settings) -> None:
    with leaders(settings, settings) as (first, second):
        assert [first.is_leader(), second.is_leader(), first.is_leader()] == [True, False, True]
        assert [first.took_over(), first.took_over(), second.took_over()] == [True, False, False]
        first.end()
        eventually(second.is_leader)
        assert not first.is_leader()


def test_on_sqlite_the_only_machine_leads(make_app: Callable[..., Flask]) -> None:
    leader = Leader(make_app("sqlite", rooms=False).extensions["settings"])
    leader.begin()
    assert leader.is_leader()
    leader.end()


def test_a_leader_killed_outright_is_followed_within_a_minute(settings: Settings, tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": settings.database_url, "SECRET_KEY": "x"}
    process = forked.start(lead, tmp_path / "leads", environment=environment, log=tmp_path / "log")
    eventually((tmp_path / "leads").exists)
    with leaders(settings) as [other]:
        assert not other.is_leader()
        forked.end(process, signal.SIGKILL)
        eventually(other.is_leader, MOST)


def test_a_leader_whose_line_is_cut_without_a_word_does_nothing_more_and_another_leads(
    settings: Settings, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    with line_to(postgres) as line, leaders(through(settings, line.url(database_of(settings))), settings) as both:
        old, other = both
        old.begin()
        assert old.is_leader()
        other.begin()
        assert not other.is_leader()
        steps = (partial(done.append, "before"), line.cut, partial(done.append, "after"))
        monkeypatch.setattr(rounds, "_steps", lambda settings, waits: iter(steps))

        rounds.go(settings, leads=old.is_leader)

        assert done == ["before"]
        eventually(other.is_leader, MOST)
        assert not old.is_leader()
        assert other.is_leader()


def test_a_step_longer_than_the_lease_keeps_the_lead(settings: Settings) -> None:
    with leaders(settings, settings) as (first, second):
        first.begin()
        assert first.is_leader()
        latest = time.monotonic() + 3 * QUICK["lease"]
        while time.monotonic() < latest:
            assert not second.is_leader()
        assert first.is_leader()


def test_a_silent_leader_loses_the_lead(settings: Settings) -> None:
    """Its process stands still, its line is whole: the server ends the session."""
    with leaders(settings, settings) as (first, second):
        assert first.is_leader()
        eventually(second.is_leader, MOST)
        assert not first.is_leader()


def test_no_step_is_begun_after_the_lead_is_lost(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(rounds, "_steps", lambda settings, waits: (partial(done.append, each) for each in range(3)))
    answers = iter((True, True, False))

    rounds.go(settings, leads=lambda: next(answers))

    assert done == [0, 1]


def test_through_a_pooler_nobody_leads(settings: Settings, postgres: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    with line_to(postgres, pools=True) as line:
        pooled = through(settings, line.url(database_of(settings)))
        with leaders(pooled, settings) as (behind, other):
            assert not behind.is_leader()
            assert not behind.is_leader()
            assert other.is_leader()
    assert caplog.text.count("a pooler stands before the database") == 1


def test_a_night_passes_once_with_two_workers(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app("postgresql", rooms=False)
    with app.app_context(), immediate() as session:
        make_ward(session)
    settings: Settings = app.extensions["settings"]
    folders, processes = [tmp_path / "a", tmp_path / "b"], []
    for folder in folders:
        folder.mkdir()
        environment = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key,
            "PUBLIC_URL": settings.public_url,
        }
        run = (forked.work_as, "tests.jobs.night_worker")
        processes.append(forked.start(*run, environment=environment, log=folder / "log"))
    try:
        eventually(lambda: list(tmp_path.rglob("night-*.backup")))
        seen = [minutes(folder) for folder in folders]
        eventually(lambda: all(minutes(folder) > before + 3 for folder, before in zip(folders, seen, strict=True)))
    finally:
        for process in processes:
            forked.end(process, signal.SIGTERM)
    assert len(list(tmp_path.rglob("night-*.backup"))) == 1
    assert not any("Traceback" in (folder / "log").read_text(encoding="utf-8") for folder in folders)


def minutes(folder: Path) -> int:
    """How many minutes a worker has gone through."""
    counted = folder / "minutes"
    return counted.stat().st_size if counted.exists() else 0


def test_what_is_to_be_erased_and_the_night_wait_for_no_job(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app("sqlite", rooms=False)
    with app.app_context():
        settings: Settings = app.extensions["settings"]
        steps = [[named(each) for each in rounds._steps(settings, partial(bool, waits))] for waits in (0, 1)]
        db.session.rollback()
    later = steps[0][len(steps[1]) :]
    assert steps[0][: len(steps[1])] == steps[1]
    assert later == ["app.jobs.measuring.go", "app.jobs.certificate_pictures.draw_missing", "app.jobs.summing.go"]
    assert {"app.jobs.forgetting.go", "app.jobs.nightly.back_up", "app.jobs.sweeping.lapse"} <= set(steps[1])
    assert {"app.jobs.shelves.remove_noted", "app.web.own_place.check_mark"} <= set(steps[1])


def named(step: Callable[..., object]) -> str:
    """The function of a step."""
    of = step.func if isinstance(step, partial) else step
    return f"{of.__module__}.{of.__qualname__}"
