"""Everybody on a course: found without accents, filtered, sorted, taken home as a file that reckons nothing."""

import csv
import io
from importlib import import_module

import pytest
from openpyxl import load_workbook

from app.models import Course, Person, Registration
from tests.factories import make_course, make_group, make_registration
from tests.routes.office.conftest import Office
from tests.statements import counted

pytestmark = pytest.mark.postgresql

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


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Hà Văn Áo", "Đỗ Thị Tuyết Nhung", "Chu Thị Pjảo", "Lương Doãn Thiệu"]),
        ("sap=luc", list(NAMES)),
        ("sap=thu-tu", ["Hà Văn Áo", "Chu Thị Pjảo", "Lương Doãn Thiệu", "Đỗ Thị Tuyết Nhung"]),
        ("sap=to", ["Đỗ Thị Tuyết Nhung", "Chu Thị Pjảo", "Hà Văn Áo", "Lương Doãn Thiệu"]),
        ("tim=do+nhung", ["Đỗ Thị Tuyết Nhung"]),
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


def test_pages_of_a_hundred(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("app.routes.office.registrations.registration_lists"), "PAGE", 3)
    course_with(office)
    page = office.as_officer().get("/van-phong/lop/DEM1/nguoi-hoc")
    assert "Trang sau" in page.links()
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
