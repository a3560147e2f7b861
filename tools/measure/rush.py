"""A rush on the registration beside a hall that ticks: each second fifty residents open a class and register, and
sixty instructors tick once, whether or not those before them have been answered."""

import random
import shutil
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from tests.factories import RESIDENTS
from tests.postgres import running_cluster
from tools.measure.asking import Ask, Paced, p95
from tools.measure.bench import Bench, say
from tools.measure.engines import DURABLE
from tools.measure.instructors import sign_in, ticking
from tools.measure.registering import opened_form
from tools.measure.report import Broken, Measurement
from tools.measure.servers import serving
from tools.measure.ward import Ward, furnished, make_demo

A_SECOND, INSTRUCTORS, PHONES = 50, 60, 30
# Who waits keeps a connection; so many that none has to be waited for.
LINES = 400
SECONDS = 12.0
TICK_MS = 300
MOST_ROUNDS = 5


@dataclass(frozen=True)
class _Round:
    """Waits in ms; how many registrations were stored a second."""

    ticks: list[float]
    pages: list[float]
    posts: list[float]
    stored: float


def measure(bench: Bench) -> Iterator[Measurement]:
    """How long a tick waits, and how long who registers; on PostgreSQL the same."""
    tokens = sign_in(bench.ward, INSTRUCTORS)
    yield from _measured(bench, "a rush", tokens, lambda number: bench.ward.copied(bench.scratch / f"rush-{number}"))
    with running_cluster(DURABLE) as cluster:
        say("Filling the demo ward on PostgreSQL")
        filled = cluster.create()
        database = cluster.url(filled)
        ward = furnished(make_demo(bench.scratch / "rush-postgresql", database), database)
        tokens = sign_in(ward, INSTRUCTORS)
        ward.leave()

        def copied(number: int) -> Ward:
            there = ward.copied(bench.scratch / f"rush-postgresql-{number}")
            return replace(there, database=cluster.url(cluster.create(filled)))

        yield from _measured(bench, "a rush on PostgreSQL", tokens, copied)


def _measured(bench: Bench, where: str, tokens: list[str], copied: Callable[[int], Ward]) -> Iterator[Measurement]:
    rounds = []
    for number in range(min(bench.rounds, MOST_ROUNDS)):
        say(f"{A_SECOND} registrations a second beside {INSTRUCTORS} instructors, {where}: round {number + 1}")
        rounds.append(_round(copied(number), tokens))
    ticks, pages, posts = ([getattr(each, who) for each in rounds] for who in ("ticks", "pages", "posts"))
    told: dict[str, object] = {"rounds": len(rounds), "answers": sum(map(len, ticks))}
    yield Measurement(f"tick in {where}, p50", _middle(ticks, statistics.median), "ms", more=told)
    yield Measurement(f"tick in {where}, p95", _middle(ticks, p95), "ms", goal=TICK_MS, of="ours", more=told)
    for name, waits in (("class page", pages), ("registration", posts)):
        more: dict[str, object] = {"rounds": len(rounds), "answers": sum(map(len, waits))}
        yield Measurement(f"{name} in {where}, p50", _middle(waits, statistics.median), "ms", more=more)
        yield Measurement(f"{name} in {where}, p95", _middle(waits, p95), "ms", more=more)
    stored, what = statistics.median(each.stored for each in rounds), f"{A_SECOND} offered in {where}"
    yield Measurement(f"registrations stored a second, of {what}", stored, "", more={"rounds": len(rounds)})


def _middle(rounds: list[list[float]], figure: Callable[[list[float]], float]) -> float:
    return statistics.median(figure(waits) for waits in rounds)


def _round(ward: Ward, tokens: list[str]) -> _Round:
    with serving(ward.data, ward.database) as address:
        place = f"/l/{ward.open_course}"
        cookie, token = opened_form(address + place)
        opened = Ask(place, {"Accept-Encoding": "br"})
        pages = Paced(address, lambda _turn: opened, A_SECOND, LINES)
        posts = Paced(address, lambda turn: _registration(ward, place, cookie, token, turn), A_SECOND, LINES, good=303)
        ticks, before = ticking(address, ward, tokens, PHONES), (ward.marks(), ward.registered())
        with ticks, pages, posts:
            time.sleep(1)  # the first of everything is slower
            began = time.perf_counter()
            time.sleep(SECONDS)
            ended = time.perf_counter()
            within = sum(answer.due + answer.took < ended for answer in list(posts.answers) if answer.due > began)
        marks, registered = ward.marks() - before[0], ward.registered() - before[1]
    if marks < len(ticks.answers) or registered < len(posts.answers):
        raise Broken(
            f"{len(ticks.answers)} marks and {len(posts.answers)} registrations were answered, not all stored."
        )
    ward.leave()
    shutil.rmtree(ward.data)
    ticked, read, posted = (paced.waits(began, ended) for paced in (ticks, pages, posts))
    return _Round(ticked, read, posted, within / (ended - began))


def _registration(ward: Ward, place: str, cookie: str, token: str, turn: int) -> Ask:
    """Somebody new each time."""
    lot = random.Random(turn)
    family, *_, given = lot.choice(RESIDENTS).split()
    middle = " ".join(lot.choice(RESIDENTS).split()[1] for _ in range(2))
    said = {
        "csrf_token": token,
        "submission": str(uuid.uuid4()),
        "full_name": f"{family} {middle} {given}",
        "birth_year": 1935 + turn % 70,
        "residential_group": ward.group,
        "phone": f"09{turn:08d}",
    }
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "br"}
    return Ask(place, headers, urlencode(said).encode())
