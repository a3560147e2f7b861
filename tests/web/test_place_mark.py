"""A prefix of a bucket belongs to one place: a server of another one does not start on it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask

from app.commands.processes.supervised import refuse_another_key
from app.country import clock
from app.exchange import backups
from app.jobs import shelves
from app.models import AuditEvent, Certificate, FileToRemove
from app.web import own_place
from app.web.database import db, immediate, removing
from app.web.settings import REFUSED
from app.web.storage import BucketStore, StoreUnavailable, WrongFiles
from app.web.storage.bucket import MARK
from tests.factories import make_approved_list, make_attended_course, make_ward
from tests.object_stores import ObjectStore, object_store

KEY = bytes(range(32))
Make = Callable[[str], Flask]


@pytest.fixture
def store() -> Iterator[ObjectStore]:
    """The object store, empty."""
    with object_store() as made:
        yield made


@pytest.fixture
def make(make_app: Make, store: ObjectStore) -> Callable[..., Flask]:
    """`make(acts=1)`: a place of its own, whose files lie in the one prefix."""

    def made(acts: int = 1) -> Flask:
        app = make_app("sqlite")
        store.lend(app, "05443")
        for _act in range(acts):
            act(app)
        return app

    return made


def act(app: Flask) -> None:
    """A ward is made, and the trail has its link."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        AuditEvent.note(
            session, "unit.changed", at=clock.now(), account_id=None, unit_id=ward.id, subject=("unit", ward.code)
        )


def issue(app: Flask) -> None:
    """A row names a file."""
    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=1))
        paper = session.scalars(Certificate.of_approval(approval.id)).one()
        paper.issue(file="certificates/1.pdf", sha256=hashlib.sha256(b"x").hexdigest(), now=clock.now())


def mark_of(store: ObjectStore) -> str | None:
    """What the mark says."""
    key = f"05443/{MARK}"
    return json.loads(store.objects[key][0])["place"] if key in store.objects else None


def test_the_first_start_of_a_place_marks_its_prefix_and_others_are_refused(
    make: Callable[..., Flask], store: ObjectStore, capsys: pytest.CaptureFixture[str]
) -> None:
    first, other = make(acts=0), make()
    with first.app_context():
        own_place.check_mark()
        assert mark_of(store) is None  # nothing is set up yet
    act(first)
    with first.app_context():
        own_place.check_mark()
        assert mark_of(store) == db.session.scalar(AuditEvent.first_hash())
    act(first)
    issue(first)
    refuse_another_key(first)
    for refused in (other, make(acts=0)):
        with pytest.raises(SystemExit) as ended:
            refuse_another_key(refused)
        assert (ended.value.code, capsys.readouterr().err) == (REFUSED, f"{own_place.OTHER}\n")


def test_no_mark_though_rows_name_files_is_a_misspelt_prefix_unless_somebody_says_otherwise(
    make: Callable[..., Flask], store: ObjectStore
) -> None:
    app = make()
    issue(app)
    with app.app_context():
        with pytest.raises(WrongFiles, match="lopso trust-files"):
            own_place.check_mark()
        assert mark_of(store) is None
        own_place.mark()  # as lopso trust-files
        own_place.check_mark()


def test_a_store_that_is_away_does_not_prevent_the_start(
    make: Callable[..., Flask], store: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    app = make()
    store.is_away = True
    with app.app_context():
        own_place.check_mark()
    assert "could not be compared" in caplog.text


def test_a_backup_is_not_put_into_the_prefix_of_another_place(
    make: Callable[..., Flask], store: ObjectStore, tmp_path: Path
) -> None:
    first, other, empty = make(), make(), make(acts=0)
    file = tmp_path / "lopso.backup"
    with first.app_context():
        backups.make(first.extensions["settings"], file, KEY)
        own = own_place.place_id()
    with other.app_context():
        own_place.check_mark()
    with empty.app_context():
        with pytest.raises(WrongFiles):
            backups.restore(empty.extensions["settings"], file, KEY)
        assert mark_of(store) != own
        del store.objects[f"05443/{MARK}"]
        backups.restore(empty.extensions["settings"], file, KEY)
        assert mark_of(store) == own
        own_place.check_mark()


def test_no_noted_file_is_forgotten_before_the_mark_is_compared(make: Callable[..., Flask], store: ObjectStore) -> None:
    app, noted, key = make(), "05443/photos/1.jpg", f"05443/{MARK}"
    with app.app_context():
        away = mock.patch.object(removing, "remove", side_effect=StoreUnavailable)
        with away, immediate() as session:
            FileToRemove.note(session, ["photos/1.jpg"])
        store.objects[noted] = b"x", clock.now()
        store.objects[key] = b'{"place": "another"}', clock.now()
        with pytest.raises(WrongFiles):
            shelves.remove_noted()
        del store.objects[key]
        assert shelves.remove_noted() == 1
        assert noted not in store.objects


def test_no_stray_is_removed_before_the_mark_is_compared(make: Callable[..., Flask], store: ObjectStore) -> None:
    app, stray, key = make(), "05443/papers/certificates/1.pdf", f"05443/{MARK}"
    settings = app.extensions["settings"]
    store.objects[stray] = b"x", clock.now() - timedelta(days=11)
    with app.app_context():
        store.objects[key] = b'{"place": "another"}', clock.now()
        with pytest.raises(WrongFiles):
            shelves.remove_strays(settings)
        with mock.patch.object(BucketStore, "mark", side_effect=StoreUnavailable), pytest.raises(StoreUnavailable):
            shelves.remove_strays(settings)
        assert stray in store.objects
        del store.objects[key]
        assert shelves.remove_strays(settings) == 1
