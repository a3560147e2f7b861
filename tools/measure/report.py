"""A measurement, and the line of JSON it becomes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tools.measure.rounds import Compared


class Broken(Exception):
    """Something cannot be measured; the text is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Measurement:
    """One figure beside its floor and its goal.

    `goal` bounds `ratio` where `of` is "ratio", else `ours`, in `unit`. `fault` is a reason why the figure does not
    count, whatever it is (errors among the answers). What else is worth knowing stands in `more`.
    """

    name: str
    ours: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: float | None = None
    of: str = "ratio"
    noise: tuple[float, float] | None = None
    fault: str = ""
    more: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of_rounds(
        cls,
        name: str,
        compared: Compared,
        unit: str,
        *,
        goal: float | None = None,
        fault: str = "",
        more: Mapping[str, object],
    ) -> "Measurement":
        """A figure from alternating rounds, its goal a ratio."""
        return cls(
            name,
            compared.ours,
            unit,
            compared.floor,
            compared.ratio,
            goal,
            noise=compared.noise,
            fault=fault,
            more={"spread": _few(compared.spread), **more},
        )

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        judged = self.ratio if self.of == "ratio" else self.ours
        if self.goal is None or judged is None:
            return False if self.fault else None
        return judged <= self.goal and not self.fault

    @property
    def sure(self) -> bool | None:
        """Whether chance alone could not have decided `met`; None where no band is known."""
        if self.noise is None or self.goal is None or self.ratio is None or self.of != "ratio":
            return None
        low, high = self.noise
        if low <= 0:  # a figure that is a difference of two, lost in the noise of both
            return False
        return not self.ratio * min(low, 1 / high) <= self.goal <= self.ratio * max(high, 1 / low)

    def line(self) -> str:
        """One line of JSON."""
        known: dict[str, object] = {
            "name": self.name,
            "ours": _round(self.ours),
            "floor": _round(self.floor),
            "ratio": _round(self.ratio),
            "goal": self.goal,
            "goal_of": self.of,
            "met": self.met,
            "sure": self.sure,
            "unit": self.unit,
            "noise": _few(self.noise),
        }
        if self.fault:
            known["fault"] = self.fault
        return json.dumps({**known, **self.more}, ensure_ascii=False)


def table(measurements: Iterable[Measurement]) -> str:
    """The measurements for a person's eyes."""
    heads = ("measurement", "ours", "floor", "ratio", "goal", "")
    lines = [heads, *(_cells(each) for each in measurements)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(measurement: Measurement) -> tuple[str, ...]:
    verdict = {None: "", True: "met", False: "missed"}[measurement.met]
    unsure = "?" if measurement.sure is False else ""
    bound = "×" if measurement.of == "ratio" else f" {measurement.unit}"
    return (
        measurement.name,
        f"{_short(measurement.ours)} {measurement.unit}".strip(),
        _short(measurement.floor),
        f"{measurement.ratio:.2f}" if measurement.ratio is not None else "",
        f"≤ {_short(measurement.goal)}{bound}" if measurement.goal is not None else "",
        verdict + unsure + (f" ({measurement.fault})" if measurement.fault else ""),
    )


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value == int(value) or value >= 1000 else f"{value:.3g}"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _few(values: Iterable[float] | None) -> list[float] | None:
    return None if values is None else [round(value, 3) for value in values]
