"""Most only look at one demo ward."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, rows
from app.models import Person, ResidentialGroup
from app.web.database import db
from tests.conftest import rolled_back, stopped_at


@pytest.fixture(scope="session")
def demo_apps(make_lasting_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """The app of an engine with the demo ward, made once a process."""
    return cache(lambda engine: make_lasting_app(engine, demo=True))


@pytest.fixture(scope="session")
def demo_app(engine: str, demo_apps: Callable[[str], Flask]) -> Flask:
    """An app with the demo ward, to look at."""
    return demo_apps(engine)


@pytest.fixture
def used(demo_app: Flask, demo_moment: datetime) -> Iterator[Flask]:
    """The same, to be used and changed: afterwards it is as it was. No context is open."""
    with stopped_at(demo_moment), rolled_back(demo_app):
        yield demo_app


@pytest.fixture
def demo(demo_app: Flask, demo_moment: datetime) -> Iterator[Session]:
    """A look at the demo ward on the day on which it was filled; cannot write."""
    with stopped_at(demo_moment), demo_app.app_context():
        yield db.session()


@pytest.fixture
def residents(demo: Session) -> list[Person]:
    """The sample's residents as they are on file: each row's person, who is there once."""
    return [_on_file(demo, row) for row in rows("residents")]


def _on_file(session: Session, row: Row) -> Person:
    group = session.query(ResidentialGroup).filter_by(code=row["group"]).one()
    alike = session.scalars(
        Person.alike(group.unit_id, row["full_name"], int(row["birth_year"]), group.id, None).where(
            Person.full_name == row["full_name"],
            Person.phone.is_(None) if not row["phone"] else Person.phone == "+84" + row["phone"][1:],
        )
    )
    return alike.one()
