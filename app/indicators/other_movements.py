"""The extract of a year for another movement: the classes and events that also serve it, each once.

A class is counted by the rule of `lop` (a lesson of the year was held), an event by that of `hoat-dong`. Of an event it
is not known how many people came: each programme asks that in words of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, literal
from sqlalchemy.orm import Session

from app.country import clock, formats, names
from app.indicators.named_figures import INDICATORS
from app.models import Course, Event, Lesson, Person, ProgrammeEntry
from app.registers.indicator import Scope


class Served(NamedTuple):
    """A class or an event: its days and organiser in words, lessons, different people (None: an event); its page."""

    what: str
    days: str
    organiser: str
    lessons: int | None
    people: int | None
    page: str
    place: dict[str, Any]


@dataclass(frozen=True)
class Extract:
    """What of a year serves a movement. `people` counts each once, whatever classes they came to."""

    classes: Sequence[Served]
    events: Sequence[Served]
    people: int

    def sentence(self, year: int, movement: str) -> str:
        """What is counted, in one sentence."""
        lessons = sum(each.lessons or 0 for each in self.classes)
        return str(_(
            "Năm %(year)s, lồng ghép với phong trào “%(movement)s” có %(classes)s lớp đã học (%(lessons)s buổi, "
            "%(people)s người học, mỗi người một lần) và %(events)s hoạt động đã tổ chức (chưa tính người dự).",
            year=year, movement=movement, classes=formats.count_in_sentence(len(self.classes)),
            lessons=formats.count_in_sentence(lessons), people=formats.count_in_sentence(self.people),
            events=formats.count_in_sentence(len(self.events)),
        ))  # fmt: skip


def serves(column: Any, movement: str) -> ColumnElement[bool]:
    """The condition that a stored text names a movement."""
    every: ColumnElement[str] = literal("|") + column + "|"
    return every.contains(f"|{movement}|", autoescape=True)


def movements_of(session: Session, unit_id: int, year: int) -> Mapping[str, int]:
    """How many classes and events of a year serve each movement, by name. Two statements."""
    scope, counts = _year(unit_id, year), Counter[str]()
    classes = _taught(scope).with_only_columns(Course.id, Course.other_movements).distinct()
    events = INDICATORS["hoat-dong"].within(scope).with_only_columns(ProgrammeEntry.site_id, _SERVED)
    for _id, line in [*session.execute(classes), *session.execute(events)]:
        counts.update(filter(None, line.split("|")))
    return {each: counts[each] for each in sorted(counts, key=names.search_key)}


def extract_of(session: Session, unit_id: int, year: int, movement: str) -> Extract:
    """The classes and events of a year up to today that serve a movement, by their days. Four statements."""
    scope, first, last = _year(unit_id, year), func.min(Lesson.starts_at), func.max(Lesson.starts_at)
    this = serves(Course.other_movements, movement)
    came = INDICATORS["nguoi-hoc"].within(scope).where(this)
    people = func.count(Person.id.distinct())
    by_class = dict(session.execute(came.with_only_columns(Lesson.course_id, people).group_by(Lesson.course_id)).all())
    taught = _taught(scope).where(this).with_only_columns(Course, func.count(Lesson.id.distinct()), first, last)
    rows = session.execute(taught.group_by(Course.id).order_by(first, Course.id)).all()
    held = INDICATORS["hoat-dong"].behind(scope).where(serves(_SERVED, movement))
    return Extract(
        [_class(*row, by_class.get(row[0].id, 0)) for row in rows],
        [_event(each) for each in session.scalars(held)],
        session.scalar(came.with_only_columns(people)) or 0,
    )


_SERVED = Event.__table__.c.other_movements


def _year(unit_id: int, year: int) -> Scope:
    return Scope((unit_id,), date(year, 1, 1), min(date(year, 12, 31), clock.today()))


def _taught(scope: Scope) -> Select[Any]:
    return INDICATORS["lop"].within(scope).where(Course.other_movements != "")


def _class(course: Course, lessons: int, first: datetime, last: datetime, people: int) -> Served:
    days = list(dict.fromkeys(formats.date(clock.local(each).date()) for each in (first, last)))
    place = {"code": course.code}
    return Served(course.title, " – ".join(days), course.organiser, lessons, people, "office.courses.show", place)


def _event(entry: ProgrammeEntry) -> Served:
    site, place = entry.site, {"programme": entry.programme_id, "row": entry.site.public_id}
    organiser = site.organisation.name if site.organisation else site.unit.full_name
    return Served(site.name, formats.date(entry.day), organiser, None, None, "office.programme_rows.show", place)
