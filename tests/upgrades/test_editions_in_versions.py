"""Versions of before say no edition: what was put to use first is what shipped, and they stay frozen as they are."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.country import clock
from app.data.programmes import catalogue
from app.models import Programme
from app.models.movement.declaration_reading import read
from app.web.database import db, immediate, schema
from tests.factories import make_ward
from tests.models.movement.test_versions import use
from tests.upgrades.revisions import before_revision


def _begun() -> int:
    with immediate() as session:
        shipped = read({**catalogue()["household"].definition, "noun": "nhà"})
        programme = Programme.begun(session, make_ward(session), shipped, catalogue="household", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        use(session, programme, lambda said: said.update(name="Nhà số"))
        return programme.id


def test_a_copy_of_before_takes_an_edition_and_its_versions_stay(doomed_app: Flask) -> None:
    said = text("SELECT id, number, said, made_at, used_since FROM programme_version ORDER BY id")
    with doomed_app.app_context():
        number = _begun()
        schema.downgrade(before_revision("0104"))
        with db.engine.connect() as connection:
            before = connection.execute(said).all()
        schema.upgrade()
        assert schema.differences() == []
        with db.engine.connect() as connection:
            assert connection.execute(said).all() == before
        for wrong in ("said = '{}'", "shipped = '{}'"):
            with pytest.raises(DatabaseError, match="stay"), immediate() as session:
                session.execute(text(f"UPDATE programme_version SET {wrong}"))
        with immediate() as session:
            programme = session.get_one(Programme, number)
            assert [each.shipped for each in programme.versions] == ["", ""]
            programme.take_edition(catalogue()["household"], seen=str(programme.version), now=clock.now())
            session.flush()
            taken = programme.used[-1].declared
            assert (taken.name, taken.noun) == ("Nhà số", catalogue()["household"].noun)
        schema.downgrade(before_revision("0104"))
        schema.upgrade()
        assert schema.differences() == []
