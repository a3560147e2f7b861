"""While the database cannot be had: 503, when to come again, and the form with what was typed; a fault stays a 500."""

import errno
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.models import Role
from app.web import database, unavailable
from app.web.access import PUBLIC
from app.web.database import db, limit_waits, postgresql
from app.web.settings import PostgresqlOptions
from tests.doors import door, press, send, someone
from tests.factories import PASSWORD
from tests.pages import Pages
from tests.postgres import Cluster
from tests.registering import TYPED, open_course, registrations

BROUGHT = {"full_name": "Lương Doãn Thiệu", "birth_year": "1954"}


@pytest.fixture
def app(make_app: Callable[[str], Flask]) -> Flask:
    """An app on a PostgreSQL database of its own, with a class to register for."""
    made = make_app("postgresql")
    open_course(made)
    return made


def name_of(app: Flask) -> str:
    """The name of its database."""
    with app.app_context():
        return str(db.engine.url.database)


def limited(app: Flask, **options: Any) -> Flask:
    """It, as a process that answers people, with limits of its own."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, postgresql=PostgresqlOptions(**options))
    limit_waits(app)
    with app.app_context():
        db.engine.dispose()
    return app


@contextmanager
def held(cluster: Cluster, app: Flask, statement: str) -> Iterator[None]:
    """Inside, another transaction has done this and does not end."""
    dsn = f"host={cluster.sockets} user=postgres dbname={name_of(app)}"
    with psycopg.connect(dsn) as connection:
        connection.execute(sql.SQL(statement))  # type: ignore[arg-type]
        yield
        connection.rollback()


def test_a_form_comes_back_with_what_was_typed_and_is_stored_once_when_it_is_sent_again(
    app: Flask, postgres: Cluster
) -> None:
    pages = Pages(app.test_client())
    form = pages.get("/l/DEM1").form(action="/l/DEM1")
    with postgres.cut_off(name_of(app)):
        away = form.submit(TYPED, status=503)
        assert away.response.headers["Retry-After"] == "10"
        assert "Những gì bác ghi vẫn còn đây" in away.text
        again = away.form(button="Gửi lại")
        assert {name: again.fields[name] for name in BROUGHT} == {name: [value] for name, value in BROUGHT.items()}
        again.submit(status=503).form(button="Gửi lại")  # and comes back each time
    assert again.submit().status == 200
    again.submit()
    assert [each.person.full_name for each in registrations(app)] == ["Lương Doãn Thiệu"]


def test_a_page_asked_for_is_offered_once_more(app: Flask, postgres: Cluster) -> None:
    pages = Pages(app.test_client())
    with postgres.cut_off(name_of(app)):
        away = pages.get("/nho-giup?ve=1", 503)
    assert away.links()["Mở lại trang này"].endswith("/nho-giup?ve=1")
    assert "Bác chờ nửa phút" in away.text


def test_staff_are_spoken_to_as_staff_and_keep_the_ward_in_the_address(app: Flask, postgres: Cluster) -> None:
    pages = Pages(app.test_client()).sign_in(someone(app, Role.OFFICER))
    token = pages.client.get("/dong-bo").json
    assert token is not None
    typed = {"csrf_token": token["csrf_token"], "name": "Nhà văn hóa"}
    with postgres.cut_off(name_of(app)):
        away = pages.post("/van-phong/dia-diem/moi?phuong=05443", typed, 503)
    assert "Những gì anh chị ghi vẫn còn đây" in away.text
    assert away.form(button="Gửi lại").action.endswith("/van-phong/dia-diem/moi?phuong=05443")


def test_no_password_is_written_into_the_page(app: Flask, postgres: Cluster) -> None:
    pages = Pages(app.test_client())
    form = door(pages)
    with postgres.cut_off(name_of(app)):
        away = form.submit({"username": "canbo", "password": "Mật khẩu rất dài"}, status=503)
    assert "Mật khẩu rất dài" not in away.html
    assert away.all("form") == []


def test_a_foreign_page_is_offered_nothing(app: Flask, postgres: Cluster) -> None:
    client = app.test_client()
    client.set_cookie("lopso_sign_in", "x")
    with postgres.cut_off(name_of(app)):
        headers = {"Sec-Fetch-Site": "cross-site"}
        away = client.post("/van-phong/dia-diem", data={"name": "Kẻ lạ"}, headers=headers)
    assert "Kẻ lạ" not in away.text


def test_phones_are_told_to_wait(app: Flask, postgres: Cluster) -> None:
    pages = Pages(app.test_client()).sign_in(someone(app, Role.OFFICER))
    with postgres.cut_off(name_of(app)):
        asked = pages.client.get("/dong-bo")
        sent = pages.client.post("/dong-bo", json={"operations": []})
    assert (asked.status_code, asked.mimetype, asked.headers["Retry-After"]) == (503, "application/json", "10")
    assert (sent.status_code, sent.mimetype) == (503, "application/json")
    assert pages.client.get("/dong-bo").status_code == 200


def test_who_waits_for_a_held_row_is_answered(app: Flask, postgres: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    someone(app, Role.COUNTER, username="canbo")
    pages = Pages(limited(app, lock_seconds=0.2).test_client())
    assert press(Pages(app.test_client()), "canbo").status_code == 303  # the chain has its first link
    form = door(pages)
    with held(postgres, app, "SELECT * FROM audit_head FOR UPDATE"):
        busy = send(pages.client, form, {"username": "canbo", "password": PASSWORD})
    assert (busy.status_code, busy.headers.get("Retry-After"), busy.location) == (503, "30", None)
    assert [record for record in caplog.records if record.exc_info] == []
    assert send(pages.client, form, {"username": "canbo", "password": PASSWORD}).status_code == 303


def test_a_statement_that_runs_too_long_is_ended(app: Flask, postgres: Cluster) -> None:
    pages = Pages(limited(app, statement_seconds=0.2).test_client())
    with held(postgres, app, "LOCK TABLE course"):
        away = pages.get("/l/DEM1", 503)
    assert away.response.headers["Retry-After"] == "30"


def test_a_fault_of_ours_is_a_fault(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_given: object) -> None:
        raise ProgrammingError("SELECT nothing", {}, psycopg.errors.UndefinedColumn("no such column"))

    fail.__dict__["who"] = (PUBLIC,)
    monkeypatch.setitem(app.view_functions, "public.homes.index", fail)
    answer = app.test_client().get("/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert any(record.exc_info for record in caplog.records if record.levelno == logging.ERROR)


def test_a_fault_of_ours_speaks_to_staff_as_the_office_does(
    make_app: Callable[[str], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app("sqlite")
    pages = Pages(app.test_client()).sign_in(someone(app, Role.OFFICER))
    faults = [ProgrammingError("SELECT", None, Exception()), OSError(errno.ENOSPC, "no room")]
    fail = mock.Mock(side_effect=faults, who=app.view_functions["office.today.show"].__dict__["who"])
    monkeypatch.setitem(app.view_functions, "office.today.show", fail)
    broken, full = pages.get("/van-phong", 500), pages.get("/van-phong", 503)
    assert "không phải ở anh chị" in broken.text
    assert "Về Văn phòng" in broken.links()
    assert "Báo cho phường" in full.text
    assert not any(re.search(r"\bbác\b", page.text, re.IGNORECASE) for page in (broken, full))


def test_what_is_not_served_waits_as_long_as_it_takes(app: Flask) -> None:
    def timeouts() -> list[str]:
        with db.engine.connect() as connection:
            return [str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in postgresql.TIMEOUTS]

    with app.app_context():
        assert timeouts() == ["0", "0", "0"]
    limited(app)
    with app.app_context():
        assert timeouts() == ["10s", "30s", "1min"]
        with database.migrating() as connection:
            told = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in postgresql.TIMEOUTS]
        assert told == ["0", "0", "0"]


def test_on_sqlite_too_who_waits_in_vain_keeps_what_they_typed(
    make_app: Callable[[str], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app("sqlite")
    open_course(app)
    pages = Pages(app.test_client())
    form = pages.get("/l/DEM1").form(action="/l/DEM1")
    monkeypatch.setattr(database, "GATE_SECONDS", 0.05)
    gate = app.extensions["gate"]
    gate.enter()
    try:
        busy = form.submit(TYPED, status=503)
    finally:
        gate.leave()
    assert (busy.h1, busy.response.headers["Retry-After"]) == ("Nhiều người đang gửi cùng lúc", "30")
    busy.form(button="Gửi lại").submit()
    assert [each.person.full_name for each in registrations(app)] == ["Lương Doãn Thiệu"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_settings_of_the_pool_are_those_of_the_environment(kind: str) -> None:
    given = {"DATABASE_POOL_SIZE": "3", "DATABASE_MAX_OVERFLOW": "1", "DATABASE_PREPARE_THRESHOLD": "off"}
    options = PostgresqlOptions.from_environment(given if kind == "postgresql" else {})
    expected = (3, 1, None) if kind == "postgresql" else (8, 8, 5)
    assert (options.pool_size, options.max_overflow, options.prepare_threshold) == expected


def test_a_connection_that_is_lost_after_the_answer_makes_it_no_500(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = OperationalError("ROLLBACK", None, Exception("gone"), connection_invalidated=True)
    with app.app_context(), monkeypatch.context() as patched:
        patched.setattr(db.session, "remove", mock.Mock(side_effect=lost))
        unavailable.release()
        patched.setattr(db.session, "remove", mock.Mock(side_effect=ProgrammingError("ROLLBACK", None, Exception())))
        with pytest.raises(ProgrammingError):
            unavailable.release()
