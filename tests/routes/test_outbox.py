"""What phones kept arrives whole, once, and under the right name, whatever comes with it."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.clock import shifted
from app.database import db, immediate
from app.models import AuditEvent, Course, Lesson, Registration, Role, SignIn
from app.outbox.reading import MOST
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.factories import make_account, make_sign_in
from tests.statements import counted


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom(app)


@pytest.fixture
def phone(room: Classroom) -> Phone:
    return Phone.of(room)


# -- who asks -----------------------------------------------------------------------------------------------------


def test_a_signed_in_phone_hears_who_it_is_and_gets_its_token(room: Classroom, phone: Phone) -> None:
    told = phone.client.get("/dong-bo").get_json()

    assert set(told) == {"account", "csrf_token", "now"}
    assert told["account"] == room.public_id
    assert abs(datetime.fromisoformat(told["now"]) - clock.now()) < timedelta(seconds=5)


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


# -- marks --------------------------------------------------------------------------------------------------------


def test_a_batch_is_stored_and_answered_one_by_one_in_its_order(room: Classroom, phone: Phone) -> None:
    operations = [mark(room, n, status) for n, status in enumerate(["present", "late", "excused", "absent"])]

    answer = phone.post(phone.body(operations))

    assert answer.get_json() == {
        "results": [{"uuid": each["uuid"], "status": "done", "message": ""} for each in operations]
    }
    assert [room.statuses()[key] for key in room.people[:4]] == ["present", "late", "excused", "absent"]


def test_the_answer_to_one_mark_is_small(room: Classroom, phone: Phone) -> None:
    answer = phone.post(phone.body([mark(room, 0)]), **{"Accept-Encoding": "br"})

    assert len(answer.data) <= 300


def test_sent_five_times_shuffled_and_doubled_it_is_there_once(room: Classroom, phone: Phone) -> None:
    operations = [mark(room, n) for n in range(6)]
    assert phone.verdicts([*operations, operations[0]]) == [*["done"] * 6, "already_done"]
    before = room.statuses()

    for _ in range(5):
        assert set(phone.verdicts(random.sample(operations, 6))) == {"already_done"}

    assert room.marks() == 6
    assert room.statuses() == before


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


BAD: list[tuple[str, object]] = [
    ("no such person", {"data": {"registration": "không ai"}}),
    ("no such status", {"data": {"status": "<b>"}}),
    ("no such lesson", {"data": {"lesson": "DEM9/9"}}),
    ("a lesson's name that is none", {"data": {"lesson": "/"}}),
    ("a lesson number beyond all", {"data": {"lesson": "DEM4/" + "9" * 400}}),
    ("a list for a name", {"data": {"lesson": ["DEM4/3"]}}),
    ("a time in words", {"at": "hôm qua"}),
    ("a time without offset", {"at": "2026-11-20T19:30:00"}),
    ("a time that is no text", {"at": 1700000000}),
    ("a time beyond all", {"at": "9999-12-31T23:59:59-23:59"}),
    ("a uuid that is none", {"uuid": "not-a-uuid'--"}),
    ("no uuid", {"uuid": None}),
    ("a uuid that is a number", {"uuid": 7}),
    ("half a letter", {"data": {"registration": "\ud800", "lesson": "\ud800/1"}}),
    ("a null byte", {"data": {"registration": "\0", "lesson": "A\0/1"}}),
    ("data that is none", {"data": "x"}),
    ("a kind nobody knows", {"kind": "dance"}),
    ("a kind that is none", {"kind": ["mark"]}),
    ("a sequence beyond all", {"sequence": 10**30}),
    ("a sequence below all", {"sequence": -1}),
]


@pytest.mark.parametrize(("what", "change"), BAD, ids=[name for name, _ in BAD])
def test_a_bad_operation_is_refused_in_words_and_holds_back_no_other(
    room: Classroom, phone: Phone, what: str, change: Any
) -> None:
    good = [mark(room, 0), mark(room, 1)]
    bad = mark(room, 2)
    data = change.get("data")
    bad |= {**change, **({"data": {**bad["data"], **data}} if isinstance(data, dict) else {})}

    results = phone.send([good[0], bad, good[1]])

    assert [result["status"] for result in results] == ["done", "refused", "done"], what
    assert results[1]["uuid"] == (bad["uuid"] if isinstance(bad["uuid"], str) else None)
    assert results[1]["message"]
    assert set(room.statuses()) == set(room.people[:2])


@pytest.mark.parametrize("entry", [1, None, [], "x", [[[]]], {}, True])
def test_an_entry_that_is_no_operation_is_refused_alone(room: Classroom, phone: Phone, entry: object) -> None:
    assert phone.verdicts([entry, mark(room, 0)]) == ["refused", "done"]


BODIES: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'{"operations": "x"}',
    b'{"operations": []}',
    b'{"operations": [], "device": "d", "account": "a"}',
    b'{"operations": [], "device": "", "account": "a", "client_now": "2026-11-20T12:00:00Z"}',
    b'{"operations": [], "device": "d", "account": 1, "client_now": "2026-11-20T12:00:00Z"}',
    b'{"operations": [], "device": "d", "account": "a", "client_now": "now"}',
    b'{"operations": [1e999999',
    b'{"n": 1' + b"0" * 5000 + b"}",
    b"\xff\xfe",
    b'{"operations":[' + b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_batch_is_400_with_a_sentence(room: Classroom, phone: Phone, body: bytes) -> None:
    answer = phone.client.post(
        "/dong-bo", data=body, content_type="application/json", headers={"X-CSRFToken": phone.csrf}
    )

    assert answer.status_code == 400
    assert answer.get_json()["message"].endswith(".")


def test_an_empty_batch_is_answered_with_nothing(phone: Phone) -> None:
    assert phone.send([]) == []


def test_more_than_five_hundred_at_once_are_sent_back_whole(room: Classroom, phone: Phone) -> None:
    answer = phone.post(phone.body([mark(room, 0) for _ in range(MOST + 1)]))

    assert answer.status_code == 413
    assert "500" in answer.get_json()["message"]
    assert room.marks() == 0


def test_a_body_of_many_megabytes_is_413(room: Classroom, phone: Phone) -> None:
    answer = phone.post(phone.body([], device="d" * 6_000_000))

    assert answer.status_code == 413


# -- clocks -------------------------------------------------------------------------------------------------------


def test_a_clock_that_goes_wrong_is_put_right_by_the_time_of_sending(room: Classroom, phone: Phone) -> None:
    year_ahead, hour_slow = timedelta(days=365), timedelta(hours=-1)
    now = clock.now()
    ahead = mark(room, 0, "present", now - timedelta(minutes=20) + year_ahead)
    slow = mark(room, 0, "absent", now - timedelta(minutes=10) + hour_slow)

    phone.send([ahead], sent_at=now + year_ahead)
    Phone.of(room).send([slow], sent_at=now + hour_slow)

    assert room.statuses() == {room.people[0]: "absent"}


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_of_1970_or_2099_locks_nothing(room: Classroom, phone: Phone, year: int) -> None:
    far = {**mark(room, 0, "absent"), "at": f"{year}-01-01T00:00:00+00:00"}

    assert phone.verdicts([far]) == ["done"]
    assert room.statuses() == {room.people[0]: "absent"}
    today = mark(room, 0, "present", clock.now() - timedelta(minutes=10))
    assert Phone.of(room).verdicts([today]) == ["done"]

    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.parametrize("year", [1970, 2099])
def test_under_a_wrong_clock_the_order_of_ones_own_presses_still_counts(
    room: Classroom, phone: Phone, year: int
) -> None:
    presses = [
        {**mark(room, 0, status), "at": f"{year}-01-01T00:00:0{n}+00:00"}
        for n, status in enumerate(["present", "excused", "late"])
    ]

    phone.send(list(reversed(presses)))

    assert room.statuses() == {room.people[0]: "late"}


def test_the_road_is_no_fault_of_the_clock(room: Classroom, phone: Phone) -> None:
    now = clock.now()
    pressed_first = mark(room, 0, "present", now - timedelta(seconds=40))
    pressed_later = mark(room, 0, "absent", now - timedelta(seconds=30))
    Phone.of(room).send([pressed_later])

    phone.send([pressed_first], sent_at=now - timedelta(seconds=25))  # on its way for 25 seconds

    assert room.statuses() == {room.people[0]: "absent"}


# -- closed lessons -----------------------------------------------------------------------------------------------


def test_a_tick_from_before_the_closing_counts_and_one_from_after_is_refused(room: Classroom, phone: Phone) -> None:
    room.close(minutes_ago=10)
    before = mark(room, 0, "present", clock.now() - timedelta(minutes=30))
    after = mark(room, 1, "present", clock.now() - timedelta(minutes=5))

    results = phone.send([before, after])

    assert [result["status"] for result in results] == ["done", "refused"]
    assert "mở lại" in results[1]["message"]
    assert set(room.statuses()) == {room.people[0]}


def test_closing_by_phone_keeps_the_head_count_and_closing_again_changes_only_that(
    room: Classroom, phone: Phone
) -> None:
    first = operation("close", {"lesson": room.lesson, "heads": 34})
    again = operation("close", {"lesson": room.lesson, "heads": 35})

    assert phone.verdicts([mark(room, 0), first, first]) == ["done", "done", "already_done"]
    closed = _lesson(room)
    with shifted(timedelta(minutes=5)):
        result = phone.send([again])[0]

    assert (result["status"], result["message"]) == ("done", "Buổi này đã xong từ trước.")
    assert (closed.heads, _lesson(room).heads) == (34, 35)
    assert closed.rest_absent
    assert closed.closed_at == _lesson(room).closed_at
    assert phone.verdicts([{**first, "data": {"lesson": room.lesson, "heads": 1}}]) == ["conflict"]


@pytest.mark.parametrize("heads", [-1, 1.5, "34", True, 10**9, [], {}])
def test_a_head_count_that_is_none_closes_nothing(room: Classroom, phone: Phone, heads: object) -> None:
    assert phone.verdicts([operation("close", {"lesson": room.lesson, "heads": heads})]) == ["refused"]
    assert not _lesson(room).is_closed


def test_whatever_order_close_and_marks_arrive_in_the_marks_count(room: Classroom) -> None:
    now = clock.now()
    close = operation("close", {"lesson": room.lesson, "heads": None}, now - timedelta(minutes=10))
    tick = mark(room, 0, "present", now - timedelta(minutes=5))

    assert Phone.of(room).verdicts([close]) == ["done"]
    assert Phone.of(room).verdicts([tick]) == ["done"]


def test_a_cancelled_lesson_takes_nothing(room: Classroom, phone: Phone) -> None:
    with room.app.app_context(), immediate() as session:
        session.get_one(Lesson, room.lesson_id).state = "cancelled"

    operations = [mark(room, 0), operation("close", {"lesson": room.lesson, "heads": 3})]
    results = phone.send(operations)

    assert [result["status"] for result in results] == ["refused", "refused"]
    assert "đã hủy" in results[0]["message"]


# -- notes --------------------------------------------------------------------------------------------------------


def test_the_newest_note_stands_in_whatever_order_they_come(room: Classroom, phone: Phone) -> None:
    now = clock.now()
    newer = operation("note", {"lesson": room.lesson, "text": "Bài 2,\nmang máy  tính "}, now)
    older = operation("note", {"lesson": room.lesson, "text": "Bài 1"}, now - timedelta(minutes=9))

    results = phone.send([newer, older, newer])

    assert [result["status"] for result in results] == ["done", "done", "already_done"]
    assert results[1]["message"]
    assert _lesson(room).note == "Bài 2, mang máy tính"


@pytest.mark.parametrize("text", ["x" * 1001, None, 5])
def test_a_note_too_long_or_none_is_refused(room: Classroom, phone: Phone, text: object) -> None:
    assert phone.verdicts([operation("note", {"lesson": room.lesson, "text": text})]) == ["refused"]
    assert _lesson(room).note == ""


# -- walk-ins -----------------------------------------------------------------------------------------------------


def walk_in(
    room: Classroom, name: str = "Bế Văn Thim", year: object = 1957, key: str | None = None, **changed: object
) -> dict[str, Any]:
    person = {"full_name": name, "birth_year": year, "residential_group": room.group_code, **changed}
    return operation("walk_in", {"lesson": room.lesson, "registration": key or str(uuid.uuid4()), "person": person})


def test_somebody_from_the_hall_is_registered_present_and_marked_on_by_their_phones_id(
    room: Classroom, phone: Phone
) -> None:
    came = walk_in(room)
    key = came["data"]["registration"]
    left = mark(room, key, "unmarked", clock.now())

    assert phone.verdicts([came, came]) == ["done", "already_done"]
    assert room.statuses() == {key: "present"}
    assert phone.verdicts([left, {**came, "data": {**came["data"], "registration": str(uuid.uuid4())}}]) == [
        "done",
        "conflict",
    ]

    registration = _registration(room, key)
    assert (registration.state, registration.way) == ("seated", "walk_in")
    assert room.statuses() == {key: "unmarked"}


def test_who_is_on_the_roll_already_is_only_marked_and_answers_to_both_ids(room: Classroom) -> None:
    first, second = Phone.of(room), Phone.of(room)
    one, other = walk_in(room), walk_in(room, year="1957")
    key, alias = one["data"]["registration"], other["data"]["registration"]

    first.send([one])
    assert second.verdicts([other, mark(room, alias, "late")]) == ["done", "done"]
    assert second.verdicts([other]) == ["already_done"]

    assert room.statuses() == {key: "late"}
    assert _count(room) == len(room.people) + 1


def test_one_phone_id_never_stands_for_two_people(room: Classroom, phone: Phone) -> None:
    one = walk_in(room)
    key = one["data"]["registration"]

    assert phone.verdicts([one, walk_in(room, "Ma Văn Sơ", key=key)]) == ["done", "refused"]
    assert phone.verdicts([walk_in(room, key=key)]) == ["done"]

    assert _count(room) == len(room.people) + 1


def test_the_id_of_a_registration_elsewhere_is_refused_and_its_neighbours_are_stored(app: Flask) -> None:
    elsewhere, room = make_classroom(app, ["Ngô Hồng Quân"]), make_classroom(app)
    taken = walk_in(room, key=elsewhere.people[0])

    assert Phone.of(room).verdicts([mark(room, 0), taken, mark(room, 1)]) == ["done", "refused", "done"]

    assert set(room.statuses()) == set(room.people[:2])
    assert elsewhere.marks() == 0


def test_more_than_there_are_seats_are_present_without_one(app: Flask) -> None:
    room = make_classroom(app, ["Vũ Thị Lựu", "Tạ Thị Cẩm Tú"], seats=2, waiting_list=False)
    came = walk_in(room)

    result = Phone.of(room).send([came])[0]

    assert result["status"] == "done"
    assert "hết chỗ" in result["message"]
    registration = _registration(room, came["data"]["registration"])
    assert (registration.state, registration.position) == ("waiting", 1)
    assert room.statuses() == {registration.public_id: "present"}
    with room.app.app_context():
        assert db.session.get_one(Course, room.course_id).seated == 2


PEOPLE: list[tuple[str, Any]] = [
    ("no name", {"full_name": ""}),
    ("a name without letters", {"full_name": "1234"}),
    ("a picture", {"full_name": "Hoa 🌸"}),
    ("a name too long", {"full_name": "a" * 301}),
    ("a name that is none", {"full_name": 7}),
    ("two digits", {"year": 54}),
    ("a year to come", {"year": 2999}),
    ("no year", {"year": None}),
    ("a year that is a truth", {"year": True}),
    ("half a letter", {"full_name": "\ud800"}),
]


@pytest.mark.parametrize(("what", "change"), PEOPLE, ids=[name for name, _ in PEOPLE])
def test_a_walk_in_that_cannot_be_is_refused_in_words(
    room: Classroom, phone: Phone, what: str, change: dict[str, Any]
) -> None:
    operation = walk_in(room)
    person = operation["data"]["person"]
    person |= {"birth_year": change["year"]} if "year" in change else change

    result = phone.send([operation])[0]

    assert result["status"] == "refused", what
    assert result["message"]
    assert _count(room) == len(room.people)


@pytest.mark.parametrize("person", [None, [], "Bế Văn Thim"])
@pytest.mark.parametrize("key", ["a" * 8 + "-aaaa-aaaa-aaaa-" + "a" * 12, "x", ""])
def test_a_walk_in_without_a_person_or_an_id_is_refused(
    room: Classroom, phone: Phone, person: object, key: str
) -> None:
    data = {"lesson": room.lesson, "registration": key, "person": person}

    assert phone.verdicts([operation("walk_in", data)]) == ["refused"]


def test_a_group_that_is_known_no_more_sends_nobody_away(room: Classroom, phone: Phone) -> None:
    assert phone.verdicts([walk_in(room, residential_group="TDP99"), walk_in(room, residential_group=None)]) == [
        "done",
        "done",
    ]


def test_a_walk_in_after_the_closing_or_into_a_course_that_is_over_leaves_nothing_behind(
    room: Classroom, phone: Phone
) -> None:
    room.close()
    assert phone.verdicts([walk_in(room)]) == ["refused"]
    with room.app.app_context(), immediate() as session:
        session.get_one(Course, room.course_id).state = "closed"
        session.get_one(Lesson, room.lesson_id).reopen(officer=True, now=clock.now())

    assert phone.verdicts([walk_in(room)]) == ["refused"]

    assert _count(room) == len(room.people)
    assert room.marks() == 0


# -- what it leaves, and what it costs ----------------------------------------------------------------------------


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


def test_one_mark_and_two_hundred_take_equally_few_statements(app: Flask) -> None:
    room = make_classroom(app, [f"Hoàng Thị Hoa {n}" for n in range(200)])
    phone = Phone.of(room)
    phone.send([mark(room, 0)])  # the audit trail's first row is made once

    with counted() as one:
        phone.send([mark(room, 1)])
    with counted() as many:
        phone.send([mark(room, n) for n in range(200)])

    # Sign-in and grants; receipts, lesson, registrations; known marks, the mark, the state; the audit's three.
    assert len(one) == 11, "\n".join(one)
    assert len(many) == 12, "\n".join(many)  # the two marked before change, the others are new
    assert room.marks() == 202


def _lesson(room: Classroom) -> Lesson:
    with room.app.app_context():
        lesson = db.session.get_one(Lesson, room.lesson_id)
        db.session.refresh(lesson)
        db.session.expunge(lesson)
        return lesson


def _registration(room: Classroom, public_id: str) -> Registration:
    with room.app.app_context():
        return db.session.scalars(select(Registration).where(Registration.public_id == public_id)).one()


def _count(room: Classroom) -> int:
    with room.app.app_context():
        there = select(func.count()).select_from(Registration).where(Registration.course_id == room.course_id)
        return db.session.scalars(there).one()
