"""Filling an empty database with the demo ward, in one transaction."""

from datetime import datetime

from sqlalchemy import select

from app.database import immediate
from app.demo.fixtures import ward_plan
from app.demo.people import make_people
from app.demo.sample import make_sample_courses
from app.demo.shown import make_shown_courses
from app.demo.ward import make_ward
from app.models import AdministrativeUnit, AuditEvent
from app.models.people.account import hash_password


class RealWards(Exception):
    """There are units that are no demo: invented people do not belong among real ones."""


class AlreadyThere(Exception):
    """The demo ward stands already."""


def fill(password: str, now: datetime) -> None:
    """Add the demo ward, dated from `now`; its accounts get the password.

    Within an app context; opens the write transaction itself. Some two seconds.

    Raises:
        RealWards: a unit is not marked as demo.
        AlreadyThere: the demo ward is there.
    """
    hashes = {account.username: hash_password(password) for account in ward_plan().accounts}
    with immediate() as session:
        flags = session.scalars(select(AdministrativeUnit.is_demo)).all()
        if not all(flags):
            raise RealWards
        if flags:
            raise AlreadyThere
        ward = make_ward(session, now, hashes)
        make_people(session, ward)
        make_sample_courses(session, ward)
        make_shown_courses(session, ward)
        AuditEvent.note(
            session, "demo.filled", at=now, account_id=None, unit_id=ward.unit.id, subject=("unit", ward.unit.code)
        )
