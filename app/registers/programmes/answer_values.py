"""Values of questions in forms and imports: as entries store them, and what does not fit together."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.movement.declaration import ANSWERED, Check, Declaration, Outcome, Subject
from app.models.movement.question import REFERRING, SEVERAL, Question, Type
from app.models.movement.rules import is_filled
from app.registers.field import differ, is_answer
from app.registers.programmes.subject_fields import REASON, words_of, wrong_days

# Prefix of the keys of questions, so that none equals a column.
PREFIX = "a_"

NO_ANSWER = _l("Anh chị trả lời ít nhất một câu rồi bấm gửi.")
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
    """Errors of a changed entry: required questions that are empty, no answer where something was recorded, answers
    typed where nothing was, checks that are not met without a reason; none where nothing differs from what stands."""
    changed = [key for key in values if key.startswith(PREFIX) and differ(values[key], stands.get(key))]
    event, says = declared.subject is Subject.EVENT, values.get("outcome")
    outcome, before = says or Outcome.DONE, stands.get("outcome") or (Outcome.DONE if event else "")
    told = outcome != before if event and stands else bool(event or (says and says != before))
    if outcome not in ANSWERED:
        typed = [each.removeprefix(PREFIX) for each in changed if is_answer(values[each])]
        return {"outcome": superfluous(declared, str(outcome), typed)} if typed else {}
    answers = {key: stored(each, values.get(PREFIX + key)) for key, each in declared.by_key.items()}
    answers = {key: value for key, value in answers.items() if is_filled(value)}
    if not (changed or told) or not (answers or event or says):
        return {}
    wrong: dict[str, object] = {
        PREFIX + each.parts(declared.subject)[0].key: _("Cần ghi: %(label)s.", label=each.label)
        for each in declared.lacking(answers, outcome)
    }
    if not (answers or event or wrong or declared.photos or declared.files):
        wrong["outcome"] = NO_ANSWER
    if (against := declared.contradicted(answers)) and not values.get(REASON.key):
        wrong[REASON.key] = needs_reason(against)
    return wrong


def superfluous(declared: Declaration, outcome: str, keys: Sequence[str]) -> str:
    """What is said where questions of some keys were answered though the outcome has no answers."""
    labels = ", ".join(declared.by_key[each].label for each in keys)
    words = words_of(declared)[outcome]
    return str(
        _("Anh chị chọn “%(outcome)s” nhưng còn ghi: %(labels)s. Anh chị chọn lại kết quả, hoặc xóa các ô ấy.",
          outcome=words, labels=labels)
    )  # fmt: skip


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
