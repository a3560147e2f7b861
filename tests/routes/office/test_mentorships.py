"""The office's pairs: found and read, begun, handed over, ended; ambassadors of silent pairs asked one by one."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, Phone, Role
from app.web.database import db
from tests.factories import make_account
from tests.pages import Pages
from tests.pairs import House, make_ambassador, make_pair, visit
from tests.statements import counted

DAY = timedelta(days=1)
LIST = "/van-phong/kem-cap"


@pytest.fixture
def house(app: Flask) -> House:
    """Bác Thiệu, whom anh Bảy takes by the hand; never met, for thirty days."""
    return House.build(app, since=clock.today() - 40 * DAY)


def staff(house: House, role: Role) -> Account:
    """Somebody of the ward's office."""
    with house.write() as (session, village, _pair):
        made = make_account(session, village.ward, role)
        session.flush()
        session.expunge(made)
    return made


@pytest.fixture
def office(house: House, client: FlaskClient, pages: Pages) -> Pages:
    """The officer, signed in."""
    house.sign_in(client, staff(house, Role.OFFICER))
    return pages


def address(house: House, more: str = "") -> str:
    """A page of the pair."""
    return f"{LIST}/{house.pair.public_id}{more}"


def test_pairs_leave_as_a_workbook_and_that_is_noted(house: House, office: Pages, app: Flask) -> None:
    link = office.get(LIST).links()["Tải Excel"]
    with office.client.get(link) as answer:
        head, row = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert (head[1], row[1], row[4]) == ("Người được kèm", "Lương Doãn Thiệu", "Hoàng Văn Bảy")
    with app.app_context():
        assert db.session.scalars(select(AuditEvent).where(AuditEvent.action == "mentorship.exported")).one()


def test_pairs_are_found_by_shelf_name_group_and_ambassador(house: House, office: Pages) -> None:
    with house.write() as (session, village, _pair):
        lan = make_ambassador(session, village.ward, "Nguyễn Thị Lan")
        met = make_pair(session, village, "Chu Thị Pjảo", ambassador=lan)
        visit(session, village, met, DAY, said={"vneid": "can_do", "payments": "can_do"})
        code, group = lan.code, village.group.code
    both = ("Lương Doãn Thiệu", "Chu Thị Pjảo")

    def seen(query: str = "") -> tuple[bool, ...]:
        page = office.get(f"{LIST}?{query}").text.split("Tất cả")[-1]
        return tuple(name in page for name in both)

    assert seen() == (True, True)
    assert seen("loc=im") == (True, False)
    assert seen("loc=chua-gap") == (True, False)
    assert seen("loc=da-dat") == (False, True)
    assert seen("loc=ket-thuc") == (False, False)
    assert seen("tim=thieu") == (True, False)
    assert seen("tim=lan+nguyen") == (False, True)
    assert seen(f"dss={code}") == (False, True)
    assert seen(f"to={group}") == (True, True)
    assert "30 ngày chưa gặp (1)" in office.get(LIST).text
    rows = office.get(f"{LIST}?dss={code}", headers={"HX-Request": "true", "HX-Target": "cac-dong"})
    assert "<html" not in rows.html
    assert "In sổ kèm cặp của Nguyễn Thị Lan" in rows.text
    assert "Không thấy dòng nào" in office.get(f"{LIST}?tim={'x' * 400}").text


def test_the_list_costs_the_same_for_any_number(house: House, office: Pages) -> None:
    with counted() as one:
        office.get(LIST)
    with house.write() as (session, village, _pair):
        for sign in "ABCDEF":
            make_pair(session, village, f"Nông Thị {sign}")
    with counted() as seven:
        office.get(LIST)
    assert len(seven) == len(one) <= 14


def test_a_look_at_a_pair_is_noted(house: House, office: Pages) -> None:
    with house.write() as (session, village, pair):
        visit(session, village, pair, said={"vneid": "can_do"}, note="Bác tự đăng nhập")
    page = office.get(address(house))
    assert "Bác tự đăng nhập" in page.text
    assert "tận mắt thấy làm" in page.text
    with house.app.app_context():
        looked = select(AuditEvent.subject_id).where(AuditEvent.action == "mentorship.viewed")
        assert db.session.scalars(looked).all() == [house.now().mentee.public_id]


def test_a_leader_reads_and_changes_nothing(house: House, client: FlaskClient, pages: Pages) -> None:
    house.sign_in(client, staff(house, Role.LEADER))
    assert [form for form in pages.get(address(house)).forms() if "kem-cap" in form.action] == []
    assert "Ghi một cặp kèm" not in pages.get(LIST).text
    pages.get(f"{LIST}/moi", status=403)


def test_a_mentee_is_handed_over_and_what_waits_is_told(house: House, office: Pages) -> None:
    with house.write() as (session, village, _pair):
        code = make_ambassador(session, village.ward, "Nguyễn Thị Lan").code
        said = {"device": "máy anh Bảy", "waiting": 3, "refused": 1, "now": clock.now()}
        Phone.heard(session, account_id=village.account.id, kind="Chrome, Android", **said)
    page = office.get(address(house))
    assert "chờ gửi 3, phường chưa nhận 1" in page.text

    form = page.form(button="Chuyển người này")
    assert "anh chị chọn người nhận" in form.submit().text
    assert (len(house.pairs()), house.now().is_open) == (1, True)
    assert "không còn là Đại sứ số" in form.submit({"to": "DSS-LẠ"}).text

    page = form.submit({"to": code, "words": "Chuyển nhà"})

    assert "Đã chuyển cho Nguyễn Thị Lan" in page.text
    assert "Máy của Hoàng Văn Bảy còn 3 việc chưa gửi" in page.text
    before, after = house.pairs()
    assert (before.outcome, before.outcome_words, after.is_open) == ("handed_over", "Chuyển nhà", True)
    again = office.get(address(house))
    assert "Chuyển cho Đại sứ số khác: Chuyển nhà" in again.text


def test_a_pair_is_ended_with_an_outcome(house: House, office: Pages) -> None:
    form = office.get(address(house)).form(button="Kết thúc cặp kèm")
    assert "chọn một kết quả" in form.submit(status=422).text
    assert "Đã kết thúc cặp kèm" in form.submit({"outcome": "stopped", "words": "Bác bận"}).text
    assert "từ trước" in form.submit({"outcome": "moved"}).text
    assert house.now().outcome == "stopped"


def test_a_second_helper_wants_a_reason_and_the_office_sees_whose(house: House, office: Pages) -> None:
    with house.write() as (session, village, _pair):
        code = make_ambassador(session, village.ward, "Nguyễn Thị Lan").code
    form = office.get(f"{LIST}/moi").form(button="Lưu cặp kèm")
    typed = {
        "ambassador": code,
        "full_name": "Lương Doãn Thiệu",
        "birth_year": "1947",
        "residential_group": house.village.group.code,
    }
    assert "đồng ý" in form.submit(typed, status=422).text

    asked = form.submit({**typed, "consent": "y"}, status=422)
    assert "Hoàng Văn Bảy đang kèm người này" in asked.text
    said = {**typed, "consent": "y", "shared_why": "cùng ngõ", "phone": "0912345678"}
    page = asked.form(button="Lưu cặp kèm").submit(said)

    assert "Hai người cùng kèm: cùng ngõ" in page.text
    assert len(house.pairs()) == 2
    assert {pair.mentee.phone for pair in house.pairs()} == {"+84912345678"}
    form.submit({**typed, "consent": "y", "ambassador": "DSS-LẠ"}, status=422)


def test_silent_pairs_are_asked_one_ambassador_at_a_time(house: House, office: Pages, client: FlaskClient) -> None:
    with house.write() as (session, village, _pair):
        lan = make_ambassador(session, village.ward, "Nguyễn Thị Lan")
        lan.person.phone = "+84900000111"
        make_pair(session, village, "Chu Thị Pjảo", ambassador=lan, since=clock.today() - 50 * DAY)
        make_pair(session, village, "Nông Thị Sen", since=clock.today() - 50 * DAY)
    page = office.get(f"{LIST}/tin-nhan")
    assert "3 cặp chưa gặp từ 30 ngày nay" in page.text

    page = page.form(button="Soạn tin cho từng người").submit()

    assert "Đã hỏi 0/2 Đại sứ số" in page.text
    links = re.findall(r"https://lopso\.example(/k/\w+)", page.html)
    assert len(set(links)) == 2
    assert "Lương Doãn" not in page.html
    page = page.form(action="/da-gui").submit({"how": "zalo"})
    assert "Đã hỏi 1/2 Đại sứ số" in page.text
    assert "sms:+84900000111?" in page.html
    page = page.form(action="/da-gui").submit({"how": "sms"})
    assert "Mọi người đã được hỏi" in page.text

    pressed = office.get(links[0]).form(button="Đã gặp").submit({"result": "met"})

    assert "Cảm ơn anh chị" in pressed.text
    assert "đã trả lời 1/2" in office.get(f"{LIST}/tin-nhan").text


def test_the_ward_words_the_question_in_its_own_way(house: House, office: Pages) -> None:
    office.get(f"{LIST}/tin-nhan").form(button="Soạn tin cho từng người").submit()
    standing = [area.text or "" for area in office.get(f"{LIST}/tin-nhan").all("textarea")]
    assert standing[0].startswith("Chào anh chị Hoàng Văn Bảy, phường hỏi thăm việc kèm cặp:\nL. D. Thiệu: https://")

    page = office.get(f"{LIST}/tin-nhan").follow("Sửa câu chữ cho mọi tin")
    assert page.h1 == "Hỏi thăm việc kèm cặp"
    assert "N. T. Hoa: https://lopso.example/k/" in page.text
    form = page.form(action="/visits")
    lost = form.submit({"body": "Anh chị {dai_su} ơi."}, status=422)
    assert "Lời nhắn phải có {danh_sach}" in lost.text
    assert "Máy không hiểu {lop}" in form.submit({"body": "{danh_sach} {lop}"}, status=422).text
    assert "Đã lưu lời nhắn." in form.submit({"body": "Anh chị {dai_su} ơi, bác nào đã gặp?\n{danh_sach}"}).text

    [text, *_rest] = [area.text or "" for area in office.get(f"{LIST}/tin-nhan").all("textarea")]
    assert text.splitlines()[0] == "Anh chị Hoàng Văn Bảy ơi, bác nào đã gặp?"
    assert text.splitlines()[1].startswith("L. D. Thiệu: https://lopso.example/k/")


def test_nobody_of_another_ward_reads_a_pair(house: House, app: Flask, client: FlaskClient, pages: Pages) -> None:
    other = House.build(app)
    house.sign_in(client, staff(other, Role.OFFICER))
    pages.get(address(house), status=404)
    assert "Chưa gặp lần nào (1)" in pages.get(LIST).text
