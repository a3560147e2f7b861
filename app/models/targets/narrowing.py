"""What a measure is narrowed to: of some dimensions any, all, or none of some entries.

As text: "loai-co-quan=agency|police&mau=a+b&doi-tuong=!teams". What stands behind "=" is what addresses of figures say,
too ("?doi-tuong=!teams"); entries are named as addresses name them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

HOW = ANY, ALL, NONE = "any", "all", "none"
_KEY = re.compile(r"[^|+!&=\s]+")
_BETWEEN = {ANY: "|", ALL: "+", NONE: "|"}


@dataclass(frozen=True)
class Narrowing:
    """To entries of one dimension: what is of `any` of them, of `all` (what may have several), or of `none`."""

    dimension: str
    keys: tuple[str, ...]
    how: str = ANY

    @classmethod
    def of(cls, dimension: str, expression: str) -> Self:
        """What stands behind "=" of a dimension.

        Raises:
            ValueError: it is no such expression.
        """
        how = NONE if expression.startswith("!") else ALL if "+" in expression else ANY
        keys = tuple(sorted(set(expression.removeprefix("!").split(_BETWEEN[how]))))
        if not _KEY.fullmatch(dimension) or not all(_KEY.fullmatch(key) for key in keys):
            raise ValueError(f"{dimension}={expression}: no narrowing")
        return cls(dimension, keys, how)

    @property
    def expression(self) -> str:
        """The same as text."""
        return ("!" if self.how == NONE else "") + _BETWEEN[self.how].join(self.keys)


def read(text: str) -> tuple[Narrowing, ...]:
    """What a target's `narrowed_to` says, each dimension once.

    Raises:
        ValueError: it says none of this.
    """
    found = {}
    for part in filter(None, text.split("&")):
        dimension, equals, expression = part.partition("=")
        if not equals or dimension in found:
            raise ValueError(f"{part}: no narrowing")
        found[dimension] = Narrowing.of(dimension, expression)
    return tuple(found.values())


def written(narrowings: Iterable[Narrowing]) -> str:
    """The same as text, to be kept: what says the same is written alike."""
    every = sorted(narrowings, key=lambda each: each.dimension)
    return "&".join(f"{each.dimension}={each.expression}" for each in every)
