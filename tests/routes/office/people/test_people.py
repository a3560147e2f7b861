"""Người học: found however they are called, read (which is noted), corrected; two officers on one row."""

import io
import json
import uuid
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Certificate, Consent, Person, Registration, Role, SignUpWay, Wishes
from tests.documents.ruler import assert_sound
from tests.doors import someone
from tests.factories import (
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_registration,
    make_ward,
)
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.statements import counted

PHONE = "+84912345678"
# What htmx asks for when the list changes; the statements of a page.
PART = {"HX-Request": "true", "HX-Target": "cac-dong"}
STATEMENTS = 13
# Each line: what is typed, who is a hit, who is near.
SEARCHES = [
    ("hoa 1956", ["Nguyễn Thị Hoa"], ["Trần Thị Hoa"]),
    ("HOA nguyen", ["Nguyễn Thị Hoa"], []),
    ("345 678", ["Nguyễn Thị Hoa"], []),
    ("0912345678", ["Nguyễn Thị Hoa"], []),
    ("thi hao", [], ["Nguyễn Thị Hoa", "Trần Thị Hoa"]),
    ("thieuj", [], ["Lương Doãn Thiệu"]),
    ("luong doan van thieu", [], ["Lương Doãn Thiệu"]),
    ("nguyễn văn an", ["Nguyễn Văn An"], []),
    ("an nguyễn", ["Nguyễn Văn An"], []),
    ("chang", [], ["Phạm Thu Trang"]),
    ("H'Hen", ["H'Hen Niê"], []),
    ("%", None, []),
    ("' OR 1=1 --", [], []),
]


@pytest.fixture
def ward(office: Office) -> dict[str, str]:
    """Six people of the ward and one of another, by name."""
    with office.write() as session:
        here = office.here(session)
        group = make_group(session, here)
        make_person(session, make_ward(session), "Nguyễn Thị Hoa", 1956, phone=PHONE)
        people = [
            make_person(session, here, "Nguyễn Thị Hoa", 1956, phone=PHONE, group=group),
            make_person(session, here, "Trần Thị Hoa", 1957, unsure=True),
            make_person(session, here, "Lương Doãn Thiệu", 1954, group=group),
            make_person(session, here, "Nguyễn Văn An", 1990),
            make_person(session, here, "Phạm Thu Trang", 1988),
            make_person(session, here, "H'Hen Niê", 1992),
        ]
        return {person.full_name: person.public_id for person in people}


def names(page: Page) -> tuple[list[str], list[str]]:
    """The hits in the table of a page and the near ones below it, in order."""
    hits = ["".join(row.itertext()).strip() for row in page.all("th") if row.get("scope") == "row"]
    near = [span for ul in page.all("ul") if ul.get("class") == "roll list" for span in ul.iter("span")]
    return hits, ["".join(span.itertext()).split("19")[0] for span in near if span.get("class") is None]


def sheet(pages: Pages, address: str) -> list[list[str]]:
    """The rows of a workbook, the headings first."""
    book = load_workbook(io.BytesIO(pages.client.get(address).data))
    return [[str(value or "") for value in row] for row in book.active.iter_rows(values_only=True)]


@pytest.mark.postgresql
@pytest.mark.parametrize(("typed", "hits", "near"), SEARCHES)
def test_people_are_found(
    office: Office, ward: dict[str, str], typed: str, hits: list[str] | None, near: list[str]
) -> None:
    page = office.as_officer().get("/van-phong/nguoi-hoc", query_string={"tim": typed})
    assert names(page) == (list(ward) if hits is None else hits, near) or (
        hits is None and set(names(page)[0]) == set(ward)
    )


def test_phones_are_masked_in_lists_and_merged_rows_left_out(office: Office, ward: dict[str, str]) -> None:
    with office.write() as session:
        rows = {row.public_id: row for row in session.scalars(Person.in_units({office.ward.id}))}
        rows[ward["Nguyễn Văn An"]].merged_into_id = rows[ward["H'Hen Niê"]].id
    page = office.as_leader().get("/van-phong/nguoi-hoc")
    assert "912345678" not in page.html.replace("\xa0", "").replace(" ", "")
    assert "xxxx xxx 678" in page.text
    assert names(page)[0] == ["Nguyễn Thị Hoa", "Trần Thị Hoa", "H'Hen Niê", "Lương Doãn Thiệu", "Phạm Thu Trang"]
    assert page.links()["1 người có thể trùng, cần xem"] == "/van-phong/trung-nguoi"


@pytest.mark.postgresql
def test_filters(office: Office, ward: dict[str, str]) -> None:
    officer = office.as_officer()
    with office.read() as session:
        hoa = session.scalars(Person.called(ward["Nguyễn Thị Hoa"], {office.ward.id})).one()
        assert hoa.residential_group
        code = hoa.residential_group.code
    assert names(officer.get("/van-phong/nguoi-hoc?loc=trung"))[0] == ["Trần Thị Hoa"]
    assert "Nguyễn Thị Hoa" not in names(officer.get("/van-phong/nguoi-hoc?loc=khong-so"))[0]
    of_group = officer.get(f"/van-phong/nguoi-hoc?to={code}")
    assert names(of_group)[0] == ["Nguyễn Thị Hoa", "Lương Doãn Thiệu"]
    assert names(officer.get(f"/van-phong/nguoi-hoc?to={code}&tim=hoa"))[0] == ["Nguyễn Thị Hoa"]


def test_a_fragment_is_the_pages_part_and_asks_as_little(office: Office, ward: dict[str, str]) -> None:
    officer = office.as_officer()
    with counted() as asked:
        whole = officer.client.get("/van-phong/nguoi-hoc?tim=thi hao").text
    part = officer.client.get("/van-phong/nguoi-hoc?tim=thi hao", headers=PART).text
    assert part.strip() in whole
    assert len(asked) <= STATEMENTS, "\n".join(asked)


def test_many_people_are_paged_in_as_few_statements(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        group = make_group(session, here)
        for number in range(120):
            make_person(session, here, f"Nguyễn Văn {'ABCDEF'[number % 6]}n", 1940 + number % 60, group=group)
    officer = office.as_officer()
    with counted() as asked:
        first = officer.get("/van-phong/nguoi-hoc")
    assert len(asked) <= STATEMENTS, "\n".join(asked)
    assert "1–25 trong 120" in first.text
    last = officer.get("/van-phong/nguoi-hoc?trang=5")
    assert len(names(last)[0]) == 20
    assert "Trang sau" not in last.links()
    assert len(names(officer.get("/van-phong/nguoi-hoc?trang=9999"))[0]) == 20


@pytest.mark.postgresql
def test_the_table_is_sorted_by_a_heading(office: Office, ward: dict[str, str]) -> None:
    officer = office.as_officer()
    assert names(officer.get("/van-phong/nguoi-hoc?sap=born"))[0][0] == "Lương Doãn Thiệu"
    assert names(officer.get("/van-phong/nguoi-hoc?sap=-born"))[0][0] == "H'Hen Niê"
    by_home = names(officer.get("/van-phong/nguoi-hoc?sap=home"))[0]
    assert set(by_home[:2]) == {"Nguyễn Thị Hoa", "Lương Doãn Thiệu"}  # who lives in no group comes last


@pytest.mark.postgresql
def test_people_are_filtered_by_age_and_by_what_they_learn(office: Office, ward: dict[str, str]) -> None:
    """A seat on a course that goes on, one on a course that is over, and none."""
    with office.write() as session:
        here = office.here(session)
        goes_on = make_course(session, here)
        over = make_course(session, here, lessons=1, first=clock.now() - timedelta(days=9))
        make_registration(session, goes_on, "Đang Học", 1950)
        make_registration(session, over, "Đã Học", 1950)
        code = goes_on.code
    officer = office.as_officer()
    learning = officer.get("/van-phong/nguoi-hoc?hoc=dang-hoc")
    assert names(learning)[0] == ["Đang Học"]
    assert learning.links()[code] == f"/van-phong/lop/{code}"
    assert names(officer.get("/van-phong/nguoi-hoc?hoc=da-hoc"))[0] == ["Đã Học"]
    assert set(names(officer.get("/van-phong/nguoi-hoc?hoc=chua-hoc"))[0]) == set(ward)
    assert len(names(officer.get("/van-phong/nguoi-hoc?hoc=chua-hoc&tuoi=tu-60"))[0]) == 3


def test_a_person_beside_the_list_is_noted_as_viewed(office: Office, ward: dict[str, str]) -> None:
    hoa, page = ward["Nguyễn Thị Hoa"], office.as_leader()
    panel = page.get(f"/van-phong/nguoi-hoc?xem={hoa}", headers={"HX-Request": "true", "HX-Target": "xem"})
    assert "0912 345 678" in panel.text.replace("\xa0", " ")
    assert "Sửa hồ sơ" not in panel.links()
    assert office.acts(hoa) == ["person.viewed"]
    with office.read() as session:
        other = session.scalars(select(Person.public_id).where(Person.unit_id != office.ward.id)).one()
    for nobody in (other, "không-có"):
        assert "912" not in page.get("/van-phong/nguoi-hoc", query_string={"xem": nobody}).text.replace("xxx", "")
    assert office.acts(other) == []


def test_the_list_and_chosen_people_leave_as_a_file_and_are_noted(office: Office, ward: dict[str, str]) -> None:
    officer, hoa = office.as_officer(), ward["Nguyễn Thị Hoa"]
    heading, *rows = sheet(officer, "/van-phong/nguoi-hoc.xlsx?tuoi=tu-60")
    assert heading[0] == "Họ và tên"
    assert [row[0] for row in rows] == ["Nguyễn Thị Hoa", "Trần Thị Hoa", "Lương Doãn Thiệu"]
    assert rows[0][4].replace("\xa0", " ") == "0912 345 678"
    form = officer.get("/van-phong/nguoi-hoc").form(button="Tải Excel")
    assert "Anh chị chọn người trước đã" in form.submit({"v": "xlsx"}).text
    sent = officer.client.post(form.action, data={**form.fields, "dong": hoa, "v": "xlsx"})
    assert [row[0] for row in sheet(officer, sent.location)[1:]] == ["Nguyễn Thị Hoa"]
    with office.read() as session:
        noted = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "unit.list_exported"))
        assert sorted(json.loads(each)["rows"] for each in noted) == [1, 3]


def test_people_of_another_ward_do_not_leave_and_leaders_take_no_file(office: Office, ward: dict[str, str]) -> None:
    with office.read() as session:
        other = session.scalars(select(Person.public_id).where(Person.unit_id != office.ward.id)).one()
    assert sheet(office.as_officer(), f"/van-phong/nguoi-hoc.xlsx?dong={other}")[1:] == []
    leader = office.as_leader()
    assert "Tải Excel" not in leader.get("/van-phong/nguoi-hoc").text
    leader.get("/van-phong/nguoi-hoc.xlsx", status=403)


def test_chosen_people_are_printed(office: Office, ward: dict[str, str]) -> None:
    officer, hoa = office.as_officer(), ward["Nguyễn Thị Hoa"]
    form = officer.get("/van-phong/nguoi-hoc").form(button="Tải Excel")
    fields = {**form.fields, "dong": [hoa, ward["Phạm Thu Trang"]], "v": "in"}
    with officer.client.post(form.action, data=fields, follow_redirects=True) as answer:
        paper = assert_sound(answer.data)
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    assert [row[1] for row in rows] == ["Nguyễn Thị Hoa", "Phạm Thu Trang"]
    assert "0912 345 678" in paper.words().replace("\xa0", " ")
    assert "chưa ghi" not in paper.words(), "of nobody a place of work is known, so there is no column of it"
    assert "Danh sách có 02 người, trong 6 người của sổ." in paper.words()
    with office.read() as session:
        noted = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "paper.asked")).one()
        assert json.loads(noted) == {"kind": "register_list", "list": "Người học", "rows": 2}


def test_an_office_without_people_or_groups_is_led_to_where_they_are_loaded(office: Office) -> None:
    for address, words, leads in (
        ("/van-phong/nguoi-hoc", "Nhập danh sách người dân", "/van-phong/nhap/moi?phuong="),
        ("/van-phong/to-dan-pho", "Nhập danh sách", "/van-phong/nhap/moi?loai=to-dan-pho&phuong="),
    ):
        links = office.as_officer().get(address).links()
        assert links[words] == leads + office.ward.code
        office.as_officer().get(links[words])
        assert words not in office.as_leader().get(address).links()


# -- one person -------------------------------------------------------------------------------------------------------


def test_each_view_of_a_person_is_noted(office: Office, ward: dict[str, str]) -> None:
    address = f"/van-phong/nguoi-hoc/{ward['Nguyễn Thị Hoa']}"
    officer = office.as_officer()
    for _ in range(2):
        assert "0912 345 678" in officer.get(address).text.replace("\xa0", " ")
    office.as_leader().get(address)
    officer.get(f"{address}/sua")  # the form tells as much as the page
    assert office.acts(ward["Nguyễn Thị Hoa"]) == ["person.viewed"] * 4
    page = officer.get(f"{address}/lich-su?xem=ai-xem")
    assert page.text.count("Xem hồ sơ một người") == 4
    assert page.text.count("Lê Hồng Thái") == 1
    instructor = Pages(office.app.test_client()).sign_in(
        someone(office.app, Role.INSTRUCTOR, ward=office.ward, password=None)
    )
    instructor.get(address, status=403)


@pytest.mark.postgresql
def test_a_person_with_everything(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        taught = make_attended_course(session, here, people=1, lessons=4, title="An toàn số")
        make_approved_list(session, taught)
        person = session.scalars(select(Person)).one()
        course = make_course(session, here, seats=1, title="Lớp đã đủ")
        Registration.register(
            session, course.id, make_person(session, here, "Ai Đó", 1960), Wishes(way=SignUpWay.QR), clock.now()
        )
        consents = ("photos", "messages")
        wishes = Wishes(way=SignUpWay.QR, consents=consents, consent_version="2026-11")
        Registration.register(session, course.id, person, wishes, clock.now())
        public_id = person.public_id
    officer = office.as_officer()
    with counted() as asked:
        page = officer.get(f"/van-phong/nguoi-hoc/{public_id}")
    assert len(asked) <= 24, "\n".join(asked)
    assert "có mặt 4/4 buổi" in page.text
    assert "Đang chờ, thứ 1" in page.text
    assert f"Số 001/{clock.today().year}" in page.text
    assert "Tôi đồng ý để phường chụp ảnh lớp có tôi" in page.text
    withdrawn = page.form(action="/dong-y/photos/rut").submit()
    assert "Đã rút lại" in withdrawn.text
    with office.read() as session:
        assert {each.purpose: each.withdrawn_at is None for each in session.scalars(select(Consent))} == {
            "photos": False,
            "messages": True,
        }
    assert "consent.withdrawn" in office.acts(public_id)
    history = officer.get(f"/van-phong/nguoi-hoc/{public_id}/lich-su")
    for words in ("Có chỗ", "Vào danh sách chờ", "Ghi rút lại đồng ý", "chụp ảnh", "Lớp đã đủ"):
        assert words in history.text


def test_corrected_with_the_paper_as_it_was(office: Office) -> None:
    with office.write() as session:
        taught = make_attended_course(session, office.here(session), people=1, lessons=2)
        make_approved_list(session, taught)
        make_group(session, office.here(session), "Tổ dân phố Mới")
        person = session.scalars(select(Person)).one()
        before = session.scalars(select(Certificate.content)).one()
        public_id = person.public_id
    form = office.as_officer().get(f"/van-phong/nguoi-hoc/{public_id}/sua").form(button="Lưu")
    code = next(option.get("value") for option in form.element.iter("option") if "Mới" in (option.text or ""))
    page = form.submit(
        {
            "full_name": "nguyễn  thị  tên mới",
            "birth_year": "08/4/1954",
            "group": code,
            "phone": "0900000016",
        }
    )
    assert page.h1 == "nguyễn thị tên mới"
    assert "Giấy đã cấp vẫn ghi tên như lúc cấp" in page.text
    with office.read() as session:
        row = session.scalars(Person.called(public_id, {office.ward.id})).one()
        assert (row.search_key, row.birth_year, row.phone, row.version) == (
            "nguyen thi ten moi",
            1954,
            "+84900000016",
            2,
        )
        assert session.scalars(select(Certificate.content)).one() == before
        changed = session.scalars(select(AuditEvent).where(AuditEvent.action == "person.changed")).one()
    told = json.loads(changed.detail)
    assert told["to_group"] == "Tổ dân phố Mới"
    assert "tên mới" not in changed.detail
    assert "0900000016" not in changed.detail
    history = office.as_leader().get(f"/van-phong/nguoi-hoc/{public_id}/lich-su").text
    assert "sang Tổ dân phố Mới" in history
    assert "họ tên" in history


@pytest.mark.postgresql
def test_the_second_of_two_officers_sees_both_versions(office: Office, ward: dict[str, str]) -> None:
    address = f"/van-phong/nguoi-hoc/{ward['Nguyễn Văn An']}"
    first, second = office.as_officer(), office.as_officer()
    mine, theirs = (each.get(f"{address}/sua").form(button="Lưu") for each in (first, second))
    mine.submit({"full_name": "Nguyễn Văn Ân"})
    page = theirs.submit({"full_name": "Nguyễn Văn Ấn", "phone": "0900000016"}, status=409)
    assert "Có người vừa sửa trước anh chị" in page.text
    assert "Nguyễn Văn Ân" in page.text
    assert page.form(button="Lưu").fields["full_name"] == ["Nguyễn Văn Ấn"]
    with office.read() as session:
        assert (
            session.scalars(Person.called(ward["Nguyễn Văn An"], {office.ward.id})).one().full_name == "Nguyễn Văn Ân"
        )
    assert page.form(button="Lưu").submit().h1 == "Nguyễn Văn Ấn"


def test_what_cannot_be_stored_is_refused_in_words(office: Office, ward: dict[str, str]) -> None:
    form = office.as_officer().get(f"/van-phong/nguoi-hoc/{ward['Nguyễn Văn An']}/sua").form(button="Lưu")
    page = form.submit({"full_name": " ", "birth_year": "54", "phone": "12"}, status=422)
    assert "Còn 3 dòng cần sửa" in page.text


def test_a_merged_row_leads_to_the_kept_one(office: Office, ward: dict[str, str]) -> None:
    with office.write() as session:
        rows = {row.public_id: row for row in session.scalars(Person.in_units({office.ward.id}))}
        rows[ward["Nguyễn Văn An"]].merged_into_id = rows[ward["H'Hen Niê"]].id
    officer = office.as_officer()
    assert officer.get(f"/van-phong/nguoi-hoc/{ward['Nguyễn Văn An']}").h1 == "H'Hen Niê"
    assert "/lich-su" in officer.get(f"/van-phong/nguoi-hoc/{ward['Nguyễn Văn An']}/lich-su").address
    officer.get(f"/van-phong/nguoi-hoc/{uuid.uuid4()}", status=404)
    officer.get("/van-phong/nguoi-hoc/1", status=404)
