"""A class under way and its instructor's phone."""

import pytest
from flask import Flask

from tests.classroom import Classroom, Phone, make_classroom


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A class under way, with its first lesson today."""
    return make_classroom(app)


@pytest.fixture
def phone(room: Classroom) -> Phone:
    """The instructor's phone, signed in."""
    return Phone.of(room)
