"""Sums of what wards reported. Numerators and denominators are added separately; a share is the ratio of the sums. A
ward without a figure is named as a gap, and one of which not all have answered, with how many did; one without a
denominator is left out of both sums of a share, and named."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from flask_babel import gettext as _

from app.country import names, sentences
from app.indicators.reports.lines import COUNT, Figures, TargetLine

_OF_A_WARD = re.compile(r"\b(?:phường|xã(?! hội)|đặc khu)\b", re.IGNORECASE)
_OWN_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Wards named in a bracket.
MOST_NAMED = 2
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
    """A target or a count over all wards. `gaps`: wards without a figure, `short`: those of which not all
    answered, with how many did; `without`: wards without a denominator;
    `met`: how many reached their own goal, of the `judged` for which that is known; `goal`: the goal they share;
    `asked`: how many have the line; `partly`: of how many the number is not of all who are asked there; `own`: it is a
    target of the province's plan."""

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
    asked: int = 0
    partly: int = 0
    own: bool = False
    short: Sequence[str] = ()

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
    def complete(self) -> int:
        """In how many wards all have answered who are asked there."""
        return len(self.parts) - self.partly

    @property
    def approximate(self) -> bool:
        """Whether a part is approximate, which makes the sum so."""
        return any(each.approximate for each in self.parts)

    @property
    def gap_words(self) -> str:
        """Wards without a figure, by name; where they are the majority, the wards that have one."""
        notes = []
        if not self.parts and not self.without:
            return str(_("chưa nơi nào có đủ số liệu"))
        if len(self.gaps) + len(self.short) > len(self.parts):
            notes.append(_("chỉ có số liệu của: %(names)s", names=named(each.ward for each in self.parts)))
        else:
            notes += [_("chưa có số liệu: %(names)s", names=named(self.gaps))] if self.gaps else []
            notes += [_("chưa đủ số liệu: %(names)s", names=named(self.short))] if self.short else []
        if self.without:
            notes.append(_("chưa có tổng số, không cộng: %(names)s", names=named(self.without)))
        return "; ".join(map(str, notes))

    @property
    def by_ward(self) -> Mapping[str, WardPart]:
        return {each.ward: each for each in self.parts}


@dataclass(frozen=True)
class RollUp:
    """Targets and counts of some wards, in the order of their first appearance."""

    wards: Sequence[str]
    targets: Sequence[RollUpRow]
    counts: Sequence[RollUpRow]


def rolled_up(reported: Mapping[str, Figures], own: Sequence[TargetLine] = ()) -> RollUp:
    """Adds up the reported figures of wards, given by ward name; `own`: the targets of the province's plan."""
    joined = _joined(reported, own)
    targets = [(_target(*each, reported), _whose(each[2])) for each in joined]
    keys = dict.fromkeys(line.key for each in reported.values() for line in each.counts)
    counts = [(each, each.programme) for each in (_count(key, reported) for key in keys) if each.parts]
    return RollUp(list(reported), _with_owners(targets), _with_owners(counts))


def _whose(lines: Mapping[str, TargetLine]) -> str:
    """Whose question it is, in a bracket: its wards by name where they are few."""
    many = _("%(count)s phường, xã", count=len(lines)) if len(lines) > MOST_NAMED else named(lines)
    return str(many or _("kế hoạch của tỉnh"))


def _with_owners(rows: Sequence[tuple[RollUpRow, str]]) -> list[RollUpRow]:
    """Rows, those that share their name each with the words of whose question it is."""
    many = Counter(name for name, _words in {(row.name, words) for row, words in rows})
    return [replace(row, name=f"{row.name} ({words})") if many[row.name] > 1 and words else row for row, words in rows]


def _joined(
    reported: Mapping[str, Figures], own: Sequence[TargetLine]
) -> list[tuple[str, TargetLine | None, Mapping[str, TargetLine]]]:
    """Lines of one question, by ward, with its key and the province's target. They are one by their question, by the
    key of a plan that ships, or, where one of them was entered, by their name; of a ward one in each."""
    found: list[tuple[TargetLine | None, dict[str, TargetLine]]] = [(each, {}) for each in own]
    known = {name: each for each in reversed(found) if each[0] for name in _names(each[0])}
    for ward, line in ((ward, line) for ward, each in reported.items() for line in each.targets):
        by_name = _names(line)[-1]
        row = next(
            (row for name in _names(line) if (row := known.get(name)) and ward not in row[1]
             and (name != by_name or _is_alike(line, *row))), None,
        )  # fmt: skip
        if row is None:
            found.append(row := (None, {}))
        row[1][ward] = line
        known = dict.fromkeys(_names(line), row) | known
    keyed: dict[str, tuple[str, TargetLine | None, Mapping[str, TargetLine]]] = {}
    for target, lines in found:
        key = _key(target, lines)
        key = next(iter(lines.values())).key if key in keyed and lines else key
        keyed[key] = key, target, lines
    return list(keyed.values())


def _names(line: TargetLine) -> list[str]:
    """By what a line is found, the surest first; a key that a ward made itself (UUID) is no other's."""
    key = "" if _OWN_KEY.fullmatch(line.key) else line.key
    return [*filter(None, (line.question, key)), f"{names.search_key(line.plain_name)} ({line.unit})"]


def _is_alike(line: TargetLine, own: TargetLine | None, lines: Mapping[str, TargetLine]) -> bool:
    """Whether a line asks nothing else than those of its name."""
    asked = {each.question for each in (own, *lines.values()) if each and each.question}
    return not line.question or not asked or line.question in asked


def _key(own: TargetLine | None, lines: Mapping[str, TargetLine]) -> str:
    """The same whichever wards have sent: the province's, that of a plan that ships, or what the lines are found by."""
    every = [own] if own else [*lines.values()]
    shipped = [each.key for each in every if not _OWN_KEY.fullmatch(each.key)]
    return min(shipped or [_names(each)[0] for each in every])


def _target(
    key: str, own: TargetLine | None, lines: Mapping[str, TargetLine], reported: Mapping[str, Figures]
) -> RollUpRow:
    first = own or next(iter(lines.values()))
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
    short = {ward: line for ward, line in lines.items() if ward not in known and line.is_partial}
    gaps = [ward for ward in reported if ward not in known and ward not in short]
    judged = [line.met for line in lines.values() if line.met is not None]
    unit = first.unit if first.each or not is_share else "%"
    is_shared = own or len({line.goal for line in lines.values()}) == 1
    goal = first.goal if is_shared else str(_("theo chỉ tiêu của từng địa phương"))
    sent = next(iter(lines.values()), first)
    return RollUpRow(
        key, first.name, unit, is_share, parts, gaps, without, sum(judged), len(judged), goal, noun=sent.noun,
        statement=own.statement if own else _shared_statement(lines.values()),
        counted=sent.counted or _asked_of_each(first), ceiling=first.ceiling, asked=len(lines), own=own is not None,
        short=[f"{ward} ({_answered(line)})" for ward, line in short.items()],
    )  # fmt: skip


def _answered(line: TargetLine) -> str:
    """ "03/04 trường đã báo"."""
    parts = f"{line.answered or 0:02}/{line.expected or 0:02}"
    return line.reported or str(_("%(parts)s nơi đã báo", parts=parts))


def _asked_of_each(line: TargetLine) -> str:
    return str(_("có %(each)s", each=sentences.counts_in_sentence(line.each))) if line.each else ""


def _shared_statement(lines: Iterable[TargetLine]) -> str:
    """The plan's sentence that most wards have; "" where it speaks of one ward."""
    text = max(Counter(each.statement for each in lines).items(), key=itemgetter(1), default=("", 0))[0]
    return "" if _OF_A_WARD.search(text) else text


def _count(key: str, reported: Mapping[str, Figures]) -> RollUpRow:
    lines = {ward: line for ward, each in reported.items() for line in each.counts if line.key == key}
    first = next(iter(lines.values()))
    figures = {ward: reported[ward].by_key.get(f"{COUNT}.{key}") for ward in lines}
    parts = [WardPart(ward, each.number) for ward, each in figures.items() if each and each.number is not None]
    gaps = [ward for ward in reported if ward not in {each.ward for each in parts}]
    partly = sum(bool(each and each.is_partial) for each in figures.values())
    return RollUpRow(key, first.words, first.unit, False, parts, gaps, programme=first.programme, partly=partly)


def named(wards: Iterable[str]) -> str:
    """Wards inside a sentence: "phường Quan Triều, xã Võ Nhai"."""
    return ", ".join(map(sentences.continued, wards))


def _read(text: str) -> tuple[int | None, bool]:
    """A number as an annex prints it ("1.000", "khoảng 50"), or None, and whether it is approximate."""
    found = _NUMBER.fullmatch(text)
    return (int(found[2].replace(".", "")), bool(found[1])) if found else (None, False)
