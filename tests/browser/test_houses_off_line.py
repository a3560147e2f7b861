"""Bác Long's list of houses without signal: it says what opens, what waits stands in its alley, and the counts move."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from app.country import clock
from app.models import Household, Programme
from app.web.database import immediate
from tests import recording
from tests.browser.checks import check_turned
from tests.browser.islands import Handset, Island
from tests.browser.rolls import expect_sent, take_up
from tests.doorsteps import Street

EXTREMES = ((320, "dark", "3"), (360, "light"), (360, "dark"))


def on_the_list(island: Island, phone: Handset, street: Street, opens: str) -> Page:
    """The list of houses on the head's phone, once it says how many open without a line; the server is away then."""
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    page.goto(f"/quay/ho/{street.programme}")
    expect(page.locator("[data-saved-here]")).to_have_text(
        f"Đã lưu trong máy này. Mất mạng vẫn mở và ghi được: {opens}. ✓"
    )
    island.stop()
    page.goto(f"/quay/ho/{street.programme}")
    return page


def record(street: Street, number: str, outcome: str) -> None:
    """What came of a house, recorded by the office."""
    with street.app.app_context(), immediate() as session:
        programme, now = session.get_one(Programme, street.programme), clock.now()
        house = session.query(Household).filter_by(public_id=street.houses[number]).one()
        assert programme.current
        recording.record(
            session, house, programme.current, uuid=str(uuid4()), by=None, way="office", at=now, now=now,
            outcome=outcome, answers={"level": "one"} if outcome == "done" else {},
        )  # fmt: skip


def alley(page: Page, name: str = "Ngõ 12") -> Locator:
    """The tiles of an alley."""
    return page.get_by_role("navigation", name=name)


def test_bac_long_opens_who_was_away_without_signal_and_what_does_not_open_says_so(
    island: Island, handset: Callable[..., Handset]
) -> None:
    street = Street.build(island.app, "6 8 10 14")
    record(street, "6", "done")
    record(street, "8", "absent")
    page = on_the_list(island, handset(), street, "2 nhà chưa tới, 1 nhà đi vắng")

    away, recorded = (alley(page).locator("a", has_text=number) for number in ("8", "6"))
    expect(recorded).to_have_accessible_name("Số 6, Ngõ 12, đã ghi, cần mạng")
    expect(away).to_have_accessible_name("Số 8, Ngõ 12, đi vắng")
    check_turned(page, *EXTREMES)
    recorded.tap()
    expect(page.get_by_role("status").filter(has_text="Số 6, Ngõ 12: cần mạng.")).to_be_visible()
    expect(page).to_have_url(f"{island.url}/quay/ho/{street.programme}")
    away.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    expect(recorded).to_have_accessible_name("Số 6, Ngõ 12, đã ghi, cần mạng")
    page.get_by_role("button", name="Không muốn").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 10")
    page.get_by_role("link", name="Quay lại").tap()
    island.start()
    take_up(page)

    expect(recorded).to_have_accessible_name("Số 6, Ngõ 12, đã ghi")
    recorded.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 6")


def test_bac_long_who_taps_a_house_while_its_list_is_drawn_anew_gets_the_house(
    island: Island, handset: Callable[..., Handset]
) -> None:
    street = Street.build(island.app, "6 8")
    page = on_the_list(island, handset(), street, "2 nhà chưa tới")
    island.start()
    page.goto(f"/quay/ho/{street.programme}")

    page.evaluate("() => { Saved.keep = async () => true; document.querySelector('.alley a').click(); Saved.renew(); }")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 6")


def test_a_house_added_without_signal_stands_in_its_alley_and_the_counts_move(
    island: Island, handset: Callable[..., Handset]
) -> None:
    """After the browser was closed too; sent, the page is drawn anew by itself."""
    street = Street.build(island.app, "6 8 10 14")
    phone = handset(lasts=True)
    page = on_the_list(island, phone, street, "4 nhà chưa tới")
    listing = f"/quay/ho/{street.programme}"

    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    page.get_by_role("button", name="Không muốn").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    expect(page.get_by_text("Đã ghi 0, vắng 0, không muốn 1, còn 3")).to_be_visible()
    for number, name, where in (("9", "Lý Văn Mới", "Ngõ 12"), ("2", "Ma Thị Xa", "Ngõ 30")):
        page.goto(f"{listing}/moi")
        page.get_by_label("Số nhà").fill(number)
        page.get_by_label("Ngõ, đường, xóm").fill(where)
        page.get_by_label("Chủ hộ (không bắt buộc)").fill(name)
        page.get_by_role("button", name="Đi vắng", exact=True).tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    phone.kill()

    page = phone.open()
    page.goto(listing)
    expect(alley(page).locator("> *")).to_contain_text(["6", "8", "9 · chờ gửi", "10", "14"])
    expect(alley(page).locator(".waits").nth(1)).to_have_accessible_name("Số 9, Lý Văn Mới, đi vắng, chờ gửi")
    expect(alley(page, "Ngõ 30").locator("> *")).to_contain_text(["2 · chờ gửi"])
    expect(page.locator("[data-counted=all]")).to_have_text("Đã ghi 0, vắng 2, không muốn 1, còn 3")
    expect(page.locator("section", has=alley(page)).locator("[data-counted]")).to_have_text(
        "Đã ghi 0, vắng 1, không muốn 1, còn 3"
    )
    check_turned(page, *EXTREMES)
    island.start()
    take_up(page)

    expect_sent(page)
    expect(alley(page).get_by_role("link", name="Số 9, Ngõ 12, đi vắng")).to_be_visible()
    expect(alley(page).locator(".waits")).to_have_count(0)
    expect(page.locator("[data-counted=all]")).to_have_text("Đã ghi 0, vắng 2, không muốn 1, còn 3")
    assert [each.site.name for each in street.entries()] == ["Số 6, Ngõ 12", "Số 9, Ngõ 12", "Số 2, Ngõ 30"]


def another_tab(page: Page) -> Page:
    """The phone ended the tab: a call came, or the camera was opened."""
    fresh = page.context.new_page()
    page.close()
    return fresh


def test_a_half_filled_house_comes_back_where_the_phone_ended_its_tab(
    island: Island, handset: Callable[..., Handset]
) -> None:
    """Also where it was pressed with nothing answered; saved, nothing of it is left for the next one."""
    street = Street.build(island.app, "6 8")
    phone = handset()
    page = on_the_list(island, phone, street, "2 nhà chưa tới")
    house = f"/quay/ho/{street.programme}/{street.houses['6']}"
    page.goto(house)
    page.get_by_text("Người học rồi dạy lại").first.tap()
    page.get_by_label("Họ và tên").fill("Ma Thị Lan")
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
    page = another_tab(page)
    page.goto(house)
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Ma Thị Lan")
    expect(page.get_by_label("Họ và tên")).to_be_visible()
    page.get_by_role("button", name="Xóa, ghi lại từ đầu").tap()
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    page.get_by_label("Có người").tap()
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    page = another_tab(page)
    page.goto(house)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 6")
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()
    expect(page.get_by_label("Có người")).not_to_be_checked()


def test_nobody_in_at_an_answered_house_says_so_and_changes_no_count(
    island: Island, handset: Callable[..., Handset]
) -> None:
    street = Street.build(island.app, "6 8")
    record(street, "6", "done")
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    page.goto(f"/quay/ho/{street.programme}/{street.houses['6']}")
    page.get_by_role("button", name="Đi vắng").tap()
    expect(page.locator("[data-remarks]")).to_contain_text("lần vắng nằm trong lịch sử")
    expect(page.locator("[data-tiles]")).to_contain_text("Đã ghi 1, vắng 0")
