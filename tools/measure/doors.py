"""A head walks sixty houses without a line: what the machine takes of each, and how many taps the hand has to do.

The page of each house is opened from what the phone keeps, one answer and "Lưu, sang …" are tapped, and the next one
stands there. A house may take thirty seconds with all that is said at the door; two taps are five of them.
"""

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.models import Household, Programme, Role
from app.web.access import COOKIE
from app.web.database import immediate
from tests.factories import make_account, make_grant, make_group, make_sign_in
from tools.measure.asking import p95
from tools.measure.bench import Bench
from tools.measure.browser import PHONE, phones
from tools.measure.report import Measurement
from tools.measure.servers import serving
from tools.measure.ward import Ward

HOUSES = 60
# Seconds of the machine at a house: of thirty the hand takes five, the rest is for people.
GOAL = 1.0
PATIENCE = 180_000  # ms, until sixty pages lie on the phone


def measure(bench: Bench) -> Iterator[Measurement]:
    """Sixty houses of a group, one after the other, the line cut once they are kept."""
    ward = bench.ward.copied(bench.scratch / "doors")
    token, round_ = _prepare(ward)
    with serving(ward.data) as address, phones() as opened:
        browser = opened(address).context.browser
        assert browser
        context = browser.new_context(viewport=PHONE)
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(address + round_)
        expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible(timeout=PATIENCE)
        context.set_offline(True)
        page.goto(address + round_)
        taps = _tap(page, "a[data-next]")
        took = [_house(page) for _ in range(HOUSES)]
        taps += sum(many for many, _seconds in took)
        expect(page.locator("[data-here-waits]")).to_contain_text(f"đang chờ {HOUSES}")
    seconds = [each for _many, each in took]
    more: dict[str, object] = {"p95": round(p95(seconds), 2), "taps": taps, "in all": round(sum(seconds), 1)}
    yield Measurement("a house without a line", statistics.median(seconds), "s", goal=GOAL, of="ours", more=more)


def _prepare(ward: Ward) -> tuple[str, str]:
    """The token of a head with sixty houses to visit, and where the round begins."""
    with ward.app().app_context(), immediate() as session:
        programme = session.scalars(select(Programme).where(Programme.key == "household")).one()
        group = make_group(session, programme.unit, "Tổ dân phố Sáu Mươi Nhà")
        head = make_account(session, programme.unit)
        make_grant(session, head, programme.unit, Role.GROUP_HEAD, group=group)
        for place in range(HOUSES):
            alley, number = f"Ngõ {1 + place // 20}", str(place + 1)
            house = Household(unit=programme.unit, residential_group=group, alley=alley, number=number, members=4)
            session.add(house)
        token, round_ = make_sign_in(session, head), f"/quay/ho/{programme.id}"
    ward.leave()
    return token, round_


def _tap(page: Page, selector: str) -> int:
    page.locator(selector).first.click()
    return 1


def _house(page: Page) -> tuple[int, float]:
    """The taps of a house, and the seconds until the next one, or the list, stands there."""
    here, began = page.url, time.perf_counter()
    taps = _tap(page, "label:has(input[name=a_level][value=one])") + _tap(page, "button[name=outcome][value=done]")
    page.wait_for_url(lambda url: url != here)
    page.locator("h1").first.wait_for()
    return taps, time.perf_counter() - began
