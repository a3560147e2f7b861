"""The questions of a programme on a form: in sections, with what may be chosen."""

from collections.abc import Iterator
from typing import NamedTuple

from app.entries.second_entry import is_answered_by_going
from app.entries.ward_lists import WardLists
from app.models.movement.declaration import Declaration
from app.models.movement.question import FILED, Question, Type
from app.registers.programmes.question_fields import YES_NO
from app.registers.programmes.rule_words import rule_json, rule_words, warnings


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
