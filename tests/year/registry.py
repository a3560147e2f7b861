"""Rules and invariants of the walk. A new one is a decorated function in a module of `doors` or `invariants`: it is
found by lying there."""

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.year.world import World

Act = Callable[["World", Random], object]
Look = Callable[["World"], Iterable[str]]


# Dear invariants are asked each so many steps.
SELDOM = 25


class Refused(Exception):
    """A step that changed nothing: there was nothing to act upon, or the product said no."""


@dataclass(frozen=True)
class Rule:
    """One door: `weight` is how often it is drawn, `after` names rules that make it likelier once they were accepted,
    `given` a statement that finds rows where there is something to act upon ("": always drawn), `engine` the only
    engine on which it is drawn ("": both)."""

    name: str
    act: Act
    weight: float
    after: tuple[str, ...]
    given: str
    engine: str


@dataclass(frozen=True)
class Invariant:
    """Something that must hold: its `line` is read by people. A `dear` one is asked seldom; one that remembers nothing
    (`forgets`) need only be asked at the end of a list of steps."""

    name: str
    look: Look
    dear: bool
    forgets: bool

    @property
    def line(self) -> str:
        """What it says."""
        return " ".join((inspect.getdoc(self.look) or "").split())


RULES: dict[str, Rule] = {}
INVARIANTS: dict[str, Invariant] = {}


def rule(weight: float = 1, *, after: Iterable[str] = (), given: str = "", engine: str = "") -> Callable[[Act], Act]:
    """A door that people use. The function draws its arguments from the `Random` it is given, acts through pages,
    phones or commands, writes down what was answered (`World.book`), and raises `Refused` where nothing came of it."""

    def declared(act: Act) -> Act:
        RULES[act.__name__] = Rule(act.__name__, act, weight, tuple(after), given, engine)
        return act

    return declared


def always(look: Look) -> Look:
    """Asked after each step. Yields a sentence for each thing that is wrong."""
    INVARIANTS[look.__name__] = Invariant(look.__name__, look, dear=False, forgets=False)
    return look


def sometimes(*, forgets: bool = False) -> Callable[[Look], Look]:
    """Asked each `SELDOM` steps and at the end."""

    def declared(look: Look) -> Look:
        INVARIANTS[look.__name__] = Invariant(look.__name__, look, dear=True, forgets=forgets)
        return look

    return declared


def load() -> None:
    """Import all modules of both folders."""
    for folder in ("doors", "invariants"):
        for name in _modules(f"tests.year.{folder}"):
            import_module(name)


def _modules(package: str) -> Iterator[str]:
    for found in sorted(pkgutil.iter_modules(import_module(package).__path__), key=lambda each: each.name):
        yield f"{package}.{found.name}"
