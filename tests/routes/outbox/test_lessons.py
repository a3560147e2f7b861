"""Clocks that go wrong, lessons that are closed, notes that overtake each other."""

from datetime import timedelta

import pytest

from app.country import clock
from app.country.clock import shifted
from app.models import Lesson
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark, operation

# -- clocks ------------------------------------------------------------------------------------------------------------


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


# -- closed lessons ----------------------------------------------------------------------------------------------------


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


def test_a_uuid_stands_for_one_thing_whatever_its_kind(room: Classroom, phone: Phone) -> None:
    close = operation("close", {"lesson": room.lesson, "heads": 34})
    tick = mark(room, 0)

    assert phone.verdicts([tick, close]) == ["done", "done"]
    assert phone.verdicts([{**tick, "uuid": close["uuid"]}, {**close, "uuid": tick["uuid"]}]) == ["conflict"] * 2

    assert room.marks() == 1


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


# -- notes -------------------------------------------------------------------------------------------------------------


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


def _lesson(room: Classroom) -> Lesson:
    with room.app.app_context():
        lesson = db.session.get_one(Lesson, room.lesson_id)
        db.session.refresh(lesson)
        db.session.expunge(lesson)
        return lesson


def test_a_note_may_bring_the_heads_that_were_counted(room: Classroom) -> None:
    phone = Phone.of(room)
    data = {"lesson": room.lesson, "text": "Đã dạy chữ ký số", "heads": 34}

    assert phone.verdicts([operation("note", data)]) == ["done"]
    assert phone.verdicts([operation("note", {**data, "heads": "ba"})]) == ["refused"]
    assert phone.verdicts([operation("note", {"lesson": room.lesson, "text": "Mang điện thoại"})]) == ["done"]

    with room.app.app_context():
        lesson = db.session.get_one(Lesson, room.lesson_id)
        assert (lesson.heads, lesson.note, lesson.is_closed) == (34, "Mang điện thoại", False)
