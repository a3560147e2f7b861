"""The demo ward counts as the sample does: figures worked out apart from the program (expected.yaml)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import rows, ward_plan
from app.country import clock
from app.indicators.programmes import indicator_called
from app.indicators.reports.wording import subject_of
from app.models import (
    Account,
    Attendance,
    AttendanceMark,
    Course,
    Document,
    Lesson,
    LessonState,
    Person,
    Plate,
    Programme,
    Registration,
    RegistrationState,
    Report,
    Status,
)
from app.models.movement.doorstep import visited_by, walk
from app.registers.indicator import Scope
from app.web.database import db

EXPECTED: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text(encoding="utf-8"))
SAMPLE = Course.code.startswith("LOP")


def test_residents(residents: list[Person]) -> None:
    people = {person.id: person for person in residents}.values()
    phones = Counter(person.phone for person in people if person.phone)
    bearers = Counter(person.full_name for person in people)
    assert {
        "residents": len(people),
        "residents_without_phone": sum(not person.phone for person in people),
        "phones_shared": sum(count > 1 for count in phones.values()),
        "full_names_borne_by_more_than_one": sum(count > 1 for count in bearers.values()),
        "elderly_60": sum(2026 - person.birth_year >= 60 for person in people),
    } == {key: EXPECTED[key] for key in list(EXPECTED)[:5]}


def test_courses_and_lessons(demo: Session) -> None:
    lessons = demo.execute(select(Lesson.state, Lesson.starts_at).join(Lesson.course).where(SAMPLE)).all()
    weeks = (clock.today() - ward_plan().day_zero).days // 7
    months = Counter(f"{clock.local(start) - timedelta(weeks=weeks):%Y-%m}" for _, start in lessons)
    assert demo.scalar(select(func.count(Course.id)).where(SAMPLE)) == EXPECTED["courses"]
    assert len(lessons) == EXPECTED["lessons"]
    assert sum(state == LessonState.HELD for state, _ in lessons) == EXPECTED["lessons_held"]
    assert months == EXPECTED["lessons_by_month"]


def test_registrations(demo: Session) -> None:
    came = demo.execute(
        select(Registration.way, Registration.state, Registration.person_id, Person.residential_group_id)
        .join(Registration.course)
        .join(Registration.person)
        .where(SAMPLE)
    ).all()
    assert len(came) == EXPECTED["registrations"]
    assert Counter(row.way for row in came) == EXPECTED["registrations_by_way"]
    assert {row.state for row in came} == {RegistrationState.SEATED}


def test_attendance(demo: Session, residents: list[Person]) -> None:
    present = demo.execute(
        select(Course.code, Registration.person_id)
        .select_from(Attendance)
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .join(Lesson.course)
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(SAMPLE, Attendance.status == Status.PRESENT)
    ).all()
    learners = {row.person_id for row in present}
    known = {person.id: person for person in residents}
    assert len(present) == EXPECTED["attendances"]
    assert Counter(row.code for row in present) == EXPECTED["attendance_by_course"]
    assert len(learners) == EXPECTED["learners_distinct"]
    assert len(learners & known.keys()) == EXPECTED["learners_distinct_residents"]
    elderly = {one for one in learners & known.keys() if 2026 - known[one].birth_year >= 60}
    assert len(elderly) == EXPECTED["elderly_attended"]


def test_counters_are_what_they_count(demo: Session) -> None:
    for course in demo.scalars(select(Course)):
        rows = demo.scalars(select(Registration).where(Registration.course_id == course.id)).all()
        waiting = [row.position for row in rows if row.state == RegistrationState.WAITING]
        assert course.seated == sum(row.state == RegistrationState.SEATED for row in rows), course.code
        assert sorted(waiting) == list(range(1, course.last_position + 1)), course.code
        assert len({row.person_id for row in rows}) == len(rows), course.code


def test_attendance_follows_from_the_marks(demo: Session) -> None:
    marks = {(mark.lesson_id, mark.registration_id): mark for mark in demo.scalars(select(AttendanceMark))}
    states = demo.scalars(select(Attendance)).all()
    assert len(marks) == len(states) > EXPECTED["attendances"]
    for state in states:
        mark = marks[state.lesson_id, state.registration_id]
        assert (state.status, state.mark_uuid, state.at, state.disputed) == (mark.status, mark.uuid, mark.at, False)


def test_nobody_is_unsure_and_all_names_are_clean(demo: Session) -> None:
    people = demo.scalars(select(Person)).all()
    assert not [person.full_name for person in people if person.unsure]
    assert len({(p.search_key, p.birth_year, p.residential_group_id, p.phone) for p in people}) == len(people)


@pytest.mark.postgresql
@pytest.mark.usefixtures("engine")
def test_both_databases_hold_the_same_ward(demo: Session, make_app: Callable[..., Flask]) -> None:
    """Whatever is drawn by chance is drawn from a fixed seed."""
    with make_app("sqlite", demo=True).app_context():
        embedded = _who_came(db.session())
    assert _who_came(demo) == embedded


def _who_came(session: Session) -> list[tuple[Any, ...]]:
    rows = session.execute(
        select(Course.code, Person.full_name, Person.birth_year, Registration.state, Registration.position)
        .select_from(Registration)
        .join(Registration.course)
        .join(Registration.person)
    )
    return sorted(map(tuple, rows), key=repr)


def test_houses_and_figures_of_them(demo: Session) -> None:
    """By the programme's figures, by the sample's own count, and by a count of the file."""
    unit = demo.scalars(select(Course.unit_id).where(SAMPLE).limit(1)).one()
    scope = Scope((unit,), clock.today() - timedelta(days=365), clock.today())
    told = rows("households")
    named = {name: indicator_called(demo, f"household.{name}", [unit]) for name in ("reached", "by_level")}
    reached, by_level = (named[name] or pytest.fail(name) for name in ("reached", "by_level"))
    levels = by_level.table(demo, scope, by_level.by_key["level"])
    assert levels == EXPECTED["households_by_level"] == Counter(row["digital_level"] for row in told)
    assert (
        reached.figure(demo, scope) == EXPECTED["households_reached"] == sum(bool(row["reached_how"]) for row in told)
    )
    assert len(told) == EXPECTED["households"]
    recognised = indicator_called(demo, "household.recognised", [unit]) or pytest.fail("recognised")
    assert recognised.figure(demo, scope) == 7
    given = select(Plate.series, Plate.number).order_by(Plate.series, Plate.number)
    assert [*demo.execute(given)] == [
        *(("book:merit", n) for n in range(1, 5)),
        *(("book:plate", n) for n in range(1, 8)),
    ]


def test_a_head_finds_the_next_house_and_what_came_of_the_others(demo: Session) -> None:
    head = next(each for each in ward_plan().accounts if each.username == "totruong")
    account = demo.scalars(Account.called(head.username)).one()
    now = clock.now()
    unit_id = demo.scalars(select(Programme.unit_id).distinct()).one()
    visited = {each.key: groups for each, groups in visited_by(demo, account.id, [unit_id], now)}
    programme, [group] = demo.scalars(select(Programme).where(Programme.key == "household")).one(), visited["household"]
    states = Counter(stop.state for stop in walk(demo, programme, group, now))
    assert {key: states[key] for key in ("absent", "refused")} == {"absent": 1, "refused": 1}
    assert states["left"] == 2
    assert states["done"] > 2


def test_locked_reports_say_on_paper_what_their_pages_say_with_nothing_after_they_were_signed(demo: Session) -> None:
    papers = demo.execute(select(Document, Report).join(Document.report)).all()
    assert papers
    for each, report in papers:
        assert all(part["paragraphs"] for part in each.paper["parts"])
        assert each.paper["receivers"]
        day, month, year = map(int, each.paper["counted_to"].split("/"))
        assert date(year, month, day) <= each.signed_on
        assert each.subject == subject_of(report)
