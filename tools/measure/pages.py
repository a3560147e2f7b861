"""What staff meet first, page by page: processor seconds of the web process, beside another revision of the product.

Waits say how busy the machine is; the processor's time of one process says what a page costs. Pages are opened by
turns, as a ward opens them: the same page over and over finds everything compiled. Nothing of ours runs in the other
revision's processes, and each has a copy of the rows, brought to its own schema. With `--size 5` the ward is the one
of wide.py, five times the demo's, with all programmes that ship in use; each revision fills its own. At the end each
page of ours stands beside its floor (page_floors.py).
"""

import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit

from app.models.kept_reading import STAMPED
from app.web.access import COOKIE
from tools.measure import page_floors
from tools.measure.bench import Bench, column, say
from tools.measure.jobs import processes, rest
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures, compare
from tools.measure.servers import ROOT, lopso, running, said

EACH = 10  # times a page is opened in a round
# A page costs no more than before.
GOAL = 1.0
# Who of the demo ward opens it, and where.
PAGES = {
    "today": ("canbo", "/van-phong"),
    "a leader's today": ("lanhdao", "/van-phong"),
    "a head's start": ("totruong", "/quay/to-cua-toi"),
    "people": ("canbo", "/van-phong/nguoi-hoc"),
    "targets": ("canbo", "/van-phong/chi-tieu"),
    "a roll": ("giangvien", "/giang-vien/lop/DEM4/buoi/3"),
    "an instructor's start": ("giangvien", "/giang-vien"),
    "a programme": ("canbo", "/van-phong/phong-trao/1"),
    "all figures": ("canbo", "/van-phong/so-lieu"),
    "list of classes": ("canbo", "/van-phong/lop"),
    "an organisation's start": ("truong", "/don-vi"),
    "reports": ("canbo", "/van-phong/bao-cao"),
    "programmes": ("canbo", "/van-phong/phong-trao"),
    "a programme's book": ("canbo", "/van-phong/phong-trao/1/so"),
    "a head's quick entries": ("totruong", "/quay/ghi-nhanh"),
    "a counter's start": ("quay", "/quay"),
    "an ambassador's start": ("daisu", "/quay/kem-cap"),
    "an administrator's start": ("quantri", "/quan-tri"),
    "the province": ("tinh", "/tinh"),
    "a provincial leader's today": ("lanhdaotinh", "/van-phong"),
    "a resident's first page": ("", "/"),
}
# Run in a revision: signs accounts in; prints the token of each.
SIGN_IN = """
import sys
from sqlalchemy import select
from app import create_app
from app.models import Account
from app.web.database import immediate
from tests.factories import make_sign_in
with create_app(rooms=False).app_context(), immediate() as session:
    for name in sys.argv[1:]:
        print(make_sign_in(session, session.scalars(select(Account).where(Account.username == name)).one()))
"""


def measure(bench: Bench) -> Iterator[Measurement]:
    """Ours and, with `--beside REVISION`, that one's by turns, and a copy of that one to tell chance by."""
    trees = {"ours": ROOT}
    if bench.beside:
        trees["floor"] = trees["again"] = revision(bench.beside, bench.scratch / "revision")
    with ExitStack() as stack:
        sides = {name: stack.enter_context(_served(bench, name, tree)) for name, tree in trees.items()}
        seen = bench.alternate("pages of staff", {name: side.take for name, side in sides.items()})
        tokens = sides["ours"].tokens
    for page in PAGES:
        name, ours = f"{page}, processor of the web process", column(seen["ours"], page)
        more: dict[str, object] = {"rounds": bench.rounds, "address": PAGES[page][1]}
        if not bench.beside:
            yield Measurement(name, statistics.median(ours), "ms", more=more)
            continue
        compared = compare(ours, column(seen["floor"], page), column(seen["again"], page))
        yield Measurement.of_rounds(name, compared, "ms", goal=GOAL, more={**more, "beside": bench.beside})
    pages = {page: (tokens[account], address) for page, (account, address) in PAGES.items()}
    yield from page_floors.measure(bench, bench.scratch / "pages-ours", pages)


def revision(name: str, folder: Path) -> Path:
    """The tree of a revision, with its own static files; third-party scripts are ours.

    Raises:
        Broken: there is no such revision, or its static files cannot be built.
    """
    say(f"Unpacking {name}")
    packed = subprocess.run(["git", "archive", name], cwd=ROOT, capture_output=True)
    if packed.returncode:
        raise Broken(f"There is no revision {name}: {packed.stderr.decode().strip()}")
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    lopso(folder, "build-static", root=folder)
    return folder


@dataclass
class Side:
    """A web process that is asked: its number, its connection, and the cookie of each account."""

    process: int
    connection: HTTPConnection
    tokens: dict[str, str]
    # The rows that are written before each request, so that nothing that was kept is good any more.
    written: Path | None = None

    def take(self) -> Figures:
        """The usual cost of each page, in ms of the processor; all by turns."""
        spent: dict[str, list[float]] = {page: [] for page in PAGES}
        for _ in range(EACH):
            for page in PAGES:
                spent[page].append(self.cost(*PAGES[page]))
        return {page: statistics.median(costs) for page, costs in spent.items()}

    def cost(self, account: str, path: str) -> float:
        """What opening a page cost, in ms; where it has moved, at its new place.

        Raises:
            Broken: it does not open.
        """
        if self.written:
            write(self.written)
        began = processor(self.process)
        self.connection.request("GET", path, headers={"Cookie": f"{COOKIE}={self.tokens[account]}"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status in (301, 308):
            return self.cost(account, str(answer.headers["Location"]))
        if answer.status != 200:
            raise Broken(f"GET {path} answered {answer.status} to {account}.")
        return (processor(self.process) - began) * 1000


def write(file: Path) -> None:
    """A write of each table that a kept reading may have read; rows stay as they are."""
    with closing(sqlite3.connect(file, timeout=10)) as rows, rows:
        tables = [name for [name] in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in STAMPED.intersection(tables):
            rows.execute(f'UPDATE "{table}" SET rowid = rowid WHERE rowid = (SELECT min(rowid) FROM "{table}")')


def processor(process: int) -> float:
    """The seconds that a process has worked, all its threads, to the nanosecond (CPUCLOCK_SCHED of Linux)."""
    return time.clock_gettime((~process << 3) | 2)


@contextmanager
def _served(bench: Bench, name: str, tree: Path) -> Iterator[Side]:
    data = bench.scratch / f"pages-{name}"
    if bench.kept:
        copytree(bench.kept, data)
        lopso(data, "migrate", root=tree)
    else:
        lopso(data, "demo", root=tree)
    if bench.size > 1:
        widening = [sys.executable, "-P", str(ROOT / "tools/measure/wide.py"), str(bench.programmes)]
        said(widening, "widening the ward", data, root=tree)
    accounts = list(dict.fromkeys(account for account, _path in PAGES.values() if account))
    tokens = said([sys.executable, "-P", "-c", SIGN_IN, *accounts], "signing in", data, root=tree).split()
    with running(data, root=tree) as (supervisor, address):
        found = processes(supervisor.pid)
        rest(found)
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        written = data / "lopso.db" if bench.written else None
        yield Side(found["web"].pid, connection, {"": "", **dict(zip(accounts, tokens, strict=True))}, written)
        connection.close()
