"""Sums of what wards reported. Numerators and denominators are added separately; a share is the ratio of the sums. A
ward without a figure is named as a gap, and one of which not all have answered, with how many did; one without a
denominator is left out of both sums of a share, and named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.country import sentences
from app.indicators.reports.lines import COUNT, CountLine, Figures, TargetLine

_OF_A_WARD = re.compile(r"\b(?:phường|xã(?! hội)|đặc khu)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(khoảng )?(\d{1,3}(?:\.\d{3})*)")


@dataclass(frozen=True)
class WardPart:
    """Figure of one ward; of a share with its denominator."""

    ward: str
    number: float
    denominator: int | None = None
    approximate: bool = False

    @property
    def share(self) -> float | None:
        """Percent; None where the line is no share, or the denominator is 0."""
        return self.number * 100 / self.denominator if self.denominator else None


@dataclass(frozen=True)
class RollUpRow:
    """A target or a count over all wards. `gaps`: wards without a figure; `without`: wards without a denominator;
    `met`: how many reached their own goal, of the `judged` for which that is known; `goal`: the goal they share."""

    key: str
    name: str
    unit: str
    is_share: bool
    parts: Sequence[WardPart]
    gaps: Sequence[str]
    without: Sequence[str] = ()
    met: int = 0
    judged: int = 0
    goal: str = ""
    programme: str = ""
    noun: str = ""
    statement: str = ""
    counted: str = ""
    ceiling: bool = False

    @property
    def number(self) -> float | None:
        """The sum; None without a figure."""
        return sum(each.number for each in self.parts) if self.parts else None

    @property
    def denominator(self) -> int | None:
        """Sum of the denominators; None where the line is no share."""
        return sum(each.denominator or 0 for each in self.parts) if self.is_share and self.parts else None

    @property
    def share(self) -> float | None:
        """Percent, as the ratio of the sums, never an average of percentages."""
        return self.number * 100 / self.denominator if self.number is not None and self.denominator else None

    @property
    def approximate(self) -> bool:
        """Whether a part is approximate, which makes the sum so."""
        return any(each.approximate for each in self.parts)

    @property
    def by_ward(self) -> Mapping[str, WardPart]:
        return {each.ward: each for each in self.parts}


@dataclass(frozen=True)
class RollUp:
    """Targets and counts of some wards, in the order of their first appearance."""

    wards: Sequence[str]
    targets: Sequence[RollUpRow]
    counts: Sequence[RollUpRow]


def rolled_up(reported: Mapping[str, Figures]) -> RollUp:
    """Adds up the reported figures of wards, given by ward name."""
    targets = [_target(key, reported) for key in _keys(each.targets for each in reported.values())]
    counts = [_count(key, reported) for key in _keys(each.counts for each in reported.values())]
    return RollUp(list(reported), targets, [each for each in counts if each.parts])


def _keys(lines: Iterable[Sequence[TargetLine | CountLine]]) -> list[str]:
    return list(dict.fromkeys(line.key for each in lines for line in each))


def _target(key: str, reported: Mapping[str, Figures]) -> RollUpRow:
    lines = {ward: line for ward, each in reported.items() for line in each.targets if line.key == key}
    first = next(iter(lines.values()))
    is_share = any(line.whole for line in lines.values())
    parts, without = [], []
    for ward, line in lines.items():
        number, approximate = _read(line.part)
        denominator = _read(line.whole)[0]
        if number is None or line.is_partial:
            continue
        if is_share and not denominator:
            without.append(ward)
        else:
            parts.append(WardPart(ward, number, denominator if is_share else None, approximate))
    known = {each.ward for each in parts} | {*without}
    gaps = [_named_gap(ward, lines.get(ward)) for ward in reported if ward not in known]
    judged = [line.met for line in lines.values() if line.met is not None]
    unit = first.unit if first.each or not is_share else "%"
    goal = first.goal if len({line.goal for line in lines.values()}) == 1 else str(_("tùy nơi"))
    return RollUpRow(
        key, first.name, unit, is_share, parts, gaps, without, sum(judged), len(judged), goal, noun=first.noun,
        statement=_shared_statement(lines.values()), counted=first.counted or _asked_of_each(first),
        ceiling=first.ceiling,
    )  # fmt: skip


def _named_gap(ward: str, line: TargetLine | None) -> str:
    if line is None or not line.is_partial:
        return ward
    return str(
        _("%(ward)s (%(answered)s/%(expected)s nơi đã báo)", ward=ward, answered=line.answered, expected=line.expected)
    )


def _asked_of_each(line: TargetLine) -> str:
    return str(_("có %(each)s", each=sentences.counts_in_sentence(line.each))) if line.each else ""


def _shared_statement(lines: Iterable[TargetLine]) -> str:
    """The plan's sentence that all wards have; "" where they differ, or where it speaks of one ward."""
    texts = {each.statement for each in lines}
    text = texts.pop() if len(texts) == 1 else ""
    return "" if _OF_A_WARD.search(text) else text


def _count(key: str, reported: Mapping[str, Figures]) -> RollUpRow:
    lines = {ward: line for ward, each in reported.items() for line in each.counts if line.key == key}
    first = next(iter(lines.values()))
    figures = {ward: reported[ward].by_key.get(f"{COUNT}.{key}") for ward in lines}
    parts = [WardPart(ward, each.number) for ward, each in figures.items() if each and each.number is not None]
    gaps = [ward for ward in reported if ward not in {each.ward for each in parts}]
    return RollUpRow(key, first.words, first.unit, False, parts, gaps, programme=first.programme)


def _read(text: str) -> tuple[int | None, bool]:
    """A number as an annex prints it ("1.000", "khoảng 50"), or None, and whether it is approximate."""
    found = _NUMBER.fullmatch(text)
    return (int(found[2].replace(".", "")), bool(found[1])) if found else (None, False)
