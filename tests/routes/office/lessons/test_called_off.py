"""What calling off or moving a lesson takes from its people is said before the press, and is what then happened."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import Attendance, AttendanceMark, Course, Lesson, LessonState, Mark
from app.models.learning.standing import learner_statuses
from tests.factories import make_attended_course, make_course, make_registration
from tests.pages import Page
from tests.routes.office.conftest import Office

NAMES = ("Hoàng Thị Hoa", "Bế Thị Cúc", "Ma Văn Din")
HUY, SUA = "/van-phong/lop/DEM1/buoi/3/huy", "/van-phong/lop/DEM1/buoi/3/sua"


def mark(session: Session, course: Course, number: int, seats: dict[int, str]) -> None:
    """Some statuses at a lesson, by registration."""
    at = course.lessons[number - 1].starts_at + timedelta(minutes=5)
    marks = [Mark(str(uuid.uuid4()), seat, status, at, at, "phone") for seat, status in seats.items()]
    Attendance.record(session, course.lessons[number - 1], marks, by_id=None, now=at)


def lesson_of_five(office: Office, **given: object) -> None:
    """Two of five lessons are over: Hoa came to both, Cúc missed one, Din both; four are needed."""
    with office.write() as session:
        first = clock.now() - timedelta(days=14, hours=1)
        course = make_course(session, office.here(session), code="DEM1", first=first, lessons=5, **given)
        seats = [make_registration(session, course, name).id for name in NAMES]
        mark(session, course, 1, dict(zip(seats, ("present", "present", "absent"), strict=True)))
        mark(session, course, 2, dict(zip(seats, ("present", "absent", "absent"), strict=True)))
        for lesson in course.lessons[:2]:
            lesson.close(by=office.officer, now=lesson.ends_at)


def out_of_reach(office: Office) -> list[str]:
    with office.read() as session:
        rows = learner_statuses(session, office.course("DEM1"))
        return [row.registration.person.full_name for row in rows if row.out_of_reach]


def asked(page: Page, name: str) -> list[str]:
    """The answers that a page offers to one of its questions."""
    return [each.get("value") or "" for each in page.all("input") if each.get("name") == name]


def pressed(office: Office, **changes: str) -> Page:
    return office.as_officer().get(HUY).form("/huy").submit({"reason": "Giảng viên ốm", **changes})


def test_calling_off_names_who_can_no_longer_reach_the_certificate(office: Office) -> None:
    lesson_of_five(office)
    assert out_of_reach(office) == ["Ma Văn Din"]

    page = office.as_officer().get(HUY)

    assert "1 người không còn đủ buổi" in page.text
    assert "Bế Thị Cúc" in page.text
    assert "Ma Văn Din" not in page.text  # out of reach already
    assert "cần 3/4 buổi (75%), 2 người còn đạt, 0 người không" in page.text
    assert "cần 4/4 buổi (80%), 1 người còn đạt, 1 người không; 1 người không đạt dù còn hay bỏ buổi này" in page.text
    assert "2 người còn đạt, 0 người không; 1 người không đạt" in page.text
    assert asked(page, "rule") == ["keep", "share"]
    assert "Anh chị chọn" in page.form("/huy").submit({"reason": "Giảng viên ốm"}, status=422).text
    assert office.course("DEM1").lessons[2].state == LessonState.PLANNED


def test_the_share_may_stay_and_takes_from_whom_the_page_named(office: Office) -> None:
    lesson_of_five(office)
    pressed(office, rule="share")
    assert sorted(out_of_reach(office)) == ["Bế Thị Cúc", "Ma Văn Din"]
    assert office.course("DEM1").certificate_share == 80


def test_as_many_lessons_may_be_missed_as_before(office: Office) -> None:
    lesson_of_five(office)
    page = pressed(office, rule="keep")
    assert out_of_reach(office) == ["Ma Văn Din"]
    course = office.course("DEM1")
    assert (course.certificate_share, course.lessons_needed) == (75, 3)
    assert "Đã hủy buổi 3." in page.text
    assert "mức cấp giấy" in office.as_officer().get("/van-phong/lop/DEM1/lich-su").text


@pytest.mark.parametrize(
    ("share", "lessons", "kept"), [(80, 5, 75), (80, 6, None), (75, 4, 66), (50, 4, 33), (100, 3, None)]
)
def test_who_loses_nothing_is_asked_nothing(office: Office, share: int, lessons: int, kept: int | None) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", lessons=lessons, certificate_share=share)
        make_registration(session, course)

    page = office.as_officer().get(HUY)

    assert bool(asked(page, "rule")) == (kept is not None)
    page.form("/huy").submit({"reason": "Mưa lũ", **({"rule": "keep"} if kept else {})})
    assert office.course("DEM1").certificate_share == (kept or share)


def marked_lesson(office: Office) -> None:
    """A lesson that began an hour ago, one of three marked as present, one as absent; nobody closed it."""
    with office.write() as session:
        first = clock.now() - timedelta(days=14, hours=1)
        course = make_course(session, office.here(session), code="DEM1", first=first, certificate_share=50)
        came, missed, _unmarked = (make_registration(session, course, name).id for name in NAMES)
        mark(session, course, 3, {came: "present", missed: "absent"})


def marks_there(office: Office) -> list[str]:
    """What stands at the lesson, of each person."""
    with office.read() as session:
        wanted = select(Attendance.status).join(Lesson).where(Lesson.number == 3)
        return sorted(session.scalars(wanted))


@pytest.mark.parametrize("path", [HUY, SUA])
def test_marks_of_a_lesson_are_kept_or_dropped_as_chosen(office: Office, path: str) -> None:
    marked_lesson(office)
    changes = {"reason": "Mưa lũ"} if path == HUY else {"day": formats.date(clock.today() + timedelta(days=2))}
    pages = office.as_officer()

    page = pages.get(path)
    assert "đã ghi 1 người có mặt, 1 người vắng" in page.text
    assert asked(page, "marks") == ["keep", "drop"]
    form = page.form(path.rpartition("/")[2])
    changes |= {"rule": "share"} if asked(page, "rule") else {}
    assert "Anh chị chọn" in form.submit(changes, status=422).text

    form.submit({**changes, "marks": "keep"})
    assert marks_there(office) == ["absent", "present"]
    assert "bỏ điểm danh" not in pages.get("/van-phong/lop/DEM1/lich-su").text


@pytest.mark.parametrize("path", [HUY, SUA])
def test_dropped_marks_are_undone_by_marks(office: Office, path: str) -> None:
    marked_lesson(office)
    changes = {"reason": "Mưa lũ"} if path == HUY else {"day": formats.date(clock.today() + timedelta(days=2))}
    page = office.as_officer().get(path)
    changes |= {"rule": "share"} if asked(page, "rule") else {}

    page.form(path.rpartition("/")[2]).submit({**changes, "marks": "drop"})

    assert marks_there(office) == ["unmarked", "unmarked"]
    with office.read() as session:
        words = [each.status for each in session.scalars(select(AttendanceMark).order_by(AttendanceMark.received_at))]
    assert sorted(words) == ["absent", "present", "unmarked", "unmarked"]
    assert "số người bỏ điểm danh 2" in office.as_officer().get("/van-phong/lop/DEM1/lich-su").text


def test_a_lesson_without_marks_is_asked_nothing_of_marks(office: Office) -> None:
    lesson_of_five(office)
    for path in (HUY, SUA):
        assert asked(office.as_officer().get(path), "marks") == []


def test_more_lessons_and_another_rule_name_who_loses_and_take_a_second_press(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM1", lessons=5, people=2, seldom=1)
    pages = office.as_officer()

    page = pages.get("/van-phong/lop/DEM1/sua").form("/sua").submit({"certificate_share": "20"})
    assert "không còn đủ buổi" not in page.text
    form = pages.get("/van-phong/lop/DEM1/sua").form("/sua")
    page = form.submit({"certificate_share": "40"}, status=422)
    assert "1 người không còn đủ buổi" in page.text
    assert office.course("DEM1").certificate_share == 20
    page.form("/sua").submit()
    assert office.course("DEM1").certificate_share == 40

    page = pages.get("/van-phong/lop/DEM1/buoi/moi").form("/buoi/moi").submit({"lessons": "9"}, status=422)
    assert "2 người không còn đủ buổi" in page.text
    assert len(office.course("DEM1").lessons) == 5
    page.form("/buoi/moi").submit()
    assert len(office.course("DEM1").lessons) == 14


def test_a_lesson_set_again_names_who_had_enough_without_it(office: Office) -> None:
    with office.write() as session:
        course = make_attended_course(
            session, office.here(session), code="DEM1", lessons=3, people=2, certificate_share=100
        )
        course.lessons[2].reopen(officer=True, now=clock.now())
        course.lessons[2].call_off("Mưa lũ")
        for mark in session.scalars(select(Attendance).where(Attendance.lesson_id == course.lessons[2].id)):
            mark.status = "unmarked"
    form = office.as_officer().get(SUA).form("/sua")
    page = form.submit({"day": formats.date(clock.today() + timedelta(days=2))}, status=422)
    assert "2 người không còn đủ buổi" in page.text
    page.form("/sua").submit()
    assert office.course("DEM1").lessons[2].state == LessonState.PLANNED
