"""Registrations over HTTP, each of somebody new: a few at a time, a hall at once, and a storm on two processes."""

import re
import statistics
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tools.measure import wrk
from tools.measure.bench import Bench, Goals, column, say
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures
from tools.measure.servers import serving, two_webs
from tools.measure.ward import Ward

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# wrk asks ahead of what it counts; people of two rounds shall not be the same.
AHEAD = 1000
LONGER = 4
STORM_SECONDS = 10


@dataclass
class Registrations:
    """Posts to one class with one cookie and token, counting on from round to round."""

    load: wrk.Load
    token: str
    group: str
    number: int
    answered: int = 0

    @classmethod
    def to(
        cls, bench: Bench, ward: Ward, address: str, connections: int, earlier: "Registrations | None" = None
    ) -> "Registrations":
        """Open the form as a person does, and keep what it needs. Counts on from earlier ones: whoever registers again
        gets a thin ticket, which is answered and takes no seat.

        Raises:
            Broken: there is no form.
        """
        place = f"{address}/l/{ward.open_course}"
        cookie, token = opened_form(place)
        load = bench.load(place, connections, wrk.script("registration.lua"), Cookie=cookie)
        number = earlier.number if earlier else ward.registered()
        return cls(load, token, ward.group, number + AHEAD)

    def take(self) -> Figures:
        """A round."""
        figures = self.load.take((str(self.number), self.token, self.group))
        self.number += int(figures["n"]) + AHEAD
        self.answered += int(figures["n"])
        return figures


def opened_form(place: str) -> tuple[str, str]:
    """The cookie and the token of a class's form, opened as a stranger does.

    Raises:
        Broken: there is no form.
    """
    with urllib.request.urlopen(place) as page:
        cookie = str(page.headers["Set-Cookie"] or "").partition(";")[0]
        found = TOKEN.search(page.read().decode())
    if not found or not cookie:
        raise Broken(f"{place} has no form with a token.")
    return cookie, found[1]


def measure(bench: Bench) -> Iterator[Measurement]:
    """Eight at a time beside the floor; fifty at a time without an error; with --storm thousands."""
    ward = bench.ward
    with serving(ward.data) as address:
        eight = Registrations.to(bench, ward, address, 8)
        before = ward.registered()
        yield from bench.beside_post("registration", 8, eight.take, Goals(2.0, 2.0))
        check_stored(ward, before, eight)
        fifty = Registrations.to(bench, ward, address, 50, eight)
        yield from _hall(bench, ward, fifty)
    if bench.storm:
        yield from _storm(bench, ward, bench.storm, fifty)


def _hall(bench: Bench, ward: Ward, fifty: Registrations) -> list[Measurement]:
    # What is not answered when a round ends is not counted: rounds long enough that it is little.
    fifty.load = replace(fifty.load, seconds=LONGER * bench.seconds)
    before = ward.registered()
    taken = bench.alternate("registration, c=50", {"ours": fifty.take})["ours"]
    check_stored(ward, before, fifty)
    middle, slow = (statistics.median(column(taken, figure)) for figure in ("p50", "p95"))
    ratio = statistics.median(
        slow / middle for slow, middle in zip(column(taken, "p95"), column(taken, "p50"), strict=True)
    )
    return [
        Measurement(
            "registration, c=50, errors", wrk.errors(taken), "", goal=0, of="ours", more={"posts": fifty.answered}
        ),
        Measurement("registration, c=50, p95 beside its own p50", slow, "ms", middle, ratio, 3.0),
    ]


def _storm(bench: Bench, ward: Ward, number: int, earlier: Registrations) -> list[Measurement]:
    log = bench.scratch / "storm.log"
    with two_webs(ward.data, log) as address:
        posts = Registrations.to(bench, ward, address, 50, earlier)
        posts.load = replace(posts.load, seconds=STORM_SECONDS)
        before = ward.registered()
        taken: list[Figures] = []
        while posts.answered < number:
            say(f"Registrations on two web processes, c=50: {posts.answered} of {number}")
            taken.append(posts.take())
        check_stored(ward, before, posts)
    locked = log.read_text(errors="replace").count("database is locked")
    name = f"{number:,} registrations, c=50, two processes"
    more: dict[str, object] = {"posts": posts.answered, "slowest_ms": max(column(taken, "max"))}
    return [
        Measurement(f"{name}, errors", wrk.errors(taken), "", goal=0, of="ours", more=more),
        Measurement(f'{name}, "database is locked"', locked, "", goal=0, of="ours"),
    ]


def check_stored(ward: Ward, before: int, posts: Registrations) -> None:
    """Make sure that each that was answered is there: an answer without a row would be quick, and a lie."""
    stored = ward.registered() - before
    if stored < posts.answered:
        raise Broken(f"{posts.answered} registrations were answered, {stored} are stored.")
