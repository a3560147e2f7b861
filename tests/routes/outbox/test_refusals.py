"""Whatever comes to the outbox, a sentence goes back, and what was good in it is kept."""

from typing import Any

import pytest

from app.models import Lesson
from app.outbox.operations import MOST
from app.web.database import db
from tests.classroom import Classroom, Phone, mark, operation

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


@pytest.mark.postgresql
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


@pytest.mark.postgresql
@pytest.mark.parametrize("sign", ["\0", "\ud83c"], ids=["the null byte", "half a picture"])
def test_a_sign_that_no_database_stores_is_left_out_and_holds_back_no_other(
    room: Classroom, phone: Phone, sign: str
) -> None:
    note = operation("note", {"lesson": room.lesson, "text": f"Bài 1 {sign}"})
    visit = operation("visit", {"mentorship": sign, "met": True})
    correction = operation("help_correction", {"record": sign})

    assert phone.verdicts([note, visit, correction, mark(room, 0)]) == ["done", "refused", "refused", "done"]

    with room.app.app_context():
        assert db.session.get_one(Lesson, room.lesson_id).note == "Bài 1"


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


def test_operations_that_name_no_lesson_at_all_are_refused(phone: Phone) -> None:
    assert phone.verdicts([operation("mark", {}), operation("close", {}), operation("note", {})]) == ["refused"] * 3
