"""Anh Bảy takes bác Thiệu by the hand: a visit in a house without signal, a link in a message, pages for a thumb."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import VisitLink
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.islands import Handset, Island
from tests.browser.patience import open_until, unhurry
from tests.browser.rolls import take_up
from tests.pairs import House

LIST = "/quay/kem-cap"
EXTREMES = ((320, "dark"), (360, "light", "3"), (1280, "light"))


@pytest.mark.core("an ambassador's visit without a connection")
def test_anh_bay_notes_a_visit_in_a_house_without_signal(island: Island, handset: Callable[..., Handset]) -> None:
    """The page opens, three taps are kept, the phone dies, and the visit arrives once."""
    house = House.build(island.app, wish="gọi video cho con")
    phone = handset(lasts=True)
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, house.village.account.id)
    page.goto(LIST)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()

    page.goto(LIST)
    page.get_by_role("link", name="Ghi lần gặp Lương Doãn Thiệu").tap()
    page.locator("[data-skill=vneid]").get_by_label("Tự làm được").tap()
    page.get_by_role("button", name="Đã gặp", exact=True).tap()

    pending = page.locator("[data-pair] [data-pending]")
    expect(page).to_have_url(f"{island.url}{LIST}")
    expect(pending).to_contain_text("chờ gửi")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    expect(page.locator("[data-figures]")).to_contain_text("đã gửi 0 · chờ gửi 1 · phường chưa nhận 0")
    phone.kill()
    assert house.visits() == []

    page = phone.open()
    page.goto(LIST)
    expect(page.locator("[data-pair] [data-pending]")).to_contain_text("chờ gửi")
    island.start()
    take_up(page)

    told = "đã gửi 1 · chờ gửi 0 · phường chưa nhận 0"
    expect(page.locator("[data-figures]")).to_contain_text(told)
    [visit] = house.visits()
    assert (visit.met, visit.way) == (True, "page")
    assert house.states()["vneid"] == ("can_do", "seen")


def test_somebody_more_is_taken_by_the_hand_without_a_line(island: Island, handset: Callable[..., Handset]) -> None:
    house = House.build(island.app)
    phone = handset(lasts=True)
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, house.village.account.id)
    page.goto(LIST)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()

    page.goto("/offline")
    expect(page.get_by_role("link", name="Nhận kèm thêm một người")).to_be_visible()
    page.goto(LIST)
    page.get_by_role("link", name="Nhận kèm thêm một người").tap()
    page.get_by_label("Họ và tên").fill("Trần Thị Bé")
    page.get_by_label("Năm sinh").fill("1950")
    page.get_by_role("button", name="Nhận kèm", exact=True).tap()
    expect(page.get_by_text("người này đồng ý thì đánh dấu")).to_be_visible()
    page.get_by_label("Người này đồng ý").check()
    page.get_by_role("button", name="Nhận kèm", exact=True).tap()
    expect(page.locator("[data-neighbours] li")).to_contain_text("Trần Thị Bé")
    check_page(page)
    phone.kill()

    page = phone.open()
    page.goto(LIST)
    expect(page.locator("[data-neighbours] li")).to_contain_text("Trần Thị Bé")
    island.start()
    take_up(page)
    expect(page.locator("[data-neighbours]")).to_be_hidden()
    open_until(page, LIST, page.get_by_text("Trần Thị Bé"))
    expect(page.get_by_text("Trần Thị Bé").first).to_be_visible()


@pytest.mark.expects("ERR_FAILED")
def test_a_slip_that_was_never_sent_leaves_no_trace(site: Site, open_window: Callable[..., Page]) -> None:
    house, page = House.build(site.app), open_window()
    site.sign_in(page.context, house.village.account.id)
    page.goto(f"{LIST}/{house.pair.public_id}/lan-gap")
    page.route("**/dong-bo", lambda route: route.abort())
    page.get_by_role("button", name="Chưa gặp được").tap()
    expect(page.locator("[data-pending]")).to_contain_text("chưa gặp được")

    page.get_by_role("button", name="Ghi nhầm, bỏ lần này").tap()

    expect(page.locator("[data-pending]")).to_be_hidden()
    expect(page.locator(".sync")).to_contain_text("Đã gửi hết")
    assert house.visits() == []


def test_a_visit_with_a_line_is_said_and_taken_back_at_one_press(site: Site, page: Page) -> None:
    house = House.build(site.app)
    site.sign_in(page.context, house.village.account.id)
    unhurry(page)
    page.goto(f"{LIST}/{house.pair.public_id}/lan-gap")
    page.get_by_role("button", name="Đã gặp", exact=True).tap()
    expect(page.locator(".said.good").first).to_contain_text("Đã ghi lần gặp Lương Doãn Thiệu.")
    assert [visit.met for visit in house.visits()] == [True]

    page.get_by_role("button", name="Hoàn tác").tap()

    expect(page.locator(".said.good").first).to_contain_text("Đã bỏ lần gặp vừa ghi.")
    assert house.visits() == []


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])  # at any hour another day in one of them
def test_the_next_visit_is_on_vietnams_day(site: Site, open_window: Callable[..., Page], zone: str) -> None:
    house, page = House.build(site.app), open_window(timezone_id=zone)
    site.sign_in(page.context, house.village.account.id)
    unhurry(page)
    page.goto(f"{LIST}/{house.pair.public_id}/lan-gap")
    page.locator("[name=again][value='7']").check(force=True)
    page.get_by_role("button", name="Đã gặp", exact=True).tap()
    expect(page.locator(".said.good").first).to_contain_text("Đã ghi lần gặp Lương Doãn Thiệu.")
    assert house.now().next_visit_on == clock.today() + timedelta(days=7)


def test_a_message_is_answered_by_one_press(site: Site, page: Page) -> None:
    house = House.build(site.app)
    with house.write() as (session, village, pair):
        token = VisitLink.make(session, pair, by=village.account, now=clock.now()).token
    page.goto(f"/k/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anh chị đã gặp L. D. Thiệu chưa?")
    check_page(page)
    assert house.visits() == []

    page.get_by_role("button", name="Đã gặp", exact=True).dblclick()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn anh chị")
    check_page(page)
    assert [visit.met for visit in house.visits()] == [True]


def test_the_pages_fit_every_hand(site: Site, page: Page) -> None:
    house = House.build(site.app, wish="gọi video cho con", full_name="Nguyễn Hoàng Phương Thảo Nguyên Vy Khánh Linh")
    site.sign_in(page.context, house.village.account.id)
    own = f"{LIST}/{house.pair.public_id}"
    for address in (LIST, f"{LIST}/moi", own, f"{own}/lan-gap", f"{own}/muc-tieu", f"{own}/ket-thuc"):
        page.goto(address)
        page.locator("summary").evaluate_all("all => all.forEach(each => { each.parentNode.open = true; })")
        check_turned(page, *EXTREMES)
