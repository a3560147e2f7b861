"""Everybody on a course: found without accents, filtered, sorted, taken home as a file that reckons nothing."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app.models import Course, Person, Registration
from tests.documents.ruler import assert_sound
from tests.factories import make_attended_course, make_course, make_group, make_registration
from tests.pages import words
from tests.routes.office.conftest import Office
from tests.statements import counted

NAMES = ("Lương Doãn Thiệu", "Chu Thị Pjảo", "Hà Văn Áo", "Đỗ Thị Tuyết Nhung")


def course_with(office: Office, seats: int = 3) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", seats=seats)
        group = make_group(session, office.here(session))
        for number, name in enumerate(NAMES):
            seat = make_registration(session, course, name, 1950 + number)
            seat.person.residential_group = group if number % 2 else None
            seat.person.phone = f"+8491234567{number}"
            seat.person.unsure = number == 1


def names_on(office: Office, query: str) -> list[str]:
    page = office.as_officer().get(f"/van-phong/lop/DEM1/nguoi-hoc?{query}")
    return [name for name in page.links() if name in NAMES]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Hà Văn Áo", "Đỗ Thị Tuyết Nhung", "Chu Thị Pjảo", "Lương Doãn Thiệu"]),
        ("sap=luc", list(NAMES)),
        ("sap=thu-tu", ["Hà Văn Áo", "Chu Thị Pjảo", "Lương Doãn Thiệu", "Đỗ Thị Tuyết Nhung"]),
        ("sap=to", ["Đỗ Thị Tuyết Nhung", "Chu Thị Pjảo", "Hà Văn Áo", "Lương Doãn Thiệu"]),
        ("sap=-sinh", ["Đỗ Thị Tuyết Nhung", "Hà Văn Áo", "Chu Thị Pjảo", "Lương Doãn Thiệu"]),
        ("tim=do+nhung", ["Đỗ Thị Tuyết Nhung"]),
        ("cho=cho", ["Đỗ Thị Tuyết Nhung"]),
        ("cho=co-cho&to=noi-khac", ["Hà Văn Áo", "Lương Doãn Thiệu"]),
        ("loc=khong-so", []),
        ("xem=cho", ["Đỗ Thị Tuyết Nhung"]),
        ("xem=co-cho", ["Hà Văn Áo", "Chu Thị Pjảo", "Lương Doãn Thiệu"]),
        ("xem=chua-chac", ["Chu Thị Pjảo"]),
        ("xem=da-thoi", []),
        ("xem=la&sap=la&trang=x", ["Hà Văn Áo", "Đỗ Thị Tuyết Nhung", "Chu Thị Pjảo", "Lương Doãn Thiệu"]),
    ],
)
def test_found_filtered_and_sorted(office: Office, query: str, names: list[str]) -> None:
    course_with(office)
    assert names_on(office, query) == names


@pytest.mark.postgresql
def test_states_stand_as_chips_what_waits_first_and_open_as_many_as_they_say(office: Office) -> None:
    course_with(office)
    page = office.as_officer().get("/van-phong/lop/DEM1/nguoi-hoc?to=noi-khac")
    chips = [each.text or "" for each in page.all("a") if each.get("class") == "chip" and each.get("data-figure")]
    assert chips == ["Chưa chắc là ai (1)", "Đang chờ (1)", "Có chỗ (3)"]
    for chip in chips:
        assert f"({sum(name in NAMES for name in page.follow(chip).links())})" in chip


@pytest.mark.postgresql
def test_the_page_asks_as_often_for_many_as_for_few(office: Office) -> None:
    course_with(office, seats=60)
    pages = office.as_officer()
    pages.get("/van-phong/lop/DEM1/nguoi-hoc")
    with counted() as few:
        pages.get("/van-phong/lop/DEM1/nguoi-hoc")
    with office.write() as session:
        course = session.query(Course).filter_by(code="DEM1").one()
        for number in range(40):
            make_registration(session, course, f"Người Thứ {chr(65 + number % 26)}", 1930 + number)
    with counted() as many:
        pages.get("/van-phong/lop/DEM1/nguoi-hoc")
    assert len(many) == len(few)


@pytest.mark.postgresql
def test_pages_of_twenty_five(office: Office) -> None:
    course_with(office)
    with office.write() as session:
        course = session.query(Course).filter_by(code="DEM1").one()
        for number in range(25):
            make_registration(session, course, f"Người Thứ A{chr(97 + number)}", 1930 + number)
    page = office.as_officer().get("/van-phong/lop/DEM1/nguoi-hoc")
    assert "Lương Doãn Thiệu" not in page.links()
    assert "Lương Doãn Thiệu" in page.follow("Trang sau").links()


def test_the_list_as_csv_reckons_nothing_and_keeps_zeros(office: Office) -> None:
    course_with(office)
    with office.write() as session:
        session.query(Person).filter_by(full_name="Hà Văn Áo").one().rename("=HYPERLINK(1)")
    answer = office.as_officer().client.get("/van-phong/lop/DEM1/nguoi-hoc.csv?sap=luc")
    told = answer.get_data(as_text=True)
    assert told.startswith("\ufeffSTT,")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"))))
    assert rows[1][1:6] == ["Lương Doãn Thiệu", "1950", "", "Nơi khác", "0912345670"]
    assert rows[3][1] == "'=HYPERLINK(1)"
    assert rows[4][6:8] == ["đang chờ", "1"]
    assert office.acts("DEM1")[-1] == "registrations.exported"


def test_the_list_as_a_workbook_has_numbers_as_numbers(office: Office) -> None:
    course_with(office)
    with office.write() as session:
        seat = session.query(Registration).join(Person).filter(Person.full_name == "Lương Doãn Thiệu").one()
        seat.guardian = "Lò Thị Ín"
    answer = office.as_officer().client.get("/van-phong/lop/DEM1/nguoi-hoc.xlsx?sap=luc&xem=co-cho")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 4
    assert (rows[0][-1], rows[1][-1]) == ("Phụ huynh, người giám hộ", "Lò Thị Ín")
    assert rows[1][1:6] == ("Lương Doãn Thiệu", 1950, None, "Nơi khác", "0912345670")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}


def test_a_leader_looks_and_takes_nothing_home(office: Office) -> None:
    course_with(office)
    leader = office.as_leader()
    page = leader.get("/van-phong/lop/DEM1/nguoi-hoc")
    assert "Tải Excel" not in page.links()
    leader.get("/van-phong/lop/DEM1/nguoi-hoc.xlsx", status=403)


def public_ids(office: Office) -> dict[str, str]:
    """The registrations of DEM1 by the name of their person."""
    with office.read() as session:
        rows = session.query(Registration).join(Course).filter(Course.code == "DEM1")
        return {row.person.full_name: row.public_id for row in rows}


def test_a_row_says_what_is_asked_of_a_learner(office: Office) -> None:
    with office.write() as session:
        course = make_attended_course(session, office.here(session), code="DEM1", people=1, seldom=1)
        came, seldom = session.query(Registration).order_by(Registration.id)
        came.person.rename("Hà Văn Áo")
        came.person.phone, seldom.door_line = "+84912345678", "Ngồi gần loa"
        seldom.person.rename("Chu Thị Pjảo")
        course.seats = 2
    page = office.as_officer().get("/van-phong/lop/DEM1/nguoi-hoc?sap=co-mat")
    rows = [row.split("có chỗ") for row in (words(each) for each in page.all("tr")) if "có chỗ" in row]
    assert ["xxxx xxx 678" in row[0] for row in rows] == [False, True]
    assert [row[1].strip()[:3] for row in rows] == ["1/4", "4/4"]
    assert "Ngồi gần loa" in rows[0][1]
    assert "912" not in page.text.replace("xxx", "")


def test_one_is_open_beside_the_list_which_is_noted(office: Office) -> None:
    course_with(office)
    browser, public_id = office.as_officer(), public_ids(office)["Hà Văn Áo"]
    part = {"HX-Request": "true", "HX-Target": "xem"}
    page = browser.get(f"/van-phong/lop/DEM1/nguoi-hoc?xem={public_id}", headers=part)
    assert "0912 345 672" in page.text.replace("\xa0", " ")
    assert page.links()["Chuyển sang lớp khác"].endswith(f"/hoc-vien/{public_id}/doi-lop")
    assert office.acts("DEM1") == ["registration.viewed"]
    assert "Chuyển sang lớp khác" not in browser.get("/van-phong/lop/DEM1/nguoi-hoc?xem=la").links()
    assert office.acts("DEM1") == ["registration.viewed"]


def test_the_list_is_printed_as_it_was_looked_for(office: Office) -> None:
    course_with(office)
    officer = office.as_officer()
    form = officer.get("/van-phong/lop/DEM1/nguoi-hoc?cho=co-cho&sap=-ten").form(button="In danh sách")
    with officer.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        paper = assert_sound(answer.data)
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    assert [row[1] for row in rows] == ["Lương Doãn Thiệu", "Chu Thị Pjảo", "Hà Văn Áo"]
    assert "NGƯỜI HỌC LỚP DEM1" in paper.words()
    assert "0912 345 670" in paper.words().replace("\xa0", " ")
    assert "Dặn người ở cửa" not in paper.words()
    assert office.acts("DEM1") == ["paper.asked"]
    assert "Người học lớp DEM1" in officer.get("/van-phong/lop/DEM1/lich-su").text
    office.as_leader().post("/van-phong/lop/DEM1/nguoi-hoc/in", {}, status=403)
