"""Ten times the data of a ward: what costs the same as before, and what must stay quick however many people."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

from app.models import Role
from app.web.access import COOKIE
from tools.measure.asking import p95
from tools.measure.bench import Bench, column, say
from tools.measure.instructors import sign_in
from tools.measure.reading import BROWSER
from tools.measure.registering import Registrations, check_stored
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Take, compare
from tools.measure.servers import serving
from tools.measure.ward import Ward
from tools.measure.wrk import errors

# "Flat": what chance does between two copies of the same rows, and a little.
FLAT = 1.2
SEARCH_MS, PAGE_MS = 100, 300
EACH = 10  # times a page is opened in a round
PEOPLE = "/van-phong/nguoi-hoc"
SEARCHES = {
    "all people": "",
    "one letter": "t",
    "a family name": "nguyễn",
    "a whole name": "Lương Doãn Thiệu",
    "a name without accents": "luong doan thieu",
    "a name mistyped": "Lương Doản Thiêu",
    "a phone number": "0912345678",
    "somebody who is not there": "Zzyzx",
}
PAGES = {
    "office today": "/van-phong",
    "list of classes": "/van-phong/lop",
    "classes past": "/van-phong/lop?xem=da-xong",
}


def measure(bench: Bench) -> Iterator[Measurement]:
    """Three works on both sizes by turns; then the office's pages on the larger one."""
    one, ten = bench.one_ward, bench.ten_wards
    with ExitStack() as stack:
        again = one.copied(bench.scratch / "one-ward-again")
        wards = {"ours": ten, "floor": one, "again": again}
        addresses = {which: stack.enter_context(serving(ward.data)) for which, ward in wards.items()}
        yield from _flat(bench, wards, addresses)
        yield from _quick(bench, ten, addresses["ours"])


def _flat(bench: Bench, wards: dict[str, Ward], addresses: dict[str, str]) -> Iterator[Measurement]:
    signed_in = {"Cookie": f"{COOKIE}={wards['ours'].token}"}
    pages = {"class page": (f"/l/{wards['ours'].open_course}", {}), "roll of 40": (wards["ours"].rolls[40], signed_in)}
    for name, (path, headers) in pages.items():
        loads = {which: bench.load(address + path, 1, **BROWSER, **headers) for which, address in addresses.items()}
        yield _compared(bench, name, {which: load.take for which, load in loads.items()})
    before = {which: ward.registered() for which, ward in wards.items()}
    posts = {which: Registrations.to(bench, ward, addresses[which], 1) for which, ward in wards.items()}
    yield _compared(bench, "registration", {which: each.take for which, each in posts.items()})
    for which, ward in wards.items():
        check_stored(ward, before[which], posts[which])


def _compared(bench: Bench, name: str, takes: dict[str, Take]) -> Measurement:
    seen = bench.alternate(f"{name} at ten times the data", takes)
    lost = sum(errors(taken) for taken in seen.values())
    compared = compare(*(column(seen[which], "p50") for which in ("ours", "floor", "again")))
    return Measurement.of_rounds(
        f"{name} at ten times the data, p50",
        compared,
        "ms",
        goal=FLAT,
        fault=f"{lost} errors" if lost else "",
        more={"beside": "a tenth of the data", "rounds": bench.rounds},
    )


def _quick(bench: Bench, ward: Ward, address: str) -> Iterator[Measurement]:
    say("Searching among 60,000 people")
    (token,) = sign_in(ward, 1, Role.OFFICER)
    paths = {f"search: {name}": (f"{PEOPLE}?tim={quote(query)}", SEARCH_MS) for name, query in SEARCHES.items()}
    paths |= {name: (path, PAGE_MS) for name, path in PAGES.items()}
    waits: dict[str, list[float]] = {name: [] for name in paths}
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    for turn in range(bench.rounds * EACH + 1):
        for name, (path, _goal) in paths.items():
            took = opened(connection, path, token)
            if turn:  # the first of each warms up
                waits[name].append(took)
    connection.close()
    for name, (_path, goal) in paths.items():
        more: dict[str, object] = {"p50": round(statistics.median(waits[name]), 2), "times": len(waits[name])}
        yield Measurement(f"{name}, p95 at 60,000 people", p95(waits[name]), "ms", goal=goal, of="ours", more=more)


def opened(connection: HTTPConnection, path: str, token: str) -> float:
    """How long a page takes, in ms; `Broken` where it does not open."""
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"{COOKIE}={token}", "Accept-Encoding": "br"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise Broken(f"GET {path} answered {answer.status}.")
    return (time.perf_counter() - began) * 1000
