"""Values of questions in forms and imports: as entries store them, and what does not fit together."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.movement.declaration import ANSWERED, Check, Declaration, Outcome, Subject
from app.models.movement.question import REFERRING, SEVERAL, Question, Type
from app.models.movement.rules import is_filled
from app.registers.field import differ
from app.registers.programmes.subject_fields import REASON, wrong_days

# Prefix of the keys of questions, so that none equals a column.
PREFIX = "a_"

NAMED_WHEN = _l("Chỉ ghi tên khi người ấy từ 16 tuổi và đồng ý: chọn tuổi và chọn Có ở dòng đồng ý, hoặc để trống tên.")


def unnameable(declared: Declaration, values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors for persons who may not be named: under 16, or without agreement."""
    given = {key.removeprefix(PREFIX): value for key, value in values.items()}
    answers = {key: stored(each, given.get(key)) for key, each in declared.by_key.items()}
    return {
        PREFIX + each.key: NAMED_WHEN for each in declared.persons if answers[each.key] and not each.agreed(answers)
    }


def impossible(declared: Declaration, values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors of an entry whatever stands: a day that cannot be, persons who may not be named."""
    return {**wrong_days(values), **unnameable(declared, values)}


def unfit(declared: Declaration, stands: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors of a changed entry: required questions that are empty, checks that are not met without a reason; none
    where no answer differs from those that stand."""
    changed = [key for key in values if key.startswith(PREFIX) and differ(values[key], stands.get(key))]
    outcome, event = values.get("outcome") or Outcome.DONE, declared.subject is Subject.EVENT
    told = event and (not stands or outcome != (stands.get("outcome") or Outcome.DONE))
    answers = {key: stored(each, values.get(PREFIX + key)) for key, each in declared.by_key.items()}
    answers = {key: value for key, value in answers.items() if is_filled(value)}
    if outcome not in ANSWERED or not (changed or told) or not (answers or event):
        return {}
    wrong: dict[str, object] = {
        PREFIX + each.parts(declared.subject)[0].key: _("Cần ghi: %(label)s.", label=each.label)
        for each in declared.lacking(answers, outcome)
    }
    if (against := declared.contradicted(answers)) and not values.get(REASON.key):
        wrong[REASON.key] = needs_reason(against)
    return wrong


def needs_reason(against: Sequence[Check]) -> str:
    """What is said where answers do not meet checks."""
    texts = "; ".join(each.text for each in against)
    return str(_("%(texts)s. Số đúng là như vậy thì anh chị ghi lý do; ghi nhầm thì sửa lại.", texts=texts))


def stored(question: Question, value: Any) -> Any:
    """A value of a form or import as an entry stores it; None where empty."""
    if value in (None, ""):
        return None
    match question.type:
        case Type.YES_NO:
            return value == "yes"
        case Type.CHOICES | Type.LIST:
            return [each for each in value.split(",") if each]
        case Type.ORGANISATIONS | Type.GROUPS:
            return [int(each) for each in value.split(",") if each.isdecimal()]
        case Type.ORGANISATION | Type.GROUP | Type.COURSE:
            return int(value) if value.isdecimal() else value
        case Type.DATE:
            return value.isoformat()
    return value


def shown(question: Question, answer: Any) -> Any:
    """A stored answer as a form value: the inverse of `stored`."""
    if answer is None:
        return None if question.type in (Type.NUMBER, Type.MONEY, Type.DATE) else ""
    match question.type:
        case Type.YES_NO:
            return "yes" if answer else "no"
        case each if each in SEVERAL:
            return ",".join(map(str, answer))
        case each if each in REFERRING:
            return str(answer)
        case Type.DATE:
            return date.fromisoformat(answer)
    return answer
