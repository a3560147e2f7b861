"""The questions on the form of a house: in sections, with what may be chosen; the answers that it sends."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import request

from app.models.movement.declaration import Declaration
from app.models.movement.question import FILED, Question, Type
from app.outbox.doorstep_answers import is_answered_by_going
from app.registers.programmes.question_fields import YES_NO
from app.registers.programmes.rule_words import rule_json, rule_words, warnings
from app.registers.programmes.ward_lists import WardLists


class Placed(NamedTuple):
    """A question of the form: what may be chosen, the heading before it, the rule that shows it, as JSON and in
    words."""

    field: Question
    choices: dict[str, object]
    heading: str
    when: str
    when_words: str
    warns: tuple[tuple[str, str, str], ...]


def placed(declared: Declaration, lists: WardLists) -> Iterator[Placed]:
    """The questions of the form without persons and photos: by section, where fields say one, else those that are asked
    first before the others."""
    asked = [each for each in declared.fields if each.type is not Type.PERSON and each.type not in FILED]
    asked = [each for each in asked if each.key != declared.title]
    asked = [each for each in asked if not is_answered_by_going(declared, each)]
    if not any(each.section for each in asked):
        asked.sort(key=lambda each: not each.quick)
    fields, before = {each.key: each for each in declared.fields}, ""
    warned = warnings(declared)
    for each in asked:
        rule = each.shown_when
        when = (rule_json(rule), rule_words(rule, fields)) if rule else ("", "")
        yield Placed(
            each, choices(each, lists), each.section if each.section != before else "", *when, warned.get(each.key, ())
        )
        before = each.section


def choices(asked: Question, lists: WardLists) -> dict[str, object]:
    if asked.type is Type.YES_NO:
        return {key: words for key, words in YES_NO.items() if key}
    return {**(asked.choices or lists.offered(asked))}


def answer(asked: Question) -> Any:
    """The form's answer to a question; None where there is none."""
    given = [each.strip() for each in request.form.getlist("a_" + asked.key) if each.strip()]
    if not given:
        return None
    match asked.type:
        case Type.YES_NO:
            return given[0] == "yes"
        case Type.CHOICES | Type.LIST:
            return given
        case Type.ORGANISATIONS | Type.GROUPS:
            return [int(each) if each.isdecimal() else each for each in given]
        case Type.ORGANISATION | Type.GROUP | Type.COURSE:
            return int(given[0]) if given[0].isdecimal() else given[0]
        case Type.NUMBER:
            return int(given[0]) if given[0].isascii() and given[0].isdigit() and len(given[0]) < 10 else given[0]
    return given[0]
