"""Tests of what is kept and erased run on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from flask import Flask

from tests.conftest import rolled_back


@pytest.fixture
def own_app(engine: str, make_app: Callable[[str], Flask]) -> Flask:
    """An app with a database of its own, for real commits."""
    return make_app(engine)


@pytest.fixture(scope="session")
def demo_apps(make_lasting_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """The app of an engine with the demo ward, made once a process."""
    return cache(lambda engine: make_lasting_app(engine, demo=True))


@pytest.fixture
def used(engine: str, demo_apps: Callable[[str], Flask]) -> Iterator[Flask]:
    """An app with the demo ward, to be used and changed: afterwards it is as it was. No context is open."""
    app = demo_apps(engine)
    with rolled_back(app):
        yield app
