"""Up, down and up again with rows in it: not a row differs, and each version's schema is the same however reached."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app import schema
from app.database import db, immediate
from app.models import Certificate, Person
from tests.rows import digests, schema_of
from tests.upgrades.oddities import ODD_NAMES
from tests.upgrades.revisions import revisions


def held(app: Flask) -> dict[str, str]:
    with app.app_context(), db.engine.connect() as connection:
        return digests(connection)


def test_every_version_down_and_up_with_rows(used_app: Flask, schemas: dict[str, Any]) -> None:
    before = held(used_app)
    with used_app.app_context():
        for revision in revisions()[-2::-1]:
            schema.downgrade(revision)
            assert schema.standing() == revision
            assert schema_of(db.engine) == schemas[revision]
        for revision in revisions()[1:]:
            schema.upgrade(revision)
            assert schema_of(db.engine) == schemas[revision]
    assert held(used_app) == before
    with used_app.app_context():
        assert set(ODD_NAMES) <= set(db.session.scalars(select(Person.full_name)))
        assert schema.differences() == []


def test_down_to_nothing_and_up_again(doomed_app: Flask, schemas: dict[str, Any]) -> None:
    with doomed_app.app_context():
        schema.downgrade("base")
        assert set(schema_of(db.engine)) == {"alembic_version", "triggers"}
        assert schema_of(db.engine)["triggers"] == []
        schema.upgrade()
        assert schema_of(db.engine) == schemas[schema.head()]


def test_upgrading_twice_changes_nothing(used_app: Flask) -> None:
    before = held(used_app)
    with used_app.app_context():
        schema.upgrade()
    assert held(used_app) == before


def test_issued_certificates_are_the_same_after_an_upgrade(used_app: Flask) -> None:
    papers: Path = used_app.extensions["settings"].papers_dir
    columns = (Certificate.number, Certificate.code, Certificate.content, Certificate.file, Certificate.sha256)
    issued = select(*columns).order_by(Certificate.number)
    with used_app.app_context():
        before = db.session.execute(issued).all()
        db.session.rollback()
        schema.downgrade(revisions()[0])
        schema.upgrade()
        after = db.session.execute(issued).all()
        assert after == before
        assert [row.number for row in after] == list(range(1, 39))
        for row in after:
            assert hashlib.sha256((papers / row.file).read_bytes()).hexdigest() == row.sha256
        for changed in ({"content": "{}"}, {"sha256": "0" * 64}, {"file": "other.pdf"}):
            with pytest.raises(DBAPIError, match=r"never changes|stay"), immediate() as session:
                session.execute(update(Certificate).where(Certificate.number == 1).values(changed))
