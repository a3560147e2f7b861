"""Which wards gave groups to one another, or became one: what is known of somebody of one may stand in the others."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


def together(session: Session, unit_ids: Collection[int]) -> list[tuple[int, ...]]:
    """Some wards by id, those together that gave to one another or became one. Two statements."""
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
    """The ids of all wards that belong together with one, itself among them, in order."""
    every = session.scalars(select(AdministrativeUnit.id)).all()
    return next(group for group in together(session, every) if unit_id in group)
