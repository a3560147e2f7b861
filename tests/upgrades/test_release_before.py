"""A ward that lived with the release before goes on with this one: rows, papers, tickets, who is signed in, forms that
lay open, and what telephones have not sent yet. The backup and what was left behind: from_0008/README.md."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.country import clock
from app.exchange import backups
from app.exchange.backups import Manifest
from app.jobs import queue
from app.models import Attendance, AttendanceMark, AuditEvent, Certificate, Lesson, Registration
from app.web.database import db, schema
from app.web.settings import Settings
from tests.doors import door, send
from tests.noted import unread
from tests.pages import Pages
from tests.postgres import Cluster
from tests.rows import counts

pytestmark = pytest.mark.core("the upgrade from the release before")

HERE = Path(__file__).parent / "from_0008"
LEFT: dict[str, Any] = json.loads((HERE / "left_behind.json").read_text(encoding="utf-8"))
# Rows of these say what people did: not one goes.
STAY = (
    "account", "approval", "attendance", "attendance_mark", "audit_event", "certificate", "consent", "course",
    "help_record", "help_request", "lesson", "mentor_visit", "mentorship", "person", "registration",
    "residential_group", "sign_in", "thanks_letter", "ticket",
)  # fmt: skip


@pytest.fixture(scope="module")
def restored(
    engine: str, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Manifest]]:
    """The ward on this release, an hour after its backup was made, and what the backup says of itself."""
    data = tmp_path_factory.mktemp("restored")
    environment = {"DATA_DIR": str(data), "PUBLIC_URL": "http://localhost", "SECRET_KEY": "only for the way in"}
    if engine == "postgresql":
        environment["DATABASE_URL"] = postgres.url(postgres.create())
    with clock.shifted(datetime.fromisoformat(LEFT["made_at"]) + timedelta(hours=1) - clock.now()):
        key = backups.backup_key(data, LEFT["key"])
        with create_app(Settings.from_environment(environment), rooms=False).app_context():
            manifest = backups.restore(Settings.from_environment(environment), HERE / "ward.backup", key)
            db.engine.dispose()
        del environment["SECRET_KEY"]  # the ward's own came back with it
        app = create_app(Settings.from_environment(environment))
        yield app, manifest
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def ward(restored: tuple[Flask, Manifest]) -> Flask:
    """The ward."""
    return restored[0]


def browser(ward: Flask, cookies: list[dict[str, str]]) -> FlaskClient:
    """A browser with what it kept from the release before."""
    client = ward.test_client()
    for cookie in cookies:
        client.set_cookie(cookie["name"], cookie["value"], path=cookie["path"])
    return client


def test_every_row_is_there_and_the_trail_is_whole(restored: tuple[Flask, Manifest]) -> None:
    ward, manifest = restored
    assert manifest.revision == LEFT["revision"] == "0008"
    with ward.app_context():
        assert schema.differences() == []
        there = counts(db.session.connection())
        before = {name: manifest.tables[name]["rows"] for name in STAY}
        assert min(before.values()) > 0, "a table of which nothing is there proves nothing"
        assert [name for name in STAY if there.get(name, 0) < before[name]] == []
        assert AuditEvent.first_broken(db.session()) is None
        acts = db.session.scalars(AuditEvent.in_order()).all()
        told = {(act.action, key) for act in acts for key in unread(act.action, json.loads(act.detail))}
        assert told == set(), "what the chain holds keeps its words for ever"


def test_papers_are_the_same_and_open(ward: Flask, restored: tuple[Flask, Manifest]) -> None:
    folder: Path = ward.extensions["settings"].data_dir
    _, manifest = restored
    for name, told in manifest.files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == told["sha256"]
    with ward.app_context():
        certificate = db.session.scalars(select(Certificate).where(Certificate.file.is_not(None))).one()
        code, sha256 = certificate.code, certificate.sha256
        file = ward.extensions["settings"].data_dir / "papers" / str(certificate.file)
        queue.enqueue_unfinished()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256
    page = Pages(ward.test_client()).get(f"/g/{code}")
    assert "Giấy thật, đang có giá trị" in page.text
    assert "001/2026" in page.text


def test_a_ticket_opens_in_the_browser_that_has_it_and_elsewhere(ward: Flask) -> None:
    for cookies in (LEFT["ticket"]["cookies"], []):
        page = Pages(browser(ward, cookies)).get(LEFT["ticket"]["address"])
        assert LEFT["ticket"]["name"] in page.text


def test_a_form_that_lay_open_is_taken(ward: Flask) -> None:
    client = browser(ward, LEFT["form"]["cookies"])
    typed = {**LEFT["form"]["fields"], "full_name": "Nông Văn Dền", "birth_year": "1949"}
    answer = client.post(LEFT["form"]["address"], data=typed)
    assert (answer.status_code, answer.location.startswith("/v/")) == (303, True)
    assert "Nông Văn Dền" in Pages(client).get(answer.location).text


def test_who_was_signed_in_is_so_still_and_sends_what_lay_on_the_telephone(ward: Flask) -> None:
    phone = LEFT["phone"]
    client = browser(ward, phone["cookies"])
    assert Pages(client).get(f"/giang-vien/lop/{phone['lesson'].partition('/')[0]}/buoi/1").status == 200
    token = client.get("/dong-bo").get_json()["csrf_token"]
    body = {
        "device": phone["device"],
        "account": phone["account"],
        "client_now": clock.now().isoformat(),
        "operations": [*phone["sent"], *phone["unsent"]],
    }
    answer = client.post("/dong-bo", json=body, headers={"X-CSRFToken": token})
    assert [result["status"] for result in answer.get_json()["results"]] == ["already_done"] * 2 + ["done"] * 2
    with ward.app_context():
        uuids = [operation["uuid"] for operation in body["operations"]]
        stored = select(func.count()).select_from(AttendanceMark).where(AttendanceMark.uuid.in_(uuids))
        assert db.session.scalar(stored) == 4
        people = [operation["data"]["registration"] for operation in body["operations"]]
        present = (
            select(Attendance.status)
            .join(Registration, Registration.id == Attendance.registration_id)
            .join(Lesson, Lesson.id == Attendance.lesson_id)
            .where(Registration.public_id.in_(people), Lesson.number == 1)
        )
        assert db.session.scalars(present).all() == ["present"] * 4


def test_staff_come_in_by_the_password_they_have(ward: Flask) -> None:
    for username, room in (("nguyennh", "/giang-vien"), ("lannt", "/van-phong")):
        pages = Pages(ward.test_client())
        answer = send(pages.client, door(pages), {"username": username, "password": LEFT["password"]})
        assert answer.status_code == 303
        assert pages.get(room).address == room, "whatever is offered on the way, one's room is open"
    known = browser(ward, LEFT["phone"]["cookies"][1:2])
    stranger = Pages(ward.test_client())
    for _ in range(5):
        send(stranger.client, door(stranger), {"username": "nguyennh", "password": "đoán"})
    answer = send(known, door(Pages(known)), {"username": "nguyennh", "password": LEFT["password"]})
    assert answer.status_code == 303, "a browser that the release before knew is known"
    assert Pages(known).get("/giang-vien").address == "/giang-vien"
