"""Moves rows that arrived in a ward during or after its merging or division (a registration at that moment, a phone
that sent late), merges two copies of one programme in a ward, and repoints rows that refer to lists of another ward."""

from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, ResidentialGroup
from app.models.movement.programme_merging import has_copies, merge_copies
from app.models.people.ward_division import follow_on, strays
from app.models.people.ward_merging import carry_on, left_behind
from app.models.people.ward_relations import refers_elsewhere, repoint
from app.web.database import db, immediate


def go() -> int:
    """Move all such rows; returns the number of wards."""
    given = select(ResidentialGroup.came_from_id).where(ResidentialGroup.came_from_id.is_not(None))
    wanted = select(AdministrativeUnit.id).where(AdministrativeUnit.successor_id.is_not(None))
    strayed = {
        each: strays(db.session(), each, clock.today()) for each in db.session.scalars(wanted.union(given)).all()
    }
    came = select(ResidentialGroup.unit_id).where(ResidentialGroup.came_from_id.is_not(None))
    merged = select(AdministrativeUnit.successor_id).where(AdministrativeUnit.successor_id.is_not(None))
    larger = select(AdministrativeUnit.id).where(AdministrativeUnit.id.in_(came.union(merged)))
    elsewhere = [each for each in db.session.scalars(larger).all() if refers_elsewhere(db.session(), each)]
    ended = {each for each in db.session.scalars(wanted) if left_behind(db.session(), each)}
    db.session.rollback()
    copies = db.session.scalars(
        select(AdministrativeUnit.id).where(AdministrativeUnit.valid_to.is_(None), has_copies(AdministrativeUnit.id))
    ).all()
    db.session.rollback()
    for unit_id in copies:
        with immediate() as session:
            session.scalars(AdministrativeUnit.locked(unit_id)).one()
            merge_copies(session, unit_id, clock.now())
    for unit_id in elsewhere:
        with immediate() as session:
            repoint(session, unit_id)
    behind = {each for each, wards in strayed.items() if wards} | ended
    for unit_id in sorted(behind):
        with immediate() as session:
            part = session.get_one(AdministrativeUnit, unit_id, populate_existing=True)
            follow_on(session, part, clock.now())
            if part.standing is not part:
                carry_on(session, part, part.standing, clock.now())
    return len(behind) + len(copies) + len(elsewhere)
