"""A backup that an administrator asks for, and what is said of the machine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.country import clock
from app.exchange import backups
from app.jobs import machine_state, nightly, orders, queue, work
from app.jobs.machine_state import Backlog, BackupFile, DiskSpace, MachineState
from app.models import AdministrativeUnit, Job, JobState, Role
from app.web import place_notes
from app.web.database import immediate
from app.web.place_notes import LastNight
from app.web.settings import Settings
from tests.doors import a_ward, someone
from tests.pages import Pages

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
GIGABYTE = 1024**3
WELL = MachineState(
    disk=DiskSpace(50 * GIGABYTE, 100 * GIGABYTE),
    backup=BackupFile(NOW, 1),
    backlog=Backlog(0, None),
    night=LastNight(backup_at=NOW),
    queue_answers=True,
    store_answers=True,
    is_real=True,
)


@pytest.fixture
def place(make_app: Callable[..., Flask]) -> Flask:
    """An empty place with real commits."""
    return make_app("sqlite")


def settings_of(place: Flask) -> Settings:
    found: Settings = place.extensions["settings"]
    return found


def ordered(place: Flask) -> Job:
    """An administrator's order, carried out."""
    by = someone(place, Role.ADMINISTRATOR, ward=a_ward(place))
    with place.app_context():
        with immediate() as session:
            unit = session.scalars(AdministrativeUnit.wards()).first()
            assert unit is not None
            job = orders.backup(session, unit.id, by=by.id)
            again = orders.backup(session, unit.id, by=by.id)
        assert again.id == job.id
        work.run(job.id)
        return queue.wait(job.public_id, 0)


def test_a_backup_on_request_is_that_of_the_day_read_back_and_noted(place: Flask) -> None:
    job, settings = ordered(place), settings_of(place)

    assert job.state == JobState.DONE, job.reason
    [file] = settings.backups_dir.glob("*.backup")
    assert file.name == f"night-{clock.local(clock.now()):%Y%m%d}.backup"
    assert backups.read(file, backups.backup_key(settings.data_dir, None)).rows
    night = place_notes.read_last_night(settings)
    assert night.backup_at is not None
    assert night.restored_at is not None
    with place.app_context():
        assert not nightly.back_up(settings)  # the night does not make it twice


def test_no_backup_is_made_of_a_damaged_database(place: Flask) -> None:
    place_notes.note_last_night(settings_of(place), damage="page 7")

    job = ordered(place)

    assert job.state == JobState.FAILED
    assert "đang bị hỏng" in job.reason
    assert not [*settings_of(place).backups_dir.glob("*.backup")]


def test_a_full_disk_is_said_at_once_and_noted(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "make", full)

    job = ordered(place)

    assert job.state == JobState.FAILED
    assert "Đĩa của máy chủ đầy" in job.reason
    assert place_notes.read_last_night(settings_of(place)).failure == "the disk is full"


@pytest.mark.parametrize(
    ("state", "troubles"),
    [
        (WELL, []),
        (replace(WELL, disk=DiskSpace(99 * GIGABYTE, 1000 * GIGABYTE)), ["disk"]),
        (replace(WELL, disk=DiskSpace(101 * GIGABYTE, 1000 * GIGABYTE)), []),
        (replace(WELL, disk=DiskSpace(machine_state.LEAST_FREE, 2 * machine_state.LEAST_FREE)), ["disk"]),
        (replace(WELL, backlog=Backlog(3, NOW - timedelta(minutes=14))), []),
        (replace(WELL, backlog=Backlog(3, NOW - timedelta(minutes=16))), ["jobs"]),
        (replace(WELL, queue_answers=False), ["queue"]),
        (replace(WELL, store_answers=False), ["store"]),
        (replace(WELL, night=LastNight(backup_at=NOW - timedelta(days=2, minutes=1))), ["late"]),
        (replace(WELL, night=LastNight(), backup=None), ["none"]),
        (replace(WELL, night=LastNight(), backup=None, is_real=False), []),
        (replace(WELL, night=LastNight(damage="page 7", failure="x", missing=1)), ["tables", "failure", "files"]),
    ],
)
def test_what_is_wrong_is_said_the_worst_first(state: MachineState, troubles: list[str]) -> None:
    assert state.troubles(NOW) == troubles


def test_an_administrator_sees_the_backup_at_once_and_makes_one_in_one_press(place: Flask) -> None:
    pages = Pages(place.test_client()).sign_in(someone(place, Role.ADMINISTRATOR, ward=a_ward(place)))

    home = pages.get("/quan-tri")
    assert "Chưa có bản sao lưu nào" in home.text
    machine = home.follow("Máy chủ")
    made = machine.form(button="Sao lưu ngay").submit()

    assert made.h1 == "Máy chủ"
    assert "Sao lưu gần nhất:" in made.text
    assert "Phục hồi thử" in made.text
    assert "Sao lưu gần nhất:" in pages.get("/quan-tri").text
    steps = machine.follow("Cách phục hồi").text
    assert "script/lopso restore" in steps
    assert str(settings_of(place).data_dir / "backup_key") in steps
