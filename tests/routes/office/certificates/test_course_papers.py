"""The papers of a class on one page: what can be printed today, and what waits."""

from datetime import timedelta

import pytest

from app.country import clock
from app.models import CourseState
from tests.factories import make_approved_list, make_attended_course, make_course
from tests.routes.office.conftest import Office
from tests.statements import counted


def test_a_draft_has_no_papers(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)

    page = office.as_officer().get("/van-phong/lop/DEM1/giay-to")

    assert "Chưa có giấy tờ nào" in page.text


def test_a_class_ahead_has_its_poster_and_the_lists_to_sign(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", lessons=2)

    page = office.as_leader().get("/van-phong/lop/DEM1").follow("Giấy tờ")

    assert "Áp phích và mã QR" in page.text
    assert page.text.count("Danh sách ký tay") == 2
    assert "Kết quả điểm danh" not in page.text


def test_after_the_lessons_there_are_the_marks_and_the_certificates(office: Office) -> None:
    with office.write() as session:
        course = make_attended_course(session, office.here(session), people=2, lessons=2, code="DEM5")
        make_approved_list(session, course)

    page = office.as_officer().get("/van-phong/lop/DEM5/giay-to")

    assert page.text.count("Kết quả điểm danh") == 2
    assert "Giấy đã cấp" in page.text


@pytest.mark.parametrize("lessons", [1, 12])
def test_the_page_asks_the_database_as_often_for_one_lesson_as_for_twelve(office: Office, lessons: int) -> None:
    first = clock.now() - timedelta(days=1)
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", lessons=lessons, first=first)
    browser = office.as_officer()

    with counted() as seen:
        browser.get("/van-phong/lop/DEM1/giay-to")

    assert len(seen) <= 8, seen
