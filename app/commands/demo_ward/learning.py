"""Courses, registrations and rolls of the demo ward, through the nouns' own doors, each at its own time."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, made, rows
from app.commands.demo_ward.ward import DemoWard
from app.country import clock, codes
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


def make_sample_courses(session: Session, ward: DemoWard) -> None:
    """Add the twelve courses as the files tell them, moved to today by whole weeks."""
    lessons, registrations, attendance = (_by_course(name) for name in ("lessons", "registrations", "attendance"))
    for row in rows("courses"):
        code = row["code"]
        course = _course(session, ward, row, lessons[code])
        _register(session, ward, course, registrations[code])
        _hold(session, ward, course, row["instructor"], lessons[code], attendance[code])


def _by_course(name: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows(name):
        grouped[row["course"]].append(row)
    return grouped


def _course(session: Session, ward: DemoWard, row: Row, lessons: list[Row]) -> Course:
    starts = [ward.calendar.moment(lesson["day"], lesson["hour"]) for lesson in lessons]
    title = row["title"].format(month=clock.local(starts[0]).month)
    course = made(
        Course, row, unit=ward.unit, title=title, place=ward.places[row["place"]], created_at=starts[0] - ANNOUNCED,
        **ward.from_template(row["template"]),
    )  # fmt: skip
    publish(session, course, starts)
    ward.let_teach(session, row["instructor"], course)
    return course


def _register(session: Session, ward: DemoWard, course: Course, registrations: list[Row]) -> None:
    register(
        session,
        course,
        [
            (ward.people[row["person"]], SignUpWay(row["way"]), _moment(ward, row["day"], number))
            for number, row in enumerate(registrations)
        ],
    )


def _moment(ward: DemoWard, day: str, number: int) -> datetime:
    """The sample tells the day; the hour is spread from morning to evening."""
    return ward.calendar.moment(day, "07:30") + timedelta(minutes=number * 47 % (13 * 60))


def _hold(
    session: Session, ward: DemoWard, course: Course, instructor: str, lessons: list[Row], attendance: list[Row]
) -> None:
    ids = registration_ids(session, course)
    for lesson, row in zip(course.lessons, lessons, strict=True):
        if row["state"] == "held":
            came = [mark for mark in attendance if mark["lesson"] == row["number"]]
            roll = {ids[ward.people[mark["person"]].id]: (Status.PRESENT, MarkWay(mark["way"])) for mark in came}
            hold(session, lesson, roll, ward.accounts[instructor])
