"""An older release shows events that were held as sites of their programme."""

from uuid import uuid4

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Answer, Event, Programme
from app.models.movement.declaration_reading import read
from app.web.database import db, immediate, schema
from tests import recording
from tests.models.movement.test_events import SAID
from tests.upgrades.revisions import before_revision


def _record(session: Session) -> None:
    unit = session.scalars(AdministrativeUnit.called("05443")).one()
    programme = Programme.begun(session, unit, read({**SAID, "key": "launches"}), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    assert programme.current
    said = {"Đã làm": ("planned", "done"), "Thôi": ("planned", "called_off"), "Sắp": ("planned",)}
    for name, outcomes in said.items():
        event = Event(unit=unit, programme_id=programme.id, name=name, held_on=clock.today(), starts_at="07:30")
        session.add(event)
        session.flush()
        for outcome in outcomes:
            recording.record(
                session, event, programme.current, uuid=str(uuid4()), by=None, way="office", outcome=outcome,
                answers={"came": 9} if outcome == "done" else {}, at=clock.now(), now=clock.now(),
            )  # fmt: skip


def test_events_that_were_held_stay_on_the_way_down(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            _record(session)
        mine = select(Answer.entry_id, Answer.site_id, Answer.key, Answer.value)
        before = sorted(map(tuple, db.session.execute(mine)))
        db.session.rollback()
        schema.downgrade(before_revision("0070"))
        with db.engine.connect() as connection:
            of = "(SELECT id FROM programme WHERE key = 'launches')"
            own = text(f"SELECT name, kind FROM site WHERE programme_id = {of}")
            assert [tuple(row) for row in connection.execute(own)] == [("Đã làm", "own")]
        schema.upgrade()
        assert sorted(map(tuple, db.session.execute(mine))) == before
        assert schema.differences() == []
