"""What the office is told of phones that saved a lesson, before it changes the lesson or certifies it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Lesson, OfflineRoll, Phone, Role
from tests.factories import make_account, make_attended_course, make_course
from tests.routes.office.conftest import Office


def saved_by(session: Session, account: Account, lesson: Lesson, waiting: int = 0) -> None:
    """A phone of somebody holds a lesson's roll."""
    now = clock.now()
    phone = Phone.heard(
        session,
        account_id=account.id,
        device=f"phone of {account.id}",
        kind="Chrome, Android",
        waiting=waiting,
        refused=0,
        now=now,
    )
    OfflineRoll.hold(session, phone, [lesson.id], now)


@pytest.mark.parametrize("page", ["sua", "huy"])
def test_before_a_lesson_is_changed_the_phones_that_hold_it_are_named(office: Office, page: str) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR, full_name="Vũ Thị Hạnh")
        saved_by(session, teacher, course.lessons[1])
    shown = office.as_officer().get(f"/van-phong/lop/DEM1/buoi/2/{page}").text
    assert "1 máy đã tải sẵn buổi này" in shown
    assert "Vũ Thị Hạnh" in shown
    assert "máy đã tải sẵn" not in office.as_officer().get(f"/van-phong/lop/DEM1/buoi/1/{page}").text


def test_many_phones_do_not_push_the_form_away(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
        for name in ("Vũ Thị Hạnh", "Lò Văn Inh", "Y Bhăm", "Đỗ Tiến Đạt", "Sùng A Páo"):
            saved_by(session, make_account(session, office.here(session), full_name=name), course.lessons[1])
    shown = office.as_officer().get("/van-phong/lop/DEM1/buoi/2/sua")
    assert "5 máy đã tải sẵn buổi này" in shown.text
    before, after = shown.html.split("Xem 2 máy nữa")
    assert (before.count("Chrome, Android"), after.count("Chrome, Android")) == (3, 2)


def test_a_list_may_go_to_the_leader_while_phones_are_silent_and_says_so(office: Office) -> None:
    with office.write() as session:
        course = make_attended_course(session, office.here(session), code="DEM5")
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR)
        saved_by(session, teacher, course.lessons[0], waiting=3)
    page = office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet")
    assert "Buổi 1 còn máy chưa báo đã gửi hết" in page.text
    page = page.form("/trinh-duyet").submit()
    assert office.acts("DEM5") == ["approval.submitted"]


def test_a_phone_that_reported_is_not_told_of(office: Office) -> None:
    with office.write() as session:
        course = make_attended_course(session, office.here(session), code="DEM5")
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR)
        saved_by(session, teacher, course.lessons[0])
        phone = session.scalars(Phone.of(teacher.id, f"phone of {teacher.id}")).one()
        OfflineRoll.report(session, phone, clock.now() + timedelta(minutes=1))
    assert "chưa báo đã gửi hết" not in office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").text
