"""A classroom and its instructor, who has no script."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from app.models import Course, Role, SignIn
from app.web.access import COOKIE
from app.web.database import immediate
from tests.classroom import Classroom, make_classroom
from tests.conftest import put_back, rolled_back
from tests.factories import make_account, make_sign_in
from tests.pages import Pages


@pytest.fixture(scope="module")
def standing_room(shared_app: Flask) -> Iterator[Classroom]:
    """A lesson under way, six people on its roll. Made once a module: that takes longer than what most tests do."""
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
    """That lesson, its instructor signed in."""
    return standing_room.entered()


@pytest.fixture
def teacher(room: Classroom) -> Pages:
    """The room's instructor."""
    return signed_in(room.app, room.token)


def colleague(room: Classroom, role: Role) -> Pages:
    """Another member of staff of the room's ward."""
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        token = make_sign_in(session, make_account(session, unit, role, full_name="Lường Thị Bích Đào"))
    return signed_in(room.app, token)


def signed_in(app: Flask, token: str) -> Pages:
    """Whoever a token belongs to."""
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return Pages(client)
