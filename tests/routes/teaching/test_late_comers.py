"""Who took a seat after a lesson: on its pages beside its people, and in none of its figures until they are marked."""

from datetime import timedelta

from app.country import clock
from app.models import Course, Lesson, Registration, SignUpWay, Wishes
from app.web.database import immediate
from tests.classroom import Classroom, Phone, mark
from tests.factories import make_person
from tests.pages import Pages

NAME = "Vũ Đăng Khôi"


def two_days_ago(room: Classroom) -> None:
    """The lesson was the day before yesterday, and so were its people."""
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.starts_at, lesson.ends_at = (at - timedelta(days=2) for at in (lesson.starts_at, lesson.ends_at))
        for seat in session.scalars(Registration.of(room.course_id)):
            seat.created_at = seat.seated_at = lesson.starts_at - timedelta(days=2)


def joins(room: Classroom) -> str:
    """Somebody registers now; their public id."""
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        candidate = make_person(session, course.unit, NAME, 1960, add=False)
        ticket = Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.QR), clock.now())
        return session.scalars(Registration.on(ticket.id)).one().public_id


def test_on_a_roll_still_open_they_can_be_ticked_and_count_once_they_are(room: Classroom, teacher: Pages) -> None:
    two_days_ago(room)
    late = joins(room)

    page = teacher.get(room.address)
    assert "Có mặt 0/6" in page.text
    assert "Chưa ghi 6" in page.text
    assert "1960 · vào lớp sau buổi này" in page.text
    assert page.html.count("data-outside") == 1
    assert NAME not in teacher.get(f"{room.address}?loc=chua-ghi").text
    assert "chưa ghi 6" in teacher.get(f"{room.address}/xong").text
    assert Phone.of(room).verdicts([mark(room, late)]) == ["done"]
    assert "Có mặt 1/7" in teacher.get(room.address).text


def test_the_result_names_them_apart_and_leads_to_a_correction(room: Classroom, teacher: Pages) -> None:
    two_days_ago(room)
    Phone.of(room).send([mark(room, 0)])
    room.close()
    before = teacher.get(f"{room.address}/ket-qua").text
    late = joins(room)

    page = teacher.get(f"{room.address}/ket-qua")
    assert "Có mặt 1/6" in page.text
    assert "Vắng có phép 0, vắng 5." in page.text
    assert "1 người vào lớp sau buổi này" in page.text
    assert page.text.startswith(before[:40])
    person = teacher.get(f"{room.address}/nguoi/{late}")
    assert "Vào lớp sau buổi này, nên không tính vắng." in person.text
    person.form(action="/sua").submit({"status": "present", "reason": "có ký giấy"})
    page = teacher.get(f"{room.address}/ket-qua")
    assert "Có mặt 2/7" in page.text
    assert "vào lớp sau buổi này" not in page.text


def test_the_lists_of_lessons_count_who_was_in_class(room: Classroom, teacher: Pages) -> None:
    two_days_ago(room)
    Phone.of(room).send([mark(room, 0)])
    room.close()
    joins(room)

    assert "Có mặt 1/6" in teacher.get("/giang-vien").text


def test_a_tick_made_without_a_line_brings_them_into_a_closed_lesson(room: Classroom, teacher: Pages) -> None:
    two_days_ago(room)
    late = joins(room)
    pressed = clock.now()
    room.close()

    assert Phone.of(room).verdicts([mark(room, late, at=pressed)]) == ["done"]
    assert "Có mặt 1/7" in teacher.get(f"{room.address}/ket-qua").text
