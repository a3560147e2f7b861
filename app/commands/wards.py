"""Which ward a command means."""

import click
from sqlalchemy.orm import Session

from app.models import (
    AdministrativeUnit,
)


def unit_of(session: Session, code: str) -> AdministrativeUnit:
    """The unit of a code; without one, the only ward there is."""
    if code:
        unit = session.scalars(AdministrativeUnit.called(code)).one_or_none()
        if unit is None:
            raise click.ClickException(f"There is no unit {code}.")
        return unit
    wards = session.scalars(AdministrativeUnit.wards().limit(2)).all()
    if len(wards) != 1:
        raise click.ClickException(
            "There are several wards: say which, with --unit CODE."
            if wards
            else "There is no ward yet: make it first, with lopso init."
        )
    return wards[0]
