"""The place in which a year is played: the demo ward, its people's browsers and phones, and a clock that steps move."""

import logging
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.country import clock
from app.models import Account, Role
from app.web.access import COOKIE
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import make_account, make_sign_in, make_ward
from tests.pages import Page, Pages, check, words
from tests.year.book import Answered, Book, Step
from tests.year.registry import Refused

Item = TypeVar("Item")
# Typed into names: where a page holds it as it is, typed text became markup.
MARKUP = '<b data-typed="1">'
# The demo ward. Whoever works in several wards and names none gets the first of them.
HOME = "05443"
# How wards are named that are divided off it; the other wards of the province are played by nobody.
DIVIDED_OFF = "Túc Duyên"
DIVIDED = f"SELECT id FROM administrative_unit WHERE valid_to IS NULL AND name LIKE '{DIVIDED_OFF} %'"
OWN_WARDS = f"SELECT id FROM administrative_unit WHERE code = '{HOME}' UNION {DIVIDED}"
# Another ward, and who works there.
STRANGE, STRANGER = "99001", "nguoila"
# A proof of who sits there is good for ten minutes.
FRESH = timedelta(minutes=5)


class Log(logging.Handler):
    """Keeps each line that the product writes to its log while the walk goes on."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to all that the product says from INFO on, as its processes do."""
        logger = logging.getLogger("app")
        before = logger.level
        logger.setLevel(logging.INFO)
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
            logger.setLevel(before)


class Wrong(AssertionError):
    """An answer that no step may get."""


class Browser(Pages):
    """Looks at every page it meets. A page that says no is a refused step; one of the machine's own fault is wrong."""

    def _read(self, response: TestResponse, status: int) -> Page:
        page = Page(self, response, response.request.path)
        response.get_data()
        response.close()
        if response.status_code >= 500:
            raise Wrong(f"{response.request.method} {page.address} answered {response.status_code}")
        if page.is_whole:
            _check(page)
        if response.mimetype == "text/html" and MARKUP in page.html:
            raise Wrong(f"{page.address} holds typed text as markup")
        if response.status_code >= 400 and status == 200:
            raise Refused(f"{response.status_code} {page.address} {complaints(page)}")
        return page


def complaints(page: Page) -> str:
    """What a page says is wrong with what was typed."""
    if not page.is_whole:
        return ""
    found = [
        words(each) for each in page.root.iter() if "error" in (each.get("class") or "") or each.get("role") == "alert"
    ]
    return "; ".join(dict.fromkeys(found))[:150]


def _check(page: Page) -> None:
    try:
        check(page)
    except AssertionError as wrong:
        raise Wrong(str(wrong)) from wrong


class Phone:
    """A phone that keeps what was pressed and sends it. Its clock may be wrong."""

    def __init__(self, world: "World", username: str, device: str) -> None:
        self.world, self.username, self.device = world, username, device
        self.ahead = timedelta(0)

    def operation(self, draw: Random, kind: str, data: dict[str, Any], at: datetime | None = None) -> dict[str, Any]:
        """Something pressed, now unless told otherwise, by the server's clock."""
        made = (at or clock.now()) + self.ahead
        return {"uuid": made_up(draw), "kind": kind, "at": made.isoformat(), "sequence": 1, "data": data}

    def send(self, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        """What became of each."""
        browser = self.world.browser(self.username)
        told = browser.client.get("/dong-bo").get_json(silent=True) or {}
        body = {
            "device": self.device, "account": self.world.accounts[self.username].public_id,
            "client_now": (clock.now() + self.ahead).isoformat(), "operations": list(operations),
        }  # fmt: skip
        answer = browser.client.post("/dong-bo", json=body, headers={"X-CSRFToken": told.get("csrf_token", "")})
        if answer.status_code >= 500:
            raise Wrong(f"POST /dong-bo answered {answer.status_code}")
        if answer.status_code >= 400:
            raise Refused(f"{answer.status_code} /dong-bo")
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results

    def must(self, *operations: dict[str, Any]) -> None:
        """Send; a step of which nothing was taken is a refused one."""
        results = self.send(*operations)
        if not any(each["status"] == "done" for each in results):
            raise Refused("; ".join(str(each.get("message")) for each in results))
        self.world.sent += [(self, each) for each in operations]


class World:
    """One place, as a walk finds and changes it. `moment` is when it begins."""

    def __init__(self, app: Flask, moment: datetime, make_empty: Callable[[], Flask], folder: Path) -> None:
        self.app, self.make_empty, self.folder = app, make_empty, folder
        self.began = moment
        self.book = Book()
        self.step = Step(0, "", date.min)
        self.accounts: dict[str, Account] = {}
        self.ward = 0  # the demo ward's number
        self.sent: list[tuple[Phone, dict[str, Any]]] = []  # what phones sent and was taken
        self.phones = [Phone(self, name, f"phone {n}") for n, name in enumerate(("canbo", "totruong", "giangvien"))]
        self.log = Log()
        self.is_thorough = False  # invariants that read a part at a time read all
        self._browsers: dict[str, tuple[Browser, datetime]] = {}
        self._figures_of, self._figures = self.step, dict[tuple[date, str], dict[str, str]]()
        self._stack = ExitStack()

    def __enter__(self) -> "World":
        self._stack.enter_context(clock.frozen())
        self._stack.enter_context(clock.shifted(self.began - clock.now()))
        self._stack.enter_context(self.log.listening())
        self.add_another_ward()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()
        with self.app.app_context():
            db.engine.dispose()

    def open(self) -> None:
        """Find the accounts of the place as it is now."""
        self._browsers.clear()
        with self.app.app_context():
            self.accounts = {each.username: each for each in db.session.query(Account)}
        self.ward = self.one("SELECT id FROM administrative_unit WHERE code = '05443'")

    def add_another_ward(self) -> None:
        """Make another ward beside the demo ward, of another province, with an officer of its own."""
        with self.app.app_context(), immediate() as session:
            make_account(session, make_ward(session, STRANGE), Role.OFFICER, username=STRANGER)
        self.open()

    def wards(self) -> Sequence[Any]:
        """The demo ward and those that were divided off it, as far as they stand: id and code."""
        return self.rows(f"SELECT id, code FROM administrative_unit WHERE id IN ({OWN_WARDS}) ORDER BY id")

    def advance(self, by: timedelta) -> None:
        """Move the clock, forward or back: for the steps of the clock alone."""
        self._stack.enter_context(clock.shifted(by))

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return clock.today()

    @property
    def settings(self) -> Settings:
        """Of the place."""
        found: Settings = self.app.extensions["settings"]
        return found

    @property
    def engine(self) -> str:
        """The kind of its database."""
        return "sqlite" if self.settings.is_sqlite else "postgresql"

    def browser(self, username: str = "") -> Browser:
        """Somebody's browser, signed in a short time ago; anybody's without a name."""
        if not username:
            return Browser(self.app.test_client())
        browser, since = self._browsers.get(username, (None, None))
        if browser is None or since is None or not timedelta(0) <= clock.now() - since < FRESH:
            browser = browser or Browser(self.app.test_client())
            with self.app.app_context(), immediate() as session:
                browser.client.set_cookie(COOKIE, make_sign_in(session, session.merge(self.accounts[username])))
            self._browsers[username] = browser, clock.now()
        return browser

    def phone(self, username: str) -> Phone:
        """Somebody's phone, beside the three that go from house to house."""
        return Phone(self, username, f"phone of {username}")

    def rows(self, statement: str, **values: Any) -> Sequence[Any]:
        """What a statement finds in the database as it is; `:now` is the moment of the walk, `:year` the one at which
        its year began."""
        for name, moment in {"now": clock.now(), "year": clock.at_local(self.today.replace(month=1, day=1))}.items():
            if f":{name}" in statement:
                values[name] = f"{moment:%Y-%m-%d %H:%M:%S.%f}" if self.engine == "sqlite" else moment
        with self.app.app_context():
            return db.session.execute(text(statement), values).all()

    def finds(self, statement: str) -> bool:
        """Whether a statement finds anything."""
        return bool(self.rows(f"SELECT 1 FROM ({statement}) AS found LIMIT 1"))

    def one(self, statement: str, **values: Any) -> Any:
        """The one value that a statement finds."""
        return self.rows(statement, **values)[0][0]

    def pick(self, draw: Random, found: Iterable[Item], key: Callable[[Item], object] | None = None) -> Item:
        """One of several by a drawn order of their keys (of rows their ids), so that others that come or go seldom
        change the choice.

        Raises:
            Refused: there is none.
        """
        items = list(found)
        if not items:
            raise Refused("nothing to act upon")
        salt = draw.getrandbits(64)
        return min(items, key=lambda each: Random(f"{salt} {(key or _key)(each)}").random())

    def answered(self, table: str, column: str, value: object) -> None:
        """Note that the product said that it has stored this."""
        self.book.answered.append(Answered(table, column, str(value), self.step.number))

    def records_for(self, day: date) -> None:
        """This step recorded something for a day: figures of earlier days stay."""
        self.step.day = min(self.step.day, day)

    def touches_class(self, code: str) -> None:
        """This step did something in a class: the numbers of its closed lessons are looked at."""
        found = self.rows(
            "SELECT l.id FROM lesson l JOIN course c ON c.id = l.course_id WHERE c.code = :code AND l.state = 'held'",
            code=code,
        )
        self.step.lessons.update(row.id for row in found)

    def touches_programme(self, number: int) -> None:
        """This step recorded something in a programme of the ward's own, or worded it otherwise."""
        self.step.programmes.add(number)

    def reorganises(self) -> None:
        """This step may change the figures of any day, as a merge of two people does."""
        self.step.everything = True

    def figures(self, until: date, ward: str = "") -> dict[str, str]:
        """All figures of the year up to a day, as the office reads them: key → number and unit. Invariants alone ask:
        after a step they read each page once."""
        if self._figures_of is not self.step:
            self._figures_of, self._figures = self.step, {}
        if (until, ward) in self._figures:
            return self._figures[until, ward]
        asked = {"tu": f"01/01/{until.year}", "den": f"{until:%d/%m/%Y}", "muc": "tat-ca"}
        asked |= {"phuong": ward} if ward else {}
        page = self.browser("canbo").get("/van-phong/so-lieu", query_string=asked)
        found = {key: " ".join(value.split()) for key, value in FIGURE.findall(page.html)}
        self._figures[until, ward] = found
        return found

    def figure(self, key: str, until: date, ward: str = "") -> int:
        """One of them as a number, 0 where there is none."""
        told = self.figures(until, ward).get(key, "")
        found = re.match(r"[\d.]+", told)
        return int(found[0].replace(".", "")) if found else 0


FIGURE = re.compile(r'href="/van-phong/so-lieu/([\w.-]+)\?[^"]*"[^>]*>(?:(?!</a>).)*?<b class="num">([^<]*)</b>', re.S)


def _key(item: object) -> object:
    return getattr(item, "id", None) or repr(item)


def moment(stored: Any) -> datetime:
    """A stored moment, aware, on either engine."""
    read = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(stored: Any) -> date:
    """A stored day, on either engine."""
    return stored if isinstance(stored, date) else date.fromisoformat(str(stored)[:10])


def made_up(draw: Random) -> str:
    """A uuid."""
    return str(uuid.UUID(int=draw.getrandbits(128), version=4))


FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý", "Nông", "Ma", "Hà")
MIDDLE = ("Thị", "Văn", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Kim", "Hồng", "Xuân")
GIVEN = ("Sen", "Khuê", "Bách", "Trúc", "Lựu", "Quỳ", "Thông", "Tùng", "Đào", "Mận", "Hạnh", "Khôi", "Vượng", "Xoan")


def invented_name(draw: Random) -> str:
    """A name that nobody of the demo ward has, and hardly anybody else of the walk: five words."""
    return " ".join((draw.choice(FAMILY), draw.choice(MIDDLE), *draw.sample(MIDDLE[2:], 2), draw.choice(GIVEN)))


def invented_phone(draw: Random) -> str:
    """A telephone number that nobody of the demo ward has."""
    return f"09{draw.randrange(10**8):08d}"
