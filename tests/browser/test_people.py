"""Chị Đào and cụ Nhung, who is on file twice: found by a mistyped name, merged, and taken apart again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Consent, Person, Registration, Role, SignUpWay, Wishes
from tests.browser.checks import check_turned, no_sideways_scroll
from tests.browser.conftest import Site
from tests.factories import make_account, make_course, make_group, make_person, make_place, make_ward

Open = Callable[..., Page]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
OLD, NEW = "+84900000101", "+84900000102"


@dataclass
class OnFile:
    """A ward whose cụ Nhung is on file twice, on one class with both rows."""

    officer_id: int
    unit_id: int
    kept: str
    gone: str
    course: str
    group_id: int
    place_id: int


@pytest.fixture
def on_file(site: Site) -> OnFile:
    """A new ward on the server."""
    with site.write() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER, full_name="Lường Thị Bích Đào")
        group, place = make_group(session, ward), make_place(session, ward)
        kept = make_person(session, ward, "Nguyễn Thị Nhung", 1956, group=group, phone=OLD)
        gone = make_person(session, ward, "Nguyễn Thị Nhumg", 1956, group=group, phone=NEW, unsure=True)
        for name in ("Công Tằng Tôn Nữ Thị Huyền Trang", "H'Hen Niê", "Lương Doãn Thiệu"):
            make_person(session, ward, name, 1961, group=group)
        session.add(Consent(person=gone, purpose="photos", text_version="2026-11", given_at=clock.now(), how="qr"))
        course = make_course(session, ward, title="An toàn số – Túc Duyên", place=place)
        for person in (kept, gone):
            Registration.register(session, course.id, person, Wishes(way=SignUpWay.QR), clock.now())
        ids = kept.public_id, gone.public_id
        return OnFile(officer.id, ward.id, *ids, course.code, group.id, place.id)


@pytest.fixture
def enter(site: Site, open_window: Open, on_file: OnFile) -> Open:
    """`enter("/van-phong/nguoi-hoc")`: a window of the officer."""

    def entered(path: str, **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, on_file.officer_id)
        page.goto(path)
        return page

    return entered


def test_found_mistyped_merged_and_taken_apart(enter: Open, on_file: OnFile, site: Site) -> None:
    page = enter("/van-phong")
    page.get_by_role("link", name="Người", exact=True).click()
    page.get_by_label("Tìm theo tên").press_sequentially("nhunng nguyen", delay=10)
    near = page.get_by_role("region", name="Gần giống")
    expect(near.get_by_role("link")).to_have_count(1)
    expect(near).to_contain_text("xxxx xxx 101")
    near.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Thị Nhung")
    expect(page.get_by_role("link", name="0900 000 101")).to_be_visible()
    page.get_by_role("link", name="Nguyễn Thị Nhumg").click()
    page.get_by_role("radio", name="0900 000 102").check()
    page.get_by_role("button", name="Gộp hai hồ sơ").click()
    expect(page.locator(".said")).to_contain_text("Đã gộp hai hồ sơ thành một")
    expect(page.get_by_role("link", name="0900 000 102")).to_be_visible()
    with site.read() as session:
        assert len(session.scalars(Person.in_units({on_file.unit_id})).all()) == 4
    page.get_by_text("Nguyễn Thị Nhumg, sinh 1956").click()
    page.get_by_role("button", name="Gỡ lần gộp").click()
    expect(page.locator(".said")).to_contain_text("có lại hồ sơ riêng như trước")
    expect(page.get_by_role("link", name="0900 000 101")).to_be_visible()
    page.get_by_role("link", name="Lịch sử và ai đã xem").click()
    expect(page.get_by_role("main")).to_contain_text("Gỡ một lần gộp hồ sơ")


def test_without_script_it_is_a_form(enter: Open, on_file: OnFile) -> None:
    page = enter("/van-phong/nguoi-hoc", java_script_enabled=False)
    page.get_by_label("Tìm theo tên").fill("nhung 1956")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("link", name="Nguyễn Thị Nhung")).to_be_visible()
    page.get_by_role("link", name="Lọc, sắp xếp").click()
    page.get_by_label("Nơi ở").select_option(index=1)
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.get_by_role("link", name="Nguyễn Thị Nhung")).to_be_visible()
    page.get_by_role("link", name="Nguyễn Thị Nhung").click()
    expect(page.get_by_role("heading", level=2, name="Nguyễn Thị Nhung")).to_be_visible()


def addresses(on_file: OnFile) -> list[str]:
    """Every page of people, groups, places and histories."""
    person = f"/van-phong/nguoi-hoc/{on_file.kept}"
    return [
        "/van-phong/nguoi-hoc",
        "/van-phong/nguoi-hoc?tim=nhunng",
        "/van-phong/nguoi-hoc?tim=khong+co+ai",
        person,
        f"/van-phong/nguoi-hoc/{on_file.gone}",
        f"{person}/sua",
        f"{person}/lich-su",
        f"{person}/lich-su?xem=ai-xem",
        f"{person}/so-sanh/{on_file.gone}",
        "/van-phong/trung-nguoi",
        "/van-phong/danh-muc",
        "/van-phong/to-dan-pho",
        "/van-phong/to-dan-pho/moi",
        f"/van-phong/to-dan-pho/{on_file.group_id}/sua",
        f"/van-phong/to-dan-pho/{on_file.group_id}/ket-thuc",
        "/van-phong/dia-diem",
        "/van-phong/dia-diem/moi",
        f"/van-phong/dia-diem/{on_file.place_id}/sua",
        f"/van-phong/lop/{on_file.course}/lich-su",
    ]


def test_each_page_is_fit_for_everybody_in_the_largest_letters_too(enter: Open, on_file: OnFile) -> None:
    page = enter("/van-phong/nguoi-hoc", **WIDE)
    for address in addresses(on_file):
        page.goto(address)
        for more in page.locator("main summary").all():
            more.click()
        check_turned(page, (1280, "light"), (320, "dark"))
        page.set_viewport_size({"width": 360, "height": 740})
        page.evaluate("() => { document.documentElement.dataset.text = '3' }")
        no_sideways_scroll(page)
