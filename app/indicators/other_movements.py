"""What of a year also serves other movements: each class once, by the rule of `lop`, each event by that of `hoat-dong`.
Of an event it is not known how many people came: each programme asks that in words of its own."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators.named_figures import INDICATORS
from app.models import Course, Event, Lesson, Person
from app.registers.indicator import Scope


class Served(NamedTuple):
    """A class or (`lessons` None) an event: kind, days and organiser in words, the ids of who came to the class, the
    movements, its page."""

    kind: str
    what: str
    days: str
    organiser: str
    lessons: int | None
    people: set[int]
    movements: Sequence[str]
    page: str
    place: dict[str, Any]

    @property
    def cells(self) -> list[Any]:
        """What a table says of it, its kind first."""
        return [*self[:5], None if self.lessons is None else len(self.people)]


def served_in(session: Session, unit_id: int, year: int) -> list[Served]:
    """The classes, then the events of a year up to today, by their days. Three statements."""
    scope = Scope((unit_id,), date(year, 1, 1), min(date(year, 12, 31), clock.today()))
    this, served = Course.other_movements != "", Event.__table__.c.other_movements
    taught, came = (INDICATORS[each].within(scope).where(this) for each in ("lop", "nguoi-hoc"))
    people: dict[int, set[int]] = defaultdict(set)
    for course_id, person_id in session.execute(came.with_only_columns(Lesson.course_id, Person.id).distinct()):
        people[course_id].add(person_id)
    first, last, found = func.min(Lesson.starts_at), func.max(Lesson.starts_at), list[Served]()
    rows = taught.with_only_columns(Course, func.count(Lesson.id.distinct()), first, last).group_by(Course.id)
    for course, lessons, *days in session.execute(rows.order_by(first, Course.id)):
        when = " – ".join(dict.fromkeys(formats.date(clock.local(each).date()) for each in days))
        of = course.other_movements.split("|"), "office.courses.show", {"code": course.code}
        found.append(Served(_("Lớp học"), course.title, when, course.organiser, lessons, people[course.id], *of))
    for entry in session.scalars(INDICATORS["hoat-dong"].behind(scope).where(served != "")):
        site, place = entry.site, {"programme": entry.programme_id, "row": entry.site.public_id}
        who = site.organisation.name if site.organisation else site.unit.full_name
        of = site.other_movements.split("|"), "office.programme_rows.show", place
        found.append(Served(_("Hoạt động"), site.name, formats.date(entry.day), who, None, set(), *of))
    return found


def sentence(rows: Sequence[Served], year: int, movement: str) -> str:
    """What is counted of the extract of a year, in one sentence."""
    classes = [each for each in rows if each.lessons]
    counts = {
        "classes": len(classes), "lessons": sum(each.lessons or 0 for each in classes),
        "people": len(set().union(*(each.people for each in classes))), "events": len(rows) - len(classes),
    }  # fmt: skip
    return str(_(
        "Năm %(year)s, lồng ghép với phong trào “%(movement)s” có %(classes)s lớp đã học (%(lessons)s buổi, %(people)s "
        "người học, mỗi người một lần) và %(events)s hoạt động đã tổ chức (chưa tính người dự).",
        year=year, movement=movement, **{key: formats.count_in_sentence(count) for key, count in counts.items()},
    ))  # fmt: skip
