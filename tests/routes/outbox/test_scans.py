"""Tickets scanned at the door: whoever they were shown for is present, once, whatever arrives when."""

import random
import uuid
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import AttendanceMark, AuditEvent, Course, Receipt, Registration, SignUpWay, Wishes
from app.models.learning.leaving import cancel
from app.models.learning.ticket_scan import mark_uuid
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.factories import make_course, make_person, make_registration
from tests.statements import counted


def token_of(room: Classroom, person: int = 0) -> str:
    with room.app.app_context():
        held = select(Registration).where(Registration.public_id == room.people[person])
        return db.session.scalars(held).one().ticket.token


def join(room: Classroom, person: int, name: str) -> str:
    """Somebody more on a person's ticket; their public id."""
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        held = session.scalars(select(Registration).where(Registration.public_id == room.people[person])).one()
        candidate = make_person(session, course.unit, name, 2008, add=False)
        Registration.register(
            session, course.id, candidate, Wishes(way=SignUpWay.QR), clock.now(), ticket_id=held.ticket_id
        )
        return session.scalars(select(Registration.public_id).order_by(Registration.id.desc())).first() or ""


def give_up(room: Classroom, public_id: str) -> None:
    with room.app.app_context(), immediate() as session:
        held = session.scalars(select(Registration).where(Registration.public_id == public_id)).one()
        cancel(session, held, now=clock.now(), reason="")


def scan(room: Classroom, token: str, at: datetime | None = None, **data: object) -> dict[str, Any]:
    return operation("scan", {"lesson": room.lesson, "ticket": token, "shown": "Có mặt", **data}, at)


def test_a_ticket_marks_its_person_present_and_what_the_door_was_shown_stays(room: Classroom, phone: Phone) -> None:
    made = scan(room, token_of(room), shown="Có mặt: Lưu Thị Lan Anh " + "x" * 200)

    (result,) = phone.send([made])

    assert (result["status"], result["message"]) == ("done", "Có mặt: Lưu Thị Lan Anh.")
    assert room.statuses() == {room.people[0]: "present"}
    with room.app.app_context():
        stored = db.session.scalars(select(AttendanceMark).where(AttendanceMark.lesson_id == room.lesson_id)).one()
        assert stored.uuid == mark_uuid(made["uuid"], room.people[0])
        assert (stored.way, stored.device, len(stored.shown)) == ("scan", phone.device, 80)
        assert stored.shown.startswith("Có mặt: Lưu Thị Lan Anh")
        event = db.session.scalars(AuditEvent.about("lesson", room.lesson)).one()
        assert '"scan": 1' in event.detail


def test_a_familys_ticket_marks_all_and_one_tap_takes_somebody_back(room: Classroom, phone: Phone) -> None:
    child = join(room, 0, "Lưu Gia Hân")

    (result,) = phone.send([scan(room, token_of(room))])
    phone.send([mark(room, child, "unmarked")])

    assert result["message"] == "Có mặt: Lưu Thị Lan Anh, Lưu Gia Hân."
    assert room.statuses() == {room.people[0]: "present", child: "unmarked"}


def test_those_the_phone_let_in_are_marked_and_nobody_else_of_the_ticket(room: Classroom, phone: Phone) -> None:
    child = join(room, 0, "Lưu Gia Hân")

    phone.send([scan(room, token_of(room), people=[child, room.people[3], "no key", 7])])

    assert room.statuses() == {child: "present"}


@pytest.mark.parametrize("times", [2, 5])
def test_sent_again_it_is_the_same_scan(room: Classroom, phone: Phone, times: int) -> None:
    join(room, 0, "Lưu Gia Hân")
    made = scan(room, token_of(room))

    verdicts = [*phone.verdicts([made] * times), *phone.verdicts([made])]

    assert verdicts == ["done"] + ["already_done"] * times
    assert room.marks() == 2


def test_another_thing_under_its_uuid_is_a_conflict_either_way(room: Classroom, phone: Phone) -> None:
    made, ticked = scan(room, token_of(room)), mark(room, 1)
    phone.send([made, ticked])

    again = {**made, "data": {**made["data"], "ticket": token_of(room, 2)}}
    over_a_mark = {**scan(room, token_of(room, 2)), "uuid": ticked["uuid"]}
    over_a_scan = {**mark(room, 2), "uuid": made["uuid"]}

    assert phone.verdicts([again, over_a_mark, over_a_scan]) == ["conflict"] * 3
    assert room.marks() == 2


def test_who_was_let_in_stays_present_though_the_seat_was_given_up_meanwhile(room: Classroom, phone: Phone) -> None:
    child = join(room, 0, "Lưu Gia Hân")
    token = token_of(room)
    give_up(room, child)

    known, unknown = phone.send([scan(room, token, people=[room.people[0], child]), scan(room, token)])

    assert "Đã trả chỗ, phường xem lại: Lưu Gia Hân." in known["message"]
    assert unknown["message"] == "Có mặt: Lưu Thị Lan Anh."
    assert room.statuses() == {room.people[0]: "present", child: "present"}


def test_a_ticket_on_which_nobody_is_left_lets_in_whom_it_was_made_for(room: Classroom, phone: Phone) -> None:
    token = token_of(room)
    give_up(room, room.people[0])

    (result,) = phone.send([scan(room, token)])

    assert (result["status"], room.statuses()) == ("done", {room.people[0]: "present"})
    assert "Đã trả chỗ" in result["message"]


def test_a_ticket_of_another_class_is_refused_by_name_and_holds_nobody_back(room: Classroom, phone: Phone) -> None:
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        other = make_course(session, unit, title="Tự vệ trên mạng", code="MANG7")
        token = make_registration(session, other, "Hoàng Văn Lạc").ticket.token

    results = phone.send([scan(room, token), scan(room, "7" * 16), scan(room, ""), scan(room, token_of(room))])

    assert [result["status"] for result in results] == ["refused", "refused", "refused", "done"]
    assert results[0]["message"] == "Phiếu của lớp khác: Tự vệ trên mạng (MANG7)."
    assert results[1]["message"] == "Không có phiếu đi học nào mang mã này."
    assert room.marks() == 1
    with room.app.app_context():
        assert len(db.session.scalars(select(Receipt).where(Receipt.device == phone.device)).all()) == 1


def test_a_scan_made_before_the_lesson_was_closed_counts_and_one_made_after_does_not(
    room: Classroom, phone: Phone
) -> None:
    closed = room.close(minutes_ago=10)

    early = scan(room, token_of(room), closed - timedelta(minutes=5))
    late = scan(room, token_of(room, 1), closed + timedelta(minutes=5))

    assert phone.verdicts([late, early]) == ["refused", "done"]
    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_scan_keeps_its_place_among_marks_whatever_arrives_first(
    room: Classroom, phone: Phone, order: tuple[int, ...]
) -> None:
    begun = clock.now() - timedelta(minutes=30)
    history = [
        mark(room, 0, "absent", begun),
        scan(room, token_of(room), begun + timedelta(minutes=5)),
        mark(room, 0, "late", begun + timedelta(minutes=10)),
    ]

    for place in order:
        phone.send([history[place]])

    assert room.statuses() == {room.people[0]: "late"}


def test_somebody_elses_lesson_cannot_be_scanned_at(room: Classroom, phone: Phone) -> None:
    other = make_classroom(room.app)

    assert phone.verdicts([scan(other, token_of(other)), scan(other, token_of(room))]) == ["refused"] * 2
    assert other.marks() == 0


def test_sixty_scans_are_few_statements(app: Flask) -> None:
    room = make_classroom(app, [f"Hoàng Thị Hoa {number}" for number in range(60)])
    phone = Phone.of(room)
    made = [scan(room, token_of(room, person)) for person in range(60)]
    random.Random(5).shuffle(made)
    phone.send([scan(room, token_of(room))])

    with counted() as seen:
        verdicts = phone.verdicts(made)

    assert verdicts == ["done"] * 60
    assert len(seen) <= 20, seen
    assert uuid.UUID(mark_uuid(made[0]["uuid"], room.people[0])).version == 5
