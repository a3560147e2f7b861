"""Nothing living is removed: files go after the commit, asked of the rows once more, and strays by the store's own
dates."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs import shelves
from app.models import EntryPhoto, FileToRemove, Job, LessonPhoto
from app.models.mixins.named_file import small_name
from app.web.database import db, immediate
from app.web.settings import Settings
from app.web.storage.base import note_restore
from tests.at_once import all_at_once
from tests.doorsteps import Street
from tests.factories import make_attended_course, make_ward
from tests.routes.counter.test_house_photos import mine, recorded
from tests.stores import lying, nothing_removed, put_aged, waiting

OLD, YOUNG, NEW = timedelta(days=11), timedelta(days=9), timedelta(0)
ISSUED = "papers/certificates/05443/2026/001-ab.pdf"


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    """Those of an app whose store is empty."""
    settings: Settings = app.extensions["settings"]
    for folder in (*shelves.FOLDERS, "dates"):
        settings.store.remove([each.name for each in settings.store.list(folder)])
    with app.app_context():
        yield settings


def with_photo(settings: Settings) -> str:
    """An old photo of a lesson, by its file's name in the store; its small one lies beside it."""
    name = "photos/ab/abc.jpg"
    put_aged(settings, name, small_name(name), age=OLD)
    with immediate() as session:
        lesson = make_attended_course(session, make_ward(session)).lessons[0]
        said: dict[str, Any] = {"kind": "board", "sha256": "0" * 64, "width": 4, "height": 3, "by_id": None}
        session.add(LessonPhoto(lesson_id=lesson.id, file="ab/abc.jpg", at=clock.now(), **said))
    return name


def test_what_somebody_took_away_goes_after_the_commit_and_is_noted_for_the_round(settings: Settings) -> None:
    name = with_photo(settings)
    with immediate() as session:
        session.scalars(select(LessonPhoto)).one().take_away(session, clock.now())
        assert name in lying(settings)
    assert (lying(settings), waiting()) == (set(), [name])
    assert shelves.remove_noted() == 1
    assert waiting() == []


def test_a_removal_that_is_rolled_back_leaves_the_file(app: Flask) -> None:
    street = Street.build(app, "6")
    street.ask_for_photo()
    form = recorded(street).get(mine(street)).form("/bo")
    with mock.patch("app.routes.counter.doorsteps.house_photos._note", side_effect=RuntimeError("power")):
        form.submit(status=500)
    with app.app_context():
        photo = db.session.scalars(select(EntryPhoto)).one()
        assert (photo.removed_at, app.extensions["settings"].photos.has(f"entries/{photo.file}")) == (None, True)
        assert waiting() == []


def test_what_the_store_did_not_remove_waits_until_it_answers(settings: Settings) -> None:
    name = with_photo(settings)
    with nothing_removed():
        with immediate() as session:
            session.scalars(select(LessonPhoto)).one().take_away(session, clock.now())
        assert shelves.remove_noted() == 0
    assert (lying(settings), waiting()) == ({name, small_name(name)}, [name])
    assert shelves.remove_noted() == 1
    assert (lying(settings), waiting()) == (set(), [])


def test_a_file_that_a_row_names_stays_whatever_is_noted(settings: Settings) -> None:
    name = with_photo(settings)
    with immediate() as session:
        FileToRemove.note(session, [name])
        session.add(FileToRemove(name=name, noted_at=clock.now()))
    assert shelves.remove_noted() == 1
    assert (lying(settings), waiting()) == ({name, small_name(name)}, [])


def test_strays_go_after_ten_days_and_what_hangs_on_a_name_stays(settings: Settings) -> None:
    named = with_photo(settings)
    old = (ISSUED, "photos/cd/cde.jpg", "photos/cd/cde-small.jpg", "photos/entries/ef/efg.jpg", "imports/x.csv")
    young = ("papers/certificates/05443/2026/002-ab.pdf", "photos/ef/efg.jpg")
    put_aged(settings, *old, age=OLD)
    put_aged(settings, *young, age=YOUNG)
    assert shelves.remove_strays(settings) == len(old)
    assert lying(settings) == {named, small_name(named), *young}


@pytest.mark.parametrize("ahead", [timedelta(days=366), timedelta(days=11)])
def test_a_clock_ahead_removes_nothing_that_the_store_calls_young(settings: Settings, ahead: timedelta) -> None:
    put_aged(settings, ISSUED, "papers/help/05443/a.pdf", age=NEW)
    with clock.shifted(ahead):
        assert shelves.remove_strays(settings) == 0


def test_no_issued_paper_is_a_stray_while_the_day_is_uncertain(settings: Settings) -> None:
    put_aged(settings, ISSUED, "papers/help/05443/a.pdf", age=OLD)
    with mock.patch.object(shelves, "is_certain", return_value=False):
        assert shelves.remove_strays(settings) == 1
    assert lying(settings) == {ISSUED}


def test_after_a_restore_what_older_rows_do_not_name_stays_as_long_as_backups(settings: Settings) -> None:
    put_aged(settings, ISSUED, age=OLD)
    note_restore(settings.store)
    assert shelves.remove_strays(settings) == 0
    put_aged(settings, "dates/restored", age=timedelta(days=shelves.KEEP_FOR, hours=1))
    assert shelves.remove_strays(settings) == 1


def test_rounds_and_removals_at_once_remove_what_is_noted_and_nothing_else(own_app: Flask) -> None:
    settings: Settings = own_app.extensions["settings"]
    names = [f"papers/help/05443/{number}.pdf" for number in range(20)]
    living = "papers/help/05443/living.pdf"
    with own_app.app_context():
        put_aged(settings, *names, living, age=NEW)
        with nothing_removed(), immediate() as session:
            said: dict[str, Any] = {"unit_id": make_ward(session).id, "asked_by_id": None, "now": clock.now()}
            Job.ask(session, "help_log", {}, title="Sổ", **said).finish(result="help/05443/living.pdf", now=clock.now())
            FileToRemove.note(session, names)
            session.add(FileToRemove(name=living, noted_at=clock.now()))

    def remove_them_too() -> int:
        with own_app.app_context(), immediate() as session:
            FileToRemove.note(session, [*names, living])
        return 0

    def one_round() -> int:
        with own_app.app_context():
            return shelves.remove_noted()

    all_at_once([one_round, remove_them_too, one_round, remove_them_too])
    one_round()
    with own_app.app_context():
        assert (lying(settings), waiting()) == ({living}, [])
