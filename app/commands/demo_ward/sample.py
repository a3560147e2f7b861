"""The sample's twelve courses LOP01–LOP12 with all their lessons, registrations and attendance."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, made, rows
from app.commands.demo_ward.learning import ANNOUNCED, hold, publish, register, registration_ids
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.models import Course, MarkWay, SignUpWay, Status


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
