"""Values of questions in forms and imports: what does not fit together, and stored answers as values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.entries.event_days import wrong_days
from app.entries.judging import Fault, judge, unnameable
from app.entries.reading import read_answers
from app.models import ProgrammeVersion, Site
from app.models.movement.bounds import Bounds
from app.models.movement.declaration import ANSWERED, Declaration, Outcome, Subject
from app.models.movement.question import REFERRING, SEVERAL, Question, Type
from app.registers.field import differ, is_answer
from app.registers.programmes.subject_fields import REASON

# Prefix of the keys of questions, so that none equals a column.
PREFIX = "a_"


def answers_in(declared: Declaration, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers among the values of a form or a line."""
    return read_answers(declared.asked, {key: values.get(PREFIX + key) for key in declared.by_key})


def impossible(declared: Declaration, values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors of an entry whatever stands: a day that cannot be, persons who may not be named."""
    return {**wrong_days(values), **_in_boxes(unnameable(declared, answers_in(declared, values)))}


def unfit(
    asked: ProgrammeVersion, bounds: Bounds, stands: Mapping[str, Any], values: Mapping[str, Any], row: Site | None
) -> Mapping[str, object]:
    """Errors of a changed entry (`judge`); none where nothing differs from what stands. Where nothing was done, what
    was typed is too much, and what stood is not."""
    declared, says = asked.declared, values.get("outcome")
    event = declared.subject is Subject.EVENT
    changed = [key for key in values if key.startswith(PREFIX) and differ(values[key], stands.get(key))]
    outcome, before = says or Outcome.DONE, stands.get("outcome") or (Outcome.DONE if event else "")
    told = outcome != before if event and stands else bool(event or (says and says != before))
    answers = answers_in(declared, values)
    if outcome not in ANSWERED:
        answers = answers_in(declared, {key: values[key] for key in changed if is_answer(values[key])})
    standing = answers_in(declared, stands)
    emptied = bool(standing) and not answers and not says  # all that was there, on purpose
    if outcome in ANSWERED and (not (changed or told) or not (answers or event or says or emptied)):
        return {}
    filed = emptied or bool(declared.photos or declared.files)
    reason = values.get(REASON.key) or ""
    place = (getattr(values.get(each), "id", None) for each in ("residential_group", "organisation"))
    known = bounds.at(row) if row else bounds.known(*place)
    judged = judge(asked, outcome, answers, standing=standing, reason=reason, filed=filed, known=known)
    return _in_boxes(judged.faults)


def _in_boxes(faults: Iterable[Fault]) -> Mapping[str, object]:
    own = "outcome", REASON.key
    return {each.key if each.key in own else PREFIX + each.key: each.words for each in faults}


def shown(question: Question, answer: Any) -> Any:
    """A stored answer as a form value: the inverse of reading it."""
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
