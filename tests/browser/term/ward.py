"""The ward of the term as those who play it see it: its clock, its staff with their phones, its classes by the
sample's codes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from app.country import clock
from app.jobs import queue
from app.web import trusted_days
from tests.browser.conftest import Site
from tests.browser.term.plain import Answer, Plain
from tests.browser.term.term_clock import TermClock
from tests.doors import fresh_code
from tests.patience import PATIENCE

PASSWORD = "nồi cơm điện xanh"
UNIT = "05443"


@dataclass
class Ward:
    """Everything that the chapters share. `codes` and `accounts` grow as the office makes them."""

    site: Site
    clock: TermClock
    open_window: Callable[..., Page]
    # The sample's code of a class → the code that the product gave it.
    codes: dict[str, str] = field(default_factory=dict)
    # User name → public id of the account.
    accounts: dict[str, str] = field(default_factory=dict)
    # The tickets of those who registered by themselves: (class, person) → address.
    tickets: dict[tuple[str, str], str] = field(default_factory=dict)
    _plain: dict[str, Plain] = field(default_factory=dict)
    _phones: dict[str, Page] = field(default_factory=dict)

    def staff(self, username: str) -> Plain:
        """A member of staff at a browser without script; signs in at the door when it is first needed."""
        if username not in self._plain:
            self._plain[username] = Plain(self.site.url, username, PASSWORD, lambda: self.code(username))
        return self._plain[username]

    def somebody(self) -> Plain:
        """A resident with a browser without script."""
        return Plain(self.site.url)

    def window(self) -> Page:
        """A phone that nobody is signed in on, 360 × 740."""
        return self.open_window()

    def open(self, username: str, path: str) -> Page:
        """A page on the one phone of a member of staff, 360 × 740; through the door where it has shut meanwhile."""
        page = self._phones.get(username) or self._phones.setdefault(username, self.window())
        page.goto(path)
        if "/dang-nhap" in page.url:
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            expect(page).not_to_have_url(re.compile(r"/dang-nhap(\?|$)"))
            if "/dang-nhap/ma" in page.url:
                page.get_by_label("Sáu số").fill(self.code(username))
                page.get_by_role("button", name="Vào", exact=True).click()
            expect(page).not_to_have_url(re.compile("/dang-nhap"))
            page.goto(path)
        if page.locator("main [name=unlock_password]").count():
            page.locator("main [name=unlock_password]").fill(PASSWORD)
            page.get_by_role("button", name="Mở khóa").click()
            expect(page.locator("main [name=unlock_password]")).to_have_count(0)
        return page

    def proves(self, username: str, page: Page) -> None:
        """A fresh proof, where the last one is older than ten minutes; that press is done too."""
        page.wait_for_load_state()
        if page.locator("[name=proof_code]").count():
            page.locator("[name=proof_code]").fill(self.code(username))
            page.get_by_role("button", name="Xác nhận và làm tiếp").click()
            page.wait_for_load_state()

    def code(self, username: str) -> str:
        """What the app on somebody's phone shows now, as if no code had been used yet."""
        return fresh_code(self.site.app, username)

    def keep_phone(self, username: str, page: Page) -> None:
        """Somebody is signed in on this phone already."""
        self._phones[username] = page

    def at(self, day: date | str, hour: str) -> None:
        """Let the term go on to some minutes past an hour of a day; phones are put away meanwhile, and doors may shut.

        As many minutes as the weekday says: a sign-in lasts thirty days to the second. Came everybody on the stroke,
        one made at seven would end at seven a month later, between two presses.
        """
        for phone in self._phones.values():
            if phone.url != "about:blank":
                phone.goto("about:blank")
        day = date.fromisoformat(day) if isinstance(day, str) else day
        self._pass_nights_until(day)
        self.clock.set_to(day, hour, past=2 * day.weekday())

    def _pass_nights_until(self, day: date) -> None:
        """Note each day that goes by, as the worker's round of the minute does: to skip them would be a leap."""
        with self.site.app.app_context():
            while (tomorrow := clock.today() + timedelta(days=1)) <= day:
                self.clock.set_to(tomorrow, "00:01")
                trusted_days.moment(self.site.app.extensions["settings"])

    def office(self, code: str, rest: str = "") -> str:
        """An address of a class in the office, by the sample's code."""
        return f"/van-phong/lop/{self.codes[code]}{rest}"

    def lesson(self, code: str, number: int, rest: str = "") -> str:
        """An address of a lesson in the teaching room."""
        return f"/giang-vien/lop/{self.codes[code]}/buoi/{number}{rest}"

    def finished(self, who: Plain, answer: Answer) -> Answer:
        """The page to which a job leads, once the worker has done it."""
        if "/viec/" not in answer.path:
            return answer
        with self.site.app.app_context():
            job = queue.wait(answer.path.split("/")[3], PATIENCE)
            assert job.state == "done", job.state
        return who.get(answer.path)

    def paste(self, who: str, address: str, lines: str, **fields: Any) -> Answer:
        """Load a pasted or chosen list, look at it, store it; the page that says what became of it."""
        plain = self.staff(who)
        seen = self.finished(plain, plain.fill(address, field_named="pasted", pasted=lines, **fields))
        if not seen.path.startswith("/van-phong/nhap/"):
            seen = plain.get(next(link for link in seen.read.links if link.startswith("/van-phong/nhap/")))
        if "Cả danh sách ở" in seen.text:  # its people have no group, which is asked once
            seen = self.finished(plain, plain.press(seen, seen.form("/sua"), **{"tra-loi": "all:group=khong"}))
        stored = self.finished(plain, plain.press(seen, seen.form("/ghi")))
        if not stored.path.startswith("/van-phong/nhap/"):
            stored = plain.get(seen.path)
        return stored
