"""Parse a field of a declaration, and what all parts of one are checked by; whether a rule fits the types of the
fields that it uses."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from app.models.movement.denominator import COUNTED as DENOMINATORS
from app.models.movement.organisation import KINDS
from app.models.movement.question import (
    FILED,
    LONGEST_CHOICE,
    MOST_CHOICES,
    NAMED,
    NUMBERS,
    REFERRING,
    SEVERAL,
    UNCOUNTED,
    WRITTEN,
    OfferedValue,
    Question,
    Type,
)
from app.models.movement.rules import (
    NOT_MORE_THAN,
    PARTS,
    TOTAL_AT_LEAST,
    TOTAL_AT_MOST,
    InvalidDeclaration,
    Rule,
    read_rule,
)

Path = tuple[str | int, ...]
# Set by `Question.parts`, not by a declaration.
_OF_PARTS = {"short", "tally"}
_TRUE = {"required", "planned", "personal"}
_OFFERING = frozenset((Type.CHOICE, Type.CHOICES, Type.TALLY))


# What a key may be said of: key, condition, reason. Older types are read as they always were.
_LIMITS: tuple[tuple[str, Callable[[Question], bool], str], ...] = (
    ("of", lambda q: q.type in _OFFERING or q.type is Type.LIST, "of choice, choices, list and tally"),
    ("only", lambda q: q.type is Type.LIST or (_is_of_kinds(q) and set(q.only) <= set(KINDS)), "of a list, or kinds"),
    ("also", lambda q: q.type is Type.LIST or set(q.also) <= set(q.choices), "its own keys"),
    (
        "of",
        lambda q: len(q.choices) <= MOST_CHOICES or (q.type is Type.TALLY and q.of == NAMED[q.type]),
        f"at most {MOST_CHOICES} choices",
    ),
    (
        "of",
        lambda q: all(len(str(each)) <= LONGEST_CHOICE for pair in q.choices.items() for each in pair),
        f"at most {LONGEST_CHOICE} signs each",
    ),
    ("most", lambda q: q.type is Type.NUMBER and q.most > 0, "of a number"),
    ("unit", lambda q: q.unit != "%" or q.most <= 100, "a percentage has most: 100"),
    ("bound", lambda q: q.type in (Type.NUMBER, Type.TALLY) and not q.unit, "of a number of people or places"),
    ("bound", lambda q: q.bound in DENOMINATORS, "whom a count names as `denominator.`"),
    ("counted", lambda q: q.type not in UNCOUNTED, "nothing counts by it"),
    ("personal", lambda q: q.type in WRITTEN, "of text; person, phone and photo are so by themselves"),
)


def read_question(definition: Any, path: Path, *, stored: bool = False) -> Question:
    """The field of a mapping; one of a `stored` version may say what older releases took.

    Raises:
        InvalidDeclaration: the mapping is invalid; names the path.
    """
    given = checked(Question, definition, path, but=_OF_PARTS)
    read = {"type": one_of(Type, given, "type", path), "only": tuple(given.get("only", ()))}
    if "shown_when" in given:
        read["shown_when"] = read_rule(given["shown_when"], (*path, "shown_when"))
    if "offers" in given:
        read["offers"] = _offer(given["offers"], given, (*path, "offers"))
    for key in _TRUE & set(given):
        if given[key] is not True:
            raise InvalidDeclaration((*path, key), "true")
    for key in {"section"} & set(given):
        text(given, key, path)
    made = Question(**{**given, **read})
    _check_offered(made, path)
    for key, fits, why in () if stored else _LIMITS:
        if key in given and given[key] and not fits(made):
            raise InvalidDeclaration((*path, key), why)
    return made


def _offer(definition: Any, field: Mapping[str, Any], path: Path) -> OfferedValue:
    """A figure beside a field: a yes/no takes `any`, a percentage a share, any other number a number."""
    known = isinstance(definition, Mapping) and set(definition) <= {"of", "only", "as", "since"}
    if not known or definition.get("since", "") not in ("", "period", "year", "begin"):
        raise InvalidDeclaration(path, "{of: figure, only: {dimension: key}, as: number, since: period, year or begin}")
    wanted = "any" if field.get("type") == Type.YES_NO else "share" if field.get("unit") == "%" else "number"
    if field.get("type") not in (Type.YES_NO, Type.NUMBER) or definition.get("as", "number") != wanted:
        raise InvalidDeclaration((*path, "as"), "of a number; yes/no as: any, a percentage as: share")
    only = definition.get("only", {})
    if not isinstance(only, Mapping) or not all(isinstance(each, str) for pair in only.items() for each in pair):
        raise InvalidDeclaration((*path, "only"), "{dimension: key}")
    return OfferedValue(text(definition, "of", path), dict(only), wanted, definition.get("since", ""))


def _is_of_kinds(asked: Question) -> bool:
    return REFERRING.get(asked.type) is Type.ORGANISATION


def _check_offered(made: Question, path: Path) -> None:
    """Refuse a field without the choices that its type needs, or with a name of none."""
    if made.type is Type.LIST and made.of != NAMED[Type.LIST]:
        raise InvalidDeclaration((*path, "of"), f"a list of the ward: {NAMED[Type.LIST]}")
    if made.type in _OFFERING and not made.choices:
        raise InvalidDeclaration((*path, "of"), "the choices, each key with its words")
    if made.type is Type.TALLY and (wrong := [key for key in made.choices if not str(key).isidentifier()]):
        raise InvalidDeclaration((*path, "of", wrong[0]), "a word of its own: letters, digits, _")


def checked(
    kind: Any, definition: Any, path: Path, more: frozenset[str] | set[str] = frozenset(), but: Any = ()
) -> Any:
    """The mapping of a part, if all its keys are known."""
    if not isinstance(definition, Mapping):
        raise InvalidDeclaration(path, "keys with what they say")
    known = ({each.name for each in fields(kind)} | more) - set(but)
    for key in definition:
        if key not in known:
            raise InvalidDeclaration((*path, str(key)), f"no such key; known: {', '.join(sorted(known))}")
    return definition


def text(given: Mapping[str, Any], key: str, path: Path = ()) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidDeclaration((*path, key), "words")
    return value


def one_of(kind: type[StrEnum], given: Mapping[str, Any], key: str, path: Path = ()) -> Any:
    if given.get(key) not in list(kind):
        raise InvalidDeclaration((*path, key), f"one of {', '.join(kind)}")
    return kind(given[key])


Fields = Mapping[str, Question]
_COMPARED = frozenset((Type.NUMBER, Type.MONEY)) | SEVERAL


def check_rule(
    rule: Rule,
    fields: Fields,
    path: tuple[str | int, ...],
    why: str = "no field",
    *,
    typed: bool = True,
    of_count: bool = False,
) -> None:
    """Check that a rule uses fields that exist and, `typed`, operators and values of their types. Only the rule of a
    count may ask for a photo.

    Raises:
        InvalidDeclaration: it does not.
    """
    if unknown := rule.fields - set(fields):
        raise InvalidDeclaration(path, f"{why}: {', '.join(sorted(unknown))}")
    for each in rule.rules:
        check_rule(each, fields, path, why, typed=typed, of_count=of_count)
    apart = rule.word == PARTS or (of_count and rule.word == "filled" and fields[rule.field].type is Type.PHOTO)
    if typed and not rule.rules and not apart and not _fits(rule, fields):
        raise InvalidDeclaration((*path, rule.word), "a rule over fields of a type that it fits")


def _fits(rule: Rule, fields: Fields) -> bool:
    asked, value = fields[rule.field], rule.value
    match rule.word:
        case "filled":
            return asked.type not in FILED
        case "is":
            return isinstance(value, bool) if asked.type is Type.YES_NO else _is_choice(asked, value)
        case "has_all":
            return asked.type in (Type.CHOICES, Type.LIST) and _are_keys(asked, value)
        case "any_part":
            return asked.type is Type.TALLY and bool(value) and _are_keys(asked, value)
        case "at_least" | "at_most":
            return asked.type in _COMPARED and type(value) in (int, float)
        case _ if rule.word in (TOTAL_AT_LEAST, TOTAL_AT_MOST):
            numbers = {fields[each].type for each in (rule.field, *rule.others)} == {Type.NUMBER}
            return numbers and (value is None or type(value) in (int, float))
        case _ if rule.word == NOT_MORE_THAN:
            return _are_compared(asked, fields[rule.others[0]])
    return False


def _is_choice(asked: Question, value: Any) -> bool:
    return asked.type is Type.CHOICE and str(value) in asked.choices


def _are_keys(asked: Question, value: Any) -> bool:
    words = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    return words and (asked.type is Type.LIST or set(value) <= set(asked.choices))


def _are_compared(one: Question, other: Question) -> bool:
    numbers = {one.type, other.type} <= NUMBERS
    return numbers and (one.type is not Type.TALLY or set(one.choices) == set(other.choices))
