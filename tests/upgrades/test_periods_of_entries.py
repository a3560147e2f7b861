"""A release without periods is brought up with what was recorded; taken back, the newest period of each site stands."""

from datetime import date, timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Household, Programme, ProgrammeEntry
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.web.database import db, immediate, schema
from tests import recording
from tests.returns import make_returns, send

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def _record(session: Session) -> None:
    """Two houses, each recorded twice, once nobody was at home; one entry taken back."""
    houses = session.scalars(select(Household).order_by(Household.id).limit(2)).all()
    by = session.scalars(Account.called("canbo")).one()
    declared = read(
        {"key": "shelf", "shape": "recognise", "name": "Tủ sách", "subject": "household",
         "outcomes": ["done", "absent"],
         "fields": [{"key": "many", "label": "Bao nhiêu", "type": "number", "counted": True}]}
    )  # fmt: skip
    programme = Programme.begun(session, houses[0].unit, declared, catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    assert programme.current
    for house in houses:
        for days, outcome in ((9, "done"), (5, "done"), (2, "absent")):
            made = recording.record(
                session, house, programme.current, uuid=str(uuid4()), by=by, way="office", outcome=outcome,
                at=clock.now() - timedelta(days=days), answers={"many": days} if outcome == "done" else {},
                now=clock.now(),
            )  # fmt: skip
    entry_recording.withdraw(session, made, clock.now())


def _flags() -> list[tuple[int, bool, bool]]:
    own = "programme_id IN (SELECT id FROM programme WHERE key IN ('shelf', 'libraries'))"
    rows = db.session.execute(text(f"SELECT id, latest, counts FROM programme_entry WHERE {own} ORDER BY id")).all()
    db.session.rollback()
    return [(row[0], bool(row[1]), bool(row[2])) for row in rows]


def test_what_was_recorded_before_is_of_no_period_and_counts_as_it_did(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            _record(session)
        before = _flags()
        assert sum(counts for _id, _latest, counts in before) == 2
        schema.downgrade("0064")
        assert _flags() == before
        schema.upgrade()
        assert _flags() == before
        ids = [row[0] for row in before]
        assert set(db.session.scalars(select(ProgrammeEntry.period_key).where(ProgrammeEntry.id.in_(ids)))) == {
            date.min
        }


def test_taken_back_the_newest_period_of_each_site_counts_and_no_empty_one(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            programme, sites = make_returns(session)
            sent = [
                send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=4).id,
                send(session, programme, sites[0], SEPTEMBER, date(2026, 11, 4), loans=7).id,
                send(session, programme, sites[1], OCTOBER, date(2026, 11, 4)).id,
            ]
        schema.downgrade("0064")
        stands = {row[0]: row[1:] for row in _flags() if row[0] in sent}
        assert stands == {sent[0]: (True, True), sent[1]: (False, False)}
        schema.upgrade()
        assert {row[0]: row[1:] for row in _flags() if row[0] in sent} == stands
