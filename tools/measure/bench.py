"""What every measurement is given: the floors, the rows, how many rounds, and a place for files."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from tools.measure import grown, wrk
from tools.measure.floors import GATED, Floors
from tools.measure.report import Measurement
from tools.measure.rounds import Figures, Take, alternate, compare
from tools.measure.servers import ROOT
from tools.measure.ward import Ward, make_demo, make_ward


@dataclass(frozen=True)
class Goals:
    """Bounds of the ratios to the floor, for the middle and for the slow end; None where there is none."""

    p50: float | None = None
    p95: float | None = None


@dataclass
class Bench:
    """One run."""

    floors: Floors
    scratch: Path
    rounds: int
    seconds: int
    storm: int
    size: float = 1.0
    # With pages: another revision of the product, and the data directory of a demo ward that was kept.
    beside: str = ""
    kept: Path | None = None
    # With pages of a wide ward: the folder of the programmes that it uses.
    programmes: Path = ROOT / "app/data/movement"
    # With pages: rows are written before each request, so that no reading that was kept is good any more.
    written: bool = False

    @cached_property
    def demo(self) -> Path:
        """The data directory of the demo ward; served, never written to by us."""
        say("Filling the demo ward")
        return make_demo(self.scratch / "demo")

    @cached_property
    def ward(self) -> Ward:
        """The rows that are measured on."""
        demo = self.demo
        say("Adding the courses that are measured")
        return make_ward(demo, self.scratch / "ward")

    @cached_property
    def ten_wards(self) -> Ward:
        """The same with ten times the data of a ward's year: 60,000 people, three years of classes."""
        say("Adding 60,000 people and three years of classes")
        return grown.grow(self.ward.copied(self.scratch / "ten-wards"), grown.TEN)

    @cached_property
    def one_ward(self) -> Ward:
        """The same with a tenth of them."""
        say("Adding 6,000 people and their classes")
        return grown.grow(self.ward.copied(self.scratch / "one-ward"), grown.ONE)

    def alternate(self, name: str, takes: dict[str, Take]) -> dict[str, list[Figures]]:
        """Alternating rounds, told to the person at the terminal."""

        def told(number: int) -> None:
            say(f"{name}: round {number} of {self.rounds}" if number else f"{name}: warming up")

        return alternate(takes, self.rounds, told)

    def load(self, address: str, connections: int, script: str = "", **headers: str) -> wrk.Load:
        """A load of this run's length."""
        closing = self.floors.http.LUA_DONE
        return wrk.Load(address, connections, self.seconds, closing, script, headers)

    def beside_page(self, name: str, connections: int, ours: Mapping[str, tuple[Take, Goals]]) -> Iterator[Measurement]:
        """GETs of ours, by a word that tells them apart ("" for one), beside the bare page of forty rows."""
        with self.floors.serving("page") as first, self.floors.serving("page") as second:
            floors = [self.load(address, connections).take for address in (first, second)]
            yield from self._beside("floor_http page", f"{name}, c={connections}", floors, ours)

    def beside_post(self, name: str, connections: int, take: Take, goals: Goals) -> Iterator[Measurement]:
        """A POST of ours beside the gated one that counts, inserts and commits."""
        with self.floors.serving("post", **GATED) as first, self.floors.serving("post", **GATED) as second:
            post = self.floors.http.LUA_POST
            floors = [self.load(address, connections, post).take for address in (first, second)]
            yield from self._beside("floor_http post", f"{name}, c={connections}", floors, {"": (take, goals)})

    def _beside(
        self, beside: str, name: str, floors: Sequence[Take], ours: Mapping[str, tuple[Take, Goals]]
    ) -> Iterator[Measurement]:
        takes = dict(zip(("floor", "again"), floors, strict=True))
        seen = self.alternate(name, {**takes, **{f"ours {word}": take for word, (take, _goals) in ours.items()}})
        for word, (_take, goals) in ours.items():
            mine = seen[f"ours {word}"]
            lost = wrk.errors(mine)
            rps = round(sum(column(mine, "rps")) / self.rounds)
            for figure, goal in (("p50", goals.p50), ("p95", goals.p95)):
                columns = [column(taken, figure) for taken in (mine, seen["floor"], seen["again"])]
                yield Measurement.of_rounds(
                    ", ".join(filter(None, (name, word, figure))),
                    compare(*columns),
                    "ms",
                    goal=goal,
                    fault=f"{lost} errors" if lost else "",
                    more={"beside": beside, "rounds": self.rounds, "rps": rps},
                )


Group = Callable[[Bench], Iterable[Measurement]]


def column(taken: Sequence[Figures], figure: str) -> list[float]:
    """One figure of all rounds."""
    return [figures[figure] for figures in taken]


def say(sentence: str) -> None:
    """Tell the person at the terminal what goes on; standard output is for the measurements."""
    click.echo(f"· {sentence}", err=True)


def busy() -> float:
    """The load of this machine where it is so high that figures would lie, else 0."""
    load = os.getloadavg()[0]
    return load if load > 0.4 * (os.cpu_count() or 1) else 0.0
