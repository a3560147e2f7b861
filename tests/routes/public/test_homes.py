"""/ and /x/<unit_code>: what is on, soonest first, and where to go when nothing is."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, CourseState, Registration, ResidentialGroup, SignUpWay, Wishes
from app.models.people import group_history
from app.web.database import immediate
from tests.factories import make_course, make_group, make_person, make_place, make_registration, make_ward
from tests.pages import Page, Pages, words
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
    cards = [card for card in page.all("li") if card.get("class") == "card dated go"]
    return ["".join(link.itertext()).strip() for card in cards for link in card.iter("a")]


def test_the_one_ward_s_classes_stand_soonest_first_and_what_is_half_over_last(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
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
    assert titles(page) == ["Trước", "Sau", "Đang học, buổi sau mai kia"]
    assert "còn 2 trong 3 buổi" in page.text
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
    assert {"Tất cả 8 lớp", "Tuần này 1 lớp"} <= set(page.links())
    assert titles(page.follow("Tuần này 1 lớp")) == ["Ngay bây giờ"]
    assert "Sau nữa 7 lớp" in pages.get("/?tuan=xa").links(), (
        "an address that was sent about still says what it asks for"
    )
    elderly = page.form(button="Xem lớp").submit({"cho": "elderly"})
    assert titles(elderly) == ["Người cao tuổi 1", "Người cao tuổi 2"]
    assert "Tất cả 2 lớp" in elderly.links()
    assert {"Mọi người (6)", "Người cao tuổi (2)"} <= {words(option) for option in elderly.all("option")}
    assert len(titles(elderly.form(button="Xem lớp").submit({"cho": ""}))) == 8


def test_a_group_finds_the_classes_it_may_come_to(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    page = pages.get("/")
    form = page.form(button="Xem lớp")
    [select] = [each for each in page.all("select") if each.get("name") == "to"]
    codes = [option.get("value") or "" for option in select.iter("option")]
    theirs, others = (form.submit({"to": code}) for code in codes[1:])
    assert "Chỉ tổ 1" in titles(theirs)
    assert theirs.text.count("Gần nhà bác") == 1
    assert (len(titles(theirs)), len(titles(others))) == (8, 7)
    assert "Chỉ tổ 1" not in titles(others)
    assert "Tất cả 7 lớp" in others.links()


def test_the_address_of_a_merged_group_shows_the_classes_of_the_one_it_went_to(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    a_crowd(app, ward)
    with app.app_context(), immediate() as session:
        gone = make_group(session, session.merge(ward))
        into = session.scalars(select(ResidentialGroup).where(ResidentialGroup.name.endswith("Túc Duyên 2"))).one()
        group_history.merge(session, gone, into, clock.today())
    shown = titles(pages.get(f"/?to={gone.code}"))
    assert shown == titles(pages.get(f"/?to={into.code}"))
    assert "Chỉ tổ 1" not in shown


@pytest.mark.parametrize("typed", ["dat lich", "RIENG", "rieng", "to 1 chi", "nha van hoa chi", "Đặt lịch khám"])
def test_classes_are_found_without_accents(app: Flask, pages: Pages, ward: AdministrativeUnit, typed: str) -> None:
    a_crowd(app, ward)
    assert titles(pages.get("/").form(button="Xem lớp").submit({"tim": typed})) == ["Chỉ tổ 1"]


def test_filters_go_together_and_a_search_keeps_them(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    elderly = pages.get("/?tuan=xa").form(button="Xem lớp").submit({"cho": "elderly", "tuan": "xa"})
    assert titles(elderly.form(button="Xem lớp").submit({"tim": "2", "tuan": "xa"})) == ["Người cao tuổi 2"]
    [kept] = [control for control in elderly.all("input") if control.get("name") == "tuan"]
    assert (kept.get("value"), kept.get("form")) == ("xa", "tim-lop")


def test_htmx_is_given_the_list_as_the_page_shows_it(app: Flask, client: FlaskClient, ward: AdministrativeUnit) -> None:
    a_crowd(app, ward)
    whole = client.get("/?cho=elderly")
    part = client.get("/?cho=elderly", headers={"HX-Request": "true"})
    assert whole.headers["Vary"] == part.headers["Vary"]
    assert "HX-Request" in whole.headers["Vary"]
    page, given = (" ".join(answer.text.replace('hx-swap-oob="true"', "").split()) for answer in (whole, part))
    classes, begin, quick = given.partition('<span class="row" id="loc-nhanh"')
    assert classes.strip() in page
    quick, _begin, heard = quick.partition("<p ")
    assert begin + quick in page
    assert 'id="bao-lop" hx-swap-oob="innerHTML">2 lớp</p>' in heard
    assert 'role="status" id="bao-lop"></p>' in page
    assert 'id="cac-lop"' in classes
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
    assert not [text for text in page.links() if text.startswith("Tất cả")]
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


def test_a_class_half_over_is_said_to_be_so_and_is_not_green(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    now = clock.now()
    open_courses(app, ward, {"title": "Đang học", "first": now - timedelta(days=5)}, {"title": "Sắp học"})
    page = pages.get("/")
    told = "Vào lúc này vẫn được học, nhưng không đủ buổi để cấp giấy chứng nhận."
    assert page.text.index("Sắp học") < page.text.index(told) < page.text.index("Đang học", page.text.index(told))
    tags = [tag.get("class") for tag in page.all("span") if words(tag).startswith("Còn ")]
    assert tags == ["tag good", "tag"]


def test_a_phone_that_knows_a_ticket_is_led_to_it_first_and_nobody_is_named(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    with app.app_context(), immediate() as session:
        here, now = session.merge(ward), clock.now()
        later, sooner, over = (
            make_course(session, here, title=title, first=now + timedelta(days=days))
            for title, days in (("Lớp sau", 9), ("Lớp trước", 2), ("Lớp đã xong", 5))
        )
        ticket = make_registration(session, later, "Lò Thị Mai").ticket
        relative = make_person(session, here, "Lò Văn Pó", add=False)
        Registration.register(session, later.id, relative, Wishes(way=SignUpWay.QR), now, ticket_id=ticket.id)
        waiting, done = (make_registration(session, course, "Lò Thị Mai").ticket for course in (sooner, over))
        for lesson in over.lessons:
            lesson.starts_at, lesson.ends_at = (
                lesson.starts_at - timedelta(days=90),
                lesson.ends_at - timedelta(days=90),
            )
        tokens = [ticket.token, waiting.token, done.token]
    assert "Phiếu đi học của bác" not in pages.get("/").text
    for token in tokens:
        pages.client.set_cookie(f"lopso_ticket_{token[:6]}", token)

    page = pages.get("/")

    assert page.text.count("Phiếu đi học của bác") == 2
    assert page.text.index("Lớp trước") < page.text.index("Lớp sau") < page.text.index(page.h1)
    assert "2 người" in page.text
    assert "Lò" not in page.text
    assert f"/v/{tokens[0]}" in page.response.text
    assert f"/v/{tokens[2]}" not in page.response.text


def test_a_demo_ward_says_that_it_is_one(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, is_demo=True)
    page = pages.get("/")
    [foot] = page.all("footer")
    assert "Phường mẫu:" in words(foot)
    assert page.html.count("Phường mẫu:") == 1


def test_the_home_asks_the_database_as_often_however_many_classes(
    app: Flask, client: FlaskClient, ward: AdministrativeUnit
) -> None:
    open_courses(app, ward, {"title": "Một"})
    with counted() as few:
        client.get("/")
    open_courses(app, ward, *({"title": f"Lớp {number}", "lessons": 5} for number in range(20)))
    with counted() as many:
        client.get("/")
    # The wards, the version of its pages, the ward's groups, the classes with places, lessons, groups.
    assert len(few) == len(many) == 6, many


def test_the_home_sets_no_cookie(client: FlaskClient, ward: AdministrativeUnit) -> None:
    assert "Set-Cookie" not in client.get("/").headers
