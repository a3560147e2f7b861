"""`lopso trust-files`, and what the command line says of a store of files that cannot be used."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.web.own_place import OTHER
from app.web.storage.base import RESTORED
from app.web.storage.bucket import MARK
from tests.commands.conftest import Run, check
from tests.commands.test_init import WARD
from tests.object_stores import ObjectStore, object_store

KEY = f"05443/{MARK}"


@pytest.fixture
def place(make_app: Callable[[str], Flask]) -> Flask:
    """An empty place of its own: doctor looks at its file."""
    return make_app("sqlite")


@pytest.fixture
def store(place: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """Where the files of the place lie."""
    with object_store() as made:
        settings = replace(place.extensions["settings"], files=made.options("05443"))
        monkeypatch.setitem(place.extensions, "settings", settings)
        yield made


def test_files_are_marked_by_init_and_trusted_by_hand(run: Run, store: ObjectStore) -> None:
    assert "There is no ward yet" in run("trust-files").stderr
    assert KEY not in store.objects
    assert run("init", *WARD).exit_code == 0
    marked = store.objects.pop(KEY)
    assert f"05443/{RESTORED}" not in store.objects
    assert "lopso doctor" in run("trust-files").stdout
    assert store.objects[KEY][0] == marked[0]
    assert f"05443/{RESTORED}" in store.objects  # the rows may be older than the files
    store.objects[KEY] = b'{"place": "another"}', marked[1]
    refused = run("trust-files")
    assert (refused.exit_code, refused.stderr) == (1, f"Error: {OTHER}\n")


def test_no_ward_is_made_on_the_files_of_another_place(run: Run, store: ObjectStore) -> None:
    assert run("init", *WARD).exit_code == 0
    marked = store.objects[KEY]
    store.objects[KEY] = b'{"place": "another"}', marked[1]
    assert run("demo").stderr == f"Error: {OTHER}\n"


def test_a_store_that_is_away_is_one_sentence(run: Run, store: ObjectStore) -> None:
    assert run("init", *WARD).exit_code == 0
    store.is_away = True
    away = run("trust-files")
    assert (away.exit_code, away.stderr[:57]) == (1, "Error: The store of files of FILES_URL cannot be used now")
    found = check(run("doctor", "--json"), "papers")
    assert (found["state"], found["found"][:48]) == ("bad", "unknown: the store of FILES_URL cannot be used: ")
