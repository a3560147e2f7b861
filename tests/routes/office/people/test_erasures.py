"""Xóa tên theo thời hạn: the office sees how many go this night, by name when it asks, and holds one back."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, ErasingHold, Person, Role
from app.registers.papers import PAPERS
from app.registers.personal_data.erasing import anonymise
from app.registers.personal_data.fields import FIELDS
from tests.factories import make_account, make_person, make_ward
from tests.pages import Pages
from tests.routes.office.conftest import Office

LONG_AGO = timedelta(days=740)


@pytest.fixture
def ward(office: Office) -> dict[str, str]:
    """Two people whose time is over, one of today, one of another ward."""
    with office.write() as session:
        here = office.here(session)
        people = [make_person(session, here, name) for name in ("Vàng Thị Xuyến", "Hà Văn Én", "Lê Thị Mới")]
        elsewhere = make_person(session, make_ward(session), "Ma Văn Xa")
        for old in (*people[:2], elsewhere):
            old.created_at = clock.now() - LONG_AGO
        return {person.full_name: person.public_id for person in (*people, elsewhere)}


def test_the_office_sees_how_many_go_this_night_and_no_names(office: Office, ward: dict[str, str]) -> None:
    leader = office.as_leader()
    home = leader.get("/van-phong")
    assert "Đêm nay sẽ xóa tên 2 người" in home.text
    assert "/van-phong/xoa-ten" in home.links().values()
    page = leader.get("/van-phong/xoa-ten")
    assert "Đêm nay sẽ xóa tên 2 người" in page.text
    assert not [name for name in ward if name in page.text]


def test_by_name_when_asked_and_that_is_noted(office: Office, ward: dict[str, str]) -> None:
    page = office.as_officer().get("/van-phong/xoa-ten").follow("Xem tên những người này")
    assert [name for name in ward if name in page.text] == ["Vàng Thị Xuyến", "Hà Văn Én"]
    with office.read() as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "person.due_viewed")).one()
        assert json.loads(noted.detail) == {"people": 2}


def test_one_is_held_back_with_a_reason_and_let_go(office: Office, ward: dict[str, str]) -> None:
    officer = office.as_officer()
    address = f"/van-phong/xoa-ten/{ward['Vàng Thị Xuyến']}"
    form = officer.get(address).form(button="Giữ thêm")
    assert "Anh chị chưa ghi dòng này" in form.submit({"days": "91"}, status=422).text
    page = form.submit({"reason": "Đang trả lời đơn của gia đình", "days": "91"})
    assert "Đêm nay sẽ xóa tên 1 người" in page.text
    assert "Đang trả lời đơn của gia đình" in page.text
    with office.read() as session:
        hold = session.scalars(select(ErasingHold)).one()
        assert hold.until == clock.today() + timedelta(days=91)

    page = page.form(button="Thôi giữ").submit()
    assert "Đêm nay sẽ xóa tên 2 người" in page.text
    with office.read() as session:
        acts = list(
            session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("person.%")).order_by(AuditEvent.id))
        )
    assert acts == ["person.held_back", "person.let_go"]


def test_nobody_is_held_longer_than_half_a_year_or_by_a_leader(office: Office, ward: dict[str, str]) -> None:
    address = f"/van-phong/xoa-ten/{ward['Vàng Thị Xuyến']}"
    form = office.as_officer().get(address).form(button="Giữ thêm")
    form.submit({"reason": "Đang chờ", "days": "3650"}, status=422)
    office.as_leader().get(address, 403)
    office.as_officer().get(f"/van-phong/xoa-ten/{ward['Ma Văn Xa']}", 404)


def test_who_is_erased_is_in_no_list_and_their_page_says_so(office: Office, ward: dict[str, str]) -> None:
    with office.write() as session:
        person = session.scalars(Person.called(ward["Vàng Thị Xuyến"], {office.ward.id})).one()
        anonymise(session, person, now=clock.now())
    officer = office.as_officer()
    people = officer.get("/van-phong/nguoi-hoc").text
    assert "Hà Văn Én" in people
    assert "đã xóa tên" not in people
    page = officer.get(f"/van-phong/nguoi-hoc/{ward['Vàng Thị Xuyến']}")
    assert page.h1 == "(đã xóa tên)"
    assert "Sửa hồ sơ" not in page.links()
    officer.get(f"/van-phong/nguoi-hoc/{ward['Vàng Thị Xuyến']}/sua", 404)
    officer.get(f"/van-phong/xoa-ten/{ward['Vàng Thị Xuyến']}", 404)


def test_the_data_map_tells_each_declaration_to_office_and_administrator(office: Office) -> None:
    with office.write() as session:
        administrator = make_account(session, office.here(session), Role.ADMINISTRATOR)
    for pages, address in (
        (office.as_leader(), "/van-phong/du-lieu-ca-nhan"),
        (Pages(office.app.test_client()).sign_in(administrator), "/quan-tri/du-lieu-ca-nhan"),
    ):
        text = pages.get(address).text
        assert not [field.key for field in FIELDS if str(field.label) not in text or str(field.time.words) not in text]
        assert not [paper.kind for paper in PAPERS.values() if str(paper.words) not in text]
