"""What is done with ticked learners of a class at once: notes, a text, a workbook, another class, seats given back."""

import io

import pytest
from openpyxl import load_workbook

from app.country import clock
from app.models import Course, Registration, SignUpWay, Wishes
from tests.documents.ruler import assert_sound
from tests.factories import make_course, make_registration
from tests.pages import Page
from tests.routes.office.conftest import Office

LIST = "/van-phong/lop/DEM1/nguoi-hoc"
AN, BE, CU, DIN = "Nguyễn Văn An", "Bế Thị Cúc", "Hoàng Thị Cử", "Ma Văn Din"


@pytest.fixture
def ids(office: Office) -> dict[str, str]:
    """Three with a seat and one who waits, by name; the second class has two seats and a queue."""
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", seats=3)
        make_course(session, office.here(session), code="DEM2", title="Ảnh và video", seats=2)
        return {name: make_registration(session, course, name).public_id for name in (AN, BE, CU, DIN)}


def ticked(office: Office, what: str, *chosen: str) -> Page:
    """The page after a button of the bar, with some learners ticked."""
    form = office.as_officer().get(LIST).form(button="Tải Excel")
    return form.submit({"v": what, "dong": list(chosen)})


def states(office: Office, code: str) -> dict[str, str]:
    with office.read() as session:
        rows = session.query(Registration).join(Course).filter(Course.code == code)
        return {row.person.full_name: row.state for row in rows}


def test_nobody_ticked_is_said(office: Office, ids: dict[str, str]) -> None:
    for what in ("in", "nhan", "xlsx", "chuyen", "huy"):
        assert "Anh chị chọn người trước đã" in ticked(office, what).text


def test_the_ticked_ones_leave_as_a_workbook_those_who_have_left_too(office: Office, ids: dict[str, str]) -> None:
    ticked(office, "huy", ids[AN]).form(button="Hủy chỗ").submit()
    officer = office.as_officer()
    form = officer.get(LIST).form(button="Tải Excel")
    sent = officer.client.post(form.action, data={**form.fields, "v": "xlsx", "dong": [ids[AN], ids[BE]]})
    sheet = load_workbook(io.BytesIO(officer.client.get(sent.location).data)).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [AN, BE]


def test_notes_of_the_ticked_ones_are_one_paper(office: Office, ids: dict[str, str]) -> None:
    officer = office.as_officer()
    form = officer.get(LIST).form(button="Tải Excel")
    fields = {**form.fields, "v": "in", "dong": [ids[CU], ids[AN]]}
    with officer.client.post(form.action, data=fields, follow_redirects=True) as answer:
        paper = assert_sound(answer.data).words()
    assert AN in paper
    assert CU in paper
    assert BE not in paper


@pytest.mark.postgresql
def test_seats_are_given_back_and_who_waits_moves_up_once(office: Office, ids: dict[str, str]) -> None:
    page = ticked(office, "huy", ids[AN], ids[CU])
    assert page.h1 == "Hủy chỗ của 2 người"
    form = page.form(button="Hủy chỗ")
    done = form.submit()
    assert "Đã hủy chỗ của 2 người." in done.text
    assert f"{DIN} đã lên chỗ" in done.text
    assert states(office, "DEM1") == {AN: "cancelled", BE: "seated", CU: "cancelled", DIN: "seated"}
    assert "Đã hủy chỗ" not in form.submit().text
    assert office.acts("DEM1").count("registration.ended") == 2
    assert "Để nguyên, không còn trong lớp" in ticked(office, "huy", ids[AN], ids[BE]).text


@pytest.mark.postgresql
def test_several_move_and_who_cannot_is_named(office: Office, ids: dict[str, str]) -> None:
    with office.write() as session:
        other = session.query(Course).filter_by(code="DEM2").one()
        person = session.query(Registration).filter_by(public_id=ids[BE]).one().person
        Registration.register(session, other.id, person, Wishes(way=SignUpWay.DESK), clock.now())
    page = ticked(office, "chuyen", ids[AN], ids[BE], ids[CU])
    form = page.form(button="Chuyển")
    refused = form.page.pages.post(form.action, form.press({"to": "DEM9"}), status=422)
    assert "Anh chị chọn một lớp." in refused.text
    assert set(refused.form(button="Chuyển").fields["dong"]) == {ids[AN], ids[BE], ids[CU]}
    done = form.submit({"to": "DEM2"})
    assert "Đã chuyển 2 người sang lớp Ảnh và video" in done.text
    assert "Trong đó 1 người vào danh sách chờ của lớp ấy." in done.text
    assert f"Chưa chuyển được: {BE}: Người này đã có tên trong lớp đó." in done.text
    assert states(office, "DEM2") == {BE: "seated", AN: "seated", CU: "waiting"}
    assert states(office, "DEM1") == {AN: "cancelled", BE: "seated", CU: "cancelled", DIN: "seated"}
    assert office.acts("DEM1").count("registration.moved") == 2


@pytest.mark.postgresql
def test_a_text_goes_to_the_ticked_ones_alone(office: Office, ids: dict[str, str]) -> None:
    page = ticked(office, "nhan", ids[AN], ids[DIN])
    assert "Chỉ nhắn 2 người đã chọn." in page.text
    (confirmed,) = [at for text, at in page.links().items() if text.startswith("Đã có chỗ")]
    draft = page.pages.get(confirmed)
    assert "1 người cần được báo." in draft.text
    sending = draft.form(button="Bắt đầu nhắn").submit()
    assert AN in sending.text
    assert BE not in sending.text


def test_of_another_class_nobody_is_touched(office: Office, ids: dict[str, str]) -> None:
    with office.write() as session:
        stranger = make_registration(session, session.query(Course).filter_by(code="DEM2").one(), BE).public_id
    form = ticked(office, "huy", ids[AN]).form(button="Hủy chỗ")
    form.submit({"dong": [stranger]})
    assert states(office, "DEM2") == {BE: "seated"}
    leader = office.as_leader()
    assert "Hủy chỗ" not in leader.get(LIST).text
    leader.get(f"{LIST}/huy-cho", status=403)
