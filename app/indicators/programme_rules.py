"""Rules of programmes as conditions in SQL over the rows of `answer`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from app.models import Answer, ProgrammeEntry
from app.models.movement.question import SEVERAL, Question, Type
from app.models.movement.rules import TOTAL_AT_MOST, Rule

Fields = Mapping[str, Question]


def has(programmes: Any, *of: ColumnElement[bool]) -> ColumnElement[bool]:
    """Condition for entries of some programmes with an answer row that meets conditions: one read of its index, not one
    an entry."""
    return ProgrammeEntry.id.in_(select(Answer.entry_id).where(Answer.programme_id.in_(programmes), *of))


def condition(rule: Rule, programmes: Any, fields: Fields) -> ColumnElement[bool]:
    """Condition for entries whose answers meet a rule over counted fields."""
    if rule.rules:
        joint = and_ if rule.word == "all" else or_
        return joint(*(condition(each, programmes, fields) for each in rule.rules))
    own, value = partial(has, programmes, Answer.key == rule.field), rule.value
    match rule.word:
        case "filled":
            return own()
        case "is":
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            return own(Answer.value == text)
        case "at_least" | "at_most":
            return _compared(rule, programmes, fields[rule.field])
        case "any_part":
            return own(Answer.value.in_(value), Answer.number > 0)
        case "not_more_than":
            return _not_more(rule, programmes, fields)
        case "total_at_least" | "total_at_most":
            return _total(rule, programmes) if rule.limit is None else _total_of(rule, rule.limit, programmes)
    return and_(*(own(Answer.value == str(each)) for each in value))


def _compared(rule: Rule, programmes: Any, asked: Question) -> ColumnElement[bool]:
    """A number by itself, a field of several answers by how many there are."""
    if asked.type not in SEVERAL:
        within = Answer.number >= rule.value if rule.word == "at_least" else Answer.number <= rule.value
        return has(programmes, Answer.key == rule.field, within)
    many = func.count() >= rule.value if rule.word == "at_least" else func.count() <= rule.value
    named = select(Answer.entry_id).where(Answer.programme_id.in_(programmes), Answer.key == rule.field)
    return ProgrammeEntry.id.in_(named.group_by(Answer.entry_id).having(many))


def _not_more(rule: Rule, programmes: Any, fields: Fields) -> ColumnElement[bool]:
    one, other = aliased(Answer), aliased(Answer)
    both = other.entry_id == one.entry_id, other.key == rule.others[0]
    kinds = fields[rule.field].type, fields[rule.others[0]].type
    parts = (other.value == one.value,) if kinds == (Type.TALLY, Type.TALLY) else ()
    against = select(one.entry_id).join(other, and_(*both, *parts))
    against = against.where(one.programme_id.in_(programmes), one.key == rule.field)
    against = against.group_by(one.id, one.entry_id, one.number).having(one.number > func.sum(other.number))
    return ProgrammeEntry.id.not_in(against)


def _total_of(rule: Rule, limit: str, programmes: Any) -> ColumnElement[bool]:
    total, other = (func.sum(Answer.number).filter(Answer.key.in_(keys)) for keys in (rule.added, [limit]))
    own = Answer.programme_id.in_(programmes), Answer.key.in_([*rule.added, limit])
    passes = func.coalesce(total, 0) > other if rule.word == TOTAL_AT_MOST else func.coalesce(total, 0) < other
    against = select(Answer.entry_id).where(*own).group_by(Answer.entry_id).having(passes)
    return ProgrammeEntry.id.not_in(against)


def _total(rule: Rule, programmes: Any) -> ColumnElement[bool]:
    if rule.value <= 0:
        return true()
    added = select(Answer.entry_id).where(
        Answer.programme_id.in_(programmes), Answer.key.in_((rule.field, *rule.others))
    )
    return ProgrammeEntry.id.in_(added.group_by(Answer.entry_id).having(func.sum(Answer.number) >= rule.value))
