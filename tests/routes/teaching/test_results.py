"""What is known of a lesson, before it is closed and after: counts, note, who closed it, and what was put right."""

import re
from datetime import timedelta

import pytest

from app.country import clock
from app.country.clock import shifted
from app.models import AuditEvent, Lesson, Role
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark
from tests.pages import Page, Pages
from tests.routes.teaching.conftest import colleague


def result(room: Classroom, browser: Pages) -> Page:
    return browser.get(f"{room.address}/ket-qua")


def lesson_of(room: Classroom) -> Lesson:
    with room.app.app_context():
        lesson = db.session.get_one(Lesson, room.lesson_id, populate_existing=True)
        db.session.expunge(lesson)
        return lesson


def person(room: Classroom, browser: Pages, place: int = 3) -> Page:
    return browser.get(f"{room.address}/nguoi/{room.people[place]}")


def test_until_it_is_closed_who_nobody_marked_is_unknown_and_not_absent(room: Classroom, teacher: Pages) -> None:
    Phone.of(room).send([mark(room, 0), mark(room, 1, "late")])

    page = teacher.get(room.address).follow("Ghi chú, ảnh, giấy ký")

    assert page.h1 == "Kết quả buổi 1"
    assert "Vắng có phép 0, vắng 0, chưa rõ 4." in page.text
    assert "Chưa rõ 4" in page.text
    room.close()
    assert "Vắng có phép 0, vắng 4." in result(room, teacher).text
    assert "hưa rõ" not in result(room, teacher).text


def test_while_more_may_come_the_figures_say_as_of_when_they_are(room: Classroom, teacher: Pages) -> None:
    said = r"Tính đến \w+\s\w+ \d\d/\d{1,2}/\d{4}, \d{1,2}\sgiờ"
    assert re.search(said, result(room, teacher).text), "a phone may show the copy that it saved"
    room.close()
    assert not re.search(said, result(room, teacher).text)


@pytest.mark.parametrize(("heads", "said"), [("4", "Trong phòng đông hơn 2 người"), ("1", "Danh sách ghi nhiều hơn 1")])
def test_heads_that_differ_say_what_to_do(room: Classroom, teacher: Pages, heads: str, said: str) -> None:
    Phone.of(room).send([mark(room, 0), mark(room, 1)])

    page = result(room, teacher).form(action="/ket-qua").submit({"heads": heads, "note": "Bài 1"})

    assert f"Đếm được {heads} người, điểm danh 2 người" in page.text
    assert said in page.text
    assert "Bài 1" in page.text
    assert lesson_of(room).heads == int(heads)


@pytest.mark.parametrize("heads", ["đông", "-1", pytest.param("0000000" + "9" * 20, id="zeros first")])
def test_a_count_that_is_none_is_said_and_nothing_is_stored(room: Classroom, teacher: Pages, heads: str) -> None:
    page = result(room, teacher).form(action="/ket-qua").submit({"heads": heads, "note": "Bài 1"}, status=422)
    assert "Anh chị ghi một số, ví dụ 34." in page.text
    form = page.form(action="/ket-qua")
    assert (form.fields["heads"], form.fields["note"]) == ([heads], ["Bài 1"])
    assert lesson_of(room).heads is None


def test_of_two_who_write_the_note_the_second_sees_both_and_the_first_stands(room: Classroom, teacher: Pages) -> None:
    mine = result(room, teacher).form(action="/ket-qua")
    result(room, colleague(room, Role.INSTRUCTOR)).form(action="/ket-qua").submit({"note": "Của người kia"})

    told = mine.submit({"note": "Của tôi"}, status=409)

    assert "Của người kia Của tôi" in told.text
    assert told.form(action="/ket-qua").fields["note"][0].strip() == "Của tôi"
    assert lesson_of(room).note == "Của người kia"
    told.form(action="/ket-qua").submit()
    assert lesson_of(room).note == "Của tôi"


def test_a_mark_that_came_after_the_closing_is_told_and_counts(room: Classroom, teacher: Pages) -> None:
    room.close()
    Phone.of(room).send([mark(room, 2, at=clock.now() - timedelta(minutes=20))])

    page = result(room, teacher)

    assert "còn gửi tới 1 lần ghi" in page.text
    assert "Có mặt 1/6" in page.text


def test_one_name_is_put_right_with_a_reason_and_the_lesson_stays_closed(room: Classroom, teacher: Pages) -> None:
    room.close()

    after = person(room, teacher).form(action="/sua").submit({"status": "present", "reason": "Có ký giấy"})

    assert "Có mặt 1/6" in after.text
    assert "Có ký giấy" in after.text
    assert "Có ký giấy" in person(room, teacher).text
    assert "Có ký giấy" not in person(room, teacher, 2).text
    assert room.statuses() == {room.people[3]: "present"}
    assert lesson_of(room).is_closed
    with room.app.app_context():
        event = db.session.scalars(AuditEvent.about("lesson", room.lesson)).first()
        assert event is not None
        assert (event.action, event.account_id) == ("attendance.corrected", room.account_id)


def test_without_a_reason_nothing_is_put_right(room: Classroom, teacher: Pages) -> None:
    room.close()

    asked = person(room, teacher).form(action="/sua").submit({"status": "present", "reason": " "}, status=422)

    assert "Anh chị ghi lý do" in asked.text
    assert room.marks() == 0


def test_the_next_day_it_is_the_officers_to_put_right(room: Classroom, teacher: Pages) -> None:
    room.close()
    form = person(room, teacher).form(action="/sua")
    with shifted(timedelta(days=1)):
        assert "cán bộ phụ trách" in form.submit({"status": "late", "reason": "Tới sau"}, status=409).text
        assert not [each for each in person(room, teacher).forms() if each.action.endswith("/sua")]
        officer = colleague(room, Role.OFFICER)
        person(room, officer).form(action="/sua").submit({"status": "late", "reason": "Tới sau"})

    assert room.statuses() == {room.people[3]: "late"}


def test_a_lesson_that_was_opened_meanwhile_is_marked_and_not_put_right(room: Classroom, teacher: Pages) -> None:
    room.close()
    form = person(room, teacher).form(action="/sua")
    with room.app.app_context(), immediate() as session:
        session.get_one(Lesson, room.lesson_id).reopen(officer=True, now=clock.now())

    page = form.submit({"status": "present", "reason": "Có ký giấy"})

    assert page.h1 == "Điểm danh buổi 1"
    assert room.marks() == 0


def test_where_two_phones_differed_both_words_stay_once_it_is_settled(room: Classroom, teacher: Pages) -> None:
    now = clock.now()
    Phone.of(room).send([mark(room, 0, "absent", now - timedelta(minutes=10)), mark(room, 1)])
    second = Phone.of(room)
    second.send([mark(room, 0, "present", now - timedelta(minutes=20))])
    assert "hai máy ghi khác nhau: Vắng / Có mặt, tính Vắng" in result(room, teacher).text

    second.send([mark(room, 0, "late")])

    told = result(room, teacher).text
    assert "hai máy ghi khác nhau: Đến muộn / Vắng / Có mặt, tính Đến muộn" in told
    assert told.count("hai máy ghi khác nhau") == 1
