"""Values of questions in forms and imports: what does not fit together, and stored answers as values."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from app.country import clock
from app.entries.event_days import outcome_of
from app.entries.judging import NotRecorded, judge_posted
from app.entries.reading import Posted, read_answers
from app.models import ProgrammeVersion, Site
from app.models.movement.bounds import Bounds
from app.models.movement.declaration import ANSWERED, Declaration, Outcome, Subject
from app.models.movement.question import REFERRING, SEVERAL, Question, Type
from app.registers.field import differ
from app.registers.programmes.subject_fields import REASON

# Prefix of the keys of questions, so that none equals a column.
PREFIX = "a_"


def answers_in(declared: Declaration, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers among the values of a form or a line."""
    return read_answers(declared.asked, {key: values.get(PREFIX + key) for key in declared.by_key})


def posted_from(
    asked: ProgrammeVersion, values: Mapping[str, Any], stands: Mapping[str, Any], *, unsaid: str = Outcome.DONE,
    period: date | None = None,
) -> Posted:  # fmt: skip
    """What the values of a form or a line that showed what `stands` post of an entry; `unsaid`: the outcome where they
    say none and answer nothing."""
    declared, answers = asked.declared, answers_in(asked.declared, values)
    outcome = values.get("outcome") or (Outcome.DONE if answers else unsaid)
    return Posted(
        uuid=str(uuid4()), at=clock.now(), programme=asked.programme_id, version=asked.number, subject="",
        outcome=outcome_of(declared, values) if declared.subject is Subject.EVENT else outcome, answers=answers,
        prefilled=answers_in(declared, stands), compares=True, reason=values.get(REASON.key) or "", period=period,
        day=values.get("day"), files_follow=True,
    )  # fmt: skip


def unfit(
    asked: ProgrammeVersion, bounds: Bounds, stands: Mapping[str, Any], values: Mapping[str, Any], row: Site | None
) -> Mapping[str, object]:
    """Errors of a changed entry (`judge_posted`); none where nothing differs from what stands. Where nothing was done,
    what was typed is too much, and what stood is not."""
    event, says, posted = (
        asked.declared.subject is Subject.EVENT,
        values.get("outcome"),
        posted_from(asked, values, stands),
    )
    standing, before = posted.prefilled or {}, stands.get("outcome") or (Outcome.DONE if event else "")
    changed = any(key.startswith(PREFIX) and differ(values[key], stands.get(key)) for key in values)
    new_outcome = posted.outcome != before if event and stands else bool(event or (says and says != before))
    emptied = bool(standing) and not posted.answers and not says  # all that was there, on purpose
    is_answered = posted.outcome in ANSWERED
    if is_answered and (not (changed or new_outcome) or not (posted.answers or event or says or emptied)):
        return {}
    place = (getattr(values.get(each), "id", None) for each in ("residential_group", "organisation"))
    known = bounds.at(row) if row else bounds.known(*place)
    try:
        judge_posted(asked, posted, standing if is_answered else {}, known, filed=emptied)
    except NotRecorded as refused:
        own = "outcome", REASON.key
        return {each.key if each.key in own else PREFIX + each.key: each.words for each in refused.faults}
    return {}


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
