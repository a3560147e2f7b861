"""The courses DEM1–DEM6: open, one seat left, full, running, finished, and a hall of two hundred."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import at, made, shown_courses
from app.commands.demo_ward.learning import ANNOUNCED, hold, publish, register, registration_ids
from app.commands.demo_ward.ward import DemoWard, residents_aged
from app.models import Approval, ApprovalEntry, AuditEvent, Course, Lesson, MarkWay, Person, SignUpWay, Status

# How residents come, as often as in the sample: by the poster's code, at the desk, by telephone.
WAYS = (SignUpWay.QR, SignUpWay.QR, SignUpWay.DESK, SignUpWay.DESK, SignUpWay.PHONE)
# How instructors mark: mostly on the roll, some by the ticket's code.
MARK_WAYS = (MarkWay.ROLL, MarkWay.ROLL, MarkWay.SCAN)

Shown = Mapping[str, Any]


def make_shown_courses(session: Session, ward: DemoWard) -> None:
    """Add the six courses, dated from today. The same people and marks every time, by each course's own chance."""
    for shown in shown_courses():
        chance = random.Random(shown["code"])
        course = _course(session, ward, shown)
        register(session, course, _comers(ward, shown, course, chance))
        _hold(session, ward, shown, course, chance)
        for number, why in shown.get("called_off", {}).items():
            course.lessons[number - 1].call_off(why)
        if "submitted_by" in shown:
            _submit(session, ward, course, shown["submitted_by"])


def _course(session: Session, ward: DemoWard, shown: Shown) -> Course:
    first = at(ward.calendar.first_day(shown["first"]), shown["hour"])
    course = made(
        Course, shown, unit=ward.unit, place=ward.places[shown["place"]], topics="|".join(shown["topics"]),
        created_at=min(first, ward.calendar.now) - ANNOUNCED, **ward.from_template(shown.get("template", "")),
    )  # fmt: skip
    publish(session, course, [first + timedelta(weeks=week) for week in range(shown["lessons"])])
    ward.let_teach(session, shown["instructor"], course)
    return course


def _comers(
    ward: DemoWard, shown: Shown, course: Course, chance: random.Random
) -> list[tuple[Person, SignUpWay, datetime]]:
    """Who registers, how and when: spread over the days before the first lesson, or before now."""
    people = shown["people"]
    fitting = residents_aged(ward, people["from_age"], people["to_age"])
    chosen = chance.sample(fitting, people["seated"] + people.get("waiting", 0))
    latest = min(course.lessons[0].starts_at, ward.calendar.now) - timedelta(hours=1)
    return [
        (person, chance.choice(WAYS), latest - chance.random() * timedelta(days=people["for_days"]))
        for person in chosen
    ]


def _hold(session: Session, ward: DemoWard, shown: Shown, course: Course, chance: random.Random) -> None:
    """Take the rolls of the lessons that are over, all before today's."""
    over = [lesson for lesson in course.lessons if ward.calendar.is_before_today(lesson.starts_at)]
    ids = list(registration_ids(session, course).values())[: shown["people"]["seated"]]
    rolls = _exact(shown, ids, over, chance) if "came" in shown else _likely(shown, ids, over, chance)
    for lesson, statuses in rolls:
        roll = {one: (status, chance.choice(MARK_WAYS)) for one, status in zip(ids, statuses, strict=True) if status}
        hold(session, lesson, roll, ward.accounts[shown["instructor"]])


def _likely(
    shown: Shown, ids: Sequence[int], over: Sequence[Lesson], chance: random.Random
) -> Iterator[tuple[Lesson, list[Status | None]]]:
    """Each by chance, in the shares (percent) of `held`; who is left unmarked is absent by the closed lesson."""
    shares = shown.get("held", {})
    known = [Status(status) for status in shares]
    weights = [*shares.values(), 100 - sum(shares.values())]
    for lesson in over:
        yield lesson, chance.choices([*known, None], weights, k=len(ids))


def _exact(
    shown: Shown, ids: Sequence[int], over: Sequence[Lesson], chance: random.Random
) -> Iterator[tuple[Lesson, list[Status | None]]]:
    """So many people came to so many lessons, as `came` says; the lessons they missed fall by chance."""
    times = [came for came, people in shown["came"].items() for _ in range(people)]
    assert len(times) == len(ids)
    chance.shuffle(times)
    came_to = [set(chance.sample(range(len(over)), came)) for came in times]
    for number, lesson in enumerate(over):
        yield (
            lesson,
            [
                chance.choice((Status.PRESENT, Status.PRESENT, Status.PRESENT, Status.LATE))
                if number in numbers
                else chance.choice((Status.EXCUSED, None))
                for numbers in came_to
            ],
        )


def _submit(session: Session, ward: DemoWard, course: Course, username: str) -> None:
    """The officer brings the list before the leader, the evening after the last lesson or now, what is earlier."""
    by = ward.accounts[username]
    moment = min(course.lessons[-1].ends_at + timedelta(hours=7), ward.calendar.now)
    approval = Approval.submit(session, course.id, by=by, now=moment)
    AuditEvent.note(
        session,
        "approval.submitted",
        at=moment,
        account_id=by.id,
        unit_id=ward.unit.id,
        subject=("course", course.code),
        detail={"people": len(session.scalars(ApprovalEntry.of(approval.id)).all())},
    )
