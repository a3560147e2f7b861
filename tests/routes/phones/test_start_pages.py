"""Where each role of the field begins: planned for the phone, kept there, and without anybody's name on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Account, AdministrativeUnit, Household, Person, ResidentialGroup, Role
from app.models.people.role import FOR_ORGANISATIONS
from app.web.access import COOKIE
from app.web.database import db, immediate
from app.web.words.roles import ROOMS, first_room
from tests.architecture.wards import make_everything
from tests.conftest import rolled_back
from tests.factories import make_account, make_grant, make_sign_in

PLAN = "/thiet-bi/chuan-bi"
IN_THE_FIELD = [role for role in Role if first_room([role]) in {room.address for room in ROOMS if room.kept}]
# Pages that name who is to be visited, kept all the same: without a name there is nothing to do with them at a door.
WORK_LISTS = {"/quay/kem-cap"}


@dataclass
class Field:
    """A ward with one of everything, and somebody of each role of the field who leads a team too."""

    app: Flask
    tokens: dict[Role, str]

    def phone(self, role: Role) -> FlaskClient:
        """The phone of who has this role and no other."""
        client = self.app.test_client()
        client.set_cookie(COOKIE, self.tokens[role])
        return client


@pytest.fixture(scope="module")
def field(shared_app: Flask) -> Iterator[Field]:
    """One of its houses is called by who lives there."""
    with rolled_back(shared_app) as app:
        make_everything(app, "Suối Ngàn")
        yield Field(app, dict(_sign_in_all(app)))


def _sign_in_all(app: Flask) -> Iterator[tuple[Role, str]]:
    with app.app_context(), immediate() as session:
        ward = session.scalars(select(AdministrativeUnit).where(AdministrativeUnit.name == "Phường Suối Ngàn")).one()
        group = session.scalars(ResidentialGroup.of(ward.id)).first()
        assert group
        session.add(Household(unit=ward, residential_group=group, number="", alley="", head="Đồng Văn Kín", members=3))
        for role in (*IN_THE_FIELD, Role.OFFICER):
            account = make_account(session, ward, full_name=f"Người Vai {role}")
            make_grant(session, account, ward, role, group=group if role == Role.GROUP_HEAD else None)
            yield role, make_sign_in(session, account)


def test_the_roles_of_the_field_are_those_that_go_out() -> None:
    out = {Role.INSTRUCTOR, Role.COUNTER, Role.AMBASSADOR, Role.GROUP_HEAD}
    assert set(IN_THE_FIELD) == {*out, *FOR_ORGANISATIONS}


@pytest.mark.parametrize("role", IN_THE_FIELD)
def test_the_start_page_is_planned_and_kept(field: Field, role: Role) -> None:
    phone = field.phone(role)
    plan = phone.get(PLAN).get_json()
    planned = {page for group in plan["groups"] for page in group["pages"]}

    assert plan["start"] == first_room([role])
    assert plan["start"] in planned
    answer = phone.get(plan["start"])
    assert (answer.status_code, answer.headers.get("X-Offline")) == (200, "1")


@pytest.mark.parametrize("role", IN_THE_FIELD)
def test_a_kept_start_page_names_nobody(field: Field, role: Role) -> None:
    phone = field.phone(role)
    with field.app.app_context():
        names = set(db.session.scalars(select(Person.full_name))) | set(db.session.scalars(select(Household.head)))
        names |= set(db.session.scalars(select(Account.full_name)))

    for page in {phone.get(PLAN).get_json()["start"], "/quay/nha-tiep-theo"} - WORK_LISTS:
        text = phone.get(page).text
        assert [name for name in names if name and name in text] == [], page


def test_who_begins_in_the_office_has_no_start_page_on_the_phone(field: Field) -> None:
    assert field.phone(Role.OFFICER).get(PLAN).get_json()["start"] == ""
