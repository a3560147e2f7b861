"""An organisation may have a superior of its ward, one level; both follow mergers and divisions."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Organisation
from app.models.movement.merging import merge
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge as merge_wards
from tests.factories import make_group, make_organisation, make_ward

DAY = date(2026, 11, 27)


def made(session: Session, ward: AdministrativeUnit, name: str, superior: Organisation | None = None) -> Organisation:
    organisation = make_organisation(session, ward, name, "party_cell" if superior else "party_office")
    organisation.superior = superior
    session.flush()
    return organisation


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["itself", "two levels up", "two levels down", "another ward"])
def test_the_database_refuses_a_second_level_and_another_ward(session: Session, how: str) -> None:
    ward = make_ward(session)
    office = made(session, ward, "Đảng ủy phường")
    cell, other = made(session, ward, "Chi bộ 5", office), made(session, ward, "Chi bộ 6")
    there = make_ward(session, name="Quang Vinh")
    below, above = {
        "itself": (other, other), "two levels up": (other, cell), "two levels down": (office, other),
        "another ward": (other, made(session, there, "Đảng ủy phường Quang Vinh")),
    }[how]  # fmt: skip
    row = update(Organisation).where(Organisation.id == below.id)
    with pytest.raises(IntegrityError):
        session.execute(row.values(superior_id=above.id, superior_is_top=True, is_top=False))


def test_merged_organisations_hand_over_who_is_below_them(session: Session) -> None:
    ward = make_ward(session)
    gone, into = made(session, ward, "Ban Xây dựng Đảng"), made(session, ward, "Văn phòng Đảng ủy")
    cell, kept = made(session, ward, "Chi bộ 5", gone), made(session, ward, "Chi bộ 6", into)
    merge(session, gone, into, DAY)
    session.flush()
    assert (cell.superior, kept.superior, into.superior) == (into, into, None)
    assert cell.version == 2


def test_a_cell_merged_into_one_without_a_superior_brings_its_own(session: Session) -> None:
    ward = make_ward(session)
    office = made(session, ward, "Đảng ủy phường")
    gone, into = made(session, ward, "Chi bộ 5", office), made(session, ward, "Chi bộ 6")
    merge(session, gone, into, DAY)
    session.flush()
    assert (gone.superior, into.superior) == (None, office)


def test_a_superior_that_goes_into_a_subordinate_keeps_one_level(session: Session) -> None:
    ward = make_ward(session)
    office, above = made(session, ward, "Ban Xây dựng Đảng"), made(session, ward, "Đảng ủy phường")
    cell, own = made(session, ward, "Chi bộ 5", office), made(session, ward, "Chi bộ 6", office)
    merge(session, office, own, DAY)
    session.flush()
    assert (own.superior, cell.superior) == (None, own)
    party = made(session, ward, "Văn phòng Đảng ủy", above)
    merge(session, own, party, DAY)
    session.flush()
    assert (party.superior, cell.superior) == (above, above)


@pytest.mark.postgresql
def test_superiors_go_along_when_wards_merge(session: Session) -> None:
    ward, new = make_ward(session), make_ward(session, name="Phan Đình Phùng")
    office = made(session, ward, "Đảng ủy phường")
    cell = made(session, ward, "Chi bộ 5", office)
    merge_wards(session, [ward.id], new, DAY, clock.now())
    assert (cell.unit_id, cell.superior) == (new.id, office)


def test_a_division_parts_who_goes_from_a_superior_that_stays(session: Session) -> None:
    ward, new = make_ward(session), make_ward(session, name="Quang Vinh")
    group = make_group(session, ward)
    office = made(session, ward, "Đảng ủy phường")
    cell, stays = made(session, ward, "Chi bộ 5", office), made(session, ward, "Chi bộ 6", office)
    school = make_organisation(session, ward)
    room = make_organisation(session, ward, "Tổ Toán", "staff_room")
    cell.residential_group = school.residential_group = room.residential_group = group
    room.superior = school
    session.flush()
    divide(session, ward, {group.id: new}, None, clock.today() + timedelta(days=1), clock.now())
    session.expire_all()
    assert (cell.unit_id, cell.superior, stays.superior) == (new.id, None, office)
    assert (room.unit_id, room.superior) == (new.id, school)
