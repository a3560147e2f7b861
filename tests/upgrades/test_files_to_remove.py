"""Photos named by their content, as releases before stored them, stay; each goes with the last row that names it."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs import shelves
from app.models import LessonPhoto
from app.models.mixins.named_file import small_name
from app.web.database import db, immediate, schema
from tests.factories import make_attended_course, make_ward
from tests.stores import lying, waiting
from tests.upgrades.revisions import before_revision


def test_a_file_of_two_rows_of_the_release_before_goes_with_the_last(doomed_app: Flask) -> None:
    settings, name = doomed_app.extensions["settings"], f"ab/ab{'0' * 62}.jpg"
    files = {f"photos/{name}", small_name(f"photos/{name}")}
    with doomed_app.app_context():
        settings.store.put(dict.fromkeys(files, b"JPEG"))
        with immediate() as session:
            lesson = make_attended_course(session, make_ward(session)).lessons[0]
            said: dict[str, Any] = {"kind": "board", "sha256": "0" * 64, "width": 4, "height": 3, "by_id": None}
            for _ in range(2):
                session.add(LessonPhoto(lesson_id=lesson.id, file=name, at=clock.now(), **said))
        db.session.rollback()
        schema.downgrade(before_revision("0107"))
        schema.upgrade()
        for left, noted in ((files, []), (set(), [f"photos/{name}"])):
            with immediate() as session:
                session.scalars(select(LessonPhoto).where(LessonPhoto.removed_at.is_(None))).all()[0].take_away(
                    session, clock.now()
                )
            assert (lying(settings) & files, waiting()) == (left, noted)
        assert shelves.remove_noted() == 1
        assert waiting() == []
