"""A database belongs to the SECRET_KEY of the first server that was started on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.commands.surroundings import key_of_database
from app.models import KeyFingerprint
from app.models.trust import sealed
from app.web import own_place
from app.web.database import db, schema
from tests.factories import SECRET_KEY

OTHER = "another key, as long as one should be"

pytestmark = pytest.mark.postgresql


@contextmanager
def with_key(app: Flask, key: str) -> Iterator[None]:
    """The same place, as a server with a key of its own sees it."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, secret_key=key)
    try:
        yield
    finally:
        app.extensions["settings"] = settings


@pytest.fixture
def place(make_app: Callable[..., Flask], engine: str) -> Flask:
    """A place where no server was started yet."""
    return make_app(engine, rooms=False)


def test_the_first_start_notes_the_key_and_others_are_refused(place: Flask) -> None:
    with place.app_context():
        assert key_of_database().state == "ok"
        own_place.check_key()
        own_place.check_key()
        assert db.session.scalars(select(KeyFingerprint)).one().id == 1
        assert key_of_database().found == "this SECRET_KEY"
        with with_key(place, OTHER):
            with pytest.raises(own_place.AnotherKey, match="lopso trust-key"):
                own_place.check_key()
            assert (key_of_database().state, "trust-key" in key_of_database().way_out) == ("bad", True)
            own_place.trust_key()
            own_place.check_key()
        with pytest.raises(own_place.AnotherKey):
            own_place.check_key()


def test_nothing_of_the_key_stands_there(place: Flask) -> None:
    with place.app_context():
        own_place.check_key()
        noted = db.session.scalars(KeyFingerprint.noted()).one()
    assert SECRET_KEY not in noted
    assert noted != sealed.key_for(SECRET_KEY, "forms to mend").hex()
    assert noted == KeyFingerprint.of(SECRET_KEY)


def test_a_database_without_tables_is_no_reason_not_to_start(place: Flask) -> None:
    with place.app_context():
        schema.downgrade("0055")
        own_place.check_key()
        schema.upgrade()
