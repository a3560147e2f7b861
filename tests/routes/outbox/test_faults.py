"""The server dies or its disk fills in the middle of a batch: nothing is half stored, and sent again it is whole."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select, text

from app import create_app
from app.models import Attendance, AttendanceMark, AuditEvent, Phone as HeardPhone, RateLimit, Receipt, Registration
from app.web.database import db, wipe
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.patience import PATIENCE

pytestmark = pytest.mark.postgresql

COUNTED = (AttendanceMark, Attendance, Receipt, Registration, AuditEvent, HeardPhone, RateLimit)


@pytest.fixture
def app(make_app: Callable[[str], Flask]) -> Flask:
    """An app whose commits are real, on SQLite: a file and its log are what is left of a server that died."""
    return make_app("sqlite")


@pytest.fixture
def room(app: Flask) -> Iterator[Classroom]:
    made = make_classroom(app, [f"Hoàng Thị Hoa {number:02d}" for number in range(40)])
    yield made
    with app.app_context():
        db.engine.dispose()


def batch(room: Classroom) -> list[dict[str, Any]]:
    """Forty marks, a guest, a note with much in it, the end of the lesson."""
    guest = {"full_name": "Bế Văn Thim", "birth_year": 1957, "residential_group": room.group_code}
    key = "6a1f0c5e-0d3b-4c67-9b5e-1f3a7d9c2b10"
    return [
        *(mark(room, number) for number in range(40)),
        operation("walk_in", {"lesson": room.lesson, "registration": key, "person": guest}),
        operation("note", {"lesson": room.lesson, "text": "đủ " * 300}),
        operation("close", {"lesson": room.lesson, "heads": 41}),
    ]


def stored(room: Classroom) -> list[int]:
    """How many rows there are of everything that a batch leaves."""
    with room.app.app_context():
        return [db.session.scalars(select(func.count()).select_from(noun)).one() for noun in COUNTED]


def whole(room: Classroom, phone: Phone, operations: list[dict[str, Any]], before: list[int]) -> None:
    """Sent again, everything of it is there once."""
    assert stored(room) == before
    assert phone.verdicts(operations) == ["done"] * len(operations)
    assert phone.verdicts(operations) == ["already_done"] * len(operations)
    assert room.marks() == 41
    assert set(room.statuses().values()) == {"present"}
    with room.app.app_context():
        assert AuditEvent.first_broken(db.session()) is None


def test_a_disk_that_fills_in_the_middle_of_a_batch_is_told_and_nothing_of_it_stands(room: Classroom) -> None:
    phone, operations = Phone.of(room), batch(room)
    phone.send([])
    with room.app.app_context():
        wipe()  # migrations leave free pages, in which a batch would find room
    before = stored(room)

    def fill_up(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")

    with room.app.app_context():
        engine = db.engine
        event.listen(engine, "begin", fill_up)
        try:
            full = phone.post(phone.body(operations, waiting=43, refused=0))
        finally:
            event.remove(engine, "begin", fill_up)
        engine.dispose()

    assert full.status_code == 503
    assert full.get_json()["message"] == "Chưa ghi được"
    assert int(full.headers["Retry-After"]) > 0
    whole(room, phone, operations, before)


def _dies(room: Classroom, phone: Phone, operations: list[dict[str, Any]]) -> None:
    """As a server of its own: carry the batch out, and be killed between its last row and the commit."""
    app = create_app(room.app.extensions["settings"])
    client = app.test_client()
    for cookie in (phone.client._cookies or {}).values():
        client.set_cookie(cookie.key, cookie.value)

    def die(connection: Connection) -> None:
        if connection.scalar(text("SELECT count(*) FROM attendance_mark")) > 40:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engine, "commit", die)
    client.post("/dong-bo", json=phone.body(operations), headers={"X-CSRFToken": phone.csrf})


def test_a_server_killed_between_the_last_row_and_the_commit_has_stored_nothing_of_it(room: Classroom) -> None:
    phone, operations = Phone.of(room), batch(room)
    before = stored(room)

    server = multiprocessing.get_context("fork").Process(target=_dies, args=(room, phone, operations))
    server.start()
    server.join(PATIENCE)

    assert server.exitcode == -signal.SIGKILL
    whole(room, phone, operations, before)
