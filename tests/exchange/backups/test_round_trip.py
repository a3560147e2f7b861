"""A backup under load, put back on the other kind of database: nothing acknowledged is missing, and it works."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, Table, inspect, select, update
from sqlalchemy.exc import DBAPIError

from app.country import clock
from app.exchange.backups import Manifest, NotEmpty, Unrestorable, restoring
from app.exchange.backups.rows import Digest, lines_of, tables_of
from app.models import AuditEvent, Certificate, Course, Person, Registration, SignUpWay, Ticket, Wishes
from app.web.database import db, immediate, schema
from tests.analysed import rows_known
from tests.doors import press
from tests.exchange.backups.conftest import OTHER, backed_up, put_back
from tests.factories import make_course, make_person
from tests.pages import Pages
from tests.patience import eventually
from tests.registers.personal_data.somebody import a_ward_with_somebody

FEW = 40


def held(app: Flask) -> dict[str, object]:
    """What a place holds, as a manifest says it."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: Digest(lines_of(connection, table)).summary
            for table in tables_of(connection, schema.tables_at(schema.head()))
        }


@dataclass(frozen=True)
class Restored:
    """A place that was put back, what it held then, and what the backup says that it holds; of the class in which
    people were registered meanwhile, the tickets that were answered before the backup began, by its end, and in all."""

    app: Flask
    held: dict[str, object]
    manifest: Manifest
    course_id: int
    before: list[str]
    by_its_end: int
    answered: list[str]


@pytest.fixture(scope="module")
def restored(
    used: Flask, engine: str, make_empty: Callable[[str], Flask], tmp_path_factory: pytest.TempPathFactory
) -> Restored:
    """The place, backed up under load and put back on the other kind of database, once for all who look at it or go on
    with it: four counters register people without end, ten a second each at most."""
    file = tmp_path_factory.mktemp("restored") / "lopso.backup"
    with used.app_context(), immediate() as session:
        demo = session.scalars(Course.called("DEM1")).one()
        course = make_course(session, demo.unit, title="Lớp đông", seats=5000, place=demo.place)
    stop, answered = threading.Event(), list[str]()

    def register(counter: int) -> None:
        for number in range(100_000):
            if stop.wait(0.1):
                return
            with used.app_context(), immediate() as session:
                unit = session.get_one(Course, course.id).unit
                person = make_person(session, unit, f"Nguyễn Thị Đông {counter} {number}", 1950)
                made = Registration.register(session, course.id, person, Wishes(way=SignUpWay.QR), clock.now())
                token = made.token
            answered.append(token)

    counters = [threading.Thread(target=register, args=(each,)) for each in range(4)]
    for counter in counters:
        counter.start()
    try:
        eventually(lambda: len(answered) >= FEW or not all(counter.is_alive() for counter in counters))
        before = list(answered)
        manifest = backed_up(used, file)
        by_its_end = len(answered)
    finally:
        stop.set()
        for counter in counters:
            counter.join()
    elsewhere = make_empty(OTHER[engine])
    put_back(elsewhere, file)
    return Restored(elsewhere, held(elsewhere), manifest, course.id, before, by_its_end, answered)


@pytest.mark.postgresql
def test_a_backup_under_load_loses_nothing_that_was_answered(restored: Restored) -> None:
    """Whoever was told "registered" before it began is in the backup."""
    with restored.app.app_context():
        there = set(db.session.scalars(select(Ticket.token)))
        numbers = db.session.scalars(select(Course.seated).where(Course.id == restored.course_id)).one()
    assert set(restored.before) <= there
    assert restored.by_its_end > len(restored.before)  # it was a load, and nobody waited for the backup to end
    assert restored.held == restored.manifest.tables
    assert numbers == len(there & set(restored.answered))


@pytest.fixture(scope="module")
def small(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """A ward with somebody on file, for what the size of a place makes no other."""
    app = make_app(engine)
    a_ward_with_somebody(app)
    return app


def test_people_sign_in_and_certificates_verify_where_it_was_put_back(used: Flask, restored: Restored) -> None:
    elsewhere = restored.app
    assert restored.held == restored.manifest.tables
    pages = Pages(elsewhere.test_client())
    settings = used.extensions["settings"]
    assert press(pages, "canbo", settings.demo_password).status_code == 303
    with elsewhere.app_context():
        row = db.session.scalars(select(Certificate).where(Certificate.file.is_not(None))).first()
    assert row is not None
    assert row.paper["course"] in pages.get(f"/g/{row.code}").text
    content = (elsewhere.extensions["settings"].data_dir / "papers" / str(row.file)).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert content == (settings.data_dir / "papers" / str(row.file)).read_bytes()


@pytest.mark.postgresql
def test_what_comes_after_goes_on(restored: Restored) -> None:
    """New rows get new numbers, on PostgreSQL too, where the sequences do not know what was put in."""
    with restored.app.app_context(), immediate() as session:
        demo = session.scalars(Course.called("DEM1")).one()
        person = make_person(session, demo.unit, "Người Tới Sau", 1960)
        highest = session.scalars(select(Person.id).order_by(Person.id.desc())).first()
        course = make_course(session, demo.unit, title="Lớp mới", place=demo.place)
        Registration.register(session, course.id, person, Wishes(way=SignUpWay.QR), clock.now())
        assert person.id == highest


@pytest.mark.postgresql
def test_the_triggers_stand_again(restored: Restored) -> None:
    with restored.app.app_context():
        assert schema.differences() == []
        assert schema.standing() == schema.head()
        with pytest.raises(DBAPIError, match="stay as they are"), immediate() as session:
            session.execute(update(AuditEvent).values(action="unit.changed"))


def test_its_planner_knows_the_rows(restored: Restored) -> None:
    with restored.app.app_context():
        assert rows_known("person") == restored.manifest.tables["person"]["rows"]


def test_a_place_with_a_ward_is_not_overwritten(small: Flask, tmp_path: Path) -> None:
    backed_up(small, tmp_path / "lopso.backup")
    before = held(small)
    with pytest.raises(NotEmpty):
        put_back(small, tmp_path / "lopso.backup")
    assert held(small) == before


def test_cut_off_half_way_it_is_started_again(
    small: Flask, make_empty: Callable[[str], Flask], engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = backed_up(small, tmp_path / "lopso.backup")
    elsewhere = make_empty(engine)

    def dies(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "keys_back", dies)
        with pytest.raises(KeyboardInterrupt):
            put_back(elsewhere, tmp_path / "lopso.backup")
    put_back(elsewhere, tmp_path / "lopso.backup")
    assert held(elsewhere) == manifest.tables


def test_a_row_that_does_not_arrive_as_it_left_is_noticed(
    small: Flask, make_empty: Callable[[str], Flask], engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(small, tmp_path / "lopso.backup")
    elsewhere = make_empty(engine)
    whole = restoring.load

    def loses_one(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
        kept = list(lines)
        whole(connection, table, kept[1:] if table.name == "person" else kept)

    monkeypatch.setattr(restoring, "load", loses_one)
    monkeypatch.setattr(restoring, "keys_back", lambda connection, tables: None)
    with pytest.raises(Unrestorable):
        put_back(elsewhere, tmp_path / "lopso.backup")
    with elsewhere.app_context():
        assert inspect(db.engine).get_table_names() == [], "where nothing was, nothing is left"


def test_a_backup_of_an_older_version_is_brought_up(
    make_app: Callable[..., Flask], make_empty: Callable[[str], Flask], engine: str, tmp_path: Path
) -> None:
    older = make_app(engine)
    a_ward_with_somebody(older)
    with older.app_context():
        schema.downgrade("0003")
    manifest = backed_up(older, tmp_path / "older.backup")
    assert manifest.revision == "0003"
    elsewhere = make_empty(engine)
    put_back(elsewhere, tmp_path / "older.backup")
    with elsewhere.app_context():
        assert schema.standing() == schema.head()
        people = db.session.scalars(select(Person.public_id)).all()
    assert len(set(people)) == manifest.tables["person"]["rows"] > 0
