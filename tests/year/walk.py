"""Walking: steps drawn one by one, carried out, judged, and of a failing walk the shortest list of steps that fails."""

import sys
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.year.book import Step
from tests.year.registry import INVARIANTS, RULES, SELDOM, Invariant, Refused, Rule, load
from tests.year.world import World, Wrong

# A rule that was accepted fewer times than this fails the long walk. It weighs so much for each time that it lacks,
# whatever its own weight: one of 1 was not drawn once in three hundred steps.
ENOUGH, EAGER = 5, 3.0
# What a rule named in `after` does to the weight, for so many steps.
DRAWN_ON, RECENT = 4.0, 6
# How much likelier at most a rule is that seldom has anything to act upon, while it has, until it was accepted enough.
RAREST = 12.0
# The longest chain of rules of which each makes the next one possible.
LONGEST = 3
MakeWorld = Callable[[], AbstractContextManager[World]]


class Move(NamedTuple):
    """A step that can be taken again: a rule, and the seed of whatever it draws."""

    rule: str
    seed: int

    def __str__(self) -> str:
        return f"{self.rule}({self.seed})"


@dataclass(frozen=True)
class Failure:
    """What did not hold, and after how many steps it was seen."""

    invariant: str
    line: str
    found: tuple[str, ...]
    steps: int
    rule: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: the invariant and, where it was asked after the step, the step's rule."""
        known = INVARIANTS.get(self.invariant)
        return self.invariant, "" if known and known.dear else self.rule


@dataclass
class Walked:
    """A walk as it went."""

    moves: list[Move] = field(default_factory=list)
    # The places in `moves` of refused steps: they changed nothing.
    idle: set[int] = field(default_factory=set)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def table(self) -> str:
        """How often each rule was accepted and refused."""
        load()
        lines = [f"{'rule':32} accepted refused  most often because"]
        for name in sorted(RULES):
            why = next(iter(self.reasons.get(name, Counter()).most_common(1)), ("", 0))[0]
            lines.append(f"{name:32} {self.accepted[name]:8} {self.refused[name]:7}  {why}".rstrip())
        return "\n".join(lines)

    def add(self, other: "Walked") -> None:
        """Count another walk's steps too."""
        self.accepted += other.accepted
        self.refused += other.refused
        for rule, reasons in other.reasons.items():
            self.reasons.setdefault(rule, Counter()).update(reasons)

    def seldom(self, engine: str) -> list[str]:
        """Rules that were accepted fewer times than is enough, of those drawn on an engine."""
        drawn = [each for each in RULES.values() if each.engine in ("", engine)]
        return sorted(each.name for each in drawn if self.accepted[each.name] < ENOUGH)


class Walk:
    """Takes steps in one world and judges after each. `only` narrows the invariants to one, as shrinking does;
    `goes_on`: not ended by the first failure, so that one walk tells of all."""

    def __init__(self, world: World, only: str = "", *, goes_on: bool = False) -> None:
        load()
        self.world, self.walked, self._goes_on = world, Walked(), goes_on
        self._judged = [each for each in INVARIANTS.values() if only in ("", each.name)]
        self._shrinks = bool(only)
        self._possible = Counter[str]()  # how often each rule had something to act upon

    def take(self, move: Move) -> None:
        """One step; whatever comes of it is counted."""
        world, walked = self.world, self.walked
        walked.moves.append(move)
        world.step = Step(len(walked.moves), move.rule, world.today)
        world.book.steps.append(world.step)
        try:
            RULES[move.rule].act(world, Random(f"{move.rule} {move.seed}"))
        except Refused as reason:
            self._refuse(move.rule, str(reason))
        except Wrong as wrong:
            self._fail(BROKEN, BREAKS, [str(wrong)])
        except AssertionError as missing:  # a form or a button that a page does not offer
            self._refuse(move.rule, str(missing))
        except Exception as error:  # of a page or of the worker, which nobody caught
            frames = traceback.extract_tb(error.__traceback__)
            where = next((each for each in reversed(frames) if "/app/" in each.filename), frames[-1])
            self._fail(BROKEN, BREAKS, [f"{type(error).__name__}: {error} ({where.name}, {where.filename})"])
        else:
            walked.accepted[move.rule] += 1

    def _remember(self) -> None:
        """Let the invariants that remember something see the place as it is before the first step."""
        every, self._judged = self._judged, [each for each in self._judged if not each.forgets]
        self.judge(dear=True)
        self._judged = every

    def _refuse(self, rule: str, reason: str) -> None:
        self.walked.refused[rule] += 1
        self.walked.idle.add(len(self.walked.moves) - 1)
        self.walked.reasons.setdefault(rule, Counter())[reason[:100]] += 1

    def judge(self, *, dear: bool, ends: bool = False) -> None:
        """Ask the invariants; the first one that does not hold ends the walk. Where a walk `ends` nothing is left out,
        unless it was a short one."""
        self.world.is_thorough = self._shrinks or (ends and len(self.walked.moves) > SELDOM)
        for each in self._judged:
            if self.is_over or (each.dear and not dear):
                continue
            try:
                found = list(each.look(self.world))
            except (Wrong, Refused) as wrong:  # whoever an invariant asks as may open what it opens
                found = [str(wrong)]
            if found:
                self._fail(each.name, each.line, found)

    @property
    def is_over(self) -> bool:
        """Whether a failure has ended the walk."""
        return bool(self.walked.failures) and not self._goes_on

    def _fail(self, name: str, line: str, found: Sequence[str]) -> None:
        failure = Failure(name, line, tuple(found[:8]), len(self.walked.moves), self.world.step.rule)
        if failure.key not in {each.key for each in self.walked.failures}:
            self.walked.failures.append(failure)
            if self._goes_on:  # shown at once: shortening takes minutes
                found = "; ".join(failure.found)[:1000]
                sys.stdout.write(f"\nstep {failure.steps}, {failure.rule}: {failure.invariant}: {found}\n")
                sys.stdout.flush()

    def replay(self, moves: Sequence[Move]) -> Walked:
        """Take these steps. While a list is shortened, its one invariant is asked after each of them."""
        forgets = any(each.forgets for each in self._judged) and self._shrinks
        self._remember()
        for number, move in enumerate(moves, 1):
            if self.is_over:
                break
            self.take(move)
            if not self.is_over:
                last = number == len(moves)
                self.judge(dear=last if forgets else self._shrinks or last or number % SELDOM == 0, ends=last)
        return self.walked

    def draw(self, seed: int, count: int, counted: Walked | None = None) -> Walked:
        """Draw and take up to `count` steps. `counted`: an earlier walk of the same run; with it the walk ends at the
        step after which both together accepted each rule often enough."""
        chance, recent = Random(seed), deque[str](maxlen=RECENT)
        rules = [each for each in RULES.values() if each.engine in ("", self.world.engine)]
        in_a_row = Counter[str]()
        self._remember()
        for number in range(1, count + 1):
            if self.is_over:
                break
            before = counted.accepted if counted else Counter[str]()
            possible = {each.name for each in rules if not each.given or self.world.finds(each.given)}
            self._possible.update(possible)
            lacking = self._lacking(rules, possible, before)
            weights = [
                self._weight(each, recent, lacking[each.name]) / (1 + in_a_row[each.name]) ** 2
                if each.name in possible else 0
                for each in rules
            ]  # fmt: skip
            [chosen] = chance.choices(rules, weights)
            taken = self.walked.accepted[chosen.name]
            self.take(Move(chosen.name, chance.getrandbits(32)))
            if self.walked.accepted[chosen.name] > taken:
                recent.append(chosen.name)
                in_a_row.clear()
            else:
                in_a_row[chosen.name] += 1
            lacks = counted is None or any(self._lacking(rules, possible, before).values())
            last = number == count or not lacks
            if not self.is_over:
                self.judge(dear=last or (number % SELDOM == 0 and number + SELDOM <= count), ends=last)
            if last:
                break
        return self.walked

    def _lacking(self, rules: Sequence[Rule], possible: set[str], before: Counter[str]) -> dict[str, int]:
        """How many times each rule is yet to be accepted; what makes another one possible lacks as much as that one."""
        accepted = self.walked.accepted + before
        lacking = {each.name: max(0, ENOUGH - accepted[each.name]) for each in rules}
        for _link in range(LONGEST):
            for each in rules:
                if each.name not in possible:
                    for name in each.after:
                        lacking[name] = max(lacking.get(name, 0), lacking[each.name])
        return lacking

    def _weight(self, each: Rule, recent: Iterable[str], lacking: int) -> float:
        weight = EAGER * lacking if lacking else each.weight
        weight *= DRAWN_ON if set(each.after) & set(recent) else 1
        if lacking and each.given:
            weight *= min(RAREST, (1 + len(self.walked.moves)) / self._possible[each.name])
        return weight


BROKEN = "every_answer"
BREAKS = "Every answer is a whole page or a plain no; no typed text is markup; no work breaks off."


def shorten(make_world: MakeWorld, walked: Walked, failure: Failure, seconds: float) -> list[Move]:
    """The shortest list found, within so many seconds, after which the same invariant does not hold."""
    latest, invariant = time.monotonic() + seconds, failure.invariant
    shortest = walked.moves[: failure.steps]
    for many in (1, 2, 4, 8, 16, 32, 64):  # often the last steps are enough
        if many < len(shortest) and time.monotonic() < latest:
            last = shortest[-many:]
            if failed := fails(make_world, last, invariant):
                shortest = last[:failed]
                break
    else:
        taken = [move for place, move in enumerate(shortest) if place not in walked.idle]
        if len(taken) < len(shortest) and (failed := fails(make_world, taken, invariant)):
            shortest = taken[:failed]
    parts = 2
    while len(shortest) > 1 and time.monotonic() < latest:
        size = -(-len(shortest) // parts)
        for start in range(0, len(shortest), size):
            left = shortest[:start] + shortest[start + size :]
            if time.monotonic() > latest:
                break
            if left and (failed := fails(make_world, left, invariant)):
                shortest, parts = left[:failed], max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(shortest))
    return shortest


def fails(make_world: MakeWorld, moves: Sequence[Move], invariant: str) -> int:
    """After how many of these steps the invariant does not hold; 0 where it holds to the end."""
    with make_world() as world:
        failures = Walk(world, only=invariant).replay(moves).failures
    return next((each.steps for each in failures if each.invariant == invariant), 0)


def described(failure: Failure, moves: Sequence[Move]) -> str:
    """A failure in words, with the steps that lead to it."""
    steps = "\n".join(f"  {number}. {move}" for number, move in enumerate(moves, 1))
    return f"{failure.line}\n  " + "\n  ".join(failure.found) + f"\n{len(moves)} steps ({failure.invariant}):\n{steps}"


__all__ = ["INVARIANTS", "RULES", "Failure", "Invariant", "Move", "Walk", "Walked", "described", "fails", "shorten"]
