"""Four journeys by keys alone, and what is heard on the way: a resident, an instructor's roll, an officer's list, the
log of a counter. What was heard stands in docs/accessibility.md."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from app.models import Matter, Role
from tests.browser.conftest import Site
from tests.browser.counters import make_centre
from tests.browser.ears import Ears
from tests.classroom import Classroom
from tests.factories import make_account, make_course, make_group, make_person, make_plan, make_ward

Open = Callable[..., Page]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}


@pytest.mark.expects("422")
def test_a_resident_hears_what_is_wrong_that_the_seat_is_hers_and_that_it_is_gone(
    open_window: Open, site: Site
) -> None:
    with site.write() as session:
        ward = make_ward(session)
        make_group(session, ward)
        address = f"/l/{make_course(session, ward, title='Dùng VNeID').code}"
    page = open_window(**WIDE)
    ears = Ears(page)
    page.goto(address)
    ears.hears("# Dùng VNeID")
    ears.tab_to("Đến nội dung chính", 1)
    ears.press("Enter")

    ears.tab_to("Họ và tên", 12)
    page.keyboard.type("Ma Thị Hoa")
    ears.tab_to("Năm sinh", 2)
    page.keyboard.type("1950")
    ears.press("Enter")
    ears.hears("# Còn chỗ cần sửa")
    ears.has_focus("Tổ dân phố")  # the one line that she left out
    ears.press("ArrowDown")
    ears.tab_to("Đăng ký", 8)
    ears.press("Enter")
    ears.hears("# Đã có chỗ")
    ears.has_focus("Đã có chỗ")

    ears.tab_to("Sửa thông tin, hủy chỗ", 8)
    ears.press("Enter")
    ears.tab_to("Hủy chỗ này", 8)
    ears.press("Enter")
    ears.hears("# Bác đã hủy chỗ này")
    ears.has_focus("Bác đã hủy chỗ này")


def test_an_instructor_hears_each_mark_and_comes_to_the_end(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, "/giang-vien", **WIDE)
    ears = Ears(page)
    page.goto(room.address)
    ears.hears("# Điểm danh buổi 1")
    ears.tab_to("Tìm tên", 20)
    ears.tab_to(room.names[0], 6)
    ears.press("Space")
    ears.hears(f"! Đã ghi: {room.names[0]}, có mặt")
    ears.has_focus(room.names[0])
    ears.press("Space")
    ears.hears(f"! Đã ghi: {room.names[0]}, chưa ghi")

    page.reload()
    ears.tab_to("Đến cuối danh sách", 6)
    ears.press("Enter")
    ears.has_focus("Xong")
    ears.press("Enter")
    ears.hears("# Xong")


def test_an_officer_hears_what_a_list_brought_and_what_a_row_stored(open_window: Open, site: Site) -> None:
    with site.write() as session:
        ward = make_ward(session)
        session.add(Matter(unit=ward, plan=make_plan(session, ward), text="Mở lớp"))
        group = make_group(session, ward)
        for number in range(3):
            make_person(session, ward, f"Nguyễn Thị Hoa {number}", 1956, group=group)
        officer = make_account(session, ward, Role.OFFICER).id
    page = open_window(**WIDE)
    site.sign_in(page.context, officer)
    ears = Ears(page)
    page.goto("/van-phong/nguoi-hoc")
    ears.hears("# Người – Lớp Số")
    ears.press("/")
    page.keyboard.type("Hoa")
    ears.hears("mũi tên xuống để chọn")
    ears.press("ArrowDown")
    ears.hears("→ Nguyễn Thị Hoa 0")
    ears.press("Escape")
    ears.tab_to("Nơi ở", 60)
    ears.press("ArrowDown")
    ears.press("Tab")
    ears.hears("! Người học: 1 đến 3 trong 3")
    ears.tab_to("Nguyễn Thị Hoa 0", 60)
    ears.press("Enter")
    ears.hears("→ Nguyễn Thị Hoa 0")
    ears.press("Escape")
    ears.hears("→ Nguyễn Thị Hoa 0")


def test_a_counter_hears_what_was_noted_and_taken_back(open_window: Open, site: Site) -> None:
    centre = make_centre(site.app)
    page = open_window(**WIDE)
    site.sign_in(page.context, centre.account_id)
    ears = Ears(page)
    page.goto("/quay")
    ears.hears("# Ghi lượt giúp")
    ears.tab_to("Cài và kích hoạt VNeID", 30)
    ears.press("Space")
    ears.tab_to("Tự làm được", 40)
    ears.press("Enter")
    ears.hears("! Đã ghi: Cài và kích hoạt VNeID")
    ears.tab_to("Hoàn tác", 3, "Shift+Tab")
    ears.press("Enter")
    ears.hears("! Đã bỏ lượt vừa ghi")
    ears.has_focus("Đã bỏ lượt vừa ghi")
