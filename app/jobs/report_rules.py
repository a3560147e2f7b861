"""Brings wards' copies of a province's report rules up to date: a ward loaded its plan later, a rule was retired."""

from app.country import clock
from app.models.reports.handing_down import hand_down, hand_down_noted
from app.web.database import db, immediate


def go() -> int:
    """Copy what differs; returns how many copies changed. Reads first: a round without a change writes nothing."""
    with db.session.no_autoflush:
        differs = bool(hand_down(db.session(), clock.today()))
    db.session.rollback()
    if not differs:
        return 0
    with immediate() as session:
        return len(hand_down_noted(session, clock.now()))
