"""What was half typed when the tab was closed, or the phone's battery was empty, stands there again."""

from collections.abc import Callable

from playwright.sync_api import expect

from app.data.help_lists import supply
from tests.browser.drafts import wait_for_draft
from tests.browser.islands import Handset, Island
from tests.browser.patience import at_work
from tests.classroom import NAMES, make_classroom
from tests.factories import make_ward


def test_somebody_half_written_in_the_hall_is_there_after_the_tab_was_closed(
    island: Island, handset: Callable[..., Handset]
) -> None:
    room, phone = make_classroom(island.app, NAMES), handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, room.account_id)
    for address, label, typed in (
        (f"{room.address}/them-nguoi", "Họ và tên", "Trần Thị Bé"),
        (f"{room.address}/xong", "Ghi chú", "Đã dạy cách quét mã"),
        (f"{room.address}/ket-qua", "Ghi chú", "Buổi sau mang căn cước"),
    ):
        page.goto(address)
        if address.endswith("ket-qua"):
            page.get_by_text("Ghi chú, số người đếm được").tap()
        page.get_by_label(label).first.fill(typed)
        fresh = phone.context.new_page()
        page.close()
        page = fresh
        page.goto(address)
        expect(page.get_by_label(label).first).to_have_value(typed)
        expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
        page.get_by_role("button", name="Xóa, ghi lại từ đầu").tap()
        expect(page.get_by_label(label).first).to_have_value("")


def test_what_was_typed_a_moment_before_the_battery_was_empty_is_there(
    island: Island, handset: Callable[..., Handset]
) -> None:
    with island.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        address = f"/nho-giup/{ward.code}"
    phone = handset(lasts=True)
    page = phone.open()
    page.goto(address)
    at_work(page)
    page.get_by_label("Họ và tên người cần giúp").fill("Hoàng Thị Sáu")
    wait_for_draft(page, "Hoàng Thị Sáu")
    phone.kill()

    page = phone.open()
    page.goto(address)
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_value("Hoàng Thị Sáu")
    page.get_by_role("button", name="Xóa, ghi lại từ đầu").tap()
    wait_for_draft(page, "Hoàng Thị Sáu", there=False)
    phone.kill()
    page = phone.open()
    page.goto(address)
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_value("")
