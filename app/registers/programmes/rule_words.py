"""Rules of a programme in the words of its fields, for people and for scripts."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models.movement.declaration import Declaration
from app.models.movement.question import Question, Type
from app.models.movement.rules import PART, Parts, Rule

_TOTALS: Mapping[str, object] = {
    "total_at_least": _l("%(labels)s cộng lại không dưới “%(other)s”"),
    "total_at_most": _l("%(labels)s cộng lại không quá “%(other)s”"),
}


def rule_words(rule: Rule, fields: Mapping[str, Question]) -> str:
    """When a rule holds: "“Đang bán ở đâu” đã ghi"."""
    if rule.rules:
        joint = _(" và ") if rule.word == "all" else _(" hoặc ")
        return str(joint).join(rule_words(each, fields) for each in rule.rules)
    if isinstance(rule.value, Parts):
        return str(_("trong sổ bên trong đã hỏi ít nhất %(many)s, từ %(share)s%% đạt", many=rule.value.at_least,
                     share=rule.value.share_at_least))  # fmt: skip
    asked = fields[rule.field]
    label, value = asked.label, rule.value
    match rule.word:
        case "filled":
            return str(_("“%(label)s” đã ghi", label=label))
        case "is":
            return str(_("“%(label)s” là %(words)s", label=label, words=_value(asked, value)))
        case "has_all" | "any_part":
            words = ", ".join(_value(asked, each) for each in value)
            return str(_("“%(label)s” có %(words)s", label=label, words=words))
        case "at_least":
            return str(_("“%(label)s” từ %(number)s trở lên", label=label, number=formats.number(value)))
        case "at_most":
            return str(_("“%(label)s” không quá %(number)s", label=label, number=formats.number(value)))
        case "not_more_than":
            return str(_("“%(label)s” không quá “%(other)s”", label=label, other=fields[rule.others[0]].label))
    labels = " + ".join(f"“{fields[each].label}”" for each in rule.added)
    if rule.limit:
        return str(_TOTALS[rule.word]) % {"labels": labels, "other": fields[rule.limit].label}
    return str(_("%(labels)s cộng lại từ %(number)s trở lên", labels=labels, number=formats.number(value)))


def rule_json(rule: Rule) -> str:
    """A rule as asked.js reads it."""
    return json.dumps(_plain(rule), ensure_ascii=False)


def warnings(declared: Declaration) -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """The checks of a programme as forms show them, by the last field that each speaks of: its rule as JSON, what an
    empty box means, its sentence."""
    order = [each.key for each in declared.fields]
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for each in declared.checks:
        last = max(each.rule.fields, key=lambda key: order.index(key.partition(PART)[0]))
        found[last] = (*found.get(last, ()), (rule_json(each.rule), each.missing, each.text))
    return found


def _plain(rule: Rule) -> dict[str, Any]:
    if rule.rules:
        return {rule.word: [_plain(each) for each in rule.rules]}
    match rule.word:
        case "filled":
            return {rule.word: rule.field}
        case "not_more_than":
            return {rule.word: {rule.field: rule.others[0]}}
        case "total_at_least" | "total_at_most":
            return {rule.word: {"of": [*rule.added], "value": rule.limit or rule.value}}
    return {rule.word: {rule.field: rule.value}}


def _value(asked: Question, value: Any) -> str:
    if asked.type is Type.YES_NO:
        return str(_("Có") if value else _("Chưa"))
    return str(asked.choices.get(value, value))
