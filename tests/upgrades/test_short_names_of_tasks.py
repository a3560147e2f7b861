"""Tasks that were loaded before they could have a short name keep their words, and are called by their first clause."""

from flask import Flask
from sqlalchemy import select

from app.data.plans import catalogue
from app.exchange.plans import load
from app.models import Matter
from app.models.targets.task_states import SHORT
from app.web.database import db, immediate, schema
from tests.factories import make_ward


def test_tasks_of_the_release_before_are_called_by_their_first_clause(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            for file in catalogue().values():
                load(session, ward, file)
        kept = select(Matter.id, Matter.text, Matter.place, Matter.part_id, Matter.version).order_by(Matter.id)
        before = db.session.execute(kept).all()
        db.session.rollback()
        schema.downgrade("0100")
        schema.upgrade()
        assert db.session.execute(kept).all() == before
        rows = db.session.scalars(select(Matter)).all()
        assert {each.short for each in rows} == {""}
        assert all(0 < len(each.name) <= SHORT for each in rows)
        db.session.rollback()
        with immediate() as session:
            session.scalars(select(Matter)).all()[0].short = "Ngày hội 10/10"
        assert "Ngày hội 10/10" in {each.name for each in db.session.scalars(select(Matter))}
