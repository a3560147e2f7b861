"""An older release shows what was recorded of organisations as sites of the programme, and none of it is lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Answer, Organisation, OrganisationSite, Programme
from app.models.movement.declaration_reading import read
from app.models.movement.programme_subject import ProgrammeSubject
from app.web.database import db, immediate, schema
from tests import recording
from tests.upgrades.revisions import before_revision

SAID: dict[str, Any] = {
    "key": "plan", "shape": "recognise", "name": "Kế hoạch của trường", "noun": "trường", "subject": "organisation",
    "among": {"organisations": ["school", "youth_cell"]},
    "fields": [{"key": "has", "label": "Có kế hoạch", "type": "yes_no", "counted": True}],
}  # fmt: skip


def _record(session: Session) -> None:
    unit = session.scalars(AdministrativeUnit.called("05443")).one()
    for name, kind in (("Trường Hoa Sen", "school"), ("Chi đoàn 1", "youth_cell"), ("Trường chưa ghi", "school")):
        session.add(Organisation.made(session, unit, {"name": name, "kind": kind}))
    programme = Programme.begun(session, unit, read(SAID), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    assert programme.current
    rows = {each.name: each for each in session.scalars(select(OrganisationSite))}
    for name in ("Trường Hoa Sen", "Chi đoàn 1"):
        recording.record(
            session, rows[name], programme.current, uuid=str(uuid4()), by=None, way="office", answers={"has": True},
            at=clock.now(), now=clock.now(),
        )  # fmt: skip
    ProgrammeSubject.decide(session, rows["Chi đoàn 1"], programme.id, included=False, reason="Mới", on=clock.today())


def test_what_was_recorded_of_organisations_stays_on_the_way_down_and_up(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            _record(session)
        mine = select(Answer.entry_id, Answer.site_id, Answer.key, Answer.value)
        before = sorted(map(tuple, db.session.execute(mine)))
        db.session.rollback()
        schema.downgrade(before_revision("0069"))
        with db.engine.connect() as connection:
            own = text("SELECT s.name FROM site s JOIN programme p ON p.id = s.programme_id WHERE p.key = 'plan'")
            assert sorted(connection.scalars(own)) == ["Chi đoàn 1", "Trường Hoa Sen"]
            assert connection.scalar(text("SELECT kind FROM organisation WHERE name = 'Chi đoàn 1'")) == (
                "mass_organisation"
            )
        schema.upgrade()
        assert sorted(map(tuple, db.session.execute(mine))) == before
        assert schema.differences() == []


def test_what_was_left_out_was_in_the_book_since_the_programme_began(doomed_app: Flask) -> None:
    decisions = select(ProgrammeSubject.since, ProgrammeSubject.until, ProgrammeSubject.included)
    decisions = decisions.order_by(ProgrammeSubject.since)
    with doomed_app.app_context():
        with immediate() as session:
            with clock.shifted(-timedelta(days=9)):
                _record(session)
                began = clock.today()
            row = session.scalars(select(ProgrammeSubject)).one()
            row.since = day = began + timedelta(days=7)
        schema.downgrade(before_revision("0084"))
        schema.upgrade()
        rows = [(*each,) for each in db.session.execute(decisions)]
        assert rows == [(began, day, True), (day, None, False)]
        assert schema.differences() == []
