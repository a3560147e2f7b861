"""Public pages bring htmx when somebody first needs it: what it does there is done as if it had been there before."""

import re
import threading

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.factories import make_course, make_ward

HTMX = re.compile(r"/static/htmx\.")
TRAP = "/l/XXXX?bay=1"
# As if an escape were missing: what asks by itself, and what would let it.
TYPED = (
    f'<meta name=htmx-config content=\'{{"disableSelector":"i"}}\'><b hx-get="{TRAP}" hx-trigger=load>1</b>'
    f'<form action="{TRAP}" hx-boost=true></form>'
)


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    """A class that takes names."""
    with site.write() as session:
        return f"/l/{make_course(session, make_ward(session)).code}"


@pytest.fixture
def fetched(page: Page) -> list[str]:
    """The addresses that the page's window asked for, in their order."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def brought(fetched: list[str]) -> bool:
    return any(HTMX.search(each) for each in fetched)


def test_who_only_reads_fetches_no_htmx_and_the_first_field_brings_it(
    page: Page, address: str, fetched: list[str]
) -> None:
    page.goto(address, wait_until="networkidle")
    page.mouse.wheel(0, 400)
    assert not brought(fetched)

    with page.expect_response(HTMX):
        page.get_by_label("Họ và tên").focus()
    page.get_by_label("Năm sinh").fill("96")
    page.get_by_label("Tổ dân phố").focus()

    expect(page.get_by_text('Năm sinh "96" thiếu hai số.')).to_be_visible()
    expect(page.locator('meta[name="htmx-config"]')).to_have_count(1)


def test_a_slip_made_before_htmx_is_there_is_told_once_it_is(page: Page, address: str) -> None:
    held, let = threading.Event(), list[Route]()
    page.route(HTMX, lambda route: (let.append(route), held.set()))
    page.goto(address, wait_until="load")
    page.get_by_label("Năm sinh").fill("96")
    page.get_by_label("Tổ dân phố").focus()
    expect(page.get_by_text("thiếu hai số")).to_have_count(0)
    assert held.is_set()

    let[0].continue_()

    expect(page.get_by_text('Năm sinh "96" thiếu hai số.')).to_be_visible()


@pytest.mark.expects("Failed to load resource")
def test_without_htmx_the_form_registers_all_the_same(page: Page, address: str) -> None:
    page.route(HTMX, lambda route: route.abort())
    page.goto(address)
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Năm sinh").fill("1955")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.get_by_role("button", name="Đăng ký học").click()

    expect(page.get_by_text("Đã có chỗ")).to_be_visible()


def test_htmx_that_comes_late_does_nothing_that_our_templates_did_not_write(
    page: Page, address: str, fetched: list[str]
) -> None:
    def with_typed(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r"(<main[^>]*>)", lambda found: found[1] + TYPED, answer.text(), count=1)
        route.fulfill(response=answer, body=body)

    page.route(re.compile(f"{address}$"), with_typed)
    page.goto(address)
    page.get_by_label("Năm sinh").fill("96")
    page.get_by_label("Tổ dân phố").focus()

    expect(page.get_by_text('Năm sinh "96" thiếu hai số.')).to_be_visible()
    assert [each for each in fetched if "bay=1" in each] == []
