"""Alternating rounds, and what follows from them: medians, ratios round by round, and the band of chance."""

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, float]
Take = Callable[[], Figures]

DRAWS = 2000
OUTSIDE = 0.025  # of the draws lie beyond each end of a band


@dataclass(frozen=True)
class Compared:
    """One figure of ours beside the floor's.

    `ratio` is the median of the ratios of all rounds, `spread` their least and greatest. `noise` is where such a median
    falls by chance alone, in 95 of 100 runs: the same of the floor against itself, None when there was no second floor.
    """

    ours: float
    floor: float
    ratio: float
    spread: tuple[float, float]
    noise: tuple[float, float] | None


def alternate(
    takes: Mapping[str, Take], rounds: int, told: Callable[[int], None] = lambda number: None
) -> dict[str, list[Figures]]:
    """Take each in turn, in another order every round, so that the machine's moods hit all; one round is thrown away.

    `told(number)` is called before each round, 0 being the one that warms up.
    """
    seen: dict[str, list[Figures]] = {name: [] for name in takes}
    names = list(takes)
    for number in range(rounds + 1):
        told(number)
        turn = number // 2 % len(names)
        order = names[turn:] + names[:turn]
        for name in order if number % 2 else reversed(order):
            figures = takes[name]()
            if number:
                seen[name].append(figures)
    return seen


def compare(ours: Sequence[float], floor: Sequence[float], again: Sequence[float] | None = None) -> Compared:
    """Ours against the floor, and the floor's second copy against the floor, round by round."""
    ratios = [mine / least for mine, least in zip(ours, floor, strict=True)]
    noise = band([other / least for other, least in zip(again, floor, strict=True)]) if again else None
    return Compared(
        ours=statistics.median(ours),
        floor=statistics.median(floor),
        ratio=statistics.median(ratios),
        spread=(min(ratios), max(ratios)),
        noise=noise,
    )


def band(ratios: Sequence[float]) -> tuple[float, float]:
    """Where the median of so many ratios lies in 95 of 100 runs: drawn from them, with repeats, again and again."""
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(DRAWS))
    beyond = int(DRAWS * OUTSIDE)
    return medians[beyond], medians[-1 - beyond]
