"""Houses that met what a programme asks, and lists of them."""

from collections.abc import Collection
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import Account, AdministrativeUnit, Household, Programme, ProgrammeEntry, Recognition, Site
from app.models.movement.candidates import candidates
from tests import recording

MET = {"teaches": True, "skills": ["shopping", "payments", "ehealth", "public_services"]}


def make_recognising(session: Session, unit: AdministrativeUnit) -> Programme:
    """The household programme of a ward, in use."""
    of_ward = select(Programme).where(Programme.unit_id == unit.id)
    if running := session.scalars(of_ward.order_by(Programme.catalogue != "household", Programme.id)).first():
        return running
    programme = Programme.begun(session, unit, catalogue()["household"], catalogue="household", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme


def record(session: Session, site: Site, **answers: object) -> ProgrammeEntry:
    """What was recorded of a site now; without answers, that it meets everything."""
    version = make_recognising(session, site.unit).current
    assert version
    return recording.record(
        session, site, version, uuid=str(uuid4()), by=None, way="office", at=clock.now(), answers=answers or MET,
        now=clock.now(),
    )  # fmt: skip


def make_met(session: Session, unit: AdministrativeUnit, count: int, **said: object) -> list[Household]:
    """Houses that meet everything, numbered on from those there are."""
    there = len(session.scalars(select(Household.id).where(Household.unit_id == unit.id)).all())
    houses = [
        Household(**{"unit": unit, "number": str(each), "alley": "ngõ 12", "head": f"Chủ Hộ {each}", **said})
        for each in range(there + 1, there + count + 1)
    ]
    session.add_all(houses)
    session.flush()
    make_recognising(session, unit)
    for each in houses:
        record(session, each)
    return houses


def propose(session: Session, programme: Programme, houses: Collection[Site], *, by: Account) -> Recognition:
    """A list of those of some houses that may be proposed."""
    version = programme.current
    assert version
    ids = {each.id for each in houses}
    chosen = [each for each in candidates(session, version, clock.today()) if each.site.id in ids]
    return Recognition.submit(session, version, chosen, by=by, now=clock.now())
