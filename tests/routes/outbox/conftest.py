"""A class under way and its instructor's phone."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from app.models import SignIn
from app.web.database import immediate
from tests.classroom import Classroom, Phone, make_classroom
from tests.conftest import put_back, rolled_back


@pytest.fixture(scope="module")
def standing_room(shared_app: Flask) -> Iterator[Classroom]:
    """A class under way, with its first lesson today. Made once a module: that takes longer than what most tests do."""
    with rolled_back(shared_app) as app:
        made = make_classroom(app)
        with app.app_context(), immediate() as session:
            session.execute(delete(SignIn))  # each test makes its own
        yield made


@pytest.fixture
def app(standing_room: Classroom) -> Iterator[Flask]:
    """The app with that class in it; what the test writes is rolled back."""
    with put_back(standing_room.app) as app:
        yield app


@pytest.fixture
def room(app: Flask, standing_room: Classroom) -> Classroom:
    """That class, its instructor signed in."""
    return standing_room.entered()


@pytest.fixture
def phone(room: Classroom) -> Phone:
    """The instructor's phone, signed in."""
    return Phone.of(room)
