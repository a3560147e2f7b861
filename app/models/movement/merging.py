"""Merge one organisation into another."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.movement.entry_ranking import move_organisation
from app.models.movement.open_periods import carry_open_periods
from app.models.movement.organisation import Organisation
from app.models.movement.question import Type
from app.models.movement.references import move_references
from app.models.movement.represented import OrganisationSite
from app.models.movement.site import Site, SiteKind
from app.models.movement.team import Team
from app.models.movement.workplace import Workplace
from app.models.people.person import Person
from app.models.people.role import RoleGrant
from app.models.targets.body_matching import move_bodies


class NoPlaceOfWork(Exception):
    """The merged organisation has people, and the target is of a kind that may not have any."""


def merge(session: Session, gone: Organisation, into: Organisation, on: date) -> dict[str, object]:
    """Move the people, staff, accounts, ambassadors, teams and subordinates of `gone` to `into`. Its denominators stay:
    a sum that nobody counted is no number. So do the entries that programmes have of it, since figures of earlier days
    read them, but for periods that are not due yet. Returns the trail detail. The caller has locked both rows.

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
    into.take_ranks(session, gone)
    session.flush()
    moved = {"organisation_id": into.id}
    session.execute(update(Person).where(Person.organisation_id == gone.id).values(**moved, version=Person.version + 1))
    sent = update(Ambassador).where(Ambassador.organisation_id == gone.id)
    ambassadors = session.scalars(sent.values(**moved, version=Ambassador.version + 1).returning(Ambassador.id)).all()
    Workplace.move(session, gone, into)
    move_organisation(session, gone.id, into.id)
    RoleGrant.move(session, "organisation_id", gone.id, into.id, clock.now())
    move_bodies(session, "organisation", gone.id, into.id)
    OrganisationSite.carry_on(session, gone, into, on)
    carry_open_periods(session, gone, into, on)
    move_references(session, gone.unit_id, Type.ORGANISATION, gone.id, into.id)
    organised = update(Site).where(Site.organisation_id == gone.id, Site.kind.in_((SiteKind.OWN, SiteKind.EVENT)))
    session.execute(organised.values(**moved, version=Site.version + 1))
    session.execute(update(Team).where(Team.organisation_id == gone.id).values(**moved, version=Team.version + 1))
    detail = {"name": gone.name, "into": into.name, "people": len(people), "ambassadors": len(ambassadors)}
    return {**detail, "members": people}
