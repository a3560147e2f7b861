"""Wards that exchanged groups or merged: what is known of a person of one may be stored in the others."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


def together(session: Session, unit_ids: Collection[int]) -> list[tuple[int, ...]]:
    """Some wards by id, in groups of those that exchanged residential groups or merged. Two statements."""
    went = select(AdministrativeUnit.id, AdministrativeUnit.successor_id)
    given = select(ResidentialGroup.unit_id, ResidentialGroup.came_from_id).distinct()
    pairs = [
        *session.execute(went.where(AdministrativeUnit.successor_id.is_not(None))),
        *session.execute(given.where(ResidentialGroup.came_from_id.is_not(None))),
    ]
    of = {each: {each} for each in unit_ids}
    for one, other in pairs:
        if one in of and other in of and of[one] is not of[other]:
            of[one] |= of[other]
            for each in of[other]:
                of[each] = of[one]
    return sorted({tuple(sorted(each)) for each in of.values()})


def related(session: Session, unit_id: int) -> tuple[int, ...]:
    """The ids of all wards related to one, itself included, in order."""
    every = session.scalars(select(AdministrativeUnit.id)).all()
    return next(group for group in together(session, every) if unit_id in group)
