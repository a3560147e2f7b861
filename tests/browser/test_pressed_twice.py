"""A form that is pressed twice is one thing in the database; after going back it is another; what differs is told."""

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from app.models import Place, Role
from tests.browser.checks import check_page
from tests.browser.islands import Island
from tests.browser.patience import seen
from tests.factories import make_account, make_ward

ADDRESS = "/van-phong/dia-diem/moi"
NO_DRAFT = "() => window.Unsent && Unsent.settled.then(() => Unsent.all()).then(all => !all.length)"
KEY = "() => document.querySelector('main form [name=idempotency_key]').value"


def at_the_form(island: Island, window: BrowserContext) -> tuple[Page, int]:
    """A page of the form with its two lines filled in, and whose ward it is of."""
    with island.write() as session:
        officer = make_account(session, ward := make_ward(session), Role.OFFICER)
        account, unit = officer.id, ward.id
    island.sign_in(window, account)
    page = window.new_page()
    page.goto(ADDRESS)
    fill(page, "Nhà văn hóa tổ 1")
    return page, unit


def fill(page: Page, name: str) -> None:
    page.get_by_label("Tên", exact=True).fill(name)
    page.get_by_label("Số chỗ ngồi").fill("40")


def places(island: Island, unit: int) -> int:
    with island.read() as session:
        return session.scalar(select(func.count()).select_from(Place).where(Place.unit_id == unit)) or 0


def test_a_double_tap_is_once_in_the_database(island: Island, window: BrowserContext) -> None:
    page, unit = at_the_form(island, window)
    page.evaluate("() => { const form = document.querySelector('main form'); form.submit(); form.submit(); }")
    expect(page).not_to_have_url(f"{island.url}{ADDRESS}")
    page.wait_for_load_state()
    assert places(island, unit) == 1


def test_going_back_and_pressing_again_is_a_second_one(island: Island, window: BrowserContext) -> None:
    page, unit = at_the_form(island, window)
    first = page.evaluate(KEY)
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page).not_to_have_url(f"{island.url}{ADDRESS}")
    page.wait_for_function(NO_DRAFT)  # until then going back is the same press
    page.go_back()
    shown_again = page.evaluate(KEY)
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert seen(page, lambda: len({first, shown_again, page.evaluate(KEY)}) == 3)
    fill(page, "Nhà văn hóa tổ 2")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page).not_to_have_url(f"{island.url}{ADDRESS}")
    page.wait_for_load_state()
    assert places(island, unit) == 2


def test_other_content_of_the_same_press_is_told_and_sent_by_one_press(island: Island, window: BrowserContext) -> None:
    page, unit = at_the_form(island, window)
    key = page.evaluate(KEY)
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page).not_to_have_url(f"{island.url}{ADDRESS}")
    page.goto(ADDRESS)
    fill(page, "Nhà văn hóa tổ 2")
    page.evaluate("key => { document.querySelector('main form [name=idempotency_key]').value = key; }", key)
    page.get_by_role("button", name="Lưu", exact=True).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Trang này đã gửi một lần rồi")
    expect(page.get_by_role("link", name="Xem điều đã ghi")).to_be_visible()
    check_page(page)
    assert places(island, unit) == 1
    page.get_by_role("button", name="Gửi thêm lần này").tap()
    expect(page.get_by_text("Nhà văn hóa tổ 2").first).to_be_visible()
    assert places(island, unit) == 2
