"""Merge one organisation into another."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.movement.organisation import Organisation
from app.models.movement.team import Team
from app.models.movement.workplace import Workplace
from app.models.people.person import Person


class NoPlaceOfWork(Exception):
    """The merged organisation has people, and the target is of a kind that may not have any."""


def merge(session: Session, gone: Organisation, into: Organisation, on: date) -> dict[str, object]:
    """Move the people, staff, ambassadors and teams of `gone` to `into`. Its denominators stay: a sum that nobody
    counted is no number. Returns the trail detail. The caller has locked both rows.

    Raises:
        NoPlaceOfWork: nothing was changed.
        AlreadyEnded: one of the two is retired.
    """
    there = select(Person.public_id).where(Person.organisation_id == gone.id).order_by(Person.id)
    people = list(session.scalars(there))
    staff = select(Workplace.account_id).where(Workplace.organisation_id == gone.id).limit(1)
    if not into.employs and (people or session.scalars(staff).first()):
        raise NoPlaceOfWork
    gone.merge(into, on)
    session.flush()
    moved = {"organisation_id": into.id}
    session.execute(update(Person).where(Person.organisation_id == gone.id).values(**moved, version=Person.version + 1))
    sent = update(Ambassador).where(Ambassador.organisation_id == gone.id)
    ambassadors = session.scalars(sent.values(**moved, version=Ambassador.version + 1).returning(Ambassador.id)).all()
    Workplace.move(session, gone, into)
    session.execute(update(Team).where(Team.organisation_id == gone.id).values(**moved, version=Team.version + 1))
    detail = {"name": gone.name, "into": into.name, "people": len(people), "ambassadors": len(ambassadors)}
    return {**detail, "members": people}
