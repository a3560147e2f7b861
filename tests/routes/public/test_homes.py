"""/ and /x/<unit_code>: what is on, soonest first, and where to go when nothing is."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.database import immediate
from app.models import AdministrativeUnit, CourseState
from tests.factories import make_course, make_group, make_place, make_ward
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


def test_a_class_for_a_unit_s_own_people_is_met_by_its_link_alone(
    app: Flask, client: FlaskClient, pages: Pages, ward: AdministrativeUnit
) -> None:
    soon = {"first": clock.now() + timedelta(days=1)}
    theirs = {"title": "Tập huấn cán bộ", "code": "CB1", "audience": "cbccvc", "who_sees": "link", **soon}
    over = {"title": "Lớp đã xong", "code": "OVER", "first": clock.now() - timedelta(weeks=9)}
    open_courses(app, ward, theirs, {"title": "Cho mọi người"}, over)

    for address in ("/", "/x/05443", "/?tim=tap+huan", "/?cho=cbccvc", "/?het"):
        assert "Tập huấn cán bộ" not in pages.get(address).text
    # Whoever looks at a class that is over is led to one that anybody may come to.
    assert "Cho mọi người" in pages.get("/l/OVER", status=410).text
    assert pages.get("/l/CB1").form(button="Đăng ký học").action == "/l/CB1"
    assert client.get("/l/CB1").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" not in client.get("/l/OVER").headers


def test_a_ward_without_classes_says_what_will_be_here(pages: Pages, ward: AdministrativeUnit) -> None:
    page = pages.get("/")
    assert "Chưa có lớp nào đang mở" in page.text
    assert "tel:+842083855555" in page.links().values()


def test_with_several_wards_the_ward_is_chosen_first(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, "05440", name="Gia Sàng")
    open_courses(app, ward, {"title": "Lớp ở Phan Đình Phùng"})

    page = pages.get("/")

    assert page.h1 == "Bác ở phường, xã nào?"
    there = [text for text in page.links() if text.startswith("Phường")]
    assert there == ["Phường Gia Sàng", "Phường Phan Đình Phùng"]
    assert titles(page.follow(there[1])) == ["Lớp ở Phan Đình Phùng"]


def test_an_empty_product_begins_with_the_first_run(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (303, "/quan-tri/bat-dau")


@pytest.mark.parametrize("code", ["99999", "5443", "054431", "abcde", "٠٥٤٤٣", "%00%00%00%00%00", "05443'--"])
def test_a_ward_that_is_not_there_is_a_404(pages: Pages, ward: AdministrativeUnit, code: str) -> None:
    pages.get(f"/x/{code}", status=404)


def a_crowd(app: Flask, ward: AdministrativeUnit) -> None:
    """Eight classes: one under way, two for the old, one for a group's people, held in the quarter of that group."""
    next_month = clock.now() + timedelta(days=30)
    courses: list[dict[str, Any]] = [{"title": f"Cho mọi người {number}", "first": next_month} for number in range(4)]
    # The search looks into codes as well: these hold no figure.
    codes = {1: "CAOMOT", 2: "CAOHAI"}
    courses += [
        {"title": f"Người cao tuổi {number}", "code": code, "audience": "elderly", "first": next_month}
        for number, code in codes.items()
    ]
    courses.append({"title": "Ngay bây giờ", "first": clock.now() - timedelta(minutes=1)})
    open_courses(app, ward, *courses)
    with app.app_context(), immediate() as session:
        here = session.merge(ward)
        groups = [make_group(session, here, f"Tổ dân phố Túc Duyên {number}") for number in (1, 2)]
        place = make_place(session, here, "Nhà văn hóa Túc Duyên")
        place.quarter = "Túc Duyên"
        values = {"code": "RIENG", "topics": "đặt lịch khám", "who_may": "groups", "first": next_month}
        only = make_course(session, here, title="Chỉ tổ 1", place=place, **values)
        only.groups = groups[:1]


def test_many_classes_can_be_filtered_without_script(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    page = pages.get("/")
    assert {"Mọi lớp (8)", "Tuần này (1)", "Sau nữa (7)", "Mọi người (6)", "Người cao tuổi (2)"} <= set(page.links())
    assert titles(page.follow("Tuần này (1)")) == ["Ngay bây giờ"]
    elderly = page.follow("Người cao tuổi (2)")
    assert titles(elderly) == ["Người cao tuổi 1", "Người cao tuổi 2"]
    assert "Sau nữa (2)" in elderly.links()
    assert len(titles(elderly.follow("Người cao tuổi (2)"))) == 8, "pressed again, a filter is lifted"


def test_a_group_finds_the_classes_it_may_come_to(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    page = pages.get("/")
    form, [select] = page.form(button="Tìm"), page.all("select")
    assert select.get("form") == form.element.get("id"), "without script the choice goes with the search"
    codes = [option.get("value") or "" for option in select.iter("option")]
    theirs, others = (form.submit({"to": code}) for code in codes[1:])
    assert "Chỉ tổ 1" in titles(theirs)
    assert theirs.text.count("Gần nhà bác") == 1
    assert (len(titles(theirs)), len(titles(others))) == (8, 7)
    assert "Chỉ tổ 1" not in titles(others)
    assert "Mọi lớp (7)" in others.links()


@pytest.mark.parametrize("typed", ["dat lich", "RIENG", "rieng", "to 1 chi", "nha van hoa chi", "Đặt lịch khám"])
def test_classes_are_found_without_accents(app: Flask, pages: Pages, ward: AdministrativeUnit, typed: str) -> None:
    a_crowd(app, ward)
    assert titles(pages.get("/").form(button="Tìm").submit({"tim": typed})) == ["Chỉ tổ 1"]


def test_filters_go_together_and_a_search_keeps_them(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    elderly = pages.get("/").follow("Người cao tuổi (2)")
    assert titles(elderly.form(button="Tìm").submit({"tim": "2", "cho": "elderly"})) == ["Người cao tuổi 2"]
    [kept] = [control for control in elderly.all("input") if control.get("name") == "cho"]
    assert (kept.get("value"), kept.get("form")) == ("elderly", "tim-lop")


def test_htmx_is_given_the_list_as_the_page_shows_it(app: Flask, client: FlaskClient, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    whole = client.get("/?cho=elderly")
    part = client.get("/?cho=elderly", headers={"HX-Request": "true"})
    assert whole.headers["Vary"] == part.headers["Vary"]
    assert "HX-Request" in whole.headers["Vary"]
    assert part.text.strip() in whole.text
    assert "<html" not in part.text


def test_what_opens_later_stands_apart(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    soon = clock.now() + timedelta(days=3)
    later = {"title": "Mở sau", "first": soon, "registration_opens_at": clock.now() + timedelta(days=1)}
    open_courses(app, ward, later, {"title": "Mở rồi", "first": soon + timedelta(days=9)})
    page = pages.get("/")
    assert titles(page) == ["Mở rồi", "Mở sau"]
    assert page.text.index("Mở rồi") < page.text.index("Sắp mở đăng ký") < page.text.index("Mở sau")


def test_a_handful_needs_no_filters(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    open_courses(app, ward, *({"title": f"Lớp {number}"} for number in range(3)))
    page = pages.get("/")
    assert not [text for text in page.links() if text.startswith("Mọi lớp")]
    assert page.forms() == []


@pytest.mark.parametrize("word", ["khong-co", "' OR 1=1", "x" * 5000, "\x00"])
@pytest.mark.parametrize("name", ["cho", "tuan", "to"])
def test_a_filter_that_is_none_hides_nothing(
    app: Flask, pages: Pages, ward: AdministrativeUnit, name: str, word: str
) -> None:
    open_courses(app, ward, {"title": "Lớp duy nhất"})
    assert titles(pages.get("/", query_string={name: word})) == ["Lớp duy nhất"]


@pytest.mark.parametrize("asked", ["cho=traders", "tuan=sau", "tim=khong+co+gi"])
def test_a_filter_with_nothing_behind_it_leads_back(
    app: Flask, pages: Pages, ward: AdministrativeUnit, asked: str
) -> None:
    open_courses(app, ward, {"title": "Lớp duy nhất", "first": clock.now() - timedelta(minutes=1)})
    page = pages.get(f"/?{asked}")
    assert "Chưa có lớp nào như vậy" in page.text
    assert titles(page.follow("Xem mọi lớp")) == ["Lớp duy nhất"]


def test_a_crowd_of_classes_is_shown_in_two_steps(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    open_courses(app, ward, *({"title": f"Lớp {number}"} for number in range(30)))
    page = pages.get("/")
    assert len(titles(page)) == 24
    assert len(titles(page.follow("Xem thêm 6 lớp"))) == 30


def test_wards_stand_under_their_provinces_by_the_alphabet(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        for name in ("Gia Sàng", "Đồng Hỷ", "Đại Phúc", "Dân Tiến", "An Khánh", "Bá Xuyên", "Võ Nhai", "Yên Bình"):
            make_ward(session, name=name).parent = ward.parent and session.merge(ward).parent
        other = make_ward(session, name="Ba Đình")
        assert other.parent is not None
        other.parent.kind, other.parent.name = "thành phố", "Hà Nội"
    page = pages.get("/")
    shown = [text.removeprefix("Phường ") for text in page.links() if text.startswith("Phường ")]
    assert shown == ["Ba Đình", "An Khánh", "Bá Xuyên", "Dân Tiến", "Đại Phúc", "Đồng Hỷ", "Gia Sàng",
                     "Phan Đình Phùng", "Võ Nhai", "Yên Bình"]  # fmt: skip
    assert page.text.index("Thành phố Hà Nội") < page.text.index("Tỉnh Thái Nguyên")
    found = page.form(button="Tìm").submit({"tim": "dong hy"})
    assert [text for text in found.links() if text.startswith("Phường ")] == ["Phường Đồng Hỷ"]
    assert "Không thấy nơi nào như vậy" in page.form(button="Tìm").submit({"tim": "xyz"}).text


def test_a_ward_that_was_merged_leads_to_what_it_became(app: Flask, client: FlaskClient, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        newest = make_ward(session, "05450", name="Mới nhất")
        between = make_ward(session, "05440", name="Giữa", valid_to=clock.today(), successor_id=newest.id)
        make_ward(session, "05430", name="Cũ", valid_to=clock.today(), successor_id=between.id)
        make_ward(
            session, "05420", name="Chưa tới ngày", valid_to=clock.today() + timedelta(days=9), successor_id=newest.id
        )
        newest.successor_id, newest.valid_to = between.id, clock.today()  # a ring, typed by mistake: no endless way
    answer = client.get("/x/05430")
    assert (answer.status_code, answer.location) == (303, "/x/05450")
    assert client.get("/x/05420").status_code == 200


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
    assert len(few) == len(many) == 5, many  # the wards, the ward's groups, the classes with places, lessons, groups


def test_the_home_sets_no_cookie(client: FlaskClient, ward: AdministrativeUnit) -> None:
    assert "Set-Cookie" not in client.get("/").headers
