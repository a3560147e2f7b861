"""Who joined a class after lessons were held: what the office, the certificate list and their ticket say of these."""

import csv
import io
from datetime import timedelta

import pytest

from app.country import clock
from app.models import Attendance, Mark, Registration, Role, SignUpWay, Wishes
from tests.factories import make_account, make_course, make_person, make_registration
from tests.pages import Pages
from tests.routes.office.conftest import Office

NAME = "Vũ Đăng Khôi"


@pytest.fixture
def ticket(office: Office) -> str:
    """A class of three lessons, two of them held; one person came to both, one joined before the second and came to it.
    The token of the second one."""
    with office.write() as session:
        ward = office.here(session)
        course = make_course(session, ward, code="DEM4", first=clock.now() - timedelta(days=10), lessons=3)
        first, second, _third = course.lessons
        early = make_registration(session, course, "Nông Văn Thim")
        candidate = make_person(session, ward, NAME, 1960, add=False)
        made = Registration.register(
            session, course.id, candidate, Wishes(way=SignUpWay.QR), first.ends_at + timedelta(days=1)
        )
        late = session.scalars(Registration.on(made.id)).one()
        teacher = make_account(session, ward, Role.INSTRUCTOR, course=course)
        for lesson, seats in ((first, [early]), (second, [early, late])):
            at = lesson.starts_at + timedelta(minutes=5)
            marks = [Mark(f"{lesson.id}-{seat.id}", seat.id, "present", at, at, "phone") for seat in seats]
            Attendance.record(session, lesson, marks, by_id=teacher.id, now=at)
            lesson.close(by=teacher, now=lesson.ends_at)
        return made.token


def test_the_office_counts_who_was_in_class_at_each_lesson(office: Office, ticket: str) -> None:
    page = office.as_officer().get("/van-phong/lop/DEM4")

    assert "Có mặt 1/1" in page.text
    assert "Có mặt 2/2" in page.text
    assert "100%" in office.as_officer().get("/van-phong/lop").text


def test_the_table_says_apart_which_lessons_were_before_they_joined(office: Office, ticket: str) -> None:
    page = office.as_officer().get("/van-phong/lop/DEM4/diem-danh")

    assert "chưa vào lớp khi học buổi 1" in page.text
    assert "vắng buổi" not in page.text
    sheet = office.as_officer().get("/van-phong/lop/DEM4/diem-danh.csv").response.get_data(as_text=True)
    rows = {row[1].lstrip("'"): row for row in csv.reader(io.StringIO(sheet)) if len(row) > 5}
    assert rows[NAME][4:7] == ["", "Có mặt", ""]
    assert rows[NAME][7:9] == ["1", "3"]


def test_the_certificate_list_asks_for_the_share_of_all_lessons_and_says_why(office: Office, ticket: str) -> None:
    with office.write() as session:
        course = office.course("DEM4")
        lesson = session.merge(course.lessons[2])
        lesson.starts_at, lesson.ends_at = (at - timedelta(days=5) for at in (lesson.starts_at, lesson.ends_at))
        lesson.close(by=session.merge(office.officer), now=lesson.ends_at)
    page = office.as_officer().get("/van-phong/lop/DEM4/trinh-duyet")

    assert "1/3 buổi" in page.text
    assert "vắng 1 buổi không phép, 1 buổi học khi chưa vào lớp, cần 3/3" in page.text
    assert "Buổi 1: không ở trong lớp" in page.text


def test_a_ticket_names_no_absence_before_the_person_joined(office: Office, ticket: str) -> None:
    page = Pages(office.app.test_client()).get(f"/v/{ticket}")

    assert "Đã học 1/1 buổi, cả khóa 3 buổi" in page.text
    assert "Buổi 1: chưa vào lớp" in page.text
    assert "vắng" not in page.text.lower().replace("báo vắng", "")
