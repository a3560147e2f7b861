"""The worker's own backup: one a night, read back before it counts, two weeks of them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.country import clock
from app.exchange import backups
from app.jobs import nightly
from app.jobs.minutes import go_round
from app.jobs.rounds import go
from app.models import Certificate
from app.registers.personal_data.taken_back import NOTE
from app.web import place_notes
from app.web.database import db, immediate
from app.web.kept_files import keep
from app.web.settings import Settings
from tests.factories import make_approved_list, make_attended_course, make_ward

NIGHT = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # half past two in Vietnam, the 20th


@pytest.fixture
def place(make_app: Callable[..., Flask]) -> Flask:
    """An empty place with real commits."""
    return make_app("sqlite")


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def night(place: Flask) -> bool:
    with place.app_context():
        return nightly.back_up(settings_of(place))


def noted(place: Flask) -> place_notes.LastNight:
    """What the last night found."""
    with place.app_context():
        return place_notes.read_last_night(settings_of(place))


def settings_of(place: Flask) -> Settings:
    found: Settings = place.extensions["settings"]
    return found


def health(place: Flask) -> object:
    return place.test_client().get("/suc-khoe").get_json()


def a_certificate(place: Flask) -> Path:
    """The file of an issued certificate, as the worker puts it there."""
    with place.app_context(), immediate() as session:
        ward = make_ward(session)
        approval = make_approved_list(session, make_attended_course(session, ward, people=1))
        row = session.scalars(Certificate.of_approval(approval.id)).one()
        file, sha256 = row.file_of(b"a certificate")
        row.issue(file=file, sha256=sha256, now=clock.now())
    keep(settings_of(place).papers, file, b"a certificate")
    return settings_of(place).data_dir / "papers" / file


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
    manifest = backups.read(settings.backups_dir / "night-20261120.backup", backups.backup_key(settings.data_dir))
    assert manifest.tables["administrative_unit"]["rows"] == 2


def test_two_weeks_are_kept_and_what_people_made_stays(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    folder = settings_of(place).backups_dir
    folder.mkdir()
    (folder / "lopso-20250101-080000.backup").write_bytes(b"by hand")
    for day in range(20 - nightly.KEEP_FOR, 20):
        (folder / f"night-202611{day:02}.backup").write_bytes(b"of an earlier night")
    for day in range(3):
        at(monkeypatch, NIGHT + timedelta(days=day))
        assert night(place)
    kept = there(place)
    assert kept[0] == "lopso-20250101-080000.backup"
    assert len(kept) == 1 + nightly.KEEP_FOR
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
            go(settings)

    one_round(timedelta(hours=-2))  # before midnight: what day it is, is known
    one_round(timedelta(days=366))
    assert there(place) == [*before, "night-20271121.backup"]
    one_round(timedelta(0))
    assert there(place) == [*before[1:], "night-20261120.backup"], "the one of a night to come goes first"


def test_a_night_that_a_clock_a_day_ahead_had_its_backup_of_makes_its_own(
    place: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    for moment in (NIGHT + timedelta(days=1), NIGHT):  # ahead for a minute, then put right
        at(monkeypatch, moment)
        assert night(place)
    at(monkeypatch, NIGHT + timedelta(days=1))
    assert night(place)
    assert not night(place)
    assert there(place) == ["night-20261120.backup", "night-20261121.backup"]


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

    with monkeypatch.context() as patched:
        patched.setattr("app.exchange.backups.making._write", full)
        assert not night(place)
    assert there(place) == ["night-20261120.backup"]
    assert health(place) == {"status": "warning", "warnings": ["backup"]}
    assert noted(place).failure == "the disk is full"
    at(monkeypatch, NIGHT + timedelta(days=1, minutes=30))
    assert not night(place), "not each minute anew"
    at(monkeypatch, NIGHT + timedelta(days=1, hours=1))
    assert night(place)
    assert health(place) == {"status": "ok"}


def test_a_night_that_was_missed_is_told_and_a_machine_that_was_off_makes_up_for_it(
    place: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    at(monkeypatch, NIGHT)
    assert night(place)
    at(monkeypatch, NIGHT + timedelta(days=1, hours=14))
    assert health(place) == {"status": "ok"}
    at(monkeypatch, NIGHT + timedelta(days=2, hours=1))
    assert health(place) == {"status": "warning", "warnings": ["backup"]}
    assert night(place)
    assert health(place) == {"status": "ok"}


def test_once_a_week_it_is_put_back_on_trial_and_nothing_of_it_is_left(
    engine: str, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_app(engine, rooms=False)
    with place.app_context(), immediate() as session:
        make_ward(session)
    settings = settings_of(place)
    folder = settings.data_dir
    tried = []
    for day in (0, 1, 6, 7):
        at(monkeypatch, NIGHT + timedelta(days=day))
        (folder / "trial").mkdir()  # of one that was killed
        (folder / "trial" / "lopso.db").write_bytes(b"names")
        assert night(place)
        assert not (folder / "trial").exists()
        tried += [day] if noted(place).restored_at == NIGHT + timedelta(days=day) else []
    assert tried == [0, 7]


def test_one_that_cannot_be_put_back_does_not_count(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    at(monkeypatch, NIGHT)
    with monkeypatch.context() as patched:
        patched.setattr("app.exchange.backups.restoring.load", lambda connection, table, lines: None)
        assert not night(place)
    assert there(place) == ["night-20261120.unread"]
    assert health(place) == {"status": "warning", "warnings": ["backup"]}


@pytest.mark.postgresql
def test_a_paper_that_is_gone_is_told_the_morning_after(
    engine: str, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_app(engine, rooms=True)
    paper = a_certificate(place)
    at(monkeypatch, NIGHT)
    assert night(place)
    assert health(place) == {"status": "ok"}
    content = paper.read_bytes()
    paper.unlink()
    at(monkeypatch, NIGHT + timedelta(days=1))
    assert night(place), "the rest is backed up all the same"
    assert health(place) == {"status": "warning", "warnings": ["files"]}
    found = noted(place)
    assert (found.named, found.missing, found.altered) == (1, 1, 0)
    assert found.example.endswith(paper.name)
    paper.write_bytes(content[:-1] + b"!")
    at(monkeypatch, NIGHT + timedelta(days=2))
    assert night(place)
    assert noted(place).altered == 1
    assert health(place) == {"status": "warning", "warnings": ["files"]}


def flip_root_page(place: Flask, table: str) -> None:
    """Damage the first page of a table on the disk; nobody has it open."""
    with place.app_context():
        page = db.session.execute(text("SELECT rootpage FROM sqlite_master WHERE name = :name"), {"name": table})
        at_byte = (page.scalar_one() - 1) * db.session.execute(text("PRAGMA page_size")).scalar_one()
        file = Path(str(db.engine.url.database))
        db.session.remove()
        with db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.engine.dispose()
    with file.open("r+b") as pages:
        pages.seek(at_byte)
        pages.write(b"\xff" * 64)


@pytest.mark.parametrize("table", ["person", "job", "administrative_unit"])
def test_a_damaged_table_is_told_after_the_nightly_round_and_no_backup_is_thrown_away_for_it(
    place: Flask, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)
    at(monkeypatch, NIGHT)
    minute(place)
    assert health(place) == {"status": "ok"}
    flip_root_page(place, table)
    at(monkeypatch, NIGHT + timedelta(days=1))
    with suppress(Exception):  # what else reads it falls over it, before and after
        minute(place)
    answer = place.test_client().get("/suc-khoe")
    assert (answer.status_code, answer.get_json()["troubles"]) == (503, ["tables"])
    assert there(place) == ["night-20261120.backup"]


def minute(place: Flask) -> None:
    """What the worker that leads does each minute."""
    with place.app_context():
        go_round(settings_of(place), lambda: True)


def test_a_damaged_page_of_postgresql_is_told_until_it_can_be_read_again(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_app("postgresql", demo=True)  # its files were copied: no page lies in memory yet
    with place.app_context(), immediate() as session:
        make_ward(session)
        where = session.execute(text("SELECT current_setting('data_directory'), pg_relation_filepath('help_record')"))
    page = Path(*where.one())
    whole = page.read_bytes()
    page.write_bytes(b"\xff" * 64 + whole[64:])
    at(monkeypatch, NIGHT)
    assert not night(place)
    answer = place.test_client().get("/suc-khoe")
    assert (answer.status_code, answer.get_json()["troubles"]) == (503, ["tables"])
    assert not there(place)
    page.write_bytes(whole)
    at(monkeypatch, NIGHT + timedelta(minutes=30))
    assert not night(place), "not each minute anew"
    at(monkeypatch, NIGHT + timedelta(hours=1))
    assert night(place)
    assert health(place) == {"status": "ok"}


def test_a_step_that_fails_does_not_cost_the_backup_of_the_night(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.app_context(), immediate() as session:
        make_ward(session)

    def fails(*given: object) -> None:
        raise ValueError("no such luck")

    at(monkeypatch, NIGHT)
    monkeypatch.setattr("app.jobs.sweeping.end_visits", fails)
    with place.app_context(), pytest.raises(ExceptionGroup) as raised:
        go(settings_of(place))
    assert [str(each) for each in raised.value.exceptions] == ["no such luck"]
    assert "night-20261120.backup" in there(place)
