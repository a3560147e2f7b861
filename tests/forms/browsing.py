"""A form in a real browser: filled in by its fields, pressed without a line, the page opened again, and sent when the
line is back. What the database then holds is compared with one plain press of the same form."""

import shutil
import sqlite3
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page

from app.web.database import db
from app.web.kept_forms import Mechanism, mechanism_of
from tests.browser.conftest import PHONE
from tests.browser.islands import Island
from tests.browser.patience import PATIENCE
from tests.conftest import rolled_back
from tests.forms.cases import GIVEN
from tests.forms.discovery import Opened, Press, presses
from tests.forms.filling import Filled, file_for, fill
from tests.forms.sending import changed, held, reopened, send
from tests.forms.world import World, make_world
from tests.rows import counts

UNANSWERED = "Chưa gửi được"
# A ward is made anew after so many seconds: codes change, sign-ins lie idle, visits end.
LASTS = 240
# What a phone tells of itself beside what was done on it.
OF_PHONES = ("receipt", "phone", "held_roll", "sign_in", "rate_limit", "audit_event", "audit_head", "idempotency_key")
# Puts values into the fields of a form as if they were typed, and says which button was meant.
TYPE = """([place, pairs]) => {
  const form = document.forms[place], left = pairs.slice();
  for (const control of form.elements) {
    const {name, type, tagName} = control, mine = left.filter(pair => pair[0] === name);
    if (!name || !mine.length || type === 'hidden' || type === 'file' || tagName === 'BUTTON') continue;
    if (type === 'checkbox' || type === 'radio') control.checked = mine.some(pair => pair[1] === control.value);
    else { control.value = mine[0][1]; left.splice(left.indexOf(mine[0]), 1); }
    for (const event of ['input', 'change']) control.dispatchEvent(new Event(event, {bubbles: true}));
  }
}"""
CLICK = """([place, button]) => {
  const form = document.forms[place], pressed = button === null ? null : document.querySelectorAll('button')[button];
  if (pressed) pressed.click(); else form.requestSubmit();
}"""


class Effect(NamedTuple):
    """What one press does: how many rows more each table has, and which tables changed."""

    rows: Mapping[str, int]
    tables: frozenset[str]


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
            with sqlite3.connect(self._file) as whole, sqlite3.connect(self._kept) as copy:
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
        before, context = self._counted(), self._window(found)
        try:
            page = context.new_page()
            page.goto(found.page)
            _wait_for_worker(page)
            self._press_without_line(page, found)
            self._come_back(page, found, wanted, before)
        finally:
            context.close()

    def _press_without_line(self, page: Page, found: Press) -> None:
        opened = Opened(found.page, 200, page.content())
        here = next(each for each in presses(self.island.app, found.visitor, opened) if each.endpoint == found.endpoint)
        form = self._filled(opened, here)
        place = list(opened.forms).index(here.form)
        page.evaluate(TYPE, [place, form.fields])
        for name, accepts in form.files.items():
            content, called = file_for(accepts)
            kind = "image/jpeg" if called.endswith("jpg") else "text/csv"
            given: Any = {"name": called, "mimeType": kind, "buffer": content}
            page.locator(f"form >> input[type=file][name='{name}']").first.set_input_files(given)
        self.island.stop()
        page.evaluate(CLICK, [place, self._button(opened, here)])
        _settle(page)
        _no_page_of_the_browser(page, found, "after the press")
        page.reload()
        _settle(page)
        _no_page_of_the_browser(page, found, "after a reload")

    def _come_back(self, page: Page, found: Press, wanted: Effect, before: Mapping[str, int]) -> None:
        kept = mechanism_of(self.island.app, found.endpoint)
        again = page.get_by_role("button", name="Gửi lại", exact=True)
        has_file = any(each.get("type") == "file" for each in found.form.iter("input"))
        if kept != Mechanism.OUTBOX and not has_file:
            assert page.locator("h1").inner_text() == UNANSWERED, f"{found}: {page.locator('h1').inner_text()}"
        self.island.start()
        if again.count():
            again.click()
        else:
            assert kept == Mechanism.OUTBOX or has_file, f"{found}: nothing to send again"
            page.goto(found.page)
        self._wait_for(page, found, wanted, before, optional=has_file)

    def _wait_for(self, page: Page, found: Press, wanted: Effect, before: Mapping[str, int], *, optional: bool) -> None:
        """Wait until what one press stores is stored, and no more of it."""
        until = time.monotonic() + (5 if optional else PATIENCE / 1000 / 3)
        more: Mapping[str, int] = {}
        while time.monotonic() < until:
            now = self._counted()
            more = {name: now.get(name, 0) - before.get(name, 0) for name in {*now, *before} - set(OF_PHONES)}
            more = {name: count for name, count in more.items() if count}
            if more == wanted.rows:
                break
            page.wait_for_timeout(100)
        if optional and not more:
            return
        assert more == wanted.rows, f"{found}: stored {more}, one press stores {wanted.rows}"

    def _taken(self, world: World, endpoint: str) -> tuple[Press, Effect]:
        """A form that leads to an endpoint and is taken, and what one press of it does."""
        app = self.island.app
        there = [press for press in world.presses(self.shown_by[endpoint]) if press.endpoint == endpoint]
        for press in there:
            with rolled_back(app):
                client = press.visitor.browser(app)
                try:
                    page, here = reopened(app, client, press)
                except LookupError:
                    continue
                before, rows = held(app), self._counted()
                answer = send(client, here, self._filled(page, here), world.pictures)
                tables = frozenset(changed(before, held(app)))
                now = self._counted()
            if answer.is_taken:
                more = {name: now.get(name, 0) - rows.get(name, 0) for name in {*now, *rows} - set(OF_PHONES)}
                return press, Effect({name: count for name, count in more.items() if count}, tables)
        raise AssertionError(f"{endpoint}: no form of it is taken")

    def _filled(self, page: Opened, press: Press) -> Filled:
        assert self.world
        given = {name: value.format(**self.world.words) for name, value in GIVEN.get(press.endpoint, {}).items()}
        return fill(page, press, given)

    def _button(self, page: Opened, press: Press) -> int | None:
        """The place of the button among all of the page: the one that is meant, else the first of the form."""
        inside = {each for template in page.root.iter("template") for each in template.iter("button")}
        every = [each for each in page.root.iter("button") if each not in inside]
        given = GIVEN.get(press.endpoint, {}).items()
        meant = [each for each in every if (each.get("name"), each.get("value")) in given]
        pressed = meant[0] if meant else press.button
        return None if pressed is None else every.index(pressed)

    def _window(self, press: Press) -> BrowserContext:
        context = self.browser.new_context(base_url=self.island.url, **{**PHONE, "service_workers": "allow"})
        context.set_default_timeout(PATIENCE)
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


def _wait_for_worker(page: Page) -> None:
    """Wait until a worker has the page in hand."""
    page.wait_for_function("() => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)")


def _settle(page: Page) -> None:
    """Wait for what a press leads to: another page, or a sentence on this one."""
    page.wait_for_timeout(400)
    try:
        page.wait_for_load_state("load", timeout=10_000)
    except Error:
        return


def _no_page_of_the_browser(page: Page, press: Press, when: str) -> None:
    parts = urlsplit(page.url)
    assert parts.scheme == "http", f"{press}: the browser's own page {when}"
