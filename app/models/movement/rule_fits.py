"""Whether a rule fits the types of the fields that it uses."""

from collections.abc import Mapping
from typing import Any

from app.models.movement.question import FILED, NUMBERS, SEVERAL, Question, Type
from app.models.movement.rules import NOT_MORE_THAN, PARTS, TOTAL_AT_LEAST, TOTAL_AT_MOST, InvalidDeclaration, Rule

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
