"""A ward after years: people, classes, marks and an audit trail, stored many rows at a time."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.country import clock, codes, names
from app.models import (
    AdministrativeUnit,
    Attendance,
    AttendanceMark,
    AuditEvent,
    Base,
    Course,
    CourseState,
    Lesson,
    Person,
    Place,
    Registration,
    RegistrationState,
    ResidentialGroup,
    SignUpWay,
)
from app.models.learning.attendance_mark import MarkWay
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration_step import RegistrationEvent, RegistrationStep
from app.models.learning.ticket import Ticket
from app.web.database import immediate
from app.web.database.analysis import analyse
from tests.factories import RESIDENTS
from tools.measure.demo import DEMO_WARD
from tools.measure.ward import Ward

Row = dict[str, Any]
LESSONS = 4
LEARNERS = 60
YEARS = 3


@dataclass(frozen=True)
class Size:
    """How many people are on file and how many classes were held; every class has LEARNERS and LESSONS. `trail`: with
    what was done to them; of one portion of several `number` says which."""

    people: int
    courses: int
    trail: bool = True
    number: int = 0

    def after(self, portions: int) -> "Size":
        """The same once more, after so many."""
        return replace(self, number=portions)


TEN, ONE = Size(60_000, 300), Size(6_000, 30)


def grow(ward: Ward, size: Size) -> Ward:
    """Add rows to a ward, in place; the ward, analysed as after an import."""
    with ward.app().app_context():
        with immediate() as session:
            _Growing(session, random.Random(1 + size.number)).all(size)
        analyse()
    return ward


class _Growing:
    """One growth: what was there before, and what is drawn by lot."""

    def __init__(self, session: Session, lot: random.Random) -> None:
        self.session, self.lot, self.now = session, lot, clock.now()
        self.unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        self.groups = [group.id for group in session.scalars(ResidentialGroup.of(self.unit.id))]
        self.place = session.scalars(select(Place.id).where(Place.unit_id == self.unit.id).limit(1)).one()

    def all(self, size: Size) -> None:
        """Everything of a size."""
        people = self._add(Person, [self._person() for _ in range(size.people)])
        gap = timedelta(days=365 * YEARS) / size.courses
        courses = self._add(
            Course, [self._course(size.number * size.courses + number) for number in range(size.courses)]
        )
        learners = [person for number in range(size.courses) for person in self._learners(people, number)]
        begun = [self.now - timedelta(days=40) - number * gap for number in range(size.courses)]
        lessons = self._lessons(courses, begun)
        seats = self._registrations(courses, begun, learners)
        self._marks(lessons, seats, begun)
        for number, course in enumerate(courses if size.trail else ()):
            for person in learners[number * LEARNERS : (number + 1) * LEARNERS]:
                self._note("person.viewed", "person", str(person), begun[number])
            for lesson in range(LESSONS):
                self._note("lesson.closed", "lesson", f"{_code(number)}/{lesson + 1}", begun[number])
            self._note("course.closed", "course", str(course), begun[number])

    def _learners(self, people: list[int], number: int) -> list[int]:
        """Who learns in a class: the next ones on file, from the first again after the last."""
        return [people[(number * LEARNERS + place) % len(people)] for place in range(LEARNERS)]

    def _person(self) -> Row:
        whole = self.lot.choice(RESIDENTS).split()
        name = " ".join([*whole[:-1], self.lot.choice(RESIDENTS).split()[-1]])
        return {
            "public_id": self._uuid(),
            "unit_id": self.unit.id,
            "full_name": name,
            "search_key": names.search_key(name),
            "sort_key": names.sort_key(name),
            "birth_year": self.lot.randint(1930, 2010),
            "sex": self.lot.choice(("nam", "nữ")),
            "residential_group_id": self.lot.choice(self.groups),
            "phone": f"+8491{self.lot.randrange(10**7):07d}",
            "created_at": self.now,
        }

    def _course(self, number: int) -> Row:
        code = _code(number)
        return {
            "unit_id": self.unit.id,
            "code": code,
            "folded_code": codes.read_code(code),
            "title": f"Bình dân học AI {number}",
            "place_id": self.place,
            "seats": LEARNERS,
            "seated": LEARNERS,
            "state": CourseState.CLOSED,
            "created_at": self.now,
        }

    def _lessons(self, courses: list[int], begun: list[datetime]) -> list[int]:
        rows = []
        for course, first in zip(courses, begun, strict=True):
            for number in range(LESSONS):
                starts = first + timedelta(weeks=number)
                ends = starts + timedelta(minutes=90)
                moments = {"starts_at": starts, "ends_at": ends, "closed_at": ends}
                told = {"course_id": course, "number": number + 1, "code": codes.new_code(8), "place_id": self.place}
                rows.append({**told, **moments, "state": LessonState.HELD})
        return self._add(Lesson, rows)

    def _registrations(self, courses: list[int], begun: list[datetime], learners: list[int]) -> list[int]:
        on = [(course, first) for course, first in zip(courses, begun, strict=True) for _ in range(LEARNERS)]
        tokens = [{"token": codes.new_token(), "course_id": course, "created_at": first} for course, first in on]
        tickets = self._add(Ticket, tokens)
        rows = [
            {
                "public_id": self._uuid(),
                "course_id": course,
                "ticket_id": ticket,
                "person_id": person,
                "state": RegistrationState.SEATED,
                "way": SignUpWay.QR,
                "created_at": first,
                "seated_at": first,
            }
            for (course, first), ticket, person in zip(on, tickets, learners, strict=True)
        ]
        seats = self._add(Registration, rows)
        steps = [
            {"registration_id": seat, "step": RegistrationEvent.SEATED, "at": first}
            for (_, first), seat in zip(on, seats, strict=True)
        ]
        self._add(RegistrationStep, steps)
        return seats

    def _marks(self, lessons: list[int], seats: list[int], begun: list[datetime]) -> None:
        marks = list(self._each_mark(lessons, seats, begun))
        self.session.execute(insert(AttendanceMark), marks)
        standing = [
            {"lesson_id": mark["lesson_id"], "registration_id": mark["registration_id"], "status": mark["status"]}
            | {"mark_uuid": mark["uuid"], "at": mark["at"]}
            for mark in marks
        ]
        self.session.execute(insert(Attendance), standing)

    def _each_mark(self, lessons: list[int], seats: list[int], begun: list[datetime]) -> Iterator[Row]:
        for number, lesson in enumerate(lessons):
            course, week = divmod(number, LESSONS)
            at = begun[course] + timedelta(weeks=week, minutes=5)
            for sequence, seat in enumerate(seats[course * LEARNERS : (course + 1) * LEARNERS]):
                status = "present" if self.lot.random() < 0.9 else "absent"
                moments = {"device_at": at, "at": at, "received_at": at}
                told = {"uuid": self._uuid(), "lesson_id": lesson, "registration_id": seat, "status": status}
                yield {**told, **moments, "by_id": None, "device": "grown", "sequence": sequence, "way": MarkWay.ROLL}

    def _note(self, action: str, kind: str, name: str, at: datetime) -> None:
        subject = (kind, name)
        AuditEvent.note(self.session, action, at=at, account_id=None, unit_id=self.unit.id, subject=subject)

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.lot.getrandbits(128), version=4))

    def _add(self, noun: type[Base], rows: list[Row]) -> list[int]:
        """Store rows; their ids, counted on from those that are there."""
        table = noun.metadata.tables[noun.__tablename__]
        last = self.session.scalar(select(func.max(table.c.id))) or 0
        ids = list(range(last + 1, last + 1 + len(rows)))
        self.session.execute(insert(table), [{"id": each, **row} for each, row in zip(ids, rows, strict=True)])
        return ids


def _code(number: int) -> str:
    return f"LN{number:04d}" if number < 10_000 else f"LM{number:05d}"
