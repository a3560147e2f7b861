"""A database that kept the day of a programme's stop alone: the migration finds the moment in the trail."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Programme
from app.web.database import db, immediate, schema
from tests.factories import make_ward

HOUR = timedelta(hours=1)


def test_the_trail_says_when_a_programme_was_stopped(doomed_app: Flask) -> None:
    at = clock.at_local(clock.today() - timedelta(days=3), 9)
    day = clock.local(at).date()
    with doomed_app.app_context():
        with immediate() as session:
            unit = make_ward(session)
            for key in ("told", "untold", "runs"):
                made = Programme(unit=unit, key=key, name=key, created_at=at)
                session.add(made)
                made.retired_on = None if key == "runs" else day
            for moment in (at - 24 * HOUR, at):
                AuditEvent.note(
                    session, "movement_programme.retired", at=moment, account_id=None, unit_id=unit.id,
                    subject=("movement_programme", "told"), detail={"name": "told"},
                )  # fmt: skip
        schema.downgrade("0109")
        schema.upgrade()
        moments = select(Programme.key, Programme.retired_at).where(Programme.unit_id == unit.id)
        found: dict[str, datetime | None] = {row.key: row.retired_at for row in db.session.execute(moments)}
    assert found == {"told": at, "untold": clock.at_local(day + timedelta(days=1)), "runs": None}
