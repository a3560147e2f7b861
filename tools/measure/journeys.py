"""Whole errands of a person in a browser, beside opening as many bare pages in it: what the machine adds to the hand.

A mother registers and adds her father to the ticket; an instructor keys a signed sheet in; an officer copies last
month's class and has its poster. The hand is as quick as a program's, so these are seconds of the machine alone.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import cycle
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from app.country import clock
from app.models import AdministrativeUnit, Course, PrintedSheet, Role
from app.web.access import COOKIE
from app.web.database import immediate
from tests.browser.swaps import settled
from tests.factories import RESIDENTS, make_account, make_sign_in
from tools.measure.bench import Bench, column
from tools.measure.browser import phones
from tools.measure.demo import DEMO_WARD
from tools.measure.report import Measurement
from tools.measure.rounds import Figures, Take, compare
from tools.measure.servers import serving
from tools.measure.ward import ROLL, Ward

# How many pages an errand opens, the answers to its presses included, and the most of their time that it may take:
# what stood when first measured (2.7, 3.3, 6.5, the poster drawn by the worker), and a quarter.
PAGES = {
    "a family of two registers": (4, 3.5),
    "thirty signatures are keyed in": (2, 4.2),
    "a class is copied to its poster": (5, 8.2),
}
PATIENCE = 60_000  # ms
_names = cycle(RESIDENTS)


def measure(bench: Bench) -> Iterator[Measurement]:
    """Each errand beside its bare pages, in turns."""
    ward = bench.ward.copied(bench.scratch / "journeys")
    officer = _prepare(ward)
    with bench.floors.serving("page") as floor, serving(ward.data) as address, phones() as opened:
        resident, bare = opened(address), opened(floor)
        instructor, office = opened(address, **{COOKIE: ward.token}), opened(address, **{COOKIE: officer})
        errands: Mapping[str, Callable[[], None]] = {
            "a family of two registers": lambda: _family(resident, f"{address}/l/{ward.open_course}"),
            "thirty signatures are keyed in": lambda: _keyed(instructor, f"{address}{ward.rolls[ROLL]}/phieu-ky"),
            "a class is copied to its poster": lambda: _copied(office, f"{address}/van-phong/lop/DH{ROLL}"),
        }
        for name, errand in errands.items():
            pages, goal = PAGES[name]
            beside = partial(_taking, partial(_opened, bare, floor, pages))
            takes: dict[str, Take] = {"floor": beside, "again": beside, "ours": partial(_taking, errand)}
            seen = bench.alternate(name, takes)
            compared = compare(*(column(seen[key], "seconds") for key in ("ours", "floor", "again")))
            more = {"beside": f"{pages} bare pages", "rounds": bench.rounds}
            yield Measurement.of_rounds(name, compared, "s", goal=goal, more=more)


def _opened(page: Page, address: str, times: int) -> None:
    for _ in range(times):
        page.goto(address)


def _taking(work: Callable[[], object]) -> Figures:
    began = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - began}


def _prepare(ward: Ward) -> str:
    """A sheet of the roll goes round; the token of an officer."""
    with ward.app().app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        lesson = session.scalars(Course.called(f"DH{ROLL}")).one().lessons[0]
        PrintedSheet.freeze(session, lesson, by_id=None, now=clock.now())
        token = make_sign_in(session, make_account(session, unit, Role.OFFICER))
    ward.leave()
    return token


def _family(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Họ và tên").fill(next(_names))
    page.get_by_label("Năm sinh").fill("1986")
    page.locator("select[name=residential_group]").select_option(index=2)
    page.get_by_role("button", name="Đăng ký học").click()
    page.get_by_role("link", name="Thêm người nhà").click(timeout=PATIENCE)
    settled(page, page.get_by_label("Họ và tên"))
    page.get_by_label("Họ và tên").fill(next(_names))
    page.get_by_label("Năm sinh").fill("1954")
    page.get_by_role("button", name="Thêm vào phiếu này").click()
    expect(page.get_by_text("Phiếu 2 người")).to_be_visible(timeout=PATIENCE)


def _keyed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Số thứ tự của những người đã ký").fill("1–7, 9, 12–30, 32,33 35")
    page.get_by_role("button", name="Xem tên").click()
    expect(page.get_by_role("heading", name="30 người đã ký")).to_be_visible(timeout=PATIENCE)


def _copied(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Mở lớp giống lớp này").click()
    page.get_by_role("button", name="Lưu bản nháp").click(timeout=PATIENCE)
    page.get_by_role("button", name="Công bố lớp").click(timeout=PATIENCE)
    poster = page.locator("a[href$='.pdf']").first
    expect(poster).to_be_visible(timeout=PATIENCE)
    paper = page.request.get(urljoin(address, str(poster.get_attribute("href"))), timeout=PATIENCE)
    assert paper.body().startswith(b"%PDF-")
