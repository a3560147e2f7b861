"""Rules of a programme over the answers to its fields: a few operators, no expressions or formulas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

Answers = Mapping[str, Any]
# Between the key of a tally and that of one of its parts, in an answer: "students.primary".
PART = "."
# Operators that compare the answer of one field with a value of the declaration.
_OF_A_FIELD: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda given, wanted: given == wanted,
    "has_all": lambda given, wanted: set(wanted) <= set(given or ()),
    "any_part": lambda given, wanted: any((given or {}).get(key) for key in wanted),
    "at_least": lambda given, wanted: given is not None and _size(given) >= wanted,
    "at_most": lambda given, wanted: given is not None and _size(given) <= wanted,
}
_OF_RULES: Mapping[str, Callable[[list[bool]], bool]] = {"all": all, "any": any}
# Operators over several fields.
NOT_MORE_THAN, TOTAL_AT_LEAST, TOTAL_AT_MOST = "not_more_than", "total_at_least", "total_at_most"
# The operator over the sites within a site.
PARTS = "parts"
WORDS = frozenset((*_OF_A_FIELD, *_OF_RULES, "filled", NOT_MORE_THAN, TOTAL_AT_LEAST, TOTAL_AT_MOST, PARTS))


class InvalidDeclaration(ValueError):
    """An invalid declaration. `path` locates the fault ("fields", 2, "type"), `why` describes it in English; pages of a
    ward have their own messages."""

    def __init__(self, path: tuple[str | int, ...], why: str) -> None:
        super().__init__(f"{'.'.join(map(str, path)) or 'the whole'}: {why}")
        self.path, self.why = path, why


class Parts(NamedTuple):
    """What is asked of the sites within a site: of those with an entry that counts of programme `of`, at least so many,
    so many in a hundred meet its criterion `met`."""

    of: str
    met: str
    share_at_least: int = 0
    at_least: int = 1

    @property
    def key(self) -> str:
        """The key under which answers have (how many were asked, how many of them meet it)."""
        return f"{PARTS}:{self.of}/{self.met}"

    def holds(self, answers: Answers) -> bool:
        """Whether enough of them meet it; none asked is not enough."""
        asked, met = answers.get(self.key, (0, 0))
        return bool(asked and asked >= self.at_least and met * 100 >= self.share_at_least * asked)


@dataclass(frozen=True)
class Rule:
    """An operator and its operands: a field and a value, a field that must be filled, several fields (`others`), or
    rules."""

    word: str
    field: str = ""
    value: Any = None
    rules: tuple["Rule", ...] = ()
    others: tuple[str, ...] = ()

    def holds(self, answers: Answers, empty: int | None = None) -> bool:
        """Whether answers meet the rule. `empty` is the number that an unanswered field means; without it
        `not_more_than` holds over an unanswered field, the totals count it as 0 (an unanswered limit holds), any other
        rule does not hold."""
        if self.word in _OF_RULES:
            return _OF_RULES[self.word]([each.holds(answers, empty) for each in self.rules])
        if self.word == PARTS:
            return bool(self.value.holds(answers))
        given = answer_to(answers, self.field)
        given = empty if given is None else given
        match self.word:
            case "filled":
                return is_filled(given)
            case "not_more_than":
                return _is_not_more(given, answer_to(answers, self.others[0]), empty)
            case "total_at_least" | "total_at_most":
                limit = self.value if self.limit is None else answers.get(self.limit, empty)
                total = sum(answers.get(each) or 0 for each in self.added)
                return limit is None or bool(total <= limit if self.word == TOTAL_AT_MOST else total >= limit)
        return _OF_A_FIELD[self.word](given, self.value)

    @property
    def limit(self) -> str | None:
        """Of a total the field that it is compared with; None of one that is compared with a number."""
        return self.others[-1] if self.value is None else None

    @property
    def added(self) -> tuple[str, ...]:
        """Of a total the fields that are added up."""
        return (self.field, *(self.others[:-1] if self.value is None else self.others))

    @property
    def fields(self) -> frozenset[str]:
        """The keys of all fields that the rule uses."""
        own = (self.field, *self.others) if self.field else ()
        return frozenset(own).union(*(each.fields for each in self.rules))

    @property
    def parts(self) -> frozenset[Parts]:
        """What it asks of the sites within a site."""
        own = (self.value,) if self.word == PARTS else ()
        return frozenset(own).union(*(each.parts for each in self.rules))


def read_rule(definition: Any, path: tuple[str | int, ...]) -> Rule:
    """Parse a rule: `{is: {teaches: true}}`, `{filled: how}`, `{not_more_than: {some: all}}`, `{all: [rule, …]}`.

    Raises:
        InvalidDeclaration: the rule is invalid.
    """
    if not isinstance(definition, Mapping) or len(definition) != 1:
        raise InvalidDeclaration(path, "a rule is one word and what it is said of")
    word, of = next(iter(definition.items()))
    here = (*path, str(word))
    if word == "filled" and isinstance(of, str):
        return Rule(word, of)
    if word in _OF_RULES and isinstance(of, list) and of:
        return Rule(word, rules=tuple(read_rule(each, (*here, place)) for place, each in enumerate(of)))
    if word == PARTS:
        return Rule(word, value=_read_parts(of, here))
    if word in (TOTAL_AT_LEAST, TOTAL_AT_MOST):
        return _read_total(word, of, here)
    if isinstance(of, Mapping) and len(of) == 1:
        key, value = next(iter(of.items()))
        if word == NOT_MORE_THAN and isinstance(value, str):
            return Rule(word, str(key), others=(value,))
        if word in _OF_A_FIELD:
            return Rule(word, str(key), tuple(value) if isinstance(value, list) else value)
    raise InvalidDeclaration(here if word in WORDS else path, f"no rule: one of {', '.join(sorted(WORDS))}")


def _read_total(word: str, of: Any, path: tuple[str | int, ...]) -> Rule:
    """A total of fields and what it is compared with: another field, or for `total_at_least` a number."""
    if not isinstance(of, Mapping) or set(of) != {"of", "value"} or not _are_keys(of["of"]) or of["value"] is None:
        raise InvalidDeclaration(path, "{of: [fields], value: 80}, {of: [fields], value: field}")
    first, *others = of["of"]
    if word == TOTAL_AT_LEAST and not isinstance(of["value"], str):
        return Rule(word, first, of["value"], others=tuple(others))
    if not isinstance(of["value"], str):
        raise InvalidDeclaration(path, "value: a field")
    return Rule(word, first, others=(*others, of["value"]))


def _read_parts(of: Any, path: tuple[str | int, ...]) -> Parts:
    numbers = {"share_at_least": range(1, 101), "at_least": range(1, 1001)}
    if not isinstance(of, Mapping) or not {"of", "met"} < set(of) <= {"of", "met", *numbers}:
        raise InvalidDeclaration(path, "{of: programme, met: criterion, share_at_least: 80, at_least: 5}")
    for key, value in of.items():
        if key in numbers and (type(value) is not int or value not in numbers[key]):
            raise InvalidDeclaration((*path, key), f"a number from 1 to {numbers[key].stop - 1}")
        if key not in numbers and not isinstance(value, str):
            raise InvalidDeclaration((*path, key), "a key")
    return Parts(**of)


def answer_to(answers: Answers, field: str) -> Any:
    """The answer to a field: of a tally its filled numbers by key; None where it is not answered."""
    if field in answers:
        return answers[field]
    parts = {key.partition(PART)[2]: value for key, value in answers.items() if key.startswith(field + PART)}
    return {key: value for key, value in parts.items() if is_filled(value)} or None


def is_filled(given: Any) -> bool:
    return given is not None and given not in ("", [], {})


def _are_keys(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(each, str) for each in given)


def _is_not_more(mine: Any, other: Any, empty: int | None) -> bool:
    """Whether numbers do not exceed others: of two tallies each one, of a number and a tally its total."""
    if isinstance(mine, Mapping) and (isinstance(other, Mapping) or other is None):
        limits = other or {}
        return all(_is_not_more(value, limits.get(key), empty) for key, value in mine.items())
    limit = sum(other.values()) if isinstance(other, Mapping) else empty if other is None else other
    return mine is None or limit is None or bool(mine <= limit)


def _size(given: Any) -> Any:
    return given if isinstance(given, int | float | Decimal) else len(given)
