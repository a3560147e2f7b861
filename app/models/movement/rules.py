"""What a programme asks of answers: rules over the fields that it declares. No expressions, no formulas: few words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Answers = Mapping[str, Any]
# What a rule of a word says of a field's answer and what stands beside it in the declaration.
_OF_A_FIELD: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda given, wanted: given == wanted,
    "has_all": lambda given, wanted: set(wanted) <= set(given or ()),
    "at_least": lambda given, wanted: given is not None and _size(given) >= wanted,
    "at_most": lambda given, wanted: given is not None and _size(given) <= wanted,
}
_OF_RULES: Mapping[str, Callable[[list[bool]], bool]] = {"all": all, "any": any}
WORDS = frozenset((*_OF_A_FIELD, *_OF_RULES, "filled"))


class Misdeclared(ValueError):
    """A declaration that cannot be; `path` leads to what is wrong ("fields", 2, "type"), `why` says it (English; what a
    ward's own page refuses it says itself)."""

    def __init__(self, path: tuple[str | int, ...], why: str) -> None:
        super().__init__(f"{'.'.join(map(str, path)) or 'the whole'}: {why}")
        self.path, self.why = path, why


@dataclass(frozen=True)
class Rule:
    """One word and what it is said of: a field with what it is compared to, a field that is to be filled, or rules."""

    word: str
    field: str = ""
    value: Any = None
    rules: tuple["Rule", ...] = ()

    def holds(self, answers: Answers) -> bool:
        """Whether answers meet it; of what was not answered nothing does."""
        if self.word in _OF_RULES:
            return _OF_RULES[self.word]([each.holds(answers) for each in self.rules])
        given = answers.get(self.field)
        return is_filled(given) if self.word == "filled" else _OF_A_FIELD[self.word](given, self.value)

    @property
    def fields(self) -> frozenset[str]:
        """Of which fields it speaks."""
        return frozenset((self.field,) if self.field else ()).union(*(each.fields for each in self.rules))


def read_rule(said: Any, path: tuple[str | int, ...]) -> Rule:
    """A rule as it is written: `{is: {teaches: true}}`, `{filled: how}`, `{all: [rule, …]}`.

    Raises:
        Misdeclared: it is none.
    """
    if not isinstance(said, Mapping) or len(said) != 1:
        raise Misdeclared(path, "a rule is one word and what it is said of")
    word, of = next(iter(said.items()))
    here = (*path, str(word))
    if word == "filled" and isinstance(of, str):
        return Rule(word, of)
    if word in _OF_RULES and isinstance(of, list) and of:
        return Rule(word, rules=tuple(read_rule(each, (*here, place)) for place, each in enumerate(of)))
    if word in _OF_A_FIELD and isinstance(of, Mapping) and len(of) == 1:
        key, value = next(iter(of.items()))
        return Rule(word, str(key), tuple(value) if isinstance(value, list) else value)
    raise Misdeclared(here if word in WORDS else path, f"no rule: one of {', '.join(sorted(WORDS))}")


def is_filled(given: Any) -> bool:
    """Whether something was answered."""
    return given is not None and given not in ("", [], {})


def _size(given: Any) -> Any:
    return given if isinstance(given, int | float | Decimal) else len(given)
