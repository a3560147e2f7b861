"""A database whose tasks had no sort key and no owner: the migration reads the key from the place, and the plan that is
there names its bodies once an officer asks."""

from flask import Flask
from sqlalchemy import select, text

from app.data.plans import catalogue
from app.exchange.plans import load
from app.models import AdministrativeUnit, Matter, NamedBody
from app.models.targets.body_matching import match_again
from app.models.targets.matter import place_key
from app.web.database import db, immediate, schema
from tests.factories import make_ward


def test_tasks_that_were_loaded_before_sort_by_their_place_and_name_their_bodies(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            for file in catalogue().values():
                load(session, ward, file)
        before = db.session.execute(select(Matter.id, Matter.text, Matter.lead).order_by(Matter.id)).all()
        db.session.rollback()
        schema.downgrade("0061")
        with immediate() as session:
            session.execute(text("UPDATE matter SET place = '' WHERE id = (SELECT min(id) FROM matter)"))
        schema.upgrade()
        rows = db.session.scalars(select(Matter).order_by(Matter.id)).all()
        assert [(each.id, each.text, each.lead) for each in rows] == [tuple(each) for each in before]
        assert {each.place_key for each in rows} == {place_key(each.place) for each in rows}
        assert rows[0].place_key == "~"
        assert not any(each.owner for each in rows)
        assert db.session.scalars(NamedBody.of(rows[0].unit_id)).first() is None
        unit_id = rows[0].unit_id
        db.session.rollback()
        with immediate() as session:
            session.scalars(AdministrativeUnit.locked(unit_id)).one()
            assert match_again(session, unit_id) > 0
