"""The list of classes as a table: sorted, narrowed, turned, opened beside; a part of it is the same as in the page."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import brotli
import pytest
from openpyxl import load_workbook

from app.country import clock
from app.models import Course, CourseState, Role
from tests.factories import make_account, make_attended_course, make_course, make_place, make_registration, make_ward
from tests.pages import Page, Pages, without_tokens, words
from tests.routes.office.conftest import Office
from tests.statements import counted

LIST, PANEL = "cac-lop", "xem"
LARGEST_PART = 4096


def codes(page: Page) -> list[str]:
    """The codes of the rows, in their order."""
    return [link.get("data-row") or "" for link in page.all("a") if link.get("data-row")]


def part(pages: Pages, address: str, target: str, status: int = 200) -> Page:
    """What htmx gets for a part of the page."""
    return pages.get(address, status=status, headers={"HX-Request": "true", "HX-Target": target})


def outer(html: str, tag: str, mark: str) -> str:
    """An element as it is written, with all that stands in it."""
    begin = html.index(f"<{tag}", html.rindex(f"<{tag}", 0, html.index(mark)))
    depth = 0
    for found in re.finditer(rf"<(/?){tag}\b", html[begin:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            return html[begin : begin + found.end() + 1]
    raise AssertionError(f"{tag} with {mark} never ends")


@pytest.fixture
def classes(office: Office) -> Office:
    """Three classes: one to come soon, one later, one over; and a draft."""
    now = clock.now()
    with office.write() as session:
        ward = office.here(session)
        hall = make_place(session, ward, "Nhà văn hóa Túc Duyên")
        soon = make_course(session, ward, code="SN1", title="Bình dân học AI", first=now + timedelta(days=1), seats=10)
        make_course(session, ward, code="LT1", title="Đọc báo mạng", first=now + timedelta(days=20), place=hall)
        make_course(
            session, ward, code="DR1", title="An toàn số", first=now + timedelta(days=9), state=CourseState.DRAFT
        )
        make_attended_course(session, ward, code="VR1", title="Cài đặt VNeID", people=4, seldom=2)
        for name in ("Lương Doãn Thiệu", "Chu Thị Pjảo", "Bế Thị Cúc"):
            make_registration(session, soon, name)
        make_account(session, ward, Role.INSTRUCTOR, course=soon, full_name="Tạ Đăng Nguyên")
    return office


def test_what_comes_next_stands_first_and_what_is_over_last(classes: Office) -> None:
    assert codes(classes.as_officer().get("/van-phong/lop")) == ["SN1", "DR1", "LT1", "VR1"]


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("ten", ["DR1", "SN1", "VR1", "LT1"]),
        ("-ten", ["LT1", "VR1", "SN1", "DR1"]),
        ("ma", ["DR1", "LT1", "SN1", "VR1"]),
        ("-buoi", ["LT1", "DR1", "SN1", "VR1"]),
        ("khong-co", ["SN1", "DR1", "LT1", "VR1"]),
    ],
)
def test_a_heading_sorts_and_what_is_unknown_stays_last(classes: Office, asked: str, order: list[str]) -> None:
    page = classes.as_officer().get(f"/van-phong/lop?sap={asked}")

    assert codes(page) == order
    sorted_by = [words(head) for head in page.all("th") if head.get("aria-sort")]
    assert len(sorted_by) == 1


def test_pressing_a_heading_again_turns_it_round(classes: Office) -> None:
    page = classes.as_officer().get("/van-phong/lop").follow("Tên lớp")
    assert codes(page)[0] == "DR1"
    assert codes(page.follow("Tên lớp ↑"))[0] == "LT1"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tinh-trang=nhap", {"DR1"}),
        ("tinh-trang=dang-mo", {"SN1", "LT1"}),
        ("tinh-trang=da-xong", {"VR1"}),
        ("tinh-trang=chua-trinh", {"VR1"}),
        ("tinh-trang=cho", {"VR1"}),
        ("xem=da-xong", {"VR1"}),  # an address of before
        ("tim=an toan", {"DR1"}),
        ("tim=lt1", {"LT1"}),
        ("noi=khong-co", {"SN1", "LT1", "DR1", "VR1"}),
    ],
)
def test_it_is_narrowed(classes: Office, asked: str, found: set[str]) -> None:
    page = classes.as_officer().get(f"/van-phong/lop?{asked}")
    assert set(codes(page)) == found
    assert f'data-rows="{len(found)}"' in page.html


def test_it_is_narrowed_by_place_teacher_and_month(classes: Office) -> None:
    pages = classes.as_officer()
    form = pages.get("/van-phong/lop").form(button="Lọc")
    chosen = {
        select.get("name"): {words(option): option.get("value") for option in select.iter("option")}
        for select in form.element.iter("select")
    }

    assert codes(form.submit({"noi": chosen["noi"]["Nhà văn hóa Túc Duyên"]})) != codes(pages.get("/van-phong/lop"))
    assert codes(form.submit({"day": chosen["day"]["Tạ Đăng Nguyên"]})) == ["SN1"]
    long_ago = list(chosen["thang"].values())[-1]
    assert codes(form.submit({"thang": long_ago})) == []


def test_colour_is_for_the_exception(classes: Office) -> None:
    page = classes.as_officer().get("/van-phong/lop")
    rows = {(codes(page))[number]: row for number, row in enumerate(page.all("tr")[1:])}

    def loud(code: str) -> list[str]:
        return [
            words(each) for each in rows[code].iter("span") if {"bad", "warn"} & set((each.get("class") or "").split())
        ]

    assert loud("SN1") == []
    assert loud("LT1") == ["Chưa có người dạy"]
    assert loud("VR1") == ["Chờ trình giấy"]
    assert "3/10" in words(rows["SN1"])
    assert "SN1" in words(rows["SN1"])


def test_twenty_five_stand_on_a_page(office: Office) -> None:
    with office.write() as session:
        for number in range(27):
            make_course(session, office.here(session), title=f"Lớp số {number}")
    pages = office.as_officer()

    first = pages.get("/van-phong/lop?sap=ten")
    second = first.follow("Trang sau")

    assert (len(codes(first)), len(codes(second))) == (25, 2)
    assert "26–27 trong 27" in second.text
    assert codes(pages.get("/van-phong/lop?sap=ten&trang=9")) == codes(second)


def test_it_costs_the_same_however_many_classes(office: Office) -> None:
    pages, asked = office.as_officer(), []
    for count in (2, 10):
        with office.write() as session:
            for _number in range(count):
                make_registration(session, make_course(session, office.here(session)))
        with counted() as statements:
            pages.get("/van-phong/lop")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 14


def test_the_states_are_chips_with_their_counts_and_the_one_that_is_lit_leads_back(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="VR1")
        make_attended_course(session, office.here(session), code="VR2")
    page = office.as_officer().get("/van-phong/lop?tinh-trang=chua-trinh")

    chips = [link for link in page.all("a") if link.get("class") == "chip"]
    assert [words(each) for each in chips] == [
        "Tất cả", "Chưa trình giấy (2)", "Đang chờ anh chị (2)", "Đã xong (2)"
    ]  # fmt: skip
    assert [each.get("aria-current") for each in chips] == [None, "true", None, None]
    assert page.links()["Tất cả"] == "/van-phong/lop"


@pytest.mark.parametrize("asked", ["", "?sap=-ten", "?tinh-trang=dang-mo&xem=SN1", "?tim=zzz"])
def test_the_part_is_the_same_as_in_the_page(classes: Office, asked: str) -> None:
    pages = classes.as_officer()
    whole = without_tokens(pages.get(f"/van-phong/lop{asked}").html)
    some = without_tokens(part(pages, f"/van-phong/lop{asked}", LIST).html)
    beside, title, _end = without_tokens(part(pages, f"/van-phong/lop{asked}", PANEL).html).partition("<title>")

    assert some.strip() in whole
    assert beside.strip() in whole
    assert title  # names who is open, or no longer
    assert "<html" not in some


def test_a_part_of_a_full_page_is_light(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        for number in range(25):
            title = f"Điện thoại thông minh cho người cao tuổi – nhóm {number}"
            make_registration(session, make_course(session, ward, title=title, place=make_place(session, ward)))
    html = part(office.as_officer(), "/van-phong/lop", LIST).html

    assert html.count("<tr") == 26
    assert len(brotli.compress(html.encode(), quality=6)) <= LARGEST_PART


def test_a_row_opens_beside_the_list_and_leads_on(classes: Office) -> None:
    page = classes.as_officer().get("/van-phong/lop?xem=SN1&sap=ten")

    assert [row.get("aria-current") for row in page.all("tr")].count("true") == 1
    assert page.links()["Mở cả trang"] == "/van-phong/lop/SN1"
    assert page.links()["Tin nhắn"] == "/van-phong/lop/SN1/tin-nhan"
    assert "Ghi tên" in page.links()
    closed = [link.get("href") for link in page.all("a") if link.get("data-close") is not None]
    assert closed == ["/van-phong/lop?sap=ten"]


def test_another_wards_class_does_not_open(classes: Office) -> None:
    with classes.write() as session:
        make_course(session, make_ward(session), code="DEM9", title="Lớp của phường khác")
    pages = classes.as_officer()

    assert "phường khác" not in pages.get("/van-phong/lop?xem=DEM9").html
    assert part(pages, "/van-phong/lop?xem=DEM9", PANEL).html.strip() == "<title>Lớp học – Lớp Số</title>"


def test_a_leader_chooses_nothing(classes: Office) -> None:
    page = classes.as_leader().get("/van-phong/lop")
    assert codes(page)
    assert not [box for box in page.all("input") if box.get("type") == "checkbox"]


def chosen(office: Office, act: str, *chosen_codes: str) -> Page:
    form = office.as_officer().get("/van-phong/lop").form("/van-phong/lop/da-chon")
    return form.submit({"lop": list(chosen_codes), "v": act})


def test_nothing_chosen_is_said(classes: Office) -> None:
    assert "Anh chị chọn lớp trước đã" in chosen(classes, "in").text


def test_chosen_classes_are_reminded_with_how_many_it_reaches(classes: Office) -> None:
    page = chosen(classes, "nhac", "SN1", "VR1")

    assert page.h1 == "Lời nhắc cho 3 người"
    [text] = ["".join(area.itertext()) for area in page.all("textarea")]
    assert "Bình dân học AI" in text
    assert "Không còn buổi sắp tới: VR1." in page.text


def test_chosen_classes_leave_as_a_workbook(classes: Office) -> None:
    answer = classes.as_officer().client.get("/van-phong/lop/da-chon.xlsx?lop=VR1&lop=SN1&lop=NO1")

    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows: list[tuple[Any, ...]] = list(sheet.values)
    assert rows[0][:3] == ("Tên lớp", "Mã", "Buổi tới")
    assert [row[1] for row in rows[1:]] == ["VR1", "SN1"]
    assert (rows[1][6], sheet["G2"].number_format) == (0.75, "0.00%")  # of four people two came seldom
    assert rows[1][2] is None
    assert isinstance(rows[2][2], datetime)  # which Excel sorts, with its hour


def test_chosen_classes_are_printed_each_its_sheet(classes: Office) -> None:
    page = chosen(classes, "in", "SN1", "LT1")

    assert page.h1 == "Danh sách ký của 2 lớp"
    assert "Danh sách ký SN1/1" in page.text
    assert "Danh sách ký LT1/1" in page.text
    with classes.read() as session:
        assert session.scalars(Course.of(classes.ward.id)).all()


def test_rows_are_dense_until_somebody_wants_air(classes: Office) -> None:
    pages = classes.as_officer()
    page = pages.get("/van-phong/lop?sap=ten")
    assert 'class="rows dense"' in page.html

    mine = pages.get("/tai-khoan").follow("Hàng thoáng, đủ chữ")
    airy = pages.get("/van-phong/lop?sap=ten")

    assert 'class="rows"' in airy.html
    assert codes(airy) == codes(page)
    mine.follow("Mỗi hàng một dòng")
    assert 'class="rows dense"' in pages.get("/van-phong/lop?sap=ten").html
