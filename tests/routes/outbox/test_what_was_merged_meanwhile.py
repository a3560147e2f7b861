"""What phones kept while people, houses or residential groups of their ward were merged: every kind arrives there."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Household, Person, Registration, ResidentialGroup, Role
from app.models.learning import merging
from app.models.movement import site_merging
from app.models.people import group_history
from tests.classroom import Classroom
from tests.factories import make_account, make_group, make_person, make_registration
from tests.helping import HelpPhone
from tests.routes.outbox.each_kind import Maker, each_kind
from tests.routes.outbox.test_wards_that_changed import Change, arrives_after_each


def groups_merged(session: Session, ward: AdministrativeUnit) -> None:
    groups = session.scalars(ResidentialGroup.of(ward.id)).all()
    into = make_group(session, ward)
    for each in groups:
        group_history.merge(session, each, into, clock.today())


def people_merged(session: Session, ward: AdministrativeUnit) -> None:
    """Everybody into a person who sits in the same class."""
    officer = make_account(session, ward, Role.OFFICER)
    for each in session.scalars(select(Person).where(Person.unit_id == ward.id)).all():
        seat = session.scalars(select(Registration).where(Registration.person_id == each.id)).first()
        name = f"{each.full_name} Hai"
        kept = make_registration(session, seat.course, name).person if seat else make_person(session, ward, name)
        seen = str(kept.version), str(each.version)
        merging.merge(session, kept.id, each.id, seen=seen, by=officer, now=clock.now())


def houses_merged(session: Session, ward: AdministrativeUnit) -> None:
    officer = make_account(session, ward, Role.OFFICER)
    for each in session.scalars(select(Household).where(Household.unit_id == ward.id)).all():
        kept = Household(
            unit=ward, number="1", alley="Ngõ 1", head="Lò Thị Én", residential_group=each.residential_group
        )
        session.add(kept)
        session.flush()
        seen = str(kept.version), str(each.version)
        site_merging.merge(session, kept.id, each.id, seen=seen, by=officer, now=clock.now())


MERGES: tuple[Change, ...] = (groups_merged, people_merged, houses_merged)


@each_kind
def test_each_kind_arrives_after_what_it_names_was_merged(app: Flask, room: Classroom, name: str, made: Maker) -> None:
    account, data = made(app, room, name)
    arrives_after_each(room, account, HelpPhone(app, account).operation(name, data, clock.now()), MERGES)
