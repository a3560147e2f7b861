"""What came into a ward while it went into another, or since: somebody registered at that moment, a phone sent late."""

from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit
from app.models.people.ward_merging import carry_on, left_behind
from app.web.database import db, immediate


def go() -> int:
    """Let it go along; returns of how many wards."""
    ended = select(AdministrativeUnit.id).where(AdministrativeUnit.successor_id.is_not(None))
    behind = [each for each in db.session.scalars(ended) if left_behind(db.session(), each)]
    db.session.rollback()
    for unit_id in behind:
        with immediate() as session:
            wanted = select(AdministrativeUnit).where(AdministrativeUnit.id == unit_id)
            part = session.scalars(wanted.execution_options(populate_existing=True)).one()
            carry_on(session, part, part.standing, clock.now())
    return len(behind)
