"""The second wall: where markup got into a page, htmx does nothing that our templates did not write."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from app.models import Role
from tests.browser.conftest import Site
from tests.factories import make_account, make_course, make_ward

TRAP = "/van-phong/lop?bay=1"
ASKS = f"hx-get={TRAP} hx-trigger=load"
# What stands in the page as if an escape were missing, before all that is ours; `{mark}` is the page's own.
TYPED = (
    f"<b {ASKS}>1</b>",
    f"<b data-hx-get={TRAP} data-hx-trigger=load>2</b>",
    f"<b data-hx=00000000 {ASKS}>3</b>",
    f'<meta name=htmx-config content=\'{{"disableSelector":"i"}}\'><b {ASKS}>4</b>',
    f"<form action={TRAP} hx-boost=true><button id=bay>5</button></form><b hx-post={TRAP} hx-trigger=load>6</b>",
    "<b data-hx={mark} hx-get=/suc-khoe?bay=1 hx-trigger=load>7</b>",  # ours, but in another room
)


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_what_our_templates_did_not_write_asks_for_nothing(
    site: Site, open_window: Callable[..., Page], typed: str
) -> None:
    with site.write() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER)
        make_course(session, ward, title="An toàn số")
        officer_id = officer.id
    page, asked = open_window(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False), list[str]()
    site.sign_in(page.context, officer_id)

    def with_typed(route: Route) -> None:
        answer = route.fetch()
        [mark] = re.findall(r'<html [^>]*data-hx="(\w+)"', answer.text())
        body = re.sub(r"(<main[^>]*>)", lambda found: found[1] + typed.replace("{mark}", mark), answer.text(), count=1)
        route.fulfill(response=answer, body=body)

    def note(request: Request) -> None:
        if "hx-request" in request.headers:
            asked.append(request.url)

    page.route(re.compile(r"/van-phong/lop$"), with_typed)
    page.on("request", note)
    page.goto("/van-phong/lop")
    page.locator("th a").first.click()
    expect(page).to_have_url(re.compile("sap="))

    assert [each for each in asked if "bay=1" in each] == []
    assert asked
