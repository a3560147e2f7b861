"""The entries of a rail: each of their lists stands under the word of its entry, among the tabs, and lights it;
whatever lies below lights one too."""

import re

import pytest
from flask import Flask

from app.country import clock
from app.data.programmes import catalogue
from app.models import Programme, Role
from app.routes.office.desk import places
from app.routes.office.desk.entries import ENTRIES, lit_by
from tests.architecture.declared import declared
from tests.doors import a_ward, someone
from tests.factories import make_plan
from tests.pages import Page, Pages, words
from tests.routes.office.conftest import Office

OF_CLASSES = ["Lớp", "Lịch", "Mẫu lớp", "Sổ giấy"]
OF_PEOPLE = ["Người học", "Đại sứ", "Tổ dân phố", "Đội"]
OF_HELP = ["Nhờ giúp", "Kèm cặp", "Bà con hỏi gì"]
OF_PLANS = ["Chỉ tiêu", "Nhiệm vụ"]
OF_REPORTS = ["Báo cáo của phường", "Nơi gửi về", "Sổ văn bản"]
# What stands under no entry: what everybody has, and files of pages.
NOWHERE = {"office.finds", "office.more", "office.shown", "office.moved"}


def tabs(page: Page) -> tuple[list[str], list[str]]:
    """The tabs of a page without their numbers, and those that are marked as open."""
    [nav] = [one for one in page.all("nav") if one.get("aria-label") == "Các phần của nơi này"]
    links = [(re.sub(r"\d.*", "", words(link)), link.get("aria-current")) for link in nav.iter("a")]
    return [each for each, _open in links], [each for each, is_open in links if is_open]


def lit(page: Page) -> list[str]:
    """The entry of the rail that is marked as open."""
    [nav] = [one for one in page.all("nav") if one.get("aria-label") == "Các nơi chính"]
    return [re.sub(r"\d.*", "", words(link)) for link in nav.iter("a")
            if link.get("aria-current") and not words(link).startswith("Thêm")]  # fmt: skip


def title(page: Page) -> str:
    """The title of a page without the product's name."""
    return words(page.all("title")[0]).rpartition(" – ")[0]


@pytest.mark.parametrize(
    ("address", "names", "current", "entry"),
    [
        ("/van-phong/lop", OF_CLASSES, "Lớp", "Lớp học"),
        ("/van-phong/lich", OF_CLASSES, "Lịch", "Lớp học"),
        ("/van-phong/mau-lop", OF_CLASSES, "Mẫu lớp", "Lớp học"),
        ("/van-phong/so-cap", OF_CLASSES, "Sổ giấy", "Lớp học"),
        ("/van-phong/nguoi-hoc", OF_PEOPLE, "Người học", "Người"),
        ("/van-phong/dai-su", OF_PEOPLE, "Đại sứ", "Người"),
        ("/van-phong/to-dan-pho", OF_PEOPLE, "Tổ dân phố", "Người"),
        ("/van-phong/doi", OF_PEOPLE, "Đội", "Người"),
        ("/van-phong/nho-giup", OF_HELP, "Nhờ giúp", "Hỗ trợ"),
        ("/van-phong/kem-cap", OF_HELP, "Kèm cặp", "Hỗ trợ"),
        ("/van-phong/ho-tro", OF_HELP, "Bà con hỏi gì", "Hỗ trợ"),
        ("/van-phong/chi-tieu", OF_PLANS, "Chỉ tiêu", "Kế hoạch"),
        ("/van-phong/nhiem-vu", OF_PLANS, "Nhiệm vụ", "Kế hoạch"),
        ("/van-phong/bao-cao", OF_REPORTS, "Báo cáo của phường", "Báo cáo"),
        ("/van-phong/bao-cao/noi-gui", OF_REPORTS, "Nơi gửi về", "Báo cáo"),
        ("/van-phong/so-van-ban", OF_REPORTS, "Sổ văn bản", "Báo cáo"),
    ],
)
def test_each_list_of_an_entry_stands_under_its_word_and_leads_to_the_others(
    office: Office, address: str, names: list[str], current: str, entry: str
) -> None:
    with office.write() as session:
        today = clock.today()
        make_plan(session, office.here(session), since=today.replace(month=1, day=1), until=today)

    page = office.as_officer().get(address)

    assert tabs(page) == (names, [current])
    assert lit(page) == [entry]
    assert [words(each) for each in page.all("h1")] == [entry]
    assert title(page) == (entry if current == names[0] else f"{entry}: {current}")
    assert not [link for link in page.all("a") if "back" in (link.get("class") or "").split()]


@pytest.mark.parametrize(
    ("address", "entry"), [("/van-phong/phong-trao", "Phong trào"), ("/van-phong/danh-muc", "Danh mục")]
)
def test_an_entry_of_one_page_has_no_tabs(office: Office, address: str, entry: str) -> None:
    page = office.as_officer().get(address)

    assert lit(page) == [entry] == [words(each) for each in page.all("h1")]
    assert title(page) == entry
    assert "Các phần của nơi này" not in [nav.get("aria-label") for nav in page.all("nav")]


def test_whatever_lies_below_an_entry_lights_it() -> None:
    of = {each: places.rail_entries(rail, Role) for each, rail in (
        ("office", places.OFFICERS), ("admin", places.ADMINISTRATORS),
        ("province", places.PROVINCE_OFFICERS))}  # fmt: skip
    dark = {
        route.endpoint
        for route in declared()
        if route.method == "GET" and not route.is_public
        and (room := route.endpoint.partition(".")[0]) in of
        and route.endpoint.rpartition(".")[0] not in NOWHERE
        and lit_by(of[room], route.endpoint, "") is None
    }  # fmt: skip
    assert dark == set()


def test_no_entry_claims_what_is_not_there() -> None:
    there = {name for route in declared() for blueprint, _dot, view in [route.endpoint.rpartition(".")]
             for own in [blueprint.partition(".")[2] or blueprint] for name in (own, f"{own}.{view}")}  # fmt: skip
    claimed = {name for entry in ENTRIES.values() for name in entry.claims}
    assert claimed - there == {"help_lists.quay-ban"}


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/van-phong/phong-trao/chua-bao", "Phong trào"), ("/van-phong/trung-nguoi", "Người"),
        ("/van-phong/giay-moi", "Người"), ("/van-phong/chua-ghi-giam-ho", "Người"), ("/van-phong/duyet", "Hôm nay"),
        ("/van-phong/de-nghi", "Hôm nay"), ("/van-phong/ke-hoach", "Kế hoạch"), ("/van-phong/mau-so", "Kế hoạch"),
        ("/van-phong/danh-muc/ket-qua", "Hỗ trợ"), ("/van-phong/danh-muc/quay-ban", "Danh mục"),
        ("/van-phong/xoa-ten", "Danh mục"), ("/van-phong/so-lieu", "Báo cáo"), ("/van-phong/thu-cam-on", "Lớp học"),
    ],
)  # fmt: skip
def test_a_page_below_lights_the_entry_that_leads_there(office: Office, address: str, entry: str) -> None:
    assert lit(office.as_officer().get(address)) == [entry]


def test_a_leader_s_tasks_are_those_that_the_leader_gives(office: Office) -> None:
    pages = office.as_leader()

    page = pages.get("/van-phong/chi-tieu")
    [nav] = [one for one in page.all("nav") if one.get("aria-label") == "Các phần của nơi này"]
    assert [link.get("href") for link in nav.iter("a")] == ["/van-phong/chi-tieu", "/van-phong/viec-giao"]
    assert lit(pages.get("/van-phong/viec-giao")) == ["Việc giao"]
    assert lit(pages.get("/van-phong/duyet")) == ["Duyệt"]


def test_who_is_officer_and_leader_has_the_officer_s_list_and_what_to_decide(app: Flask, pages: Pages) -> None:
    page = pages.sign_in(someone(app, Role.OFFICER, Role.LEADER)).get("/van-phong/nhiem-vu")

    assert tabs(page) == (OF_PLANS, ["Nhiệm vụ"])
    assert "/van-phong/duyet" in page.links().values()


def test_an_administrator_comes_to_the_lists_of_help(app: Flask, pages: Pages) -> None:
    browser = pages.sign_in(someone(app, Role.ADMINISTRATOR))

    page = browser.get("/van-phong/danh-muc")
    assert lit(page) == ["Danh mục"]
    assert page.links()["Danh mục"] == "/van-phong/danh-muc"
    assert [each for each in page.links().values() if each.startswith("/van-phong/danh-muc/")] == [
        "/van-phong/danh-muc/quay-ban", "/van-phong/danh-muc/viec-can-giup"]  # fmt: skip


def test_a_province_has_plans_reports_and_all_that_is_counted(app: Flask, pages: Pages) -> None:
    browser = pages.sign_in(someone(app, Role.PROVINCE_OFFICER, ward=a_ward(app, name="Gia Sàng").parent))

    page = browser.get("/van-phong/nhiem-vu")
    assert tabs(page) == (OF_PLANS, ["Nhiệm vụ"])
    assert lit(page) == ["Kế hoạch"]
    assert page.links()["Cài đặt kế hoạch"].startswith("/van-phong/ke-hoach")
    assert title(browser.get("/tinh/so-lieu")) == "Mọi số đếm được"
    assert tabs(browser.get("/tinh/bao-cao"))[0] == tabs(browser.get("/van-phong/bao-cao"))[0]
    assert title(browser.get("/tai-khoan")) == "Của tôi"


def test_what_is_set_once_a_year_stands_behind_one_link(office: Office) -> None:
    with office.write() as session:
        make_plan(session, office.here(session))

    page = office.as_officer().get(office.as_officer().get("/van-phong/chi-tieu").links()["Cài đặt kế hoạch"])
    assert {"/van-phong/chi-tieu-giao", "/van-phong/che-do-bao-cao", "/van-phong/so-nhap", "/van-phong/mau-so",
            "/van-phong/nhiem-vu/noi-lam", "/van-phong/dai-su/it-nhat"} <= set(page.links().values())  # fmt: skip
    assert "Nạp kế hoạch có sẵn" in page.links()
    seen = office.as_leader().get("/van-phong/ke-hoach").links()
    assert "/van-phong/so-nhap" in seen.values()
    assert not {"Nạp kế hoạch có sẵn", "/van-phong/nhiem-vu/noi-lam"} & {*seen, *seen.values()}


def test_households_are_the_book_of_the_programme_that_holds_them(office: Office) -> None:
    with office.write() as session:
        unit, declared_one = office.here(session), catalogue()["household"]
        programme = Programme.begun(session, unit, declared_one, catalogue="household", now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
        number = programme.id

        code = unit.code
    with office.as_officer().client.get("/van-phong/ho?ky=2026") as answer:
        there = f"/van-phong/phong-trao/{number}/so?ky=2026&phuong={code}"
        assert (answer.status_code, answer.headers["Location"]) == (308, there)
    page = office.as_officer().get("/van-phong/ho")

    assert page.address.startswith(f"/van-phong/phong-trao/{number}/so")
    assert lit(page) == ["Phong trào"]


def test_a_ward_without_such_a_book_is_led_to_where_one_is_begun(office: Office) -> None:
    assert office.as_officer().get("/van-phong/ho").links()["Xem các phong trào"].startswith("/van-phong/phong-trao")
    assert "Xem các phong trào" not in office.as_leader().get("/van-phong/ho").links()
