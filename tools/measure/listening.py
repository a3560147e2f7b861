"""The counter hears its tablets: two hundred open pages ask whether somebody calls, nearly always in vain.

What counts is how much of a core that takes: everything else goes on beside it.
"""

from collections.abc import Iterator
from urllib.request import Request, urlopen

from app.country import clock
from app.models import AdministrativeUnit, HelpDesk, Kiosk, Role
from app.routes.counter.calls import EVERY
from app.web.access import COOKIE
from app.web.database import immediate
from tests.factories import make_account, make_sign_in
from tools.measure.bench import Bench, Goals
from tools.measure.demo import DEMO_WARD
from tools.measure.jobs import cpu_seconds, processes
from tools.measure.report import Measurement
from tools.measure.servers import running
from tools.measure.ward import Ward

# So many pages of the counter open at once, and the most of one core that they may take, in percent.
PAGES, MOST = 200, 15.0


def measure(bench: Bench) -> Iterator[Measurement]:
    """The answer that nothing changed, beside the bare page; and what all pages together take of a core."""
    ward = bench.ward.copied(bench.scratch / "listening")
    token = _tablet_and_counter(ward)
    with running(ward.data) as (process, address):
        path, asked = f"{address}/quay/goi", {"Cookie": f"{COOKIE}={token}", "Accept": "application/json"}
        tag = urlopen(Request(path, headers=asked)).headers["ETag"]
        load = bench.load(path, 4, **asked, **{"If-None-Match": tag})
        yield from bench.beside_page("who calls, unchanged", 4, {"": (load.take, Goals())})
        everyone, shares = processes(process.pid), []
        for _round in range(bench.rounds):
            before = cpu_seconds(everyone)
            seen = load.take()
            shares.append((cpu_seconds(everyone) - before) / seen["n"] * PAGES * 1000 / EVERY * 100)
        yield Measurement(
            f"who calls, {PAGES} pages open",
            sorted(shares)[len(shares) // 2],
            "% of a core",
            goal=MOST,
            of="ours",
            more={"rounds": bench.rounds, "every_ms": EVERY, "rps": round(seen["rps"])},
        )


def _tablet_and_counter(ward: Ward) -> str:
    """A tablet stands there, and somebody sits at the counter: the token of the sign-in."""
    with ward.app().app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        account = make_account(session, unit, Role.COUNTER)
        desk = HelpDesk.add(session, unit, label="Bàn đo", place_kind="kiosk")
        Kiosk.pair(session, desk, name="Bàn đo", by=account, now=clock.now())
        token = make_sign_in(session, account)
    ward.leave()
    return token
