"""PostgreSQL stops under a running server, and has no connection to spare: people are told to wait, and nothing that
was answered is lost."""

import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import select

from app import create_app
from app.models import Registration
from app.web.database import db, schema
from tests import postgres as servers
from tests.conftest import settings_in
from tests.factories import SECRET_KEY
from tests.registering import open_course
from tests.server.conftest import PATIENCE, Server, Start, eventually

ROLE = "lopso"


@pytest.fixture
def home() -> Iterator[Path]:
    """The home of a cluster that a test may stop; its database `ward` is owned by a role of its own."""
    home = servers.new_home()
    try:
        servers.start(home)
        with psycopg.connect(f"host={home} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")
            connection.execute(f"CREATE DATABASE ward OWNER {ROLE}")
        yield home
    finally:
        servers.remove(home)


@dataclass
class Residents:
    """People who register one after the other, each until they are told that it is stored."""

    server: Server
    statuses: Counter[int] = field(default_factory=Counter)
    stored: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def register_on_and_on(self, who: str) -> None:
        """As a browser does: the page, its form, and what a 503 gives back."""
        number = 0
        while not self.over.is_set():
            number += 1
            name = f"Người {who} Số {number}"
            typed = {"full_name": name, "birth_year": "1954", "residential_group": "TDP-A", "way": ""}
            self._press({**typed, "submission": str(uuid.uuid4())}, name)

    def _press(self, typed: dict[str, str], name: str) -> None:
        pause = threading.Event()
        while not self.over.is_set():
            connection = HTTPConnection(self.server.address, timeout=PATIENCE)
            try:
                connection.request("GET", "/dang-nhap")  # its page needs no row
                page = connection.getresponse()
                cookie, html = page.getheader("Set-Cookie", "").partition(";")[0], page.read().decode()
                token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
                if token is None:
                    self._judge(page.status, page.getheader("Retry-After"))
                    continue
                headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", "/l/DEM1", urlencode({**typed, "csrf_token": token[1]}), headers)
                answer = connection.getresponse()
                body = answer.read().decode()
            except (HTTPException, OSError):
                continue
            finally:
                connection.close()
            self._judge(answer.status, answer.getheader("Retry-After"))
            if answer.status == 303:
                self.stored.append(name)
                return
            if answer.status == 503:
                assert name in body
            pause.wait(0.05)

    def _judge(self, status: int, retry_after: str | None) -> None:
        self.statuses[status] += 1
        if status == 503:
            assert retry_after


@pytest.fixture
def place(home: Path, data: Path, start: Start) -> Server:
    """A server on that database, with a class to register for."""
    url = f"postgresql+psycopg://{ROLE}@/ward?host={home}"
    app = create_app(settings_in(data, url))
    with app.app_context():
        schema.upgrade()
    open_course(app, seats=5000)
    with app.app_context():
        db.engine.dispose()
    return start("--port", "0", DATABASE_URL=url, SECRET_KEY=SECRET_KEY)


def names_stored(data: Path, home: Path) -> list[str]:
    app = create_app(settings_in(data, f"postgresql+psycopg://{ROLE}@/ward?host={home}"))
    with app.app_context():
        found = [each.person.full_name for each in db.session.scalars(select(Registration))]
        db.session.rollback()
        db.engine.dispose()
    return found


def crowd(server: Server) -> tuple[Residents, list[threading.Thread]]:
    residents = Residents(server)
    assert server.get()[0] == 200
    threads = [threading.Thread(target=residents.register_on_and_on, args=(sign,)) for sign in "ABCD"]
    for each in threads:
        each.start()
    eventually(lambda: len(residents.stored) > 5)
    return residents, threads


def judge(server: Server, residents: Residents, data: Path, home: Path) -> None:
    assert set(residents.statuses) == {303, 503}, (residents.statuses, "".join(server.complaints))
    assert sorted(residents.stored) == sorted(names_stored(data, home))
    said = [line for line in server.complaints if " web " in line]
    assert len([line for line in said if "the database is away" in line]) in (1, 2)
    assert "Traceback" not in "".join(server.complaints), "".join(server.complaints)


def test_a_database_that_stops_for_seconds_loses_nothing_and_is_told_as_such(
    place: Server, data: Path, home: Path
) -> None:
    residents, threads = crowd(place)
    servers.stop(home)
    eventually(lambda: residents.statuses[503] > 20)
    servers.start_again(home)
    before = len(residents.stored)
    eventually(lambda: len(residents.stored) > before + 5)
    residents.over.set()
    for each in threads:
        each.join()
    judge(place, residents, data, home)


def test_without_connections_to_spare_people_are_told_to_wait(place: Server, data: Path, home: Path) -> None:
    residents, threads = crowd(place)
    with psycopg.connect(f"host={home} user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT 0")
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")
        eventually(lambda: residents.statuses[503] > 20)
        connection.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
    before = len(residents.stored)
    eventually(lambda: len(residents.stored) > before + 5)
    residents.over.set()
    for each in threads:
        each.join()
    judge(place, residents, data, home)


def test_a_server_started_before_its_database_waits_for_it(place: Server, start: Start, home: Path) -> None:
    servers.stop(home)
    later = start("--port", "0", DATABASE_URL=f"postgresql+psycopg://{ROLE}@/ward?host={home}", SECRET_KEY=SECRET_KEY)
    eventually(lambda: any("The database does not answer" in line for line in later.complaints))
    servers.start_again(home)
    assert later.get("/l/DEM1")[0] == 200
    assert "Traceback" not in "".join(later.complaints)
