"""A reading is kept until a table that it read is written, whatever wrote it."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.jobs import sweeping
from app.models import AdministrativeUnit, Organisation, Person, Plan, WriteStamp
from app.models.kept_reading import READINGS, STAMPED, forget, kept, kept_nouns
from app.models.trust import write_stamp
from app.models.trust.lifting import lifted
from app.web.database import db, immediate, triggers
from tests.factories import make_course, make_organisation, make_plan, make_ward
from tests.statements import counted

pytestmark = pytest.mark.postgresql
READ = list[str]()


@kept
def called(session: Session, unit_id: int) -> Sequence[str]:
    READ.append("called")
    return session.scalars(select(Organisation.name).where(Organisation.unit_id == unit_id)).all()


@kept
def called_twice(session: Session, unit_id: int) -> Sequence[str]:
    READ.append("called_twice")
    return [*called(session, unit_id), *called(session, unit_id)]


@kept
def people(session: Session, unit_id: int) -> Sequence[str]:
    READ.append("people")
    return session.scalars(select(Person.full_name).where(Person.unit_id == unit_id)).all()


class Told(NamedTuple):
    """A noun by itself and among others."""

    first: Organisation
    every: list[Organisation]


@kept_nouns
def told(session: Session, unit_id: int) -> list[Told]:
    READ.append("told")
    every = [*session.scalars(Organisation.of(unit_id))]
    return [Told(each, every) for each in every]


@kept
def plans(session: Session, unit_id: int) -> Sequence[str]:
    return session.scalars(select(Plan.title).where(Plan.unit_id == unit_id)).all()


@pytest.fixture
def unit_id(app: Flask) -> Iterator[int]:
    READ.clear()
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            make_organisation(session, ward, "Trường Một")
            number = ward.id
        yield number
        forget()
    for name in [each for each in READINGS if each.startswith(__name__) and "<locals>" in each]:
        READINGS.pop(name)


def written(write: Callable[[Session], object]) -> None:
    with immediate() as session:
        write(session)


ROADS: dict[str, Callable[[Session], object]] = {
    "a noun": lambda session: setattr(session.scalars(select(Organisation)).one(), "name", "Trường Hai"),
    "in bulk": lambda session: session.execute(update(Organisation).values(name="Trường Hai")),
    "all at once": lambda session: session.execute(delete(Organisation)),
    "by hand": lambda session: session.execute(text("UPDATE organisation SET name = 'Trường Hai'")),
}


@pytest.mark.parametrize("road", [*ROADS])
def test_a_reading_is_read_again_after_a_write_by_any_road(app: Flask, unit_id: int, road: str) -> None:
    assert called(db.session(), unit_id) == ["Trường Một"]
    assert called(db.session(), unit_id) == ["Trường Một"]
    assert READ == ["called"]
    written(ROADS[road])
    now = db.session.scalars(select(Organisation.name).where(Organisation.unit_id == unit_id)).all()
    assert called(db.session(), unit_id) == now != ["Trường Một"]


def test_a_reading_costs_one_statement_while_nothing_is_written(app: Flask, unit_id: int) -> None:
    called(db.session(), unit_id)
    db.session.rollback()
    with counted(kept=True) as statements:
        called(db.session(), unit_id)
        called_twice(db.session(), unit_id)
    assert len(statements) == 1
    with immediate() as session:
        make_course(session, make_ward(session, "05435"))
    called(db.session(), unit_id)
    assert READ == ["called", "called_twice"]


def test_a_reading_within_another_makes_the_outer_one_old_too(app: Flask, unit_id: int) -> None:
    called(db.session(), unit_id)
    assert called_twice(db.session(), unit_id) == ["Trường Một"] * 2
    written(ROADS["in bulk"])
    assert called_twice(db.session(), unit_id) == ["Trường Hai"] * 2


def test_nouns_that_are_kept_are_those_of_the_session_that_asks(app: Flask, unit_id: int) -> None:
    for _ in range(2):
        db.session.rollback()
        [each] = told(db.session(), unit_id)
        assert each.first in db.session
        assert each.every == [each.first]
    assert READ == ["told"]
    with counted(kept=True) as statements:
        told(db.session(), unit_id)
    assert statements == []  # what the session holds it loads no more
    written(ROADS["in bulk"])
    assert [each.first.name for each in told(db.session(), unit_id)] == ["Trường Hai"]
    written(ROADS["all at once"])
    assert told(db.session(), unit_id) == []


def test_a_table_whose_name_a_statement_quotes_is_one_that_it_reads(app: Flask, unit_id: int) -> None:
    """SQLite quotes "plan", a word of its own."""
    assert plans(db.session(), unit_id) == []
    with immediate() as session:
        make_plan(session, session.get_one(AdministrativeUnit, unit_id), title="Một")
    assert plans(db.session(), unit_id) == ["Một"]


def test_a_reading_of_a_table_without_stamps_is_not_kept(app: Flask, unit_id: int) -> None:
    assert "person" not in STAMPED
    assert people(db.session(), unit_id) == []
    people(db.session(), unit_id)
    assert READ == ["people", "people"]


def test_a_session_that_writes_keeps_nothing_and_what_is_undone_leaves_nothing(app: Flask, unit_id: int) -> None:
    with immediate() as session:
        session.execute(update(Organisation).values(name="Trường Hai"))
        assert called(session, unit_id) == ["Trường Hai"]
        session.rollback()
    assert called(db.session(), unit_id) == ["Trường Một"]


@pytest.mark.parametrize("table", sorted(STAMPED))
def test_each_stamped_table_has_triggers_for_all_writes(app: Flask, unit_id: int, table: str) -> None:
    if db.engine.dialect.name == "sqlite":
        wanted = (
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table AND name LIKE 'write_stamp%'"
        )
    else:
        wanted = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'write_stamp_of_' || :table"
    told = " ".join(db.session.scalars(text(wanted), {"table": table}))
    assert all(event in told for event in ("INSERT", "UPDATE", "DELETE"))


def test_the_worker_leaves_the_newest_stamps_of_many(app: Flask, unit_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_stamp, "NEWEST", len(STAMPED) + 1)
    written(lambda session: session.execute(insert(WriteStamp), [{"table_name": "course"}] * 3 * len(STAMPED)))
    newest = db.session.scalars(select(func.max(WriteStamp.id))).one()
    while sweeping.forget_stamps():
        pass
    left = set(db.session.scalars(select(WriteStamp.id)))
    assert newest in left
    assert max(left) - min(left) < 2 * write_stamp.NEWEST


def test_an_erasure_and_a_restore_are_told_of_too(app: Flask, unit_id: int) -> None:
    """The first lifts what keeps rows as they are, the second takes all triggers down."""
    assert called(db.session(), unit_id) == ["Trường Một"]
    with immediate() as session, lifted(session):
        session.execute(update(Organisation).values(name="Trường Hai"))
    assert called(db.session(), unit_id) == ["Trường Hai"]
    with immediate() as session:
        triggers.take_down(session.connection())
        session.execute(update(Organisation).values(name="Trường Ba"))
        triggers.put_up(session.connection())
    assert called(db.session(), unit_id) == ["Trường Ba"]
