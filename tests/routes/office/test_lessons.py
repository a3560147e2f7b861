"""Lessons: one more, moved, called off."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, formats
from app.models import CourseState, Job, JobState, LessonState
from tests.factories import make_attended_course, make_course, make_place
from tests.routes.office.conftest import Office

LATER = clock.today() + timedelta(days=40)


def test_one_more_lesson_is_proposed_a_week_after_the_last(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", lessons=2, state=CourseState.DRAFT)
        last = clock.local(course.lessons[-1].starts_at)

    form = office.as_officer().get("/van-phong/lop/DEM1").follow("Thêm một buổi").form("/buoi/moi")
    assert form.fields["day"] == [formats.date(last.date() + timedelta(weeks=1))]
    page = form.submit({"starts": "8 giờ"})

    assert "Đã thêm buổi 3." in page.text
    lesson = office.course("DEM1").lessons[2]
    assert lesson.number == 3
    assert clock.local(lesson.starts_at).date() == last.date() + timedelta(weeks=1)
    assert formats.time_range(lesson.starts_at, lesson.ends_at) == "8 giờ đến 9 giờ 30"
    assert office.course("DEM1").version == 2
    assert office.acts("DEM1") == ["lesson.added"]


def test_a_lesson_is_moved_to_another_day_and_place(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
        hall = make_place(session, office.here(session), "Hội trường Ủy ban nhân dân phường")

    form = office.as_officer().get("/van-phong/lop/DEM1/buoi/2/sua").form("/buoi/2/sua")
    page = form.submit({"day": formats.date(LATER), "starts": "14:00", "minutes": "120", "place": hall.code})

    lesson = office.course("DEM1").lessons[1]
    assert formats.moment(lesson.starts_at) == f"{formats.weekday_date(LATER)}, 14 giờ"
    assert formats.time(lesson.ends_at) == "16 giờ"
    assert "Hội trường Ủy ban nhân dân phường" in page.text
    assert office.acts("DEM1") == ["lesson.moved"]
    assert office.course("DEM1").version == 2  # the poster on the wall says the old day: a new one is drawn
    with office.read() as session:
        poster = session.scalars(select(Job).where(Job.kind == "poster")).one()
        assert (poster.given["version"], poster.state) == ("2", JobState.DONE)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Anh chị ghi ngày học"),
        ({"starts": "25 giờ"}, "chưa phải một giờ"),
        ({"minutes": "5"}, "Anh chị ghi một số từ 15 đến 600."),
        ({"place": "elsewhere"}, "Nơi này không còn trong danh sách."),
    ],
)
def test_what_is_wrong_is_said(office: Office, changes: dict[str, str], sentence: str) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    pages = office.as_officer()

    for path in ("/buoi/moi", "/buoi/1/sua"):
        form = pages.get(f"/van-phong/lop/DEM1{path}").form(path)
        assert sentence in form.submit(changes, status=422).text


def test_two_officers_move_lessons_the_second_is_told(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    first = office.as_officer().get("/van-phong/lop/DEM1/buoi/1/sua").form("/buoi/1/sua")
    second = office.as_officer().get("/van-phong/lop/DEM1/buoi/1/sua").form("/buoi/1/sua")
    third = office.as_officer().get("/van-phong/lop/DEM1/buoi/moi").form("/buoi/moi")

    first.submit({"starts": "8 giờ"})
    page = second.submit({"starts": "9 giờ"}, status=409)
    assert "Có người vừa sửa lớp này" in third.submit(status=409).text

    assert "Có người vừa sửa lớp này" in page.text
    assert "8 giờ" in page.text
    assert formats.time(office.course("DEM1").lessons[0].starts_at) == "8 giờ"
    again = page.form("/buoi/1/sua")
    assert again.fields["starts"] == ["9 giờ"]
    again.submit()
    assert formats.time(office.course("DEM1").lessons[0].starts_at) == "9 giờ"


def test_a_lesson_is_called_off_and_set_again(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    pages = office.as_officer()

    page = pages.get("/van-phong/lop/DEM1").form("/buoi/2/huy").submit()
    assert "Đã hủy buổi 2." in page.text
    assert "Không học" in page.text
    assert office.course("DEM1").lessons[1].state == LessonState.CANCELLED

    pages.get("/van-phong/lop/DEM1/buoi/2/sua").form("/buoi/2/sua").submit({"day": formats.date(LATER)})
    assert office.course("DEM1").lessons[1].state == LessonState.PLANNED


def test_a_lesson_that_was_held_is_not_called_off(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM5")
    pages = office.as_officer()
    token = pages.get("/van-phong/lop/DEM5").forms()[0].fields["csrf_token"]

    page = pages.post("/van-phong/lop/DEM5/buoi/1/huy", {"csrf_token": token})

    assert "Buổi 1 đã học xong, không hủy được." in page.text
    assert office.course("DEM5").lessons[0].state == LessonState.HELD
