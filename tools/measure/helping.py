"""Helps through POST /dong-bo: one, two hundred at once, twenty counters at their pace; beside open pages that ask."""

import json
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
from sqlalchemy import select

from app.models import HelpTopic, Role
from app.web.access import COOKIE
from app.web.database import db
from tools.measure import wrk
from tools.measure.asking import Ask, Paced, p95
from tools.measure.bench import Bench, Goals, say
from tools.measure.floors import GATED
from tools.measure.instructors import Phone, sign_in
from tools.measure.jobs import cpu_seconds, settle
from tools.measure.marking import BATCH, Presses, asked
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures, alternate, compare
from tools.measure.servers import running
from tools.measure.ward import Ward

COUNTERS, EVERY = 20, 6.0  # each of them notes a help so often, in seconds: ten a minute
MINUTE = 60.0
PAGES, POLL = 200, 2.5  # open pages; how often each asks (EVERY of app/routes/counter/calls.py)
BESIDE_RATE, BESIDE_SECONDS = 10.0, 8.0  # helps a second while pages ask, and how long each time
CPU_SECONDS = 10.0
# Each of these rounds holds hundreds of waits.
MOST_MINUTES, MOST_ROUNDS = 3, 5
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INSERT = Ask("/", FORM, b"n=Nguy%E1%BB%85n+V%C4%83n+An&p=0912345678")

Note = Callable[[int], Ask]


@dataclass(frozen=True)
class _Counters:
    """The ward, where it is served, its open topics, and a phone for each counter."""

    ward: Ward
    address: str
    topics: Sequence[str]
    phones: Sequence[Phone]

    def note(self, turn: int) -> Ask:
        """One help, as the log's page sends it."""
        phone, now = self.phones[turn % len(self.phones)], f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        said = {
            "unit": self.ward.code,
            "desk": "Q1",
            "place": "counter",
            "topics": [self.topics[turn % len(self.topics)]],
            "other": "",
            "result": "together",
            "age_band": "60_up" if turn % 2 else None,
            "minutes": turn % 9,
            **dict.fromkeys(("reason", "residential_group", "person", "mentorship", "request")),
        }
        help = {"uuid": str(uuid.uuid4()), "kind": "help_record", "at": now, "sequence": turn + 1, "data": said}
        batch = {"device": phone.device, "account": phone.account, "client_now": now, "operations": [help]}
        phone_says = {"release": "bench", "waiting": 1, "refused": 0}
        return Ask("/dong-bo", phone.headers, json.dumps({**batch, **phone_says}).encode())


def measure(bench: Bench) -> Iterator[Measurement]:
    """One help a request, then two hundred; then people's own pace."""
    ward = bench.ward.copied(bench.scratch / "helping")
    topics, tokens = _topics(ward), sign_in(ward, COUNTERS + PAGES, Role.COUNTER)
    with running(ward.data) as (supervisor, address):
        yield from _as_fast_as_answered(bench, ward, address, tokens[0], topics)
        phones = [Phone.of(address, token) for token in tokens[:COUNTERS]]
        counters = _Counters(ward, address, topics, phones)
        yield from _minutes(bench, counters)
        web = {"web": settle(ward.app(), supervisor.pid)["web"]}
        yield from _beside_pages(bench, counters, tokens[COUNTERS:], web)


def _topics(ward: Ward) -> list[str]:
    """The keys of the topics that need no words."""
    with ward.app().app_context():
        return list(db.session.scalars(select(HelpTopic.key).where(HelpTopic.asks_words.is_(False))))


def _as_fast_as_answered(
    bench: Bench, ward: Ward, address: str, token: str, topics: Sequence[str]
) -> Iterator[Measurement]:
    keys = ",".join(f'"{key}"' for key in topics)
    script = f'ward = "{ward.code}"\ntopics = {{{keys}}}\n{wrk.script("helps.lua")}'
    for name, connections, size, goal in (("one help record", 4, 1, 1.5), ("outbox of 200 helps", 1, BATCH, 15.0)):
        helps = Presses.to(bench, token, address, script, connections, size)
        before = ward.helps()
        yield from bench.beside_post(name, connections, helps.take, Goals(goal))
        stored = ward.helps() - before
        if stored < helps.answered * size:
            raise Broken(f"{name}: {helps.answered} requests were answered, {stored} helps are stored.")


# -- at the pace of people --------------------------------------------------------------------------------------------


def _minutes(bench: Bench, counters: _Counters) -> Iterator[Measurement]:
    """Twenty counters, each with a moment of its own; as many inserts of the floor, and again, between theirs: in the
    same minute, for what a counter's phone does once a minute belongs to one help in ten."""
    starts = [random.Random(place).uniform(0, EVERY) for place in range(COUNTERS)]
    seen: dict[str, list[list[float]]] = {"ours": [], "floor": [], "again": []}
    rounds, answered, before = min(bench.rounds, MOST_MINUTES), 0, counters.ward.helps()
    with bench.floors.serving("post", **GATED) as floor, bench.floors.serving("post", **GATED) as again:
        asks: dict[str, tuple[str, Note]] = {
            "ours": (counters.address, counters.note),
            "floor": (floor, lambda _turn: INSERT),
            "again": (again, lambda _turn: INSERT),
        }
        for number in range(rounds + 1):
            say(f"{COUNTERS} counters: minute {number} of {rounds}" if number else f"{COUNTERS} counters: warming up")
            waits = _together(asks, starts, MINUTE if number else EVERY)
            answered += len(waits["ours"])
            for name in seen:
                seen[name] += [waits[name]] if number else []
    columns = [[p95(waits) for waits in seen[name]] for name in ("ours", "floor", "again")]
    middle = statistics.median(statistics.median(waits) for waits in seen["ours"])
    more: dict[str, object] = {"beside": "floor_http post", "rounds": rounds, "p50": round(middle, 2)}
    name = f"{COUNTERS} counters, ten helps a minute each"
    yield Measurement.of_rounds(f"{name}, p95", compare(*columns), "ms", goal=1.5, more=more)
    lost = abs(answered - (counters.ward.helps() - before))
    yield Measurement(f"{name}, lost or doubled", lost, "", goal=0, of="ours", more={"answered": answered})


def _together(asks: Mapping[str, tuple[str, Note]], starts: Sequence[float], seconds: float) -> dict[str, list[float]]:
    """Ask several servers at the counters' pace, each a share of the pause after the one before; the waits in ms."""
    paces: dict[str, Paced] = {}
    with ExitStack() as open_ones:
        for place, (name, (address, note)) in enumerate(asks.items()):
            own = [(start + place * EVERY / len(asks)) % EVERY for start in starts]
            paces[name] = Paced(address, note, COUNTERS / EVERY, COUNTERS, starts=own)
        for paced in paces.values():
            open_ones.enter_context(paced)
        time.sleep(seconds)
    return {name: [answer.took * 1000 for answer in paced.answers] for name, paced in paces.items()}


# -- beside pages that ask who calls ----------------------------------------------------------------------------------


def _beside_pages(
    bench: Bench, counters: _Counters, tokens: Sequence[str], web: dict[str, psutil.Process]
) -> Iterator[Measurement]:
    """What two hundred open pages of the counter cost, and what whoever notes a help feels of them."""
    pages = _asking(counters.address, tokens)
    say(f"{PAGES} open pages ask who calls, for {CPU_SECONDS:.0f} s")
    with pages():
        time.sleep(POLL)
        before, began = cpu_seconds(web), time.perf_counter()
        time.sleep(CPU_SECONDS)
        share = (cpu_seconds(web) - before) / (time.perf_counter() - began)
    cores = psutil.cpu_count() or 1
    more: dict[str, object] = {"asks_a_second": PAGES / POLL, "of_one_core": round(100 * share, 2), "cores": cores}
    yield Measurement(f"{PAGES} open pages that ask who calls, CPU", 100 * share / cores, "%", more=more)

    def take(with_pages: bool) -> Figures:
        with ExitStack() as stack:
            if with_pages:
                stack.enter_context(pages())
            helps = stack.enter_context(Paced(counters.address, counters.note, BESIDE_RATE, COUNTERS))
            time.sleep(BESIDE_SECONDS)
        waits = [answer.took * 1000 for answer in helps.answers]
        return {"p50": statistics.median(waits), "p95": p95(waits)}

    name, rounds = f"help record beside {PAGES} open pages", min(bench.rounds, MOST_ROUNDS)

    def told(number: int) -> None:
        say(f"{name}: round {number} of {rounds}" if number else f"{name}: warming up")

    seen = alternate({"alone": lambda: take(False), "beside": lambda: take(True)}, rounds, told)
    for figure, goal in (("p50", None), ("p95", 1.5)):
        compared = compare([each[figure] for each in seen["beside"]], [each[figure] for each in seen["alone"]])
        beside: dict[str, object] = {"beside": "the same without them", "rounds": rounds}
        yield Measurement.of_rounds(f"{name}, {figure}", compared, "ms", goal=goal, more=beside)


def _asking(address: str, tokens: Sequence[str]) -> Callable[[], Paced]:
    """Open pages as app/static/js/kiosk/calls.js asks, each on its own sign-in, at moments of their own.

    Raises:
        Broken: no tablet stands in this ward, so that pages would ask but once a minute.
    """
    told, headers = asked(f"{address}/quay/goi", {"Cookie": f"{COOKIE}={tokens[0]}"})
    if told["every"] != POLL * 1000:
        raise Broken(f"/quay/goi wants to be asked every {told['every']} ms, not every {POLL} s.")
    starts = [random.Random(place).uniform(0, POLL) for place in range(len(tokens))]

    def ask(turn: int) -> Ask:
        cookie = f"{COOKIE}={tokens[turn % len(tokens)]}"
        return Ask("/quay/goi", {"Cookie": cookie, "If-None-Match": str(headers["ETag"]), "Accept": "application/json"})

    return lambda: Paced(address, ask, len(tokens) / POLL, len(tokens), good=304, starts=starts)
