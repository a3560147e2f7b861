"""The same registrations on PostgreSQL and on the gated SQLite, both storing for good."""

from collections.abc import Iterator
from contextlib import ExitStack

from tests.postgres import running_cluster
from tools.measure.bench import Bench, column, say
from tools.measure.registering import Registrations, check_stored
from tools.measure.report import Measurement
from tools.measure.rounds import compare
from tools.measure.servers import serving
from tools.measure.ward import furnished, make_demo
from tools.measure.wrk import errors

CONNECTIONS = 8
GOAL = 1.2
# As it comes from the packages: a commit is on disk. The tests' own cluster gives that up.
DURABLE = "-c max_connections=200 -h ''"


def measure(bench: Bench) -> Iterator[Measurement]:
    """Registrations, c=8, on both; the second SQLite tells what chance does."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(DURABLE))
        say("Filling the demo ward on PostgreSQL")
        database = cluster.url(cluster.create())
        elsewhere = furnished(make_demo(bench.scratch / "postgresql", database), database)
        wards = {"ours": elsewhere, "floor": bench.ward.copied(bench.scratch / "sqlite")}
        wards["again"] = bench.ward.copied(bench.scratch / "sqlite-again")
        stack.callback(elsewhere.leave)
        posts, before = {}, {name: ward.registered() for name, ward in wards.items()}
        for name, ward in wards.items():
            address = stack.enter_context(serving(ward.data, ward.database))
            posts[name] = Registrations.to(bench, ward, address, CONNECTIONS)
        name = f"registration on PostgreSQL, c={CONNECTIONS}"
        seen = bench.alternate(name, {which: each.take for which, each in posts.items()})
        for which, ward in wards.items():
            check_stored(ward, before[which], posts[which])
    lost = sum(errors(taken) for taken in seen.values())
    for figure, goal in (("p50", GOAL), ("p95", None)):
        compared = compare(*(column(seen[which], figure) for which in ("ours", "floor", "again")))
        fault = f"{lost} errors" if lost else ""
        more = {"beside": "the same on SQLite", "rounds": bench.rounds}
        yield Measurement.of_rounds(f"{name}, {figure}", compared, "ms", goal=goal, fault=fault, more=more)
