"""Courses, registrations and rolls of the demo ward, through the nouns' own doors, each at its own time."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import codes
from app.models import (
    Account,
    Attendance,
    Course,
    Lesson,
    Mark,
    MarkWay,
    Person,
    Registration,
    SignUpWay,
    Status,
    Wishes,
)

LENGTH = timedelta(minutes=90)
# A course is announced so long before its first lesson; nobody registers earlier.
ANNOUNCED = timedelta(days=20)
LESSON_CODE_LENGTH = 6

# Registration id → what was marked, and how.
Roll = Mapping[int, tuple[Status, MarkWay]]


def publish(session: Session, course: Course, starts: Sequence[datetime]) -> None:
    """Add a course with lessons that begin at these moments, and open it to the public."""
    for number, begin in enumerate(starts, 1):
        code = codes.new_code(LESSON_CODE_LENGTH)
        Lesson(course=course, number=number, code=code, starts_at=begin, ends_at=begin + LENGTH)
    course.publish()
    session.add(course)
    session.flush()


def register(session: Session, course: Course, came: Iterable[tuple[Person, SignUpWay, datetime]]) -> None:
    """Register people on file, each at the moment they came; a seat or the next place on the waiting list."""
    for person, way, moment in sorted(came, key=lambda one: one[2]):
        mother = f"{person.full_name.split()[0]} Thị Hiền"  # kept beside a child alone
        Registration.register(session, course.id, person, Wishes(way=way, guardian=mother), moment)


def registration_ids(session: Session, course: Course) -> dict[int, int]:
    """The registration of each person on a course, by the person's key, in the order they came."""
    rows = select(Registration).where(Registration.course_id == course.id).order_by(Registration.id)
    return {registration.person_id: registration.id for registration in session.scalars(rows)}


def hold(session: Session, lesson: Lesson, roll: Roll, by: Account) -> None:
    """Take a lesson's roll as its instructor did, from ten minutes before it began, and close it when it ended."""
    first = lesson.starts_at - timedelta(minutes=10)
    device = str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{by.username}"))
    marks = []
    for sequence, (registration_id, (status, way)) in enumerate(roll.items(), 1):
        moment = first + timedelta(seconds=8 * sequence)
        marks.append(Mark(
            uuid=str(uuid.uuid4()), registration_id=registration_id, status=status, at=moment, device_at=moment,
            device=device, sequence=sequence, way=way,
        ))  # fmt: skip
    Attendance.record(session, lesson, marks, by_id=by.id, now=lesson.starts_at + timedelta(minutes=30))
    lesson.close(by=by, now=lesson.ends_at)
