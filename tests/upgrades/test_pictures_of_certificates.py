"""Certificates of before note no picture; the worker finds those that are there, and redraws none."""

from flask import Flask
from sqlalchemy import select

from app.jobs import certificate_pictures
from app.models import Certificate
from app.models.learning.certificate import STANDING
from app.web.database import db, schema
from app.web.kept_files import picture_of
from app.web.settings import Settings
from tests.upgrades.revisions import before_revision


def test_pictures_of_before_are_found_where_they_lie(doomed_app: Flask) -> None:
    settings: Settings = doomed_app.extensions["settings"]
    with doomed_app.app_context():
        rows = select(Certificate.file).where(Certificate.state.in_(STANDING))
        files = [file for file in db.session.scalars(rows) if file]
        settings.pictures.put({picture_of(file): b"drawn before" for file in files})
        db.session.rollback()
        schema.downgrade(before_revision("0108"))
        schema.upgrade()
        assert schema.differences() == []
        assert set(db.session.scalars(select(Certificate.picture_drawn_at))) == {None}
        db.session.rollback()
        assert certificate_pictures.draw_missing(settings) == 0
        assert len(files) > 30
        assert None not in set(db.session.scalars(rows.with_only_columns(Certificate.picture_drawn_at)))
        assert all(settings.pictures.get(picture_of(file)) == b"drawn before" for file in files)
