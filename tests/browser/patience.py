"""How long a test waits for what must come. It costs nothing when it comes, and a busy machine makes nobody red."""

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import Error, Locator, Page, expect

from tests import patience

PATIENCE = 1000 * patience.PATIENCE  # ms

T = TypeVar("T")


UNHURRIED = """const soon = setTimeout;
window.setTimeout = (act, after, ...given) => soon(act, after === 1500 ? 60000 : after, ...given);"""


def unhurry(page: Page) -> None:
    """Let the pages of a phone wait for an answer as long as it takes, where they would go on without it so soon that a
    busy machine decides which way a test goes."""
    page.add_init_script(UNHURRIED)


def told(page: Page, question: str, *, until: Any) -> Any:
    """What the page's script says to a question that changes nothing, as soon as it is `until`, else the last answer.
    A page that draws itself anew in the midst of it, or whose scripts are on their way, is asked again."""
    latest = time.monotonic() + PATIENCE / 1000
    while True:
        late = time.monotonic() > latest
        try:
            page.wait_for_load_state()
            answer = page.evaluate(question)
        except Error:
            if late:
                raise
        else:
            if late or answer == until:
                return answer
        page.wait_for_timeout(50)


def seen(page: Page, look: Callable[[], T]) -> T:
    """What `look` returns as soon as that is true, else its last answer; the page's events are taken in meanwhile."""
    latest = time.monotonic() + PATIENCE / 1000
    while not (answer := look()) and time.monotonic() < latest:
        page.wait_for_timeout(20)
    return answer


def open_until(page: Page, address: str, shown: Locator) -> None:
    """Open a page until it shows what it has by now. For some seconds after the line was lost the worker waits half a
    second for it and no longer: of a busy server one then sees what the phone kept, and opens the page again."""
    latest = time.monotonic() + PATIENCE / 1000
    page.goto(address)
    while not shown.count() and time.monotonic() < latest:
        page.wait_for_timeout(500)
        page.goto(address)
    expect(shown).to_be_visible()


def has_worker(page: Page) -> None:
    """Wait until a worker is at work where the page is. Without one it fails: `ready` waits for ever."""
    asked = "async () => Boolean(((await navigator.serviceWorker.getRegistration()) || {}).active)"
    assert told(page, asked, until=True)


def at_work(page: Page, script: str = "/static/mine.") -> None:
    """Wait until a worker has the page in hand: a resident's, or that of another script."""
    asked = f"() => (((navigator.serviceWorker.controller || {{}}).scriptURL) || '').includes('{script}')"
    assert told(page, asked, until=True)


def been_here(page: Page) -> None:
    """The phone has a worker since an earlier time; the door alone brings none."""
    page.goto("/dang-nhap")
    page.evaluate(
        "() => navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' }).then(() => 0)"
    )
    has_worker(page)


def drawn_on_trial(page: Page) -> None:
    """The worker has drawn all papers once: who gives numbers before is told to wait."""
    drawn = page.get_by_text(re.compile("Xem đúng bản in|Xem tờ dài chữ nhất|Mở tệp PDF"))
    draw = page.get_by_role("button", name="Vẽ thử ngay")
    expect(drawn.or_(draw).first).to_be_visible()
    if draw.is_visible():
        draw.click()
    expect(drawn.first).to_be_visible()
