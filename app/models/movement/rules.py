"""Rules of a programme over the answers to its fields: a few operators, no expressions or formulas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Answers = Mapping[str, Any]
# Operators that compare the answer of one field with a value of the declaration.
_OF_A_FIELD: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda given, wanted: given == wanted,
    "has_all": lambda given, wanted: set(wanted) <= set(given or ()),
    "at_least": lambda given, wanted: given is not None and _size(given) >= wanted,
    "at_most": lambda given, wanted: given is not None and _size(given) <= wanted,
}
_OF_RULES: Mapping[str, Callable[[list[bool]], bool]] = {"all": all, "any": any}
WORDS = frozenset((*_OF_A_FIELD, *_OF_RULES, "filled"))


class Misdeclared(ValueError):
    """An invalid declaration. `path` locates the fault ("fields", 2, "type"), `why` describes it in English; pages of a
    ward have their own messages."""

    def __init__(self, path: tuple[str | int, ...], why: str) -> None:
        super().__init__(f"{'.'.join(map(str, path)) or 'the whole'}: {why}")
        self.path, self.why = path, why


@dataclass(frozen=True)
class Rule:
    """An operator and its operands: a field and a value, a field that must be filled, or rules."""

    word: str
    field: str = ""
    value: Any = None
    rules: tuple["Rule", ...] = ()

    def holds(self, answers: Answers) -> bool:
        """Whether answers meet the rule; a missing answer meets none."""
        if self.word in _OF_RULES:
            return _OF_RULES[self.word]([each.holds(answers) for each in self.rules])
        given = answers.get(self.field)
        return is_filled(given) if self.word == "filled" else _OF_A_FIELD[self.word](given, self.value)

    @property
    def fields(self) -> frozenset[str]:
        """The keys of all fields that the rule uses."""
        return frozenset((self.field,) if self.field else ()).union(*(each.fields for each in self.rules))


def read_rule(definition: Any, path: tuple[str | int, ...]) -> Rule:
    """Parse a rule: `{is: {teaches: true}}`, `{filled: how}`, `{all: [rule, …]}`.

    Raises:
        Misdeclared: the rule is invalid.
    """
    if not isinstance(definition, Mapping) or len(definition) != 1:
        raise Misdeclared(path, "a rule is one word and what it is said of")
    word, of = next(iter(definition.items()))
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
    return given is not None and given not in ("", [], {})


def _size(given: Any) -> Any:
    return given if isinstance(given, int | float | Decimal) else len(given)
