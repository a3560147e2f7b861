"""However much, however often or however broken it comes: others are served, nothing is half stored, the reason is
told in words."""

import io
import json
import logging
from datetime import timedelta
from typing import Any

import pytest

from app.country import clock
from app.outbox import exchange
from app.outbox.operations import LARGEST, LONGEST_TEXT
from tests.classroom import Classroom, Phone, mark, operation
from tests.statements import counted


def nested(levels: int) -> Any:
    made: Any = "x"
    for _ in range(levels):
        made = [made]
    return made


IMMODEST: list[tuple[str, dict[str, object]]] = [
    ("a text longer than any", {"shown": "a" * (LONGEST_TEXT + 1)}),
    ("lists within lists", {"more": nested(900)}),
    ("a name for everything", {f"n{number}": 1 for number in range(200)}),
    ("a list of everything", {"more": [0] * 200}),
]


@pytest.mark.parametrize(("what", "data"), IMMODEST, ids=[what for what, _data in IMMODEST])
def test_an_operation_that_holds_too_much_is_refused_alone(
    room: Classroom, phone: Phone, what: str, data: dict[str, object]
) -> None:
    good, bad = mark(room, 0), mark(room, 1)
    bad["data"] |= data
    note = operation("note", {"lesson": room.lesson, "text": "đủ", **data})

    results = phone.send([bad, note, good])

    assert [result["status"] for result in results] == ["refused", "refused", "done"], what
    assert "gọn" in results[0]["message"]
    assert set(room.statuses()) == {room.people[0]}


def test_a_call_of_more_than_two_megabytes_is_413_in_words_and_stores_nothing(room: Classroom, phone: Phone) -> None:
    answer = phone.post(phone.body([mark(room, 0)], padding="x" * LARGEST))

    assert answer.status_code == 413
    assert "chia nhỏ" in answer.get_json()["message"]
    assert room.marks() == 0


def sent_raw(room: Classroom, phone: Phone, body: bytes, **environment: Any) -> tuple[int, str]:
    answer = phone.client.post(
        "/dong-bo",
        headers={"X-CSRFToken": phone.csrf, "Content-Type": "application/json"},
        input_stream=io.BytesIO(body),
        environ_overrides=environment,
    )
    return answer.status_code, answer.get_json().get("message", "")


def test_a_call_cut_off_on_the_way_is_400_and_stores_nothing(room: Classroom, phone: Phone) -> None:
    body = json.dumps(phone.body([mark(room, n) for n in range(3)])).encode()

    status, said = sent_raw(room, phone, body[: len(body) // 2], CONTENT_LENGTH=str(len(body)))

    assert status == 400
    assert "cắt giữa chừng" in said
    assert room.marks() == 0


def test_a_call_without_a_length_is_read_to_its_end_and_no_further_than_the_limit(
    room: Classroom, phone: Phone
) -> None:
    unmeasured: dict[str, Any] = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    body = json.dumps(phone.body([mark(room, 0)])).encode()

    assert sent_raw(room, phone, body, **unmeasured)[0] == 200
    assert room.marks() == 1
    status, said = sent_raw(room, phone, b"[" + b" " * (LARGEST + 10), **unmeasured)
    assert (status, "2 MB" in said) == (413, True)


def test_who_sends_the_same_for_nothing_on_and_on_waits_and_what_is_new_still_goes_in(
    room: Classroom, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "IDLE_CALLS", 3)
    known = mark(room, 0)
    phone.send([known])

    assert [phone.verdicts([known]) for _ in range(3)] == [["already_done"]] * 3
    shut = phone.post(phone.body([known]))
    new = phone.verdicts([known, mark(room, 1)])

    assert shut.status_code == 429
    assert int(shut.headers["Retry-After"]) > 0
    assert "còn nguyên trên máy" in shut.get_json()["message"]
    assert new == ["already_done", "done"]


def test_the_pace_of_marks_that_are_new_costs_no_statement(room: Classroom, phone: Phone) -> None:
    phone.send([mark(room, 0)])

    with counted() as asked:
        phone.send([mark(room, 1)])

    assert not [statement for statement in asked if "rate_limit" in statement]


def test_each_call_leaves_a_line_in_the_log_that_names_nobody(
    room: Classroom, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    with clock.frozen(), caplog.at_level(logging.INFO, logger="app.outbox.exchange"):
        earlier = clock.now() - timedelta(seconds=40)
        phone.send([mark(room, 0, at=earlier), mark(room, "không ai")], waiting=5, refused=0, release="r1")

    [line] = [json.loads(record.message) for record in caplog.records if record.name == "app.outbox.exchange"]
    assert line["outbox"] == phone.device
    assert (line["done"], line["refused"], line["waiting"], line["release"]) == (1, 1, 5, "r1")
    assert line["oldest_seconds"] == 40
    assert not [name for name in room.names if name in json.dumps(line, ensure_ascii=False)]
