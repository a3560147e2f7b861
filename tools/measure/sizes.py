"""Pages of the office at a ward of a size, and at several times as much, on either engine: what one waits for."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

from app.models import Role
from tests.postgres import running_cluster
from tools.measure.asking import p95
from tools.measure.bench import Bench
from tools.measure.engines import DURABLE
from tools.measure.growing import EACH, PAGE_MS, opened
from tools.measure.instructors import sign_in
from tools.measure.report import Measurement
from tools.measure.servers import serving
from tools.measure.ward import Ward, furnished, make_demo

ENGINES = ("SQLite", "PostgreSQL")
# Adds the rows of a size; how many seconds the worker then counted.
Grow = Callable[[Ward, float], float]
Pages = Callable[[Ward], Mapping[str, str]]


def over_sizes(
    bench: Bench, what: str, times: Sequence[int], grow: Grow, pages: Pages, *, judged: Sequence[int]
) -> Iterator[Measurement]:
    """Each page (address by name) at each of `times` the size, on SQLite, then on PostgreSQL; those of `judged` are
    held to the goal of a page."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(DURABLE))
        for engine in ENGINES:
            waits: dict[tuple[str, int], list[float]] = {}
            for many in times:
                data = bench.scratch / f"{what}-{engine}-{many}"
                url = cluster.url(cluster.create()) if engine == "PostgreSQL" else ""
                ward = furnished(make_demo(data, url), url) if url else bench.ward.copied(data)
                counting = grow(ward, many * bench.size)
                yield Measurement(f"{what} counted on {engine} at {many}×", counting, "s", of="ours")
                (token,) = sign_in(ward, 1, Role.OFFICER)
                for name, took in opened_again(bench, ward, pages(ward), token):
                    waits.setdefault((name, many), []).append(took)
                ward.leave()
            for (name, many), taken in waits.items():
                first, middle = statistics.median(waits[name, times[0]]), statistics.median(taken)
                more: dict[str, object] = {"p50": round(middle, 2), "times": len(taken), "of 1×": middle / first}
                goal = PAGE_MS if many in judged else None
                said = f"{name} on {engine} at {many}×, p95"
                yield Measurement(said, p95(taken), "ms", goal=goal, of="ours", more=more)


def opened_again(bench: Bench, ward: Ward, pages: Mapping[str, str], token: str) -> Iterator[tuple[str, float]]:
    """How long each page took whoever is signed in, again and again."""
    with serving(ward.data, ward.database) as address:
        line = HTTPConnection(urlsplit(address).netloc, timeout=120)
        for turn in range(bench.rounds * EACH + 1):
            for name, path in pages.items():
                took = opened(line, path, token)
                if turn:  # the first of each warms up
                    yield name, took
        line.close()
