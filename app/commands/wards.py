"""Which ward a command means, and which group or organisation of it."""

import click
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Organisation, ResidentialGroup, Role


def unit_of(session: Session, code: str) -> AdministrativeUnit:
    """The unit of a code; without one, the only ward there is."""
    if code:
        unit = session.scalars(AdministrativeUnit.called(code)).one_or_none()
        if unit is None:
            raise click.ClickException(f"There is no unit {code}.")
        return unit
    wards = session.scalars(ResidentialGroup.wards_for_people().limit(2)).all()
    if len(wards) != 1:
        raise click.ClickException(
            "There are several wards: say which, with --unit CODE."
            if wards
            else "There is no ward yet: make it first, with lopso init."
        )
    return wards[0]


def place_of(
    session: Session, unit: AdministrativeUnit, noun: type[ResidentialGroup | Organisation], code: str, *, needed: bool
) -> int | None:
    """The id of the group or organisation that a role is for; None where no role needs one.

    Raises:
        ClickException: the unit has none of this code, or a code was given without the role.
    """
    option, role = ("group", Role.GROUP_HEAD) if noun is ResidentialGroup else ("organisation", Role.UNIT)
    if not needed:
        if code:
            raise click.ClickException(f"--{option} goes with --role {role} only.")
        return None
    found = session.scalars(noun.of(unit.id).where(noun.code == code)).first()
    if found is None:
        raise click.ClickException(f"Say which {option}: --{option} CODE, one of {unit.full_name}.")
    number: int = found.id
    return number
