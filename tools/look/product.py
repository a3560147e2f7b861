"""`python -m tools.look.product`: takes the pictures of app/web/browsers/pictures.py, of the demo ward."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.web.browsers.pictures import SHOTS, WIDE, Shot
from app.web.static_files import SOURCES
from tests.browser.conftest import FLAGS
from tests.browser.patience import PATIENCE
from tests.browser.rolls import tap
from tools.look import guided
from tools.look.hall import REFUSED, going_on
from tools.look.links import draw_links
from tools.look.pictures import LETTERS
from tools.look.walk import PHONE, sign_in
from tools.measure.servers import lopso, serving

# A picture that weighs more is not worth its megabytes on a phone's line.
MOST = 60 * 1024
QUALITIES = (82, 70, 55, 40)
NARROW_VIEW = {**PHONE, "device_scale_factor": 1.5, "is_mobile": True}
WIDE_VIEW: dict[str, Any] = {**PHONE, "viewport": {"width": 1280, "height": 800}, "has_touch": False}
TEACHER = "giangvien"
CODE = "DEM4"  # a lesson of the demo's instructor, made to be going on now
LINKS = "links"
# README's picture: four of them in a row.
README = Path(__file__).parents[2] / "docs" / "pictures" / "on-phones.webp"
ON_PHONES = ("class", "check-in", "roll", "targets")


@dataclass
class Stage:
    """The demo ward with a lesson going on: its address, and the tickets of two who come to it."""

    url: str
    lesson: str
    tickets: tuple[str, str]
    browser: Browser

    def window(self, account: str | None = None, form: str = "") -> Page:
        """A window of a member of staff, or of anyone."""
        context: BrowserContext = self.browser.new_context(
            base_url=self.url, **(WIDE_VIEW if form == WIDE else NARROW_VIEW)
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if account:
            sign_in(page, account)
        return page


def a_class(stage: Stage, page: Page) -> None:
    """What residents see first."""
    page.goto("/l/DEM1")


def lessons(stage: Stage, page: Page) -> None:
    """An instructor's day."""
    prepare(stage, page)
    page.evaluate("scrollTo(0, 0)")


def prepare(stage: Stage, page: Page) -> None:
    """The lessons that are on this phone."""
    page.goto("/giang-vien")
    card = page.locator("[data-module=prepare]")
    states = card.locator("[data-state=ready]")
    expect(states).to_have_count(card.locator("[data-lesson]").count(), timeout=60_000)
    card.evaluate("card => scrollTo(0, card.offsetTop - 16)")


def roll(stage: Stage, page: Page) -> None:
    """A roll that is being called."""
    page.goto(stage.lesson)
    for name in _names(page)[:3]:
        tap(page, name)
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 3")
    page.evaluate("scrollTo(0, 0)")


def waiting(stage: Stage, page: Page) -> None:
    """The same without a line."""
    _on_the_roll(stage, page)
    page.context.set_offline(True)
    for name in _names(page)[:3]:
        tap(page, name)
    expect(page.locator("[data-line]")).to_contain_text("chờ gửi 3")
    page.evaluate("scrollTo(0, 0)")


def outbox(stage: Stage, page: Page) -> None:
    """What waits, with one that was refused."""
    _on_the_roll(stage, page)
    page.evaluate(REFUSED, f"{CODE}/{stage.lesson.rpartition('/')[2]}")
    expect(page.locator(".sync")).to_contain_text("Phường chưa nhận")
    waiting(stage, page)
    page.goto("/cho-gui")
    expect(page.locator("[data-groups] li").first).to_be_visible()


def offline(stage: Stage, page: Page) -> None:
    """What opens when nothing else does."""
    waiting(stage, page)
    page.goto("/offline")
    expect(page.locator("[data-waiting]")).to_be_visible()


def scan(stage: Stage, page: Page) -> None:
    """A ticket that was just read: typed here, where no camera is."""
    page.goto(f"{stage.lesson}/quet")
    page.fill("#ma-phieu", stage.tickets[0].rpartition("/")[2])
    page.press("#ma-phieu", "Enter")
    expect(page.locator("[data-hit]")).to_be_visible()


def helper(stage: Stage, page: Page) -> None:
    """A helper's own phone."""
    teacher = stage.window(TEACHER)
    teacher.goto(f"{stage.lesson}/nguoi-o-cua")
    teacher.fill("[name=name]", "Lan, đoàn thanh niên")
    teacher.click("text=Tạo đường dẫn")
    link = teacher.locator("#loi-moi").input_value()
    teacher.context.close()
    page.goto(link[link.index("/h/") :].split()[0])
    page.click("main form [type=submit]")
    expect(page.locator("h1")).to_have_text("Đón ở cửa")


def wall(stage: Stage, page: Page) -> None:
    """The code for the hall."""
    page.goto(f"{stage.lesson}/ma-tren-tuong")
    _open_wall(page)
    page.click("text=Chiếu lên màn hình")
    page.wait_for_url("**/man-hinh")
    page.evaluate("() => { document.querySelector('.wall .address').textContent = 'hoc.phuong-cua-ban.gov.vn/d' }")


def check_in(stage: Stage, page: Page) -> None:
    """Somebody with a ticket scans it."""
    teacher = stage.window(TEACHER)
    teacher.goto(f"{stage.lesson}/ma-tren-tuong")
    _open_wall(teacher)
    teacher.click("text=Chiếu lên màn hình")
    letters = " ".join(teacher.locator(".code").inner_text().split()[:2])
    teacher.context.close()
    page.goto(stage.tickets[1])
    page.goto("/d")
    page.fill("[name=letters]", letters)
    page.click("main form [type=submit]")
    expect(page.locator("main .btn").first).to_be_visible()


def office(stage: Stage, page: Page) -> None:
    """An officer's day."""
    page.goto("/van-phong")


def people(stage: Stage, page: Page) -> None:
    """A class, on a desk."""
    page.goto(f"/van-phong/lop/{CODE}")


TAKEN: dict[str, tuple[str | None, Callable[[Stage, Page], None]]] = {
    "class": (None, a_class),
    "lessons": (TEACHER, lessons),
    "prepare": (TEACHER, prepare),
    "roll": (TEACHER, roll),
    "waiting": (TEACHER, waiting),
    "outbox": (TEACHER, outbox),
    "offline": (TEACHER, offline),
    "scan": (TEACHER, scan),
    "helper": (None, helper),
    "wall": (TEACHER, wall),
    "check-in": (None, check_in),
    "office": (guided.OFFICER, office),
    "people": (guided.OFFICER, people),
    **guided.TAKEN,
}


def main() -> int:
    """Take them all, or those named; 1 when one is too heavy."""
    parser = argparse.ArgumentParser("script/pictures", description=main.__doc__)
    parser.add_argument("names", nargs="*", help=f"only these: roll, outbox …, or {LINKS}: the pictures of links")
    parser.add_argument("--out", type=Path, default=SOURCES / "pictures")
    wanted = parser.parse_args()
    wanted.out.mkdir(exist_ok=True)
    heavy = 0
    with _stage() as stage:
        if not wanted.names or LINKS in wanted.names:
            draw_links(stage.browser)
        for name in [name for name in wanted.names or SHOTS if name != LINKS]:
            content = taken(stage, SHOTS[name])
            (wanted.out / SHOTS[name].file).write_bytes(content)
            heavy += len(content) > MOST
            sys.stdout.write(f"{SHOTS[name].file} {len(content):,} bytes\n")
            sys.stdout.flush()
    if wanted.out == SOURCES / "pictures":
        in_a_row([wanted.out / SHOTS[name].file for name in ON_PHONES]).save(README, "WEBP", quality=82, method=6)
    return 1 if heavy else 0


def in_a_row(files: Sequence[Path], height: int = 740, gap: int = 16) -> Image.Image:
    """Pictures of one size side by side, `height` px high, with a gap of grey around each."""
    drawn = [Image.open(each) for each in files]
    width = round(drawn[0].width * height / drawn[0].height)
    row = Image.new("RGB", (gap + len(drawn) * (width + gap), height + 2 * gap), "#dad7cf")
    for place, each in enumerate(drawn):
        row.paste(each.resize((width, height), Image.Resampling.LANCZOS), (gap + place * (width + gap), gap))
    return row


def taken(stage: Stage, shot: Shot) -> bytes:
    """One picture as WebP, of a window of its own."""
    account, deed = TAKEN[shot.name]
    page = stage.window(account, shot.form)
    deed(stage, page)
    page.evaluate(f"document.documentElement.style.setProperty('--font', {LETTERS!r})")
    page.evaluate("document.fonts.ready.then(() => true)")
    drawn = Image.open(BytesIO(page.screenshot(animations="disabled")))
    page.context.close()
    assert drawn.size == (shot.width, shot.height), f"{shot.name}: {drawn.size}"
    for quality in QUALITIES:
        packed = BytesIO()
        drawn.convert("RGB").save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= MOST:
            break
    return packed.getvalue()


@contextmanager
def _stage() -> Iterator[Stage]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        lopso(data, "demo")
        lesson, tickets = going_on(data, CODE)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with serving(data) as url:
            yield Stage(url, lesson, tickets, browser)
        browser.close()


def _on_the_roll(stage: Stage, page: Page) -> None:
    """Open the roll, and stay until this phone has saved it with the pages that it leads to."""
    page.goto(stage.lesson)
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng", timeout=60_000)


def _open_wall(page: Page) -> None:
    """Open self check-in, where nobody has done so yet."""
    button = page.locator("text=Mở tự điểm danh")
    if button.count():
        button.click()


def _names(page: Page) -> list[str]:
    """Who has not been called yet, in the roll's order."""
    expect(page.locator(".roll > li").first).to_be_visible()
    return page.locator(".roll > li[data-status=unmarked] b").all_inner_texts()


if __name__ == "__main__":
    raise SystemExit(main())
