"""Stamps are committed in another order than they were taken, and swept meanwhile: what is kept is never old."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import Session

from app.jobs import sweeping
from app.models import Organisation, WriteStamp
from app.models.kept_reading import STAMPED, kept
from app.models.trust import write_stamp
from app.web.database import db, immediate
from tests.factories import make_organisation, make_ward


@kept
def named(session: Session, unit_id: int) -> Sequence[str]:
    return session.scalars(select(Organisation.name).where(Organisation.unit_id == unit_id).order_by("name")).all()


@pytest.fixture(scope="module")
def postgresql(make_app: Callable[[str], Flask]) -> Flask:
    """An app whose writers do not wait for each other."""
    return make_app("postgresql")


@pytest.fixture
def unit_id(postgresql: Flask) -> Iterator[int]:
    with postgresql.app_context():
        with immediate() as session:
            ward = make_ward(session)
            for name in ("Một", "Hai"):
                make_organisation(session, ward, name)
            number = ward.id
        yield number
        db.session.rollback()


def now(unit_id: int) -> Sequence[str]:
    """The names, read in a transaction of its own."""
    db.session.rollback()
    return named(db.session(), unit_id)


@contextmanager
def writing() -> Iterator[Connection]:
    """A transaction apart; what it wrote is committed at the end."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def rename(connection: Connection, before: str, after: str) -> int:
    """The id of the stamp that it leaves."""
    connection.execute(update(Organisation).where(Organisation.name == before).values(name=after))
    return connection.scalars(select(func.max(WriteStamp.id))).one()


def test_who_took_the_earlier_stamp_may_commit_later(unit_id: int) -> None:
    with writing() as first:
        earlier = rename(first, "Một", "Một mới")
        with writing() as second:
            later = rename(second, "Hai", "Hai mới")
        assert earlier < later
        assert now(unit_id) == ["Hai mới", "Một"]  # kept as of the later stamp
    assert now(unit_id) == ["Hai mới", "Một mới"]


def test_a_stamp_that_came_late_leaves_a_trace_when_it_is_swept(unit_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was committed and swept while nobody looked, and had been passed by enough others to be of the oldest."""
    monkeypatch.setattr(write_stamp, "NEWEST", len(STAMPED))
    with writing() as first:
        rename(first, "Một", "Một mới")
        with writing() as second:
            second.execute(insert(WriteStamp), [{"table_name": "course"}] * 3 * len(STAMPED))
            rename(second, "Hai", "Hai mới")
        sweep()
        assert now(unit_id) == ["Hai mới", "Một"]
    sweep()
    assert now(unit_id) == ["Hai mới", "Một mới"]


def sweep() -> None:
    while sweeping.forget_stamps():
        pass
