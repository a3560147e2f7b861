"""Lessons: one more, moved, called off."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.models import CourseState, Job, JobState, LessonState, Role, RoleGrant
from app.models.learning import substitution
from tests.factories import make_account, make_attended_course, make_course, make_place, make_registration
from tests.pages import Page, words
from tests.routes.office.conftest import Office

LATER = clock.today() + timedelta(days=40)


def test_one_more_lesson_is_proposed_a_week_after_the_last(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", lessons=2, state=CourseState.DRAFT)
        last = clock.local(course.lessons[-1].starts_at)

    form = office.as_officer().get("/van-phong/lop/DEM1").follow("Thêm buổi học").form("/buoi/moi")
    assert form.fields["first_day"] == [formats.date(last.date() + timedelta(weeks=1))]
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


def test_several_lessons_are_added_by_a_pattern(office: Office) -> None:
    monday = LATER - timedelta(days=LATER.weekday())
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", lessons=1)

    form = office.as_officer().get("/van-phong/lop/DEM1/buoi/moi").form("/buoi/moi")
    page = form.submit({"first_day": formats.date(monday), "weekdays": ["1", "3"], "lessons": "3", "on_holidays": "y"})

    assert "Đã thêm 3 buổi, từ buổi 2." in page.text
    lessons = office.course("DEM1").lessons[1:]
    assert [(clock.local(lesson.starts_at).date() - monday).days for lesson in lessons] == [1, 3, 8]
    assert [lesson.number for lesson in lessons] == [2, 3, 4]
    assert office.acts("DEM1") == ["lesson.added"]


def test_who_has_registered_is_to_be_told_of_a_move(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", title="Bình dân học AI")
        make_registration(session, course)
        make_registration(session, course, "Hoàng Thị Hoa")
    form = office.as_officer().get("/van-phong/lop/DEM1/buoi/2/sua").form("/buoi/2/sua")

    page = form.submit({"day": formats.date(LATER), "starts": "14:00"})

    assert page.h1 == "Đổi giờ hoặc nơi học"
    assert "2 người cần được báo" in page.text
    assert "Đã ghi giờ mới của buổi 2." in page.text
    assert f"{formats.weekday_date(LATER)}, 14 giờ" in words(page.all("textarea")[0])


def test_a_lesson_with_a_substitute_moves_with_their_days(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        course = make_course(session, ward, code="DEM1")
        other = make_account(session, ward, Role.INSTRUCTOR)
        substitution.appoint(session, course.lessons[1], other, day=clock.today(), now=clock.now())

    form = office.as_officer().get("/van-phong/lop/DEM1/buoi/2/sua").form("/buoi/2/sua")
    form.submit({"day": formats.date(LATER)})

    with office.read() as session:
        grants = session.scalars(RoleGrant.instructors_of([course.id], LATER)).all()
        assert [grant.account_id for grant in grants] == [other.id]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Anh chị ghi ngày"),
        ({"starts": "25 giờ"}, "chưa phải một giờ"),
        ({"minutes": "5"}, "Anh chị ghi một số từ 15 đến 600."),
        ({"place": "elsewhere"}, "Nơi này không còn trong danh sách."),
    ],
)
def test_what_is_wrong_is_said(office: Office, changes: dict[str, str], sentence: str) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    pages = office.as_officer()

    form = pages.get("/van-phong/lop/DEM1/buoi/1/sua").form("/buoi/1/sua")
    assert sentence in form.submit(changes, status=422).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_day": ""}, "Anh chị ghi ngày"),
        ({"first_day": "01/01/2020"}, "Ngày này đã qua."),
        ({"lessons": "0"}, "Anh chị ghi một số từ 1 đến 60."),
        ({"place": "elsewhere"}, "Nơi này không còn trong danh sách."),
    ],
)
def test_what_is_wrong_with_more_lessons_is_said(office: Office, changes: dict[str, str], sentence: str) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")

    form = office.as_officer().get("/van-phong/lop/DEM1/buoi/moi").form("/buoi/moi")
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

    assert "Có người vừa sửa trước anh chị" in page.text
    assert ["Bắt đầu lúc", "8 giờ", "9 giờ"] in rows_of(page)
    assert formats.time(office.course("DEM1").lessons[0].starts_at) == "8 giờ"
    again = page.form("/buoi/1/sua")
    assert again.fields["starts"] == ["9 giờ"]
    again.submit()
    assert formats.time(office.course("DEM1").lessons[0].starts_at) == "9 giờ"


def rows_of(page: Page) -> list[list[str]]:
    """The rows of the page's tables, each as the words of its cells."""
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in page.all("tr")]


def test_a_lesson_is_called_off_with_a_reason_and_set_again(office: Office) -> None:
    with office.write() as session:
        make_registration(session, make_course(session, office.here(session), code="DEM1"))
    pages = office.as_officer()
    form = pages.get("/van-phong/lop/DEM1/buoi/2/huy").form("/buoi/2/huy")
    assert "Anh chị chưa ghi dòng này." in form.submit({"reason": " "}, status=422).text

    page = form.submit({"reason": "Giảng viên ốm."})

    assert "Đã hủy buổi 2." in page.text
    assert "1 người cần được báo" in page.text
    assert "Lý do: Giảng viên ốm" in words(page.all("textarea")[0])
    lesson = office.course("DEM1").lessons[1]
    assert (lesson.state, lesson.cancelled_reason) == (LessonState.CANCELLED, "Giảng viên ốm.")
    course = pages.get("/van-phong/lop/DEM1")
    assert "Không học" in course.text
    assert "Giảng viên ốm." in course.text

    pages.get("/van-phong/lop/DEM1/buoi/2/sua").form("/buoi/2/sua").submit({"day": formats.date(LATER)})
    assert office.course("DEM1").lessons[1].state == LessonState.PLANNED
    assert office.acts("DEM1") == ["lesson.called_off", "lesson.moved"]


def test_called_off_twice_the_first_reason_stands(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    form = office.as_officer().get("/van-phong/lop/DEM1/buoi/2/huy").form("/buoi/2/huy")

    form.submit({"reason": "Giảng viên ốm"})
    form.submit({"reason": "Mưa lũ"})

    assert office.course("DEM1").lessons[1].cancelled_reason == "Giảng viên ốm"
    assert office.acts("DEM1") == ["lesson.called_off"]


def test_a_lesson_that_was_held_is_neither_moved_nor_called_off(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM5")
    pages = office.as_officer()

    for path, changes in (("/buoi/1/huy", {"reason": "Mưa lũ"}), ("/buoi/1/sua", {"starts": "5:00"})):
        page = pages.get(f"/van-phong/lop/DEM5{path}").form(path).submit(changes)
        assert "Buổi 1 đã học xong, không đổi và không hủy được." in page.text

    assert office.course("DEM5").lessons[0].state == LessonState.HELD
    assert office.acts("DEM5") == []
