"""`lopso doctor` sees what is wrong with a place, and says the way out."""

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from app.commands import doctor as verb
from app.commands.processes.proxies import Unasked
from app.country import clock
from app.jobs import machine_state, queue
from app.models import AdministrativeUnit, Certificate, Course, Job, Role, Ticket
from app.models.learning import staying
from app.models.trust.server import Process
from app.registers.personal_data.emptying import NAMELESS
from app.registers.personal_data.erasing import anonymise
from app.web.browsers.shell import release_of
from app.web.database import db, immediate
from app.web.running import OwnProcess
from app.web.settings import Settings
from tests.classroom import Phone, make_classroom, mark
from tests.commands.conftest import EVENTS, Run, check, states
from tests.doors import a_ward, someone
from tests.factories import (
    make_approved_list,
    make_attended_course,
    make_course,
    make_person,
    make_registration,
)

# What is looked at here is the same on both.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(make_app: Callable[[str], Flask]) -> Flask:
    """A place with real commits: the schema is asked on a connection of its own."""
    return make_app("sqlite")


def test_a_sound_place_is_told_so(run: Run, well: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    settings = well.extensions["settings"]
    monkeypatch.setitem(well.extensions, "settings", changed(settings, secret_key="k" * 32))
    assert check(run("doctor", "--json"), "backup")["state"] == "warn"
    backups = settings.backups_dir
    backups.mkdir()
    night = backups / "night-20261120.backup"
    night.touch()
    os.utime(night, (clock.now().timestamp(),) * 2)
    result = run("doctor", "--json")
    assert result.exit_code == 0, result.output
    assert set(states(result).values()) == {"ok"}
    assert check(result, "audit trail")["found"] == f"whole, {EVENTS} entries"
    assert "ok    audit trail: whole" in run("doctor").stdout


def changed(settings: Settings, **values: Any) -> Settings:
    """Other settings."""
    return Settings(**{**settings.__dict__, **values})


def test_a_place_that_nobody_can_administer_is_red(run: Run, place: Flask) -> None:
    ward = a_ward(place, code="05443")
    someone(place, Role.OFFICER, ward=ward, password=None)
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert "--unit 05443" in check(result, "administrators")["way_out"]


def test_an_administrator_who_has_not_come_yet_is_invited_again_not_doubled(run: Run, place: Flask) -> None:
    ward = a_ward(place, code="05443")
    invited = someone(place, Role.ADMINISTRATOR, ward=ward, password=None)
    found = check(run("doctor", "--json"), "administrators")
    assert found["state"] == "bad"
    assert found["way_out"] == f"lopso account reset-password {invited.username}"


def test_an_empty_place_is_told_how_to_begin(run: Run, place: Flask) -> None:
    assert "lopso init" in check(run("doctor", "--json"), "administrators")["way_out"]


def test_an_old_schema_is_red_and_nothing_further_is_asked(
    run: Run, place: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.database.schema.head", lambda: "9999")
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert check(result, "schema")["way_out"] == "Run lopso migrate."
    assert "audit trail" not in states(result)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("http://127.0.0.1:8000", "bad"),
        ("http://localhost:8000", "bad"),
        ("http://[::1]:8000", "bad"),
        ("http://192.168.1.5:8000", "warn"),
        ("http://lopso.example", "warn"),
        ("https://lopso.example", "ok"),
    ],
)
def test_an_address_that_no_resident_can_open_is_red(
    run: Run, well: Flask, monkeypatch: pytest.MonkeyPatch, address: str, state: str
) -> None:
    monkeypatch.setitem(well.extensions, "settings", changed(well.extensions["settings"], public_url=address))
    assert states(run("doctor", "--json"))["public address"] == state


@pytest.mark.parametrize(
    ("host", "state"), [("binhdanhocvuso.phuongphandinhphung.thainguyen.gov.vn", "ok"), (f"{'a' * 60}.vn", "warn")]
)
def test_an_address_too_long_for_certificates_is_told_with_the_size(
    run: Run, well: Flask, monkeypatch: pytest.MonkeyPatch, host: str, state: str
) -> None:
    settings = changed(well.extensions["settings"], public_url=f"https://{host}")
    monkeypatch.setitem(well.extensions, "settings", settings)
    told = check(run("doctor", "--json"), "printed address")
    assert told["state"] == state
    assert ("certificates of A5 may have no room" in told["found"]) == (state == "warn")


def test_a_demo_may_stay_on_one_machine(run: Run, place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    a_ward(place, is_demo=True)
    settings = changed(place.extensions["settings"], public_url="http://127.0.0.1:8000")
    monkeypatch.setitem(place.extensions, "settings", settings)
    assert states(run("doctor", "--json"))["public address"] == "warn"


def test_a_key_that_others_can_read_is_red(run: Run, place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = place.extensions["settings"].data_dir / "secret_key"
    path.write_text("k" * 64)
    path.chmod(0o644)
    found = check(run("doctor", "--json"), "secret key")
    assert (found["state"], found["way_out"]) == ("bad", f"chmod 600 {path}")
    path.chmod(0o600)
    assert check(run("doctor", "--json"), "secret key")["state"] == "ok"


def test_a_data_directory_that_everybody_can_read_is_red(run: Run, place: Flask) -> None:
    folder = place.extensions["settings"].data_dir
    folder.chmod(0o755)
    found = check(run("doctor", "--json"), "data directory")
    assert (found["state"], found["way_out"]) == ("bad", f"chmod 700 {folder}")
    folder.chmod(0o700)
    assert check(run("doctor", "--json"), "data directory")["state"] == "ok"


def test_a_short_key_from_the_environment_is_red(run: Run) -> None:
    assert "short" in check(run("doctor", "--json"), "secret key")["found"]


def test_a_full_disk_is_red(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        f_bavail, f_blocks, f_frsize = 10, 1000, 1024

    monkeypatch.setattr(machine_state.os, "statvfs", lambda path: Full)
    assert check(run("doctor", "--json"), "disk")["state"] == "bad"


def test_jobs_that_nobody_takes_are_red(run: Run, well: Flask) -> None:
    with well.app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.wards()).one().id
        long_ago = clock.now() - timedelta(minutes=20)
        session.add(Job(kind="poster", arguments="{}", same="x", title="", unit_id=unit, created_at=long_ago))
    found = check(run("doctor", "--json"), "worker")
    assert (found["state"], found["found"]) == ("bad", "1 jobs have waited for over 15 minutes")


def test_a_worker_of_another_release_than_is_installed_is_pointed_at(run: Run, well: Flask) -> None:
    assert check(run("doctor", "--json"), "release")["found"].endswith("is installed; no worker runs")

    worker = OwnProcess(well, Process.WORKER, "0123456789ab")
    worker.beat()

    found = check(run("doctor", "--json"), "release")
    assert found["state"] == "warn"
    assert " has run 0123456789ab since" in found["found"]
    assert "Start script/server anew" in found["way_out"]
    worker.end()


def test_a_queue_that_does_not_answer_is_red(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "answers", lambda: False)
    assert check(run("doctor", "--json"), "queue")["state"] == "bad"


def test_a_database_that_does_not_answer_is_red(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no such host"))

    monkeypatch.setattr(verb.db.session, "execute", silent)
    result = run("doctor", "--json")
    assert result.exit_code == 1
    found = check(result, "database")
    assert (found["state"], found["found"]) == ("bad", "does not answer (OperationalError)")


def test_what_phones_sent_and_what_lies_on_them_is_told_and_a_silent_one_is_pointed_at(run: Run, place: Flask) -> None:
    room = make_classroom(place)
    phone = Phone.of(room)
    now = clock.now()
    phone.send(
        [mark(room, 0, at=now - timedelta(hours=5)), mark(room, "nobody")], waiting=6, refused=0, release="older"
    )

    found = check(run("doctor", "--json"), "phones")
    with clock.shifted(timedelta(days=3)):
        later = check(run("doctor", "--json"), "phones")

    assert found["state"] == "ok"
    assert found["found"].startswith("1 marks and 0 other operations in 7 days, the latest 5.0 hours after it was made")
    assert found["found"].endswith("4 wait and 1 were refused on 1 phones; 1 run an older release")
    assert later["state"] == "warn"
    assert later["found"].endswith("; 1 of them silent for over a day")
    assert "hand in the file" in later["way_out"]


def test_a_clock_that_leapt_is_told_and_trusted_when_somebody_says_so(run: Run, well: Flask) -> None:
    with clock.shifted(timedelta(days=366)):
        told = check(run("doctor", "--json"), "date")
        assert told["state"] == "warn"
        assert "nothing is erased" in told["found"]
        assert "lopso trust-clock" in told["way_out"]
        assert "is erased again" in run("trust-clock").stdout
        assert check(run("doctor", "--json"), "date")["state"] == "ok"


def test_a_proxy_that_nobody_told_us_of_is_noticed(
    run: Run, well: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = well.extensions["settings"]
    web = OwnProcess(well, Process.WEB, release_of(well.extensions["static_names"]))
    site = Client(Unasked(well, web.note_proxy))
    said = {"X-Forwarded-For": "203.162.4.190", "X-Forwarded-Host": "evil.example"}
    for address, headers in (("127.0.0.1", {}), ("203.162.4.190", said)):
        assert site.get("/suc-khoe", headers=headers, environ_overrides={"REMOTE_ADDR": address}).status_code == 200
    assert check(run("doctor", "--json"), "proxy")["state"] == "ok"

    for _ in range(2):
        site.get("/suc-khoe", headers=said, environ_overrides={"REMOTE_ADDR": "192.168.1.2"})
    assert [record.message for record in caplog.records if "TRUSTED_PROXIES" in record.message] == [caplog.messages[-1]]
    told = check(run("doctor", "--json"), "proxy")
    assert (told["state"], "TRUSTED_PROXIES=1" in told["way_out"]) == ("warn", True)

    monkeypatch.setitem(well.extensions, "settings", changed(settings, trusted_proxies=1))
    assert check(run("doctor", "--json"), "proxy")["state"] == "ok"
    web.end()


def test_somebody_emptied_by_hand_is_noticed_and_a_trigger_that_is_gone(run: Run, well: Flask) -> None:
    with well.app_context(), immediate() as session:
        person = make_person(session, session.scalars(AdministrativeUnit.wards()).one())
        anonymise(session, person, now=clock.now())
    assert check(run("doctor", "--json"), "erased people")["state"] == "ok"
    with well.app_context(), immediate() as session:
        session.execute(text("DROP TRIGGER attendance_mark_no_update"))
        other = make_person(session, session.scalars(AdministrativeUnit.wards()).one(), "Hà Văn Én")
        other.rename(NAMELESS)
    result = run("doctor", "--json")
    assert check(result, "erased people")["state"] == "bad"
    assert check(result, "audit guard")["found"] == "missing: attendance_mark_no_update"


def test_who_was_taken_for_somebody_of_a_name_alike_is_named_until_they_are_registered(run: Run, well: Flask) -> None:
    """As releases before left them: a thin ticket of a name that differs by a mark."""
    key = "names that differ by a mark"
    with well.app_context(), immediate() as session:
        ward = session.scalars(AdministrativeUnit.wards()).one()
        course, now = make_course(session, ward, code="DEM6"), clock.now()
        there = make_registration(session, course, "Lục Minh Tú", 1988)
        written_again, twin = (
            make_person(session, ward, name, 1988, add=False) for name in ("LUC MINH TU", "Lục Minh Tư")
        )
        Ticket.repeat(session, there, written_again, None, now)
        assert staying.names_taken_for_others(session) == []
        for _twice in range(2):
            Ticket.repeat(session, there, twin, None, now)
    found = check(run("doctor", "--json"), key)
    assert (found["state"], found["found"]) == ("warn", "DEM6: Lục Minh Tư, taken for Lục Minh Tú")
    with well.app_context(), immediate() as session:
        make_registration(session, session.scalars(Course.called("DEM6")).one(), "Lục Minh Tư", 1988)
    assert check(run("doctor", "--json"), key)["state"] == "ok"


def test_issued_papers_that_are_gone_are_missed(run: Run, well: Flask) -> None:
    folder = well.extensions["settings"].data_dir / "papers"
    with well.app_context(), immediate() as session:
        ward = session.scalars(AdministrativeUnit.wards()).first()
        assert ward
        approval = make_approved_list(session, make_attended_course(session, ward, people=2))
        for number, certificate in enumerate(session.scalars(Certificate.of_approval(approval.id)).all()):
            paper = f"%PDF {number}".encode()
            certificate.issue(
                file=f"certificates/{number}.pdf", sha256=hashlib.sha256(paper).hexdigest(), now=clock.now()
            )
            (folder / "certificates").mkdir(parents=True, exist_ok=True)
            (folder / "certificates" / f"{number}.pdf").write_bytes(paper)
    assert check(run("doctor", "--json"), "papers")["found"] == "2 issued or taken, all as they were"
    (folder / "certificates" / "0.pdf").write_bytes(b"%PDF 9")
    told = check(run("doctor", "--json"), "papers")
    assert (told["state"], told["found"][:47]) == ("bad", "1 of 2 issued papers and photos have other byte")
    assert "certificates/0.pdf" in told["found"]
    (folder / "certificates" / "0.pdf").write_bytes(b"%PDF 0")
    (folder / "certificates" / "1.pdf").unlink()
    told = check(run("doctor", "--json"), "papers")
    assert (told["state"], told["found"][:45]) == ("bad", "1 of 2 issued papers and photos are missing, ")
    assert "last backup" in told["way_out"]
    shutil.rmtree(folder)
    assert "2 of 2" in check(run("doctor", "--json"), "papers")["found"]


def test_a_folder_of_papers_that_is_gone_is_missed_though_nothing_was_issued(run: Run, well: Flask) -> None:
    assert check(run("doctor", "--json"), "papers")["state"] == "ok"
    with well.app_context(), immediate() as session:
        ward = session.scalars(AdministrativeUnit.wards()).first()
        assert ward
        asked = {"title": "", "unit_id": ward.id, "asked_by_id": None, "now": clock.now()}
        Job.ask(session, "poster", {}, **asked).result = "posters/a.pdf"
    assert check(run("doctor", "--json"), "papers")["state"] == "warn"


@pytest.mark.parametrize(
    "damage", [b"not a database at all", b"SQLite format 3\0" + b"\xff" * 84], ids=["words", "header"]
)
def test_a_file_damaged_at_its_head_asks_for_the_backup(run: Run, well: Flask, damage: bytes) -> None:
    with well.app_context():
        file = Path(str(db.engine.url.database))
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    content = file.read_bytes()
    file.write_bytes(damage + content[len(damage) :])
    try:
        assert "restore the last backup" in check(run("doctor", "--json"), "database")["way_out"]
        refused = run("backup")
        assert (refused.exit_code, refused.exception.__class__) == (1, SystemExit)
        assert "cannot be read whole" in refused.stderr
    finally:
        with well.app_context():
            db.engine.dispose()
        file.write_bytes(content)
