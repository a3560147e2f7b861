"""Words of programmes: of rules over their fields, for people and for scripts, and of what they give, by kind of
paper."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models.movement.declaration import Declaration
from app.models.movement.giving import PaperKind
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


Words = object


@dataclass(frozen=True)
class GivenWords:
    """`name` of the paper in a sentence, `gives`: what a leader does with it; `propose` it; `ready`: who may be
    proposed; `given`, `not_given`: who was, and was not; `lists`: the title of a list that waits and of one that was
    decided, with `name` of the programme."""

    name: Words
    gives: Words
    propose: Words
    ready: Words
    given: Words
    not_given: Words
    lists: tuple[Words, Words]


GIVEN: Mapping[PaperKind, GivenWords] = {
    PaperKind.PLATE: GivenWords(
        _l("biển"), _l("cấp biển"), _l("Đề nghị công nhận"), _l("Đủ điều kiện"), _l("Đã công nhận"),
        _l("Chưa công nhận"),
        (_l("Danh sách đề nghị công nhận %(name)s"), _l("Danh sách được công nhận %(name)s")),
    ),
    PaperKind.MERIT: GivenWords(
        _l("giấy khen"), _l("tặng giấy khen"), _l("Đề nghị khen"), _l("Đủ điều kiện khen"), _l("Đã khen"),
        _l("Chưa khen"),
        (_l("Danh sách đề nghị tặng giấy khen, %(name)s"), _l("Danh sách được tặng giấy khen, %(name)s")),
    ),
    PaperKind.RECOGNITION: GivenWords(
        _l("giấy công nhận"), _l("cấp giấy công nhận"),
        _l("Đề nghị công nhận"), _l("Đủ điều kiện"), _l("Đã công nhận"),
        _l("Chưa công nhận"),
        (_l("Danh sách đề nghị công nhận %(name)s"), _l("Danh sách được công nhận %(name)s")),
    ),
    PaperKind.THANKS: GivenWords(
        _l("thư cảm ơn"), _l("gửi thư cảm ơn"),
        _l("Gửi thư cảm ơn"), _l("Chưa gửi thư cảm ơn"), _l("Đã gửi thư cảm ơn"),
        _l("Chưa gửi thư cảm ơn"),
        (_l("Danh sách đề nghị gửi thư cảm ơn, %(name)s"), _l("Danh sách được gửi thư cảm ơn, %(name)s")),
    ),
}  # fmt: skip


def given_words(declared: Declaration) -> GivenWords:
    """The words of what a declaration gives; of a plate where it gives nothing."""
    return GIVEN[declared.gives.paper if declared.gives else PaperKind.PLATE]
