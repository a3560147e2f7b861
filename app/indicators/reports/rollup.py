"""What wards reported, added up: numerators and denominators each by themselves, a share is sum of sum. Who told
nothing of a line is a gap and named; who told no denominator is left out of both halves of a share, and named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.indicators.reports.lines import COUNT, CountLine, Figures, TargetLine

_NUMBER = re.compile(r"(khoảng )?(\d{1,3}(?:\.\d{3})*)")


@dataclass(frozen=True)
class Part:
    """What one ward told of a line: of a share both halves."""

    ward: str
    number: float
    whole: int | None = None
    approximate: bool = False

    @property
    def share(self) -> float | None:
        """In percent; None where no share is asked for, or nobody is there."""
        return self.number * 100 / self.whole if self.whole else None


@dataclass(frozen=True)
class Row:
    """A target or a count over all wards. `gaps`: who told nothing; `without`: who told no denominator; `met`: how many
    reached their own goal, of `judged` of whom it is known; `goal`: theirs, where it is one."""

    key: str
    name: str
    unit: str
    is_share: bool
    parts: Sequence[Part]
    gaps: Sequence[str]
    without: Sequence[str] = ()
    met: int = 0
    judged: int = 0
    goal: str = ""
    programme: str = ""
    noun: str = ""

    @property
    def number(self) -> float | None:
        """The sum; None where nobody told."""
        return sum(each.number for each in self.parts) if self.parts else None

    @property
    def whole(self) -> int | None:
        """The sum of denominators, of a share."""
        return sum(each.whole or 0 for each in self.parts) if self.is_share and self.parts else None

    @property
    def share(self) -> float | None:
        """Sum of sum, in percent: never an average of percentages."""
        return self.number * 100 / self.whole if self.number is not None and self.whole else None

    @property
    def approximate(self) -> bool:
        """Whether one of them is a guess: then the sum is one."""
        return any(each.approximate for each in self.parts)

    @property
    def by_ward(self) -> Mapping[str, Part]:
        """What each told, by name."""
        return {each.ward: each for each in self.parts}


@dataclass(frozen=True)
class RollUp:
    """The targets and the counts of some wards, each in the order in which it first stands."""

    wards: Sequence[str]
    targets: Sequence[Row]
    counts: Sequence[Row]


def rolled_up(told: Mapping[str, Figures]) -> RollUp:
    """What wards reported, by their names, added up."""
    targets = [_target(key, told) for key in _keys(each.targets for each in told.values())]
    counts = [_count(key, told) for key in _keys(each.counts for each in told.values())]
    return RollUp(list(told), targets, [each for each in counts if each.parts])


def _keys(lines: Iterable[Sequence[TargetLine | CountLine]]) -> list[str]:
    return list(dict.fromkeys(line.key for each in lines for line in each))


def _target(key: str, told: Mapping[str, Figures]) -> Row:
    lines = {ward: line for ward, each in told.items() for line in each.targets if line.key == key}
    first = next(iter(lines.values()))
    is_share = any(line.whole for line in lines.values())
    parts, without = [], []
    for ward, line in lines.items():
        number, approximate = _read(line.part)
        whole = _read(line.whole)[0]
        if number is None:
            continue
        if is_share and not whole:
            without.append(ward)
        else:
            parts.append(Part(ward, number, whole if is_share else None, approximate))
    known = {each.ward for each in parts} | {*without}
    gaps = [ward for ward in told if ward not in known]
    judged = [line.met for line in lines.values() if line.met is not None]
    unit = first.unit if first.each or not is_share else "%"
    goal = first.goal if len({line.goal for line in lines.values()}) == 1 else str(_("tùy nơi"))
    return Row(key, first.name, unit, is_share, parts, gaps, without, sum(judged), len(judged), goal, noun=first.noun)


def _count(key: str, told: Mapping[str, Figures]) -> Row:
    lines = {ward: line for ward, each in told.items() for line in each.counts if line.key == key}
    first = next(iter(lines.values()))
    figures = {ward: told[ward].by_key.get(f"{COUNT}.{key}") for ward in lines}
    parts = [Part(ward, each.number) for ward, each in figures.items() if each and each.number is not None]
    gaps = [ward for ward in told if ward not in {each.ward for each in parts}]
    return Row(key, first.words, first.unit, False, parts, gaps, programme=first.programme)


def _read(told: str) -> tuple[int | None, bool]:
    """A number as an annex prints it: "1.000", "khoảng 50"; None for what is none, and whether it is a guess."""
    found = _NUMBER.fullmatch(told)
    return (int(found[2].replace(".", "")), bool(found[1])) if found else (None, False)
