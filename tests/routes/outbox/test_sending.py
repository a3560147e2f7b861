"""What phones kept arrives whole, once, and under the right name."""

import random
import uuid
from datetime import datetime

import pytest
from flask import Flask

from app.country import clock
from app.models import AuditEvent, Course, Role, SignIn
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.factories import make_account, make_sign_in
from tests.statements import counted

# -- who asks ----------------------------------------------------------------------------------------------------------


def test_a_signed_in_phone_hears_who_it_is_and_gets_its_token(room: Classroom, phone: Phone) -> None:
    asked = clock.now()
    told = phone.client.get("/dong-bo").get_json()

    assert set(told) == {"account", "csrf_token", "now"}
    assert told["account"] == room.public_id
    assert asked <= datetime.fromisoformat(told["now"]) <= clock.now()


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"Accept": "text/html"}])
def test_nobody_signed_in_is_401_in_json_before_anything_else(room: Classroom, headers: dict[str, str]) -> None:
    client = room.app.test_client()

    asked = client.get("/dong-bo", headers=headers)
    sent = client.post("/dong-bo", json={"operations": [mark(room, 0)]}, headers=headers)
    plain = client.post("/dong-bo", data="{}", headers=headers)

    for answer in (asked, sent, plain):
        assert answer.status_code == 401
        assert "Phiên đăng nhập đã hết" in answer.get_json()["message"]
    assert room.marks() == 0


def test_an_ended_sign_in_is_401_and_a_stale_token_400_and_neither_stores_anything(
    room: Classroom, phone: Phone
) -> None:
    stale = phone.post(phone.body([mark(room, 0)]), **{"X-CSRFToken": "made up"})
    with room.app.app_context(), immediate() as session:
        session.scalars(SignIn.holding(room.token)).one().ended_at = clock.now()
    ended = phone.post(phone.body([mark(room, 0)]))

    assert stale.status_code == 400
    assert "message" in stale.get_json()
    assert ended.status_code == 401
    assert room.marks() == 0


def test_a_batch_of_another_account_is_refused_whole_and_kept(room: Classroom, phone: Phone) -> None:
    operations = [mark(room, n) for n in range(3)]

    results = phone.send(operations, account=str(uuid.uuid4()))

    assert [result["status"] for result in results] == ["refused"] * 3
    assert [result["uuid"] for result in results] == [each["uuid"] for each in operations]
    assert "tài khoản khác" in results[0]["message"]
    assert room.marks() == 0
    assert phone.verdicts(operations) == ["done"] * 3


def test_another_wards_instructor_cannot_mark_here_nor_learn_that_it_exists(app: Flask, room: Classroom) -> None:
    other = make_classroom(app, ["Bế Văn Thim"])
    stranger = Phone.of(other)
    there = mark(room, 0)
    nowhere = operation("mark", {"lesson": "KHONGCO/1", "registration": room.people[0], "status": "present"})
    mine = operation("mark", {"lesson": other.lesson, "registration": room.people[0], "status": "present"})
    nobody = operation("mark", {"lesson": other.lesson, "registration": str(uuid.uuid4()), "status": "present"})

    results = stranger.send([there, nowhere, mine, nobody])

    assert [result["status"] for result in results] == ["refused"] * 4
    assert results[0]["message"] == results[1]["message"]
    assert results[2]["message"] == results[3]["message"]
    assert room.marks() == other.marks() == 0


def test_a_leader_or_counter_helper_marks_nobody(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        account = make_account(session, unit, Role.LEADER, Role.COUNTER)
        token, public_id = make_sign_in(session, account), account.public_id

    assert Phone.of(room, token, public_id).verdicts([mark(room, 0)]) == ["refused"]
    assert room.marks() == 0


# -- marks -------------------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_batch_is_stored_and_answered_one_by_one_in_its_order(room: Classroom, phone: Phone) -> None:
    operations = [mark(room, n, status) for n, status in enumerate(["present", "late", "excused", "absent"])]

    answer = phone.post(phone.body(operations))

    told = answer.get_json()
    assert datetime.fromisoformat(told.pop("now")).tzinfo
    assert told == {"results": [{"uuid": each["uuid"], "status": "done", "message": ""} for each in operations]}
    assert [room.statuses()[key] for key in room.people[:4]] == ["present", "late", "excused", "absent"]


def test_the_answer_to_one_mark_is_small(room: Classroom, phone: Phone) -> None:
    answer = phone.post(phone.body([mark(room, 0)]), **{"Accept-Encoding": "br"})

    assert len(answer.data) <= 300


@pytest.mark.postgresql
def test_sent_five_times_shuffled_and_doubled_it_is_there_once(room: Classroom, phone: Phone) -> None:
    operations = [mark(room, n) for n in range(6)]
    assert phone.verdicts([*operations, operations[0]]) == [*["done"] * 6, "already_done"]
    before = room.statuses()

    for _ in range(5):
        assert set(phone.verdicts(random.sample(operations, 6))) == {"already_done"}

    assert room.marks() == 6
    assert room.statuses() == before


@pytest.mark.postgresql
def test_another_thing_under_a_known_uuid_is_a_conflict_and_changes_nothing(room: Classroom, phone: Phone) -> None:
    first = mark(room, 0)
    phone.send([first])
    other_phone = Phone.of(room)

    changed = {**first, "data": {**first["data"], "status": "absent"}}
    assert other_phone.verdicts([changed]) == ["conflict"]
    assert other_phone.verdicts([{**first, "uuid": first["uuid"].upper()}]) == ["already_done"]

    assert room.statuses() == {room.people[0]: "present"}


def test_a_person_may_be_named_as_on_the_roll_and_is_never_taken_for_another(room: Classroom, phone: Phone) -> None:
    key = room.people[2]

    assert phone.verdicts([mark(room, f"p{key[:12]}"), mark(room, key.upper())]) == ["done", "done"]
    for none in (key[:12], "p", "p%", "p-", f"p{key[:1]}", "", "1", "99", f"{key}0"):
        assert phone.verdicts([mark(room, none)]) == ["refused"], none

    assert room.statuses() == {key: "present"}


# -- what it leaves, and what it costs ---------------------------------------------------------------------------------


def test_a_batch_leaves_one_line_in_the_audit_trail_and_a_repeat_none(room: Classroom, phone: Phone) -> None:
    operations = [*(mark(room, n) for n in range(5)), operation("close", {"lesson": room.lesson, "heads": None})]

    phone.send(operations)
    phone.send(operations)

    with room.app.app_context():
        [event] = db.session.scalars(AuditEvent.about("lesson", room.lesson)).all()
        assert event.action == "outbox.received"
        assert (event.account_id, event.unit_id) == (room.account_id, room.ward_id)
        assert '"mark": 5' in event.detail
        assert '"close": 1' in event.detail
        assert AuditEvent.first_broken(db.session()) is None


@pytest.mark.postgresql
def test_one_mark_and_two_hundred_take_equally_few_statements(app: Flask) -> None:
    room = make_classroom(app, [f"Hoàng Thị Hoa {n}" for n in range(200)])
    phone = Phone.of(room)
    phone.send([mark(room, 0)])  # the audit trail's first row is made once

    with counted() as one:
        phone.send([mark(room, 1)])
    with counted() as many:
        phone.send([mark(room, n) for n in range(200)])

    # Sign-in with its grants; receipts, lesson, registrations; known marks, the mark, the state; the audit's three.
    assert len(one) == 10, "\n".join(one)
    assert len(many) == 11, "\n".join(many)  # the two marked before change, the others are new
    assert room.marks() == 202
