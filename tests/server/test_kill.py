"""kill -9 of everything amid marks, helps and registrations: what was answered is there after the next start, once."""

import json
import random
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.country import clock
from app.data import help_lists
from app.models import (
    Account,
    AdministrativeUnit,
    AttendanceMark,
    AuditEvent,
    Course,
    HelpRecord,
    Person,
    Registration,
    Role,
    RoleGrant,
    Ticket,
)
from app.web.access import COOKIE
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.classroom import Classroom, make_classroom, mark, operation
from tests.factories import LONG_AGO
from tests.server.conftest import PATIENCE, Start, kill_everything

SEATS, MARKS, HELPS, REGISTRATIONS, CALLERS = 60, 160, 40, 40, 10
STATUSES = ("present", "late", "excused", "absent", "unmarked")


@dataclass
class Caller:
    """One phone on a line of its own, with its cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, body and where a redirect leads."""
        line = HTTPConnection(self.address, timeout=PATIENCE)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            line.request(method, path, body, {"Cookie": cookies, **headers})
            answer = line.getresponse()
            for header in answer.headers.get_all("Set-Cookie") or []:
                name, _is, rest = header.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")
        finally:
            line.close()


@dataclass
class Rush:
    """What is fired at the server, and what it answered."""

    room: Classroom
    marks: list[dict[str, Any]]
    helps: list[dict[str, Any]]
    people: list[dict[str, str]]
    done: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def fire(self, address: str, share: int, *, patient: bool) -> None:
        """One caller's share, until the line is cut; the patient send again what had no answer, and go on."""
        caller, resident = Caller(address, {COOKIE: self.room.token}), Caller(address)
        work: list[tuple[Callable[[Caller, str, Any], None], Caller, Any]] = [
            *((self._press, caller, each) for each in (self.marks + self.helps)[share::CALLERS]),
            *((self._register, resident, each) for each in self.people[share::CALLERS]),
        ]
        random.shuffle(work)
        tokens: dict[int, str] = {}
        while work:
            send, phone, each = work[-1]
            try:
                if not tokens:
                    tokens = {id(caller): self._token(caller), id(resident): self._form_token(resident)}
                send(phone, tokens[id(phone)], each)
            except (HTTPException, OSError):
                if not patient:
                    return  # cut off: whatever had no answer is unknown
                continue
            work.pop()
            self.answered.release()

    def _token(self, caller: Caller) -> str:
        token: str = json.loads(caller.ask("GET", "/dong-bo")[1])["csrf_token"]
        return token

    def _form_token(self, caller: Caller) -> str:
        form = caller.ask("GET", f"/l/{self.room.course_code}")[1]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert found
        return found[1]

    def _press(self, caller: Caller, token: str, operation: dict[str, Any]) -> None:
        call = {
            "device": "phone",
            "account": self.room.public_id,
            "client_now": clock.now().isoformat(),
            "operations": [operation],
        }
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        status, body, _where = caller.ask("POST", "/dong-bo", json.dumps(call).encode(), **headers)
        assert status == 200, body
        [result] = json.loads(body)["results"]
        assert result["status"] in ("done", "already_done"), result
        self.done[operation["uuid"]] = operation["data"].get("status") or operation["data"]["result"]

    def _register(self, caller: Caller, csrf: str, person: dict[str, str]) -> None:
        body = urlencode({**person, "csrf_token": csrf}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, page, where = caller.ask("POST", f"/l/{self.room.course_code}", body, **headers)
        assert status == 303, page
        self.tickets[person["full_name"]] = where.removeprefix("/v/")

    @contextmanager
    def under_way(self, address: str, *, patient: bool = False) -> Iterator[None]:
        """Fire everything while the block runs; at its end wait for all callers."""
        with ThreadPoolExecutor(CALLERS) as pool:
            shares = [pool.submit(self.fire, address, share, patient=patient) for share in range(CALLERS)]
            yield
            for share in shares:
                share.result()

    def wait_for(self, answers: int) -> None:
        """Until so many more were answered."""
        for _ in range(answers):
            assert self.answered.acquire(timeout=PATIENCE)


@pytest.fixture
def app(start: Start, data: Path) -> Iterator[Flask]:
    """An app on the server's own database."""
    made = create_app(Settings.from_environment({"DATA_DIR": str(data)}))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def rush(app: Flask) -> Rush:
    """Marks of forty people, helps that their instructor gives besides, and forty who register, for sixty seats."""
    room = make_classroom(app, [f"Hoàng Thị Hoa {n}" for n in range(40)], seats=SEATS)
    now = clock.now()
    marks = [
        mark(room, n % 40, random.choice(STATUSES), now - timedelta(seconds=random.randrange(600)))
        for n in range(MARKS)
    ]
    people = [
        {
            "full_name": f"Nông Văn Thim {n}",
            "birth_year": "1956",
            "residential_group": "khac",
            "submission": str(uuid.uuid4()),
        }
        for n in range(REGISTRATIONS)
    ]
    return Rush(room, marks, _helps(app, room), people)


def _helps(app: Flask, room: Classroom) -> list[dict[str, Any]]:
    with app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, room.ward_id)
        help_lists.supply(session, ward)
        helper = session.get_one(Account, room.account_id)
        session.add(RoleGrant(account=helper, role=Role.COUNTER, unit=ward, since=LONG_AGO, created_at=clock.now()))
    said = {"desk": "Q1", "topics": ["khai_sinh", "thue"], "result": "together", "minutes": 5}
    return [operation("help_record", said) for _ in range(HELPS)]


@pytest.mark.core("kill -9 of the server")
def test_everything_answered_before_the_kill_is_there_once_and_the_rest_can_be_sent_again(
    start: Start, rush: Rush
) -> None:
    server = start("--port", "0")
    with rush.under_way(server.address):
        rush.wait_for(random.randrange(30, 180))
        kill_everything(server)
    done, tickets = dict(rush.done), dict(rush.tickets)
    assert 0 < len(done) < MARKS + HELPS

    again = start("--port", "0")
    assert again.get()[0] == 200
    check_answered(rush, done, tickets)

    with rush.under_way(again.address):  # every phone sends all it has once more
        pass
    assert len(rush.done) == MARKS + HELPS
    assert len(rush.tickets) == REGISTRATIONS
    assert {name: rush.tickets[name] for name in tickets} == tickets
    check_answered(rush, rush.done, rush.tickets)
    check_whole(rush)


def check_answered(rush: Rush, done: dict[str, str], tickets: dict[str, str]) -> None:
    """Each answered mark, help and registration is stored, once, as it was sent."""
    with rush.room.app.app_context():
        stored = db.session.execute(select(AttendanceMark.uuid, AttendanceMark.status)).all()
        by_uuid = {row.uuid: row.status for row in stored}
        by_uuid |= {record.uuid: record.result.key for record in db.session.scalars(select(HelpRecord))}
        assert {uuid: by_uuid.get(uuid) for uuid in done} == done
        held = db.session.execute(
            select(Ticket.token, Person.full_name)
            .join(Registration, Registration.ticket_id == Ticket.id)
            .join(Registration.person)
        ).all()
        by_token = {row.token: row.full_name for row in held}
        assert {by_token.get(token): token for token in tickets.values()} == tickets


def check_whole(rush: Rush) -> None:
    """Nothing is there twice, the counts agree, the states follow from the marks, the audit chain holds."""
    with rush.room.app.app_context():
        session = db.session()
        assert session.scalars(select(func.count()).select_from(AttendanceMark)).one() == MARKS
        assert session.scalars(select(func.count()).select_from(HelpRecord)).one() == HELPS
        course = session.get_one(Course, rush.room.course_id)
        session.refresh(course)
        seated = session.scalars(Registration.seated_on(course.id)).all()
        assert len(seated) == course.seated == SEATS
        assert len(session.scalars(Registration.waiting_on(course.id)).all()) == 40 + REGISTRATIONS - SEATS
        marks = session.scalars(select(AttendanceMark)).all()
        newest: dict[int, AttendanceMark] = {}
        for each in sorted(marks, key=lambda each: (each.at, each.uuid)):
            newest[each.registration_id] = each
        names = {registration.id: registration.public_id for registration in seated}
        assert rush.room.statuses() == {names[key]: each.status for key, each in newest.items()}
        assert AuditEvent.first_broken(session) is None


def test_with_the_web_process_killed_three_times_the_phones_get_everything_through(start: Start, rush: Rush) -> None:
    server = start("--port", "0")

    with rush.under_way(server.address, patient=True):
        for _ in range(3):
            rush.wait_for(40)
            server.child("app.commands.processes.web").kill()

    assert len(rush.done) == MARKS + HELPS
    assert len(rush.tickets) == REGISTRATIONS
    check_answered(rush, rush.done, rush.tickets)
    check_whole(rush)
