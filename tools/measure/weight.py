"""Bytes on the wire of a first visit: until a page is usable, and with all that comes after."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

import brotli

from app.web.access import COOKIE
from tools.measure.bench import Bench, say
from tools.measure.report import Broken, Measurement
from tools.measure.servers import ROOT, serving

KB = 1024
USABLE, WHOLE, REPEAT, STAFF = 10 * KB, 28 * KB, 4 * KB, 40 * KB
# What the floor's files would carry in front of them.
FLOOR_HEADERS = 400
HTMX = ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"


@dataclass
class _Files(HTMLParser):
    """What a browser fetches with a page: what it waits for, and what may come later."""

    first: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("href"):
            rels = (given.get("rel") or "").split()
            if "stylesheet" in rels:
                self._add(self.first, given["href"])
            elif {"icon", "manifest", "preload"} & set(rels):
                self._add(self.later, given["href"])
        elif tag == "script" and given.get("src"):
            self._add(self.later if "defer" in given or "async" in given else self.first, given["src"])
        elif tag in ("img", "use") and (given.get("src") or given.get("href")):
            self._add(self.later, given.get("src") or given.get("href"))

    def _add(self, files: list[str], address: str | None) -> None:
        plain = (address or "").partition("#")[0]
        if plain and plain not in self.first + self.later:
            files.append(plain)


# Asks for an address with a cookie: bytes with headers, the body as it came, and the cookies that came with it.
Fetch = Callable[[str, str], tuple[int, bytes, str]]
# What a worker brings beside itself, once the page has registered it.
_BROUGHT = re.compile(r"importScripts\(\"([\w.-]+)\"\)")


@dataclass(frozen=True)
class Visit:
    """Bytes of each file with its headers, by address; the page itself first, and for a known visitor."""

    page: int
    again: int
    first: dict[str, int]
    later: dict[str, int]

    @property
    def usable(self) -> int:
        return self.page + sum(self.first.values())

    @property
    def whole(self) -> int:
        return self.usable + sum(self.later.values())


def measure(bench: Bench) -> Iterator[Measurement]:
    """The ward's home and a class with its form, as a stranger's phone gets them; a roll, as an instructor's."""
    say("Weighing pages")
    with serving(bench.demo) as address:
        home, course = visit(address, "/"), visit(address, "/l/DEM1")
    floor_usable, floor_whole = _floor(bench)
    yield from (
        _bytes("home until usable", home.usable, USABLE, files=home.first),
        _bytes("home, whole", home.whole, WHOLE, files=home.later),
        _bytes("home again", home.again, REPEAT),
        _bytes("class page until usable", course.usable, USABLE, floor_usable, files=course.first),
        _bytes("class page, whole", course.whole, WHOLE, floor_whole, files=course.later),
        _bytes("class page again", course.again, REPEAT),
    )
    ward = bench.ward
    with serving(ward.data) as address:
        roll = visit(address, ward.rolls[40], f"{COOKIE}={ward.token}")
    yield _bytes("roll of 40, whole", roll.whole, STAFF, files=roll.first | roll.later)


def _bytes(name: str, ours: int, goal: int, floor: int | None = None, **more: object) -> Measurement:
    ratio = ours / floor if floor else None
    return Measurement(name, ours, "bytes", floor, ratio, goal, of="ours", more=more)


def visit(address: str, path: str, cookie: str = "") -> Visit:
    """Fetch a page and its files from a server as a browser does that takes brotli.

    Raises:
        Broken: something does not answer 200.
    """
    return visited(lambda path, cookie: _fetched(address, path, cookie), path, cookie)


def visited(fetch: Fetch, path: str, cookie: str = "") -> Visit:
    """The same, by whatever asks for addresses."""
    page, body, given = fetch(path, cookie)
    again, *_ = fetch(path, "; ".join(filter(None, (cookie, given))))
    files = _Files()
    files.feed(brotli.decompress(body).decode())
    first = {name: fetch(urljoin(path, name), cookie)[0] for name in files.first}
    later: dict[str, int] = {}
    for name in files.later:
        later[name], script, _given = fetch(urljoin(path, name), cookie)
        if name.endswith(".js"):
            brought = _BROUGHT.findall(brotli.decompress(script).decode())
            later |= {beside: fetch(urljoin(name, beside), cookie)[0] for beside in brought}
    return Visit(page, again, first, later)


def _fetched(address: str, path: str, cookie: str) -> tuple[int, bytes, str]:
    """Bytes with headers, the body as it came, and the cookies that came with it."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(
            "GET", path, headers={"Accept-Encoding": "br, gzip", **({"Cookie": cookie} if cookie else {})}
        )
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise Broken(f"GET {path} answered {answer.status}: there is nothing to weigh.")
    return weighed(f"{answer.status} {answer.reason}", answer.getheaders(), body)


def weighed(status: str, headers: Collection[tuple[str, str]], body: bytes) -> tuple[int, bytes, str]:
    """What a `Fetch` returns, of an answer."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    given = (value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie")
    return sum(len(line.encode()) + 2 for line in lines) + 2 + len(body), body, "; ".join(given)


def _floor(bench: Bench) -> tuple[int, int]:
    """The hand-made page, the same way: until usable, and with scripts, its worker and htmx."""
    files = bench.floors.page_files()
    weights = {name: len(brotli.compress(content)) + FLOOR_HEADERS for name, content in files.items()}
    usable = weights["reg.html"] + weights["app.css"]
    return usable, sum(weights.values()) + len(brotli.compress(HTMX.read_bytes())) + FLOOR_HEADERS
