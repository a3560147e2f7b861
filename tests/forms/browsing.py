"""A form in a real browser: filled in by its fields, pressed without a line, the page opened again, and sent when the
line is back. What the database then holds is compared with one plain press of the same form."""

import re
import shutil
import sqlite3
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.web.database import db
from app.web.kept_forms import Mechanism, mechanism_of
from tests.browser.conftest import PHONE
from tests.browser.islands import Island
from tests.browser.patience import seen, told
from tests.conftest import rolled_back
from tests.forms.cases import BEGINS_ANEW, GIVEN, READS_CODE
from tests.forms.discovery import Opened, Press, presses
from tests.forms.filling import Filled, file_for, fill
from tests.forms.sending import changed, held, reopened, send
from tests.forms.world import World, make_world
from tests.rows import counts

UNANSWERED = "Chưa gửi được"
# What a page says that a press did not leave, and the button that sends it again, in the hall in other words.
NOT_SENT, AGAIN = re.compile("chưa có mạng|mất mạng", re.IGNORECASE), re.compile("^(Gửi lại|Chưa ghi được, bấm lại)$")
# A ward is made anew after so many seconds: codes change, sign-ins lie idle, a visit to a tablet ends in sixty.
LASTS = 40
# What a phone tells of itself beside what was done on it.
OF_PHONES = ("receipt", "phone", "held_roll", "sign_in", "rate_limit", "audit_event", "audit_head", "idempotency_key")
# A form by its action and its place among those of the same one: scripts put others onto a page while it stands there.
FORM = "const form = Array.from(document.forms).filter(each => each.getAttribute('action') === action)[place];"
# Puts values into the fields of a form as if they were typed.
TYPE = f"""([action, place, pairs]) => {{
  {FORM}
  if (!form) return false;
  const left = pairs.slice();
  for (const control of form.elements) {{
    const {{name, type, tagName}} = control, mine = left.filter(pair => pair[0] === name);
    if (!name || !mine.length || type === 'hidden' || type === 'file' || tagName === 'BUTTON') continue;
    if (type === 'checkbox' || type === 'radio') control.checked = mine.some(pair => pair[1] === control.value);
    else {{ control.value = mine[0][1]; left.splice(left.indexOf(mine[0]), 1); }}
    for (const event of ['input', 'change']) control.dispatchEvent(new Event(event, {{bubbles: true}}));
  }}
  return true;
}}"""
# How many notes on the page say that it sent nothing.
UNSENT = f"""const unsent = () => Array.from(document.querySelectorAll('.note, [role=alert]'))
  .filter(each => each.checkVisibility() && /{NOT_SENT.pattern}/i.test(each.innerText)).length;"""
# Presses one of its buttons; none: as Enter does.
CLICK = f"""([action, place, button]) => {{
  {FORM}
  {UNSENT}
  window.unsent = unsent();
  const buttons = Array.from(document.querySelectorAll('button')).filter(each => each.form === form);
  if (button === null) form.requestSubmit(); else buttons[button].click();
}}"""
# Whether a press has led somewhere: to another page, to a note that it was not sent, or into the phone's store. Asked
# twice, for a record that comes with another one is on its way when that is there.
PRESSED = f"""async () => {{
  {UNSENT}
  const waiting = async () => (typeof Outbox === 'undefined' ? 0 : (await new Outbox().records()).length);
  const first = await waiting();
  return window.unsent === undefined || unsent() > window.unsent || first > 0 && first === await waiting();
}}"""
FILES = f"([action, place, name]) => {{ {FORM} return form.elements[name]; }}"


class Effect(NamedTuple):
    """What one press does: how many rows more each table has, and which tables changed."""

    rows: Mapping[str, int]
    tables: frozenset[str]

    def __str__(self) -> str:
        return f"{dict(self.rows)}, changes {sorted(self.tables)}"


class Before(NamedTuple):
    """What the database held: the number of rows of each table, and a hash of each."""

    rows: Mapping[str, int]
    hashes: dict[str, str]


@dataclass
class FormWalker:
    """A server with a ward in which every form can be met, put back before each press, and a browser.

    `shown_by`: the endpoints of the pages on which forms stand, by the endpoint that takes them.
    """

    island: Island
    browser: Browser
    empty: Path
    shown_by: Mapping[str, Collection[str]]
    made_at: float = 0
    world: World | None = None

    def begin(self) -> World:
        """The ward as it was made, and the server up; a new ward where the last one is too old."""
        self.island.stop()
        self._let_go()
        if self.world is None or time.monotonic() - self.made_at > LASTS:
            self._put(self.empty)
            self.world, self.made_at = make_world(self.island.app), time.monotonic()
            self._let_go()
            # Closed: until then the copy of a second ward would lie in the log beside the file of the first one.
            with closing(sqlite3.connect(self._file)) as whole, closing(sqlite3.connect(self._kept)) as copy:
                whole.backup(copy)
        else:
            self._put(self._kept)
        self.island.start()
        return self.world

    def walk(self, endpoint: str) -> None:
        """Send a form that leads to an endpoint as somebody does whose line is lost when they press.

        Raises:
            AssertionError: what they typed is lost, the browser's own error page was met, or it was not stored once.
        """
        world = self.begin()
        found, wanted = self._taken(world, endpoint)
        before, context = self._before(), self._window(found)
        try:
            page = context.new_page()
            page.goto(found.page)
            _wait_for_worker(page)
            stays = self._press_without_line(page, found)
            self._come_back(page, found, wanted, before, stays=stays)
        finally:
            context.close()

    def _press_without_line(self, page: Page, found: Press) -> bool:
        """Fill it in and press it; whether what was typed is still there, on the page that was pressed."""
        if found.endpoint in READS_CODE:
            _wait_for_reader(page)
            self.island.stop()
            self._hold_up(page, found)
            return False
        typed = seen(page, lambda: self._type(page, found))
        assert typed, f"{found}: not on its page in a browser"
        opened, here, form, where = typed
        for name, accepts in form.files.items():
            content, called = file_for(accepts)
            kind = "image/jpeg" if called.endswith("jpg") else "text/csv"
            given: Any = {"name": called, "mimeType": kind, "buffer": content}
            field = page.evaluate_handle(FILES, [*where, name]).as_element()
            assert field
            field.set_input_files(given)
        self.island.stop()
        page.evaluate(CLICK, [*where, self._button(opened, here)])
        assert told(page, PRESSED, until=True), f"{found}: nothing came of the press"
        _no_page_of_the_browser(page, found, "after the press")
        if stays := self._stays(page, found):
            return stays
        page.reload()
        _no_page_of_the_browser(page, found, "after a reload")
        return False

    def _type(self, page: Page, found: Press) -> tuple[Opened, Press, Filled, tuple[str | None, int]] | None:
        """Fill it in as it is on its page now; None where that was drawn anew by itself meanwhile."""
        opened = Opened(found.page, 200, page.content())
        there = presses(self.island.app, found.visitor, opened)
        if not (here := next((each for each in there if each.endpoint == found.endpoint), None)):
            return None
        form, where = self._filled(opened, here), _place(opened, here)
        return (opened, here, form, where) if page.evaluate(TYPE, [*where, form.fields]) else None

    def _hold_up(self, page: Page, found: Press) -> None:
        """A photo of a code is read on the phone as soon as it was taken: no button sends it."""
        assert self.world
        picture: Any = {"name": "ma.png", "mimeType": "image/png", "buffer": self.world.pictures[found.endpoint]}
        page.locator("[data-photo] input[type=file]").set_input_files(picture)
        expect(page.locator("[data-hits] li:not([data-look=bad])")).to_have_count(1)

    def _stays(self, page: Page, found: Press) -> bool:
        """Whether what was typed is still on the page that was pressed, which says that nothing was sent."""
        said = [each.inner_text() for each in page.locator(".note, [role=alert]").filter(visible=True).all()]
        there = urlsplit(page.url).path == urlsplit(found.page).path
        return there and self._kept_by(found) != Mechanism.OUTBOX and any(map(NOT_SENT.search, said))

    def _come_back(self, page: Page, found: Press, wanted: Effect, before: Before, *, stays: bool) -> None:
        """Send what was kept; what needs a file that no phone keeps says so, and has stored nothing."""
        has_file = any(each.get("type") == "file" for each in found.form.iter("input"))
        by_itself = self._kept_by(found) == Mechanism.OUTBOX or found.endpoint in READS_CODE
        heading, again = page.locator("h1").first.inner_text(), page.get_by_role("button", name=AGAIN)
        text = page.locator("body").inner_text()
        self.island.start()
        if found.endpoint in BEGINS_ANEW:
            assert heading, f"{found}: {text}"  # the tablet's own page, or the guide of what was touched
            assert not self._since(before).rows
            return
        if by_itself:
            page.goto(found.page)
        elif stays:
            self._press_again(page, found)
        elif has_file:
            assert heading == UNANSWERED, f"{found}: {heading}"
            assert "tệp thì phải chọn lại" in text, f"{found}: {text}"
            assert not self._since(before).rows, f"{found}: stored without its file"
            return
        else:
            assert heading == UNANSWERED, f"{found}: {heading}"
            assert again.count(), f"{found}: nothing to send again"
            again.click()
        self._wait_for(page, found, wanted, before)

    def _press_again(self, page: Page, found: Press) -> None:
        opened = Opened(found.page, 200, page.content())
        here = next(each for each in presses(self.island.app, found.visitor, opened) if each.endpoint == found.endpoint)
        page.evaluate(CLICK, [*_place(opened, here), self._button(opened, here)])

    def _wait_for(self, page: Page, found: Press, wanted: Effect, before: Before) -> None:
        """Wait until what one press stores is stored, and no more of it."""
        seen(page, lambda: self._is_stored(wanted, self._since(before)))
        stored = self._since(before)
        assert self._is_stored(wanted, stored), f"{found}: stored {stored}; one press stores {wanted}"

    def _is_stored(self, wanted: Effect, stored: Effect) -> bool:
        return stored.rows == wanted.rows and wanted.tables <= stored.tables

    def _since(self, before: Before) -> Effect:
        """What became of the database, but for what a phone tells of itself."""
        now = self._before()
        more = {name: now.rows.get(name, 0) - before.rows.get(name, 0) for name in {*now.rows, *before.rows}}
        rows = {name: count for name, count in more.items() if count and name not in OF_PHONES}
        return Effect(rows, frozenset(changed(before.hashes, now.hashes)) - set(OF_PHONES))

    def _before(self) -> Before:
        return Before(self._counted(), held(self.island.app))

    def _kept_by(self, press: Press) -> Mechanism:
        return mechanism_of(self.island.app, press.endpoint)

    def _taken(self, world: World, endpoint: str) -> tuple[Press, Effect]:
        """A form that leads to an endpoint and is taken, and what one press of it does."""
        app = self.island.app
        there = [press for press in world.presses(self.shown_by[endpoint]) if press.endpoint == endpoint]
        refused = list[str]()
        for press in there:
            with rolled_back(app):
                client = press.visitor.browser(app)
                try:
                    page, here = reopened(app, client, press)
                except LookupError as gone:
                    refused.append(f"{press}: {gone}")
                    continue
                before = self._before()
                answer = send(client, here, self._filled(page, here), world.pictures)
                effect = self._since(before)
            if answer.is_taken:
                return press, effect
            refused.append(f"{press}: {answer.status}")
        met = [] if there else world.pages(self.shown_by[endpoint])
        raise AssertionError("\n".join([f"{endpoint}: of {len(there)} forms none is taken", *refused, *met]))

    def _filled(self, page: Opened, press: Press) -> Filled:
        return fill(page, press, self._given(press))

    def _given(self, press: Press) -> Mapping[str, str]:
        assert self.world
        return {name: value.format(**self.world.words) for name, value in GIVEN.get(press.endpoint, {}).items()}

    def _button(self, page: Opened, press: Press) -> int | None:
        """The place of the button among those of its form: the one that is meant, else the first."""
        name = press.form.get("id")
        inside = set(press.form.iter("button"))
        every = [each for each in page.root.iter("button") if each in inside or (name and each.get("form") == name)]
        given = self._given(press).items()
        meant = [each for each in every if (each.get("name"), each.get("value")) in given]
        pressed = meant[0] if meant else press.button
        return None if pressed is None else every.index(pressed)

    def _window(self, press: Press) -> BrowserContext:
        context = self.browser.new_context(base_url=self.island.url, **{**PHONE, "service_workers": "allow"})
        context.add_cookies(
            [
                {"name": name, "value": value, "domain": "127.0.0.1", "path": path, "httpOnly": True, "sameSite": "Lax"}
                for name, value, path in press.visitor.cookies
            ]
        )
        return context

    def _counted(self) -> Mapping[str, int]:
        with self.island.app.app_context():
            return counts(db.session.connection())

    def _let_go(self) -> None:
        with self.island.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _put(self, file: Path) -> None:
        for beside in ("-wal", "-shm"):
            self._file.with_name(self._file.name + beside).unlink(missing_ok=True)
        shutil.copy(file, self._file)

    @property
    def _file(self) -> Path:
        return self.island.folder / "lopso.db"

    @property
    def _kept(self) -> Path:
        return self.island.folder / "kept.db"


def _place(page: Opened, press: Press) -> tuple[str | None, int]:
    """The action of a form, and its place among those of the same one."""
    action = press.form.get("action")
    return action, [each for each in page.forms if each.get("action") == action].index(press.form)


def _wait_for_worker(page: Page) -> None:
    """Wait until a worker has the page in hand."""
    page.wait_for_function("() => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)")


def _wait_for_reader(page: Page) -> None:
    """Wait until the page says that it works without a line: what reads codes is on the phone."""
    expect(page.locator("[data-ready]")).to_contain_text("Sẵn sàng dùng khi mất mạng")


def _no_page_of_the_browser(page: Page, press: Press, when: str) -> None:
    parts = urlsplit(page.url)
    assert parts.scheme == "http", f"{press}: the browser's own page {when}"
