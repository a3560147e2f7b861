"""The programmes that ship, as kits ask them: in every run some that together use each key and value of the language of
declarations, chosen here; the others are dear, as a second engine is (`script/test --all`)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from app.data.programmes import catalogue
from app.models.movement.declaration import (
    AROUND,
    AUDIENCE,
    COUNTED_BY,
    GROUP_COUNT,
    OF_KIND,
    ORGANISATIONS,
    ORGANISER,
    STANDINGS,
    SUBJECTS,
    Declaration,
)

# So many are asked in every run at most: no fewer cover the language, of which ten programmes each use a key alone.
MOST = 17
# Keys whose values are words of the language, with those that a declaration may also make itself left out.
_SAID = {
    "subject", "every", "outcomes", "recorded_on", "records", "sees", "confirmed_by", "decides", "one_per", "around",
    "type", "unit", "as", "since", "over_time", "missing", "paper", "where", "of", "distinct", "by",
}  # fmt: skip
_OPEN: Mapping[str, Collection[str]] = {
    "unit": {"%"}, "where": STANDINGS, "of": {SUBJECTS, GROUP_COUNT, ORGANISATIONS, "denominator"},
    "distinct": {"group", ORGANISER}, "by": {*COUNTED_BY, AUDIENCE}, "around": AROUND,
}  # fmt: skip


def pieces(given: Mapping[str, Any], part: str = "") -> Iterator[str]:
    """The keys of the language that a declaration uses, of each part apart, and their values: "fields.type=money",
    "counts.where=recognised", "criteria.at_least"."""
    for key, each in given.items():
        yield f"{part}{key}"
        if key in ("rule", "shown_when", "where") and isinstance(each, Mapping):
            yield from (f"{part}{word}" for word in _words(each))
        elif key in ("fields", "criteria", "checks", "counts"):
            for row in each:
                yield from pieces(row, f"{key}.")
        elif key in ("among", "due", "gives", "offers", "words"):
            yield from pieces(each, f"{part}{key}.")
        elif key in _SAID:
            yield from (f"{part}{key}={word}" for word in _values(key, each))


def _words(rule: Mapping[str, Any]) -> Iterator[str]:
    """The operators of a rule, and of those within it."""
    for word, each in rule.items():
        yield word
        for inner in each if word in ("all", "any") else ():
            yield from _words(inner) if isinstance(inner, Mapping) else ()


def _values(key: str, given: Any) -> Iterator[str]:
    for each in given if isinstance(given, list) else [given]:
        word = OF_KIND + "*" if str(each).startswith(OF_KIND) else str(each).partition(".")[0]
        if isinstance(each, Mapping):
            continue
        yield from [word] if word in _OPEN.get(key, (word,)) else ()


@cache
def covering() -> tuple[str, ...]:
    """The keys of programmes that together use every piece that any does: for the rarest piece that is open, whichever
    adds most to those before it; then without those that the others make needless."""
    every = {key: {*pieces(each.definition)} for key, each in catalogue().items()}
    many, chosen = Counter(piece for each in every.values() for piece in each), list[str]()
    while open_ := {*many}.difference(*(every[key] for key in chosen)):
        rarest = min(sorted(open_), key=lambda piece: many[piece])
        chosen.append(max((key for key in every if rarest in every[key]), key=lambda key: len(every[key] & open_)))
    for key in [*chosen]:
        others = [each for each in chosen if each != key]
        if {*many} <= set[str]().union(*(every[each] for each in others)):
            chosen = others
    return tuple(chosen)


def shipped(among: Callable[[Declaration], object] = lambda declared: True) -> list[Any]:
    """The keys of the programmes that ship (of some), as parameters: those that cover the language are asked as other
    tests are, the rest is a dear unit of its module."""
    keys = [key for key, each in catalogue().items() if among(each)]
    return [pytest.param(key, marks=[] if key in covering() else [pytest.mark.others]) for key in keys]
