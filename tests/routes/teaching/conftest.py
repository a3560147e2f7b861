"""A classroom and its instructor, who has no script."""

import pytest
from flask import Flask

from app.models import Course, Role
from app.web.access import COOKIE
from app.web.database import immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_account, make_sign_in
from tests.pages import Pages


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson under way, six people on its roll."""
    return make_classroom(app)


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
