"""What an office sees of programmes and plates after its ward gave a group away, or took another ward in."""

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Account, Plate, PlateState, Programme, ResidentialGroup, Role
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge
from tests.factories import make_account, make_group, make_ward
from tests.pages import Pages
from tests.recognising import make_met, make_recognising, propose
from tests.routes.office.conftest import Office

HERE = "/van-phong/phong-trao"


def signed_in(office: Office, account: Account) -> Pages:
    return Pages(office.app.test_client()).sign_in(account)


@pytest.fixture
def plates(office: Office) -> list[Plate]:
    """Two plates of houses of one group."""
    with office.write() as session:
        unit = office.here(session)
        houses = make_met(session, unit, 2, residential_group=make_group(session, unit, "Tổ dân phố 1"))
        listed = propose(session, make_recognising(session, unit), houses, by=make_account(session, unit, Role.OFFICER))
        return listed.approve(session, by=make_account(session, unit, Role.LEADER), now=clock.now())


def test_the_ward_to_which_a_house_went_finds_its_plate_and_revokes_it(office: Office, plates: list[Plate]) -> None:
    with office.write() as session:
        unit, new = office.here(session), make_ward(session, name="Đồng Bẩm")
        group = session.scalars(select(ResidentialGroup).where(ResidentialGroup.unit_id == unit.id)).one()
        officer, leader = (make_account(session, new, role) for role in (Role.OFFICER, Role.LEADER))
        divide(session, unit, {group.id: new}, None, clock.today(), clock.now())
        twin = session.scalars(Programme.in_units([new.id])).one().id
        old = session.scalars(Programme.in_units([unit.id])).one().id
        for each in (officer, leader):
            session.refresh(each)
    number = f"{plates[0].number:03d}"
    book = signed_in(office, officer).get(f"{HERE}/{twin}/bien")
    assert number in book.text
    assert number in office.as_officer().get(f"{HERE}/{old}/bien").text
    houses = signed_in(office, officer).get(f"{HERE}/{twin}/so?cong-nhan=roi")
    assert number in houses.text
    page = signed_in(office, leader).get(f"/van-phong/bien/{plates[0].public_id}")
    assert "Thu hồi" in page.text
    page.form("/thu-hoi").submit({"why": "Hộ đã chuyển đi nơi khác ở"})
    with office.read() as session:
        assert session.get_one(Plate, plates[0].id).state == PlateState.REVOKED
    assert office.as_officer().get(f"/van-phong/bien/{plates[0].public_id}").status == 200


def test_wards_that_became_one_show_the_programme_once_and_old_addresses_lead_to_it(
    office: Office, plates: list[Plate]
) -> None:
    with office.write() as session:
        unit, into = office.here(session), make_ward(session, name="Đồng Bẩm")
        stays = make_recognising(session, into)
        make_met(session, into, 1)
        gone = session.scalars(Programme.in_units([unit.id])).one()
        officer = make_account(session, into, Role.OFFICER)
        merge(session, [unit.id], into, clock.today(), clock.now())
        numbers = gone.id, stays.id
        session.refresh(officer)
    room = signed_in(office, officer)
    shown = room.get(HERE)
    assert shown.html.count(f'href="{HERE}/{numbers[1]}"') >= 1
    assert f'href="{HERE}/{numbers[0]}"' not in shown.html
    assert room.get(f"{HERE}/{numbers[0]}").text == room.get(f"{HERE}/{numbers[1]}").text
    number = f"{plates[0].number:03d}"
    assert number in room.get(f"{HERE}/{numbers[0]}/bien").text
