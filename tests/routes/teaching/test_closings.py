"""The end of a lesson: heads are counted, Xong is pressed, the rest were absent; and the way back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.country.clock import shifted
from app.models import AuditEvent, Course, Job, Lesson, Role
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark
from tests.pages import Page, Pages, words
from tests.routes.teaching.conftest import colleague, signed_in


@pytest.fixture
def marked(room: Classroom) -> Classroom:
    """Two came, one of them late, one has leave; three nobody marked."""
    Phone.of(room).send([mark(room, 0), mark(room, 1, "late"), mark(room, 2, "excused")])
    return room


def close(page: Page, status: int = 200, **typed: str) -> Page:
    """Press Xong on the page that asks."""
    return page.form(action="/xong").submit(typed, status=status)


def lesson_of(room: Classroom) -> Lesson:
    with room.app.app_context():
        lesson = db.session.get_one(Lesson, room.lesson_id)
        db.session.refresh(lesson)
        db.session.expunge(lesson)
        return lesson


def test_before_it_is_closed_the_page_says_what_xong_will_mean(marked: Classroom, teacher: Pages) -> None:
    page = teacher.get(marked.address).follow("Xong")

    assert "Có mặt 2/6" in page.text
    assert "Vắng có phép 1, vắng 0, chưa ghi 3." in page.text
    assert page.follow("Xem 3 người chưa ghi").h1 == "Điểm danh buổi 1"


def test_a_lesson_of_another_day_to_come_is_asked_about_before_everybody_is_absent(
    marked: Classroom, teacher: Pages
) -> None:
    assert "Buổi này chưa tới" not in teacher.get(f"{marked.address}/xong").text
    with marked.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, marked.lesson_id)
        lesson.starts_at, lesson.ends_at = lesson.starts_at + timedelta(days=2), lesson.ends_at + timedelta(days=2)
    assert "Buổi này chưa tới" in teacher.get(f"{marked.address}/xong").text


def test_closed_the_unmarked_are_absent_and_nobody_was_marked(marked: Classroom, teacher: Pages) -> None:
    page = close(teacher.get(f"{marked.address}/xong"), heads="2", note="Bài 2, mang máy tính")

    assert page.h1 == "Buổi 1 đã xong"
    assert "Có mặt 2/6" in page.text
    assert "Vắng có phép 1, vắng 3." in page.text
    assert "Đếm được 2 người, điểm danh 2 người" in page.text
    assert "Bài 2, mang máy tính" in page.text
    assert marked.marks() == 3
    lesson = lesson_of(marked)
    assert (lesson.heads, lesson.rest_absent, lesson.closed_by_id) == (2, True, marked.account_id)


def test_heads_that_differ_are_told_once_and_then_kept_beside_the_marks(marked: Classroom, teacher: Pages) -> None:
    told = close(teacher.get(f"{marked.address}/xong"), status=422, heads="4")

    assert "Đếm được 4 người, điểm danh 2 người" in told.text
    assert not lesson_of(marked).is_closed

    done = close(told)
    assert "Đếm được 4 người, điểm danh 2 người" in done.text
    assert lesson_of(marked).heads == 4


def test_no_head_count_is_no_nought(marked: Classroom, teacher: Pages) -> None:
    page = close(teacher.get(f"{marked.address}/xong"), heads="")

    assert "Đếm được" not in page.text
    assert lesson_of(marked).heads is None


@pytest.mark.parametrize("heads", ["ba mươi", "-1", "3.5", "9" * 30, "²"])
def test_a_head_count_that_is_no_number_is_said_in_words(marked: Classroom, teacher: Pages, heads: str) -> None:
    page = close(teacher.get(f"{marked.address}/xong"), status=422, heads=heads)

    assert "Anh chị ghi một số, ví dụ 34." in page.text
    assert page.form(action="/xong").fields["heads"] == [heads]
    assert not lesson_of(marked).is_closed


def test_a_note_too_long_is_said_and_stays(marked: Classroom, teacher: Pages) -> None:
    page = close(teacher.get(f"{marked.address}/xong"), status=422, note="x" * 1001)

    assert "dài quá 1.000 chữ" in page.text
    assert page.form(action="/xong").fields["note"][0].strip() == "x" * 1001


def test_a_closed_roll_cannot_be_ticked_and_says_why(marked: Classroom, teacher: Pages) -> None:
    roll = teacher.get(marked.address)
    token = roll.forms()[-1].fields["csrf_token"]
    marked.close()

    page = teacher.post(marked.address, {"mark": f"present:{marked.people[5]}", "csrf_token": token}, 409)

    assert "mở lại buổi" in page.text
    assert marked.marks() == 3
    teacher.post(f"{marked.address}/hoan-tac", {"csrf_token": token}, 409)
    assert marked.marks() == 3


def test_the_instructor_reopens_on_the_same_day_and_closes_again(marked: Classroom, teacher: Pages) -> None:
    closed = close(teacher.get(f"{marked.address}/xong"))

    roll = closed.form(action="/mo-lai").submit()

    assert roll.h1 == "Điểm danh buổi 1"
    assert "Đã mở lại buổi" in roll.text
    assert not lesson_of(marked).rest_absent
    assert close(roll.follow("Xong")).h1 == "Buổi 1 đã xong"
    with marked.app.app_context():
        acts = [event.action for event in db.session.scalars(AuditEvent.about("lesson", marked.lesson))]
    assert acts[:3] == ["lesson.closed", "lesson.reopened", "lesson.closed"]


def test_a_day_later_only_the_officer_reopens(marked: Classroom, teacher: Pages) -> None:
    form = close(teacher.get(f"{marked.address}/xong")).form(action="/mo-lai")
    with shifted(timedelta(days=1)):
        page = teacher.get(marked.address)
        assert not [form for form in page.forms() if form.action.endswith("/mo-lai")]
        assert "cán bộ phụ trách" in form.submit(status=409).text
        assert lesson_of(marked).is_closed

        officer = colleague(marked, Role.OFFICER)
        asked = officer.get(marked.address).form(action="/mo-lai").submit(status=422)
        assert "ghi vì sao mở lại" in asked.text
        assert lesson_of(marked).is_closed
        roll = asked.form(action="/mo-lai").submit({"reason": "Phiếu giấy gửi tới sau"})
        closed = close(roll.follow("Xong"))

    assert "Phiếu giấy gửi tới sau" in closed.text


def test_midnight_in_vietnam_is_what_counts(marked: Classroom) -> None:
    lesson = lesson_of(marked)
    evening = clock.at_local(clock.today(), 23, 59)
    lesson.state, lesson.closed_at = "held", evening

    assert lesson.may_reopen(officer=False, now=evening + timedelta(seconds=59))
    assert not lesson.may_reopen(officer=False, now=evening + timedelta(seconds=60))
    assert lesson.may_reopen(officer=True, now=evening + timedelta(days=40))


def test_a_cancelled_lesson_is_closed_by_nobody(marked: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{marked.address}/xong")
    with marked.app.app_context(), immediate() as session:
        session.get_one(Lesson, marked.lesson_id).state = "cancelled"

    assert teacher.get(marked.address).h1 == "Buổi 1 đã hủy"
    assert teacher.get(f"{marked.address}/xong").h1 == "Buổi 1 đã hủy"
    token = page.form(action="/xong").fields["csrf_token"]
    teacher.post(marked.address, {"mark": f"present:{marked.people[5]}", "csrf_token": token}, 409)
    assert marked.marks() == 3
    assert "đã hủy" in close(page, status=409).text
    assert lesson_of(marked).state == "cancelled"


def test_who_came_without_a_seat_is_told_at_the_end(marked: Classroom, teacher: Pages) -> None:
    with marked.app.app_context(), immediate() as session:
        course = session.get_one(Course, marked.course_id)
        course.seats = course.seated
    typed = {"full_name": "Bế Văn Thim", "birth_year": "1957", "residential_group": marked.group_code}
    teacher.get(f"{marked.address}/them-nguoi").form(action="/them-nguoi").submit(typed)

    assert "1 người học thêm ngoài số chỗ" in close(teacher.get(f"{marked.address}/xong")).text


@pytest.mark.parametrize(("button", "kind"), [("In danh sách để ký", "sheet_before"), ("", "sheet_after")])
def test_a_sheet_is_asked_for_and_its_job_is_answered(
    marked: Classroom, teacher: Pages, button: str, kind: str
) -> None:
    page = teacher.get(f"{marked.address}/ket-qua")
    if not button:
        page, button = close(page.follow("Xong")), "In kết quả điểm danh"
    form = next(form for form in page.forms() if form.action.endswith("/phieu"))
    assert words(form.element.find("button")) == button

    answer = teacher.client.post(form.action, data=form.fields)

    assert answer.status_code == 303
    assert answer.location.startswith("/giang-vien/viec/")
    with marked.app.app_context():
        job = db.session.scalars(select(Job)).one()
        assert (job.kind, job.given["lesson"]) == (kind, str(marked.lesson_id))
        assert (job.unit_id, job.asked_by_id) == (marked.ward_id, marked.account_id)


def test_a_sheet_of_another_ward_is_404(marked: Classroom) -> None:
    other = make_classroom(marked.app, ["Ngô Hồng Quân"])
    stranger = signed_in(marked.app, other.token)
    token = stranger.get(other.address).forms()[-1].fields["csrf_token"]

    stranger.post(f"{marked.address}/phieu", {"which": "sau", "csrf_token": token}, 404)
    stranger.post(f"{marked.address}/mo-lai", {"csrf_token": token}, 404)
    stranger.post(f"{marked.address}/hoan-tac", {"csrf_token": token}, 404)
