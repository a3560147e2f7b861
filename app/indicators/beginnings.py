"""First recorded day of a ward. A figure of an earlier time is unknown, not 0."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Course, HelpRecord, HelpTally, Lesson, ProgrammeEntry


@dataclass(frozen=True)
class Beginning:
    """First recorded day; `date.max` where nothing is recorded."""

    day: date

    def known(self, count: int | None, until: date) -> int | None:
        """The count of a time that ended on `until`; None, not 0, where all of that time is earlier."""
        return None if not count and until < min(self.day, clock.today()) else count

    def compares(self, since: date) -> bool:
        """Whether a time that began on `since` can be compared: all of it was recorded."""
        return since >= self.day


def recorded_since(session: Session, unit_ids: Collection[int]) -> Beginning:
    """Day of the first lesson, help or programme entry in some units, but not before the first day of a unit that was
    founded later (from other units' groups). One statement."""
    helps, tallies, entries = (
        select(func.min(each.day)).where(each.unit_id.in_(unit_ids)).scalar_subquery()
        for each in (HelpRecord, HelpTally, ProgrammeEntry)
    )
    lessons = select(func.min(Lesson.starts_at)).join(Course, Course.id == Lesson.course_id)
    lessons = lessons.where(Course.unit_id.in_(unit_ids))
    begun = select(func.min(func.coalesce(AdministrativeUnit.valid_from, date.min)))
    begun = begun.where(AdministrativeUnit.id.in_(unit_ids))
    found: tuple[Any, ...] = tuple(
        session.execute(select(lessons.scalar_subquery(), helps, tallies, entries, begun.scalar_subquery())).one()
    )
    lesson, *days, founded = found
    known = [day for day in days if day is not None] + ([] if lesson is None else [clock.local(lesson).date()])
    return Beginning(max(min(known), founded) if known else date.max)


def recorded_in_each(session: Session, unit_ids: Collection[int]) -> dict[int, Beginning]:
    """The same of each unit by itself. Three statements."""
    first = [
        select(each.unit_id, func.min(each.day)).where(each.unit_id.in_(unit_ids)).group_by(each.unit_id)
        for each in (HelpRecord, HelpTally, ProgrammeEntry)
    ]
    lessons = select(Course.unit_id, func.min(Lesson.starts_at)).join(Course, Course.id == Lesson.course_id)
    taught = session.execute(lessons.where(Course.unit_id.in_(unit_ids)).group_by(Course.unit_id))
    days = defaultdict(list, {unit: [clock.local(at).date()] for unit, at in taught})
    units = select(AdministrativeUnit.id, AdministrativeUnit.valid_from).where(AdministrativeUnit.id.in_(unit_ids))
    for unit, day in session.execute(union_all(*first)):
        days[unit].append(day)
    founded = {unit: day or date.min for unit, day in session.execute(units)}
    return {unit: Beginning(max(min(each), founded.get(unit, date.min))) for unit, each in days.items()}
