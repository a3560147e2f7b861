"""When a count of a programme that comes to 0 is a result, and when nobody knows it.

A sum is known once one of the entries that it reads answers what is added up, or says that nothing happened. Of events
none of which was held in a time the sum is 0, if the question was ever answered. How many subjects meet something is
known once the book has an entry (docs/decisions/0091)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from app.country import clock
from app.country.periods import running_since
from app.indicators.programme_periods import due_within, read_in
from app.indicators.programme_rules import has
from app.models import Answer, ProgrammeEntry, Site
from app.models.movement.declaration import Count, Declaration, Outcome, Subject
from app.registers.indicator import Scope


def recorded_in(declared: Declaration, count: Count, programmes: Any, scope: Scope) -> list[Any]:
    """Conditions for the entries of some programmes and for their sites, any of which makes 0 a result; of a sum those
    that it may read, if one is `answered`."""
    entry = ProgrammeEntry
    if not count.field and declared.every:  # what is sent later of a year that runs said nothing by that day
        running = running_since(declared.every, scope.until) if scope.until < clock.today() else None
        read = entry.read_of_periods(scope.until, running)
        return [read, entry.period_key <= scope.until, *due_within(declared, scope)]
    if not count.field:
        return [entry.withdrawn_at.is_(None), entry.day <= scope.until]
    if declared.subject is not Subject.EVENT:
        return read_in(declared, count, programmes, scope)
    other = aliased(ProgrammeEntry)
    own = other.programme_id == entry.programme_id, other.unit_id == entry.unit_id, other.counts
    without_events = ~exists().where(*own, other.day.between(scope.since, scope.until))
    in_time = or_(entry.day >= scope.since, without_events)
    return [Site.in_use(), entry.counts, entry.day <= scope.until, in_time]


def answered(fields: Sequence[str], programmes: Any) -> ColumnElement[bool]:
    """Condition for the entries of some programmes that answer all of some fields, or say that nothing happened."""
    answers = and_(*(has(programmes, Answer.key == each) for each in fields))
    return or_(ProgrammeEntry.outcome == Outcome.NOTHING, answers)
