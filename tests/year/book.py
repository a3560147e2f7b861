"""What the walk was answered, and what it read before: the other half of every comparison."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Answered:
    """Something that the product said it has stored: a row of `table` whose `column` is `value`."""

    table: str
    column: str
    value: str
    step: int


@dataclass
class Step:
    """What a step changed, as the rule itself says it: the earliest `day` whose figures may be other ones now, whether
    all of them may (`everything`), the lessons that were corrected, the closed lessons of classes in which something
    was done (`lessons`), the ids of the programmes that were recorded or worded otherwise."""

    number: int
    rule: str
    day: date
    everything: bool = False
    corrected: set[int] = field(default_factory=set)
    lessons: set[int] = field(default_factory=set)
    programmes: set[int] = field(default_factory=set)


@dataclass
class Book:
    """One walk's. `memory` belongs to the invariants, each under its own name."""

    steps: list[Step] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    memory: dict[str, dict[Any, Any]] = field(default_factory=lambda: defaultdict(dict))
    # Who was erased: a name and a telephone number that nobody else of the walk has.
    erased: list[tuple[str, str]] = field(default_factory=list)
    # Programmes, people and the like that the walk made and comes back to, by kind.
    made: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
