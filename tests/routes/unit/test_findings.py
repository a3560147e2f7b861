"""What the Front asks for after a supervision: the office meets nothing of it; another account of the Front decides,
and a leader where there is none."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, Matter, MatterFile, Role
from app.web.database import immediate
from tests.factories import make_account, make_organisation, make_ward
from tests.findings import Held, make_finding, make_oversight, recorder, send
from tests.pages import Page, Pages
from tests.routes.counter.test_house_photos import picture
from tests.routes.office.conftest import Office

SECRET, ANSWER, WHY = "Hoàn trả khoản thu sai", "Đã hoàn trả đủ", "Thiếu biên lai"
LIST, GIVEN, MINE, WAITING = "/van-phong/nhiem-vu", "/van-phong/viec-giao", "/quay/viec-duoc-giao", "/don-vi/xac-nhan"
AT, LETTERS = "/don-vi/xac-nhan/viec", "/van-phong/nhac/nhiem-vu"


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER, full_name="Lường Thị Bích Đào")
        leader = make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")
    return Office(app, ward, officer, leader)


@pytest.fixture
def held(office: Office) -> Held:
    with office.write() as session:
        return make_oversight(session, office.here(session))


def as_(office: Office, account: Account) -> Pages:
    return Pages(office.app.test_client()).sign_in(account)


def give(office: Office, held: Held) -> Matter:
    page = as_(office, held.fronts[0]).get(f"/don-vi/da-ghi/{held.entry.uuid}")
    page.follow("Giao việc khắc phục").form(button="Giao").submit({"text": SECRET})
    return finding(office)


def report(office: Office, held: Held, task: Matter) -> Page:
    form = as_(office, held.teacher).get(f"{MINE}/{task.public_id}").form(button="Báo đã xong")
    return form.submit({"answer": ANSWER, "files": picture()})


def finding(office: Office) -> Matter:
    with office.read() as session:
        wanted = select(Matter).where(Matter.site_id.is_not(None)).options(*Matter.with_owner())
        return session.scalars(wanted).one()


def test_the_front_gives_to_bodies_and_another_account_of_it_accepts(office: Office, held: Held) -> None:
    giver, other = held.fronts
    form = as_(office, giver).get(f"/don-vi/da-ghi/{held.entry.uuid}/khac-phuc").form(button="Giao")
    assert form.fields["owner"] == [f"organisation-{held.school.id}"]
    found = as_(office, giver).get(f"/don-vi/da-ghi/{held.entry.uuid}/khac-phuc?ai=lý+thị+hiệu")
    assert "Không thấy ai, nơi nào" in found.text  # no list of the ward's accounts
    assert form.submit({"text": SECRET, "owner": f"account-{held.teacher.id}"}, status=422)

    task = give(office, held)
    assert SECRET in as_(office, held.teacher).get("/don-vi").text
    report(office, held, task)
    assert "việc khắc phục báo xong" not in as_(office, giver).get("/don-vi").text
    assert "1 việc khắc phục báo xong" in as_(office, other).get("/don-vi").text
    assert SECRET in as_(office, other).get(WAITING).text
    page = as_(office, other).get(f"{AT}/{task.public_id}")
    assert ANSWER in page.text
    with office.read() as session:
        file = session.scalars(select(MatterFile.public_id)).one()
    assert as_(office, other).client.get(f"{AT}/{task.public_id}/tep/{file}").status_code == 200
    back = page.form(button="Trả lại").submit({"words": WHY})
    assert "nơi giao trả lại" in back.text.lower()
    assert f"Trả lại: “{WHY}”" in as_(office, held.teacher).get("/don-vi").text
    report(office, held, task)
    done = as_(office, other).get(f"{AT}/{task.public_id}").form(button="Duyệt: việc này xong")
    done.submit()
    assert finding(office).state == "accepted"
    assert "Chưa ghi" in done.submit().text
    assert "đã duyệt" in as_(office, giver).get(f"/don-vi/da-ghi/{held.entry.uuid}").text


def test_who_gave_it_does_not_decide(office: Office, held: Held) -> None:
    task = give(office, held)
    report(office, held, task)
    page = as_(office, held.fronts[0]).get(f"{AT}/{task.public_id}")
    assert "một tài khoản khác của đơn vị" in page.text
    send(page, f"{AT}/{task.public_id}", {"luc": finding(office).proposed_at.isoformat()})
    assert finding(office).state == "reported"
    assert SECRET not in office.as_leader().get(GIVEN).text  # another account of the Front decides
    leader = office.as_leader().get(f"{LIST}?xem={task.public_id}")
    assert "một tài khoản khác của nơi giao" in leader.text
    assert not {"Duyệt: việc này xong", "Giao lại"} & {each for form in leader.forms() for each in form.buttons}
    send(leader, f"{GIVEN}/{task.public_id}/duyet", {"luc": ""}, status=404)


def test_a_leader_decides_where_the_front_has_no_second_account(office: Office) -> None:
    with office.write() as session:
        held = make_oversight(session, office.here(session), accounts=1)
    task = give(office, held)
    report(office, held, task)
    assert SECRET in office.as_leader().get("/van-phong").text
    page = office.as_leader().get(GIVEN)
    assert SECRET in page.text
    page.form(action=f"{GIVEN}/{task.public_id}/duyet").submit()
    assert finding(office).state == "accepted"


def test_the_office_meets_nothing_of_it(office: Office, held: Held) -> None:
    """By page, search, workbook, letter, file, trail, and by the address of the task itself."""
    task = give(office, held)
    report(office, held, task)
    as_(office, held.fronts[1]).get(f"{AT}/{task.public_id}").form(button="Trả lại").submit({"words": WHY})
    with office.write() as session:
        row = session.get_one(Matter, task.id)
        row.due_on = clock.today() - timedelta(days=4)
        file = session.scalars(select(MatterFile.public_id)).one()
        admin = make_account(session, office.here(session), Role.ADMINISTRATOR, full_name="Quản Trị")
    pages = office.as_officer()
    for address in (
        "/van-phong", LIST, f"{LIST}?viec=tat-ca", f"{LIST}?viec=tat-ca&tim=hoan+tra", f"{LIST}?viec=qua-han",
        f"{LIST}?tien-do=returned", LETTERS, f"{LETTERS}?dong={task.public_id}",
        "/van-phong/bao-cao/noi-gui", "/van-phong/duyet", f"{LIST}?xem={task.public_id}",
    ):  # fmt: skip
        answer = pages.client.get(address)
        text = answer.get_data(as_text=True)
        assert answer.status_code in (200, 404), address
        assert not [each for each in (SECRET, ANSWER, WHY) if each in text], address
    assert SECRET.encode() not in pages.client.get(f"{LIST}/danh-sach.xlsx?viec=tat-ca").data
    for address in (
        f"{LIST}/{task.public_id}/sua", f"{LIST}/{task.public_id}/lich-su", f"{GIVEN}/{task.public_id}",
        f"{GIVEN}/{task.public_id}/tep/{file}",
    ):  # fmt: skip
        assert pages.client.get(address).status_code == 404, address
    home = pages.get(LIST)
    send(home, f"{GIVEN}/{task.public_id}", {"owner": f"organisation-{held.school.id}", "due": ""}, status=404)
    with office.read() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("matter."))).all()
        assert {each.action for each in events} == {"matter.found", "matter.reported", "matter.given_back"}
        assert {each.detail for each in events} == {"{}"}
        assert {each.subject_kind for each in events} == {"finding"}
    trail = as_(office, admin).get("/quan-tri/nhat-ky").text
    assert "Giao việc khắc phục" in trail
    assert not [each for each in (SECRET, ANSWER, WHY, "Giám sát thu phí") if each in trail]


def test_the_front_takes_back_what_was_given_by_mistake(office: Office, held: Held) -> None:
    task = give(office, held)
    as_(office, held.fronts[0]).get(f"{AT}/{task.public_id}").form(button="Bỏ việc này").submit()
    assert finding(office).retired_on == clock.today()
    assert SECRET not in as_(office, held.teacher).get("/don-vi").text


def test_another_organisation_meets_nothing_of_it(office: Office, held: Held) -> None:
    task = give(office, held)
    with office.write() as session:
        ward = office.here(session)
        other = recorder(
            session, ward, make_organisation(session, ward, "Hội Phụ nữ", "mass_organisation"), "Lò Thị Hội"
        )
    pages = as_(office, other)
    pages.get(f"{AT}/{task.public_id}", status=404)
    pages.get(f"/don-vi/da-ghi/{held.entry.uuid}/khac-phuc", status=404)
    assert SECRET not in pages.get("/don-vi").text


def test_no_second_reader_where_the_account_is_the_same(office: Office, held: Held) -> None:
    with office.write() as session:
        make_finding(session, held, session.merge(held.fronts[1]))
    task = finding(office)
    report(office, held, task)
    assert as_(office, held.fronts[0]).get(f"{AT}/{task.public_id}").form(button="Duyệt: việc này xong")
