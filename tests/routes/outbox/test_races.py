"""Many phones at one moment: each mark once, one end state, no seat twice, nobody turned away. On both databases."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Attendance, AttendanceMark, AuditEvent, Course, Lesson, Mark, Registration, Roll
from app.web.database import db
from tests.at_once import all_at_once, under_way
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.pages import Pages
from tests.routes.teaching.conftest import signed_in

pytestmark = pytest.mark.postgresql


@pytest.fixture
def app(make_app: Callable[[str], Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom(app, [f"Hoàng Thị Hoa {number:02d}" for number in range(40)])


def winner(room: Classroom, person: int = 0) -> tuple[str, str]:
    """How somebody stands, and by which mark."""
    with room.app.app_context():
        wanted = select(Attendance.status, Attendance.mark_uuid).join(
            Registration, Registration.id == Attendance.registration_id
        )
        row = db.session.execute(wanted.where(Registration.public_id == room.people[person])).one()
        return row.status, row.mark_uuid


def newest(room: Classroom) -> tuple[str, str]:
    """The mark that the rule calls the winner among all that are stored."""
    with room.app.app_context():
        marks = db.session.scalars(select(AttendanceMark).where(AttendanceMark.lesson_id == room.lesson_id)).all()
        last = max(marks, key=lambda mark: (mark.at, mark.uuid))
        return last.status, last.uuid


def test_eight_phones_send_the_same_batch_at_once(room: Classroom) -> None:
    batch = [mark(room, number) for number in range(40)]
    phones = [Phone.of(room) for _ in range(8)]

    told = all_at_once([partial(phone.verdicts, batch) for phone in phones])

    assert room.marks() == 40
    assert set(room.statuses().values()) == {"present"}
    for answers in zip(*told, strict=True):
        assert Counter(answers) == {"done": 1, "already_done": 7}
    with room.app.app_context():
        assert len(db.session.scalars(AuditEvent.about("lesson", room.lesson)).all()) == 1
        assert AuditEvent.first_broken(db.session()) is None


def test_fifty_phones_mark_one_person_and_the_newest_press_stands(room: Classroom) -> None:
    now = clock.now()
    statuses = ["present", "late", "excused", "absent", "unmarked"]
    presses = [mark(room, 0, statuses[n % 5], now - timedelta(seconds=(n * 7) % 50)) for n in range(50)]
    phones = [Phone.of(room) for _ in range(50)]

    told = all_at_once([partial(phones[n].verdicts, [presses[n]]) for n in range(50)])

    assert told == [["done"]] * 50
    assert room.marks() == 50
    assert winner(room) == ("present", presses[0]["uuid"]) == newest(room)


def test_forms_and_phones_at_once_lose_nothing(room: Classroom) -> None:
    def press(teacher: Pages, fields: dict[str, Any]) -> int:
        return teacher.client.post(room.address, data=fields).status_code

    teachers = [signed_in(room.app, room.token) for _ in range(10)]
    forms = [teacher.get(room.address).forms()[-1].fields for teacher in teachers]
    phones = [Phone.of(room) for _ in range(10)]
    sent = [mark(room, number) for number in range(10)]
    acts: list[Callable[[], Any]] = [partial(phones[n].verdicts, [sent[n]]) for n in range(10)]
    acts += [partial(press, teachers[n], {**forms[n], "mark": f"late:{room.people[10 + n]}"}) for n in range(10)]

    told = all_at_once(acts)

    assert told == [["done"]] * 10 + [303] * 10
    assert Counter(room.statuses().values()) == {"present": 10, "late": 10}


def test_one_uuid_for_two_lessons_at_once_is_stored_for_one(room: Classroom) -> None:
    number = str(uuid.uuid4())
    here = {**mark(room, 0), "uuid": number}
    there = {**here, "data": {**here["data"], "lesson": f"{room.course_code}/2"}}
    phones = [Phone.of(room) for _ in range(8)]
    neighbours = [mark(room, 10 + n) for n in range(8)]

    told = all_at_once([partial(phones[n].verdicts, [[here, there][n % 2], neighbours[n]]) for n in range(8)])

    assert Counter(first for first, _second in told)["done"] == 1
    assert {first for first, _second in told} <= {"done", "already_done", "conflict", "refused"}
    assert [second for _first, second in told] == ["done"] * 8
    with room.app.app_context():
        stored = db.session.scalars(select(AttendanceMark.uuid).where(AttendanceMark.uuid == number)).all()
    assert stored == [number]


def test_twenty_walk_in_at_once_where_five_seats_are_left(app: Flask) -> None:
    room = make_classroom(app, ["Vũ Thị Lựu"], seats=6)
    phones = [Phone.of(room) for _ in range(20)]

    def enter(number: int) -> str:
        person = {"full_name": f"Nông Văn Thim {number}", "birth_year": 1956, "residential_group": room.group_code}
        came = {"lesson": room.lesson, "registration": str(uuid.uuid4()), "person": person}
        verdict: str = phones[number].verdicts([operation("walk_in", came)])[0]
        return verdict

    told = all_at_once([partial(enter, number) for number in range(20)])

    assert told == ["done"] * 20
    assert Counter(room.statuses().values()) == {"present": 20}
    with app.app_context():
        course = db.session.get_one(Course, room.course_id)
        states = Counter(
            db.session.scalars(select(Registration.state).where(Registration.course_id == course.id)).all()
        )
        waiting = db.session.scalars(Registration.waiting_on(course.id)).all()
        assert course.seated == course.seats == states["seated"] == 6
        assert [registration.position for registration in waiting] == list(range(1, 16))


def test_the_same_person_walks_in_on_ten_phones_and_sits_on_one_chair(app: Flask) -> None:
    room = make_classroom(app, ["Vũ Thị Lựu"])
    phones = [Phone.of(room) for _ in range(10)]
    person = {"full_name": "Bế Văn Thim", "birth_year": 1957, "residential_group": room.group_code}
    ids = [str(uuid.uuid4()) for _ in phones]

    def enter(number: int) -> list[str]:
        came = {"lesson": room.lesson, "registration": ids[number], "person": person}
        return phones[number].verdicts([operation("walk_in", came)])

    told = all_at_once([partial(enter, number) for number in range(10)])

    assert told == [["done"]] * 10
    with app.app_context():
        assert db.session.get_one(Course, room.course_id).seated == 2
        assert len(set(Roll.find(db.session(), room.course_id, ids).values())) == 1
        assert len(Roll.find(db.session(), room.course_id, ids)) == 10
    assert len(room.statuses()) == 1


def test_two_press_xong_while_others_still_tick(room: Classroom) -> None:
    phones = [Phone.of(room) for _ in range(12)]
    ticks = [mark(room, number, "present", clock.now() - timedelta(minutes=1)) for number in range(10)]
    acts: list[Callable[[], Any]] = [partial(phones[n].verdicts, [ticks[n]]) for n in range(10)]
    close = {"lesson": room.lesson, "heads": 10}
    acts += [partial(phones[n].verdicts, [operation("close", close)]) for n in (10, 11)]

    assert all_at_once(acts) == [["done"]] * 12

    assert len(room.statuses()) == 10


def test_a_mark_waits_for_the_one_under_way_and_counts_it(room: Classroom) -> None:
    """Read before the other's commit and written after it, an older press would stand over a newer one."""
    now = clock.now()
    newer = mark(room, 0, "late", now - timedelta(seconds=1))
    older = mark(room, 0, "absent", now - timedelta(seconds=9))
    Phone.of(room).send([mark(room, 0, "present", now - timedelta(seconds=20))])
    phone = Phone.of(room)

    def first(session: Session) -> None:
        lesson = session.scalars(Lesson.locked(room.lesson_id)).one()
        [registration_id] = Roll.find(session, room.course_id, [room.people[0]]).values()
        at = now - timedelta(seconds=1)
        press = Mark(newer["uuid"], registration_id, "late", at, at, "other")
        Attendance.record(session, lesson, [press], by_id=None, now=now, locked=True)

    with under_way(room.app, first):
        assert phone.verdicts([older]) == ["done"]

    assert winner(room) == ("late", newer["uuid"]) == newest(room)
