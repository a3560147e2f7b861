"""/ and /x/<unit_code>: what is on, soonest first, and where to go when nothing is."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.database import immediate
from app.models import AdministrativeUnit, CourseState
from tests.factories import make_course, make_ward
from tests.pages import Page, Pages
from tests.statements import counted


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """The only ward."""
    with app.app_context(), immediate() as session:
        return make_ward(session, "05443")


def open_courses(app: Flask, ward: AdministrativeUnit, *given: dict[str, Any]) -> None:
    """One class for each set of values."""
    with app.app_context(), immediate() as session:
        for values in given:
            make_course(session, session.merge(ward), **values)


def titles(page: Page) -> list[str]:
    """The names on the cards, in their order."""
    cards = [card for card in page.all("li") if card.get("class") == "card dated"]
    return ["".join(link.itertext()).strip() for card in cards for link in card.iter("a")]


def test_the_one_ward_s_classes_stand_soonest_first(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    now = clock.now()
    open_courses(
        app,
        ward,
        {"title": "Sau", "first": now + timedelta(days=9)},
        {"title": "Trước", "first": now + timedelta(days=1)},
        {"title": "Đang học, buổi sau mai kia", "first": now - timedelta(days=5)},
    )

    page = pages.get("/")

    assert page.h1 == "Học miễn phí gần nhà"
    assert titles(page) == ["Trước", "Đang học, buổi sau mai kia", "Sau"]
    assert "đã học 1 trong 3 buổi" in page.text
    assert titles(pages.get("/x/05443")) == titles(page)


def test_only_what_people_may_come_to_is_shown(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    past, soon = clock.now() - timedelta(weeks=9), clock.now() + timedelta(days=3)
    open_courses(
        app,
        ward,
        {"title": "Nháp", "state": CourseState.DRAFT},
        {"title": "Đã hủy", "state": CourseState.CANCELLED},
        {"title": "Đã đóng", "state": CourseState.CLOSED},
        {"title": "Đã học xong", "first": past},
        {"title": "Hết hạn ghi tên", "registration_closes_at": clock.now() - timedelta(minutes=1)},
        {"title": "Ghi tên từ tuần sau", "first": soon, "registration_opens_at": clock.now() + timedelta(days=1)},
    )
    assert titles(pages.get("/")) == ["Ghi tên từ tuần sau"]


def test_a_ward_without_classes_says_what_will_be_here(pages: Pages, ward: AdministrativeUnit) -> None:
    page = pages.get("/")
    assert "Chưa có lớp nào đang mở." in page.text
    assert "tel:+842083855555" in page.links().values()


def test_with_several_wards_the_ward_is_chosen_first(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, "05440", name="Gia Sàng")
    open_courses(app, ward, {"title": "Lớp ở Phan Đình Phùng"})

    page = pages.get("/")

    assert page.h1 == "Bác ở phường, xã nào?"
    there = [text for text in page.links() if text.startswith("Phường")]
    assert there == ["Phường Gia SàngTỉnh Thái Nguyên", "Phường Phan Đình PhùngTỉnh Thái Nguyên"]
    assert titles(page.follow(there[1])) == ["Lớp ở Phan Đình Phùng"]


def test_an_empty_product_begins_with_the_first_run(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (303, "/quan-tri/bat-dau")


@pytest.mark.parametrize("code", ["99999", "5443", "054431", "abcde", "٠٥٤٤٣", "%00%00%00%00%00", "05443'--"])
def test_a_ward_that_is_not_there_is_a_404(pages: Pages, ward: AdministrativeUnit, code: str) -> None:
    pages.get(f"/x/{code}", status=404)


def test_many_classes_can_be_filtered_without_script(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    next_month = clock.now() + timedelta(days=30)
    courses: list[dict[str, Any]] = [{"title": f"Cho mọi người {number}", "first": next_month} for number in range(5)]
    courses += [{"title": f"Người cao tuổi {number}", "audience": "elderly", "first": next_month} for number in (1, 2)]
    courses.append({"title": "Ngay bây giờ", "first": clock.now() - timedelta(minutes=1)})
    open_courses(app, ward, *courses)

    page = pages.get("/")
    assert {"Mọi lớp (8)", "Tuần này (1)", "Mọi người (6)", "Người cao tuổi (2)"} <= set(page.links())
    assert titles(page.follow("Tuần này (1)")) == ["Ngay bây giờ"]
    elderly = page.follow("Người cao tuổi (2)")
    assert titles(elderly) == ["Người cao tuổi 1", "Người cao tuổi 2"]
    assert len(titles(elderly.follow("Mọi lớp (8)"))) == 8


def test_a_handful_needs_no_filters(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    open_courses(app, ward, *({"title": f"Lớp {number}"} for number in range(6)))
    assert not [text for text in pages.get("/").links() if text.startswith("Mọi lớp")]


@pytest.mark.parametrize("word", ["khong-co", "' OR 1=1", "x" * 5000, "\x00"])
def test_a_filter_that_is_none_hides_nothing(app: Flask, pages: Pages, ward: AdministrativeUnit, word: str) -> None:
    open_courses(app, ward, {"title": "Lớp duy nhất"})
    assert titles(pages.get("/", query_string={"loc": word})) == ["Lớp duy nhất"]


def test_a_filter_with_nothing_behind_it_leads_back(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    open_courses(app, ward, {"title": "Lớp duy nhất"})
    page = pages.get("/?loc=traders")
    assert "Chưa có lớp nào như vậy." in page.text
    assert titles(page.follow("Xem mọi lớp")) == ["Lớp duy nhất"]


def test_a_crowd_of_classes_is_shown_in_two_steps(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    open_courses(app, ward, *({"title": f"Lớp {number}"} for number in range(30)))
    page = pages.get("/")
    assert len(titles(page)) == 24
    assert len(titles(page.follow("Xem thêm 6 lớp"))) == 30


def test_a_demo_ward_says_that_it_is_one(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, is_demo=True)
    assert "Phường mẫu để dùng thử" in pages.get("/").text


def test_the_home_asks_the_database_as_often_however_many_classes(
    app: Flask, client: FlaskClient, ward: AdministrativeUnit
) -> None:
    open_courses(app, ward, {"title": "Một"})
    with counted() as few:
        client.get("/")
    open_courses(app, ward, *({"title": f"Lớp {number}", "lessons": 5} for number in range(20)))
    with counted() as many:
        client.get("/")
    assert len(few) == len(many) == 3, many  # the wards, the classes with their places, their lessons


def test_the_home_sets_no_cookie(client: FlaskClient, ward: AdministrativeUnit) -> None:
    assert "Set-Cookie" not in client.get("/").headers
