"""Somebody else teaches one lesson: appointed by the office or the instructor, seen in their day, called back."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.country.clock import shifted
from app.models import Account, AuditEvent, Course, Lesson, Role, RoleGrant
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_account, make_course, make_sign_in
from tests.pages import Page, Pages, words
from tests.routes.office.conftest import Office
from tests.routes.teaching.conftest import colleague, signed_in


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson under way, with an instructor of the course's own."""
    return make_classroom(app)


def address(room: Classroom, number: int = 1) -> str:
    return f"/van-phong/lop/{room.course_code}/buoi/{number}/day-thay"


@pytest.fixture
def other(room: Classroom) -> tuple[str, str]:
    """An instructor of another course of the ward: public id, and a sign-in."""
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        elsewhere = make_course(session, unit, title="Lớp khác")
        account = make_account(session, unit, Role.INSTRUCTOR, course=elsewhere, full_name="Tạ Đăng Nguyên")
        return account.public_id, make_sign_in(session, account)


def appoint(room: Classroom, browser: Pages, public_id: str, number: int = 1, status: int = 200) -> Page:
    page = browser.get(address(room, number))
    return page.form(button="Giao dạy thay").submit({"account": public_id}, status=status)


def substitute_of(room: Classroom) -> str:
    with room.app.app_context():
        lesson = db.session.get_one(Lesson, room.lesson_id, populate_existing=True)
        return lesson.substitute.full_name if lesson.substitute else ""


def test_the_officer_appoints_and_they_find_that_lesson_in_their_day(room: Classroom, other: tuple[str, str]) -> None:
    room.begin()
    substitute = signed_in(room.app, other[1])
    substitute.get(room.address, 404)

    page = appoint(room, colleague(room, Role.OFFICER), other[0])

    assert "Tạ Đăng Nguyên dạy thay buổi này" in page.text
    mine = substitute.get("/giang-vien")
    assert "Dạy thay" in mine.text
    assert "Có mặt 0/6" in mine.text
    assert f"{room.address.replace('buoi/1', 'buoi/2')}" not in mine.html
    assert substitute.get(room.address).h1 == "Điểm danh buổi 1"
    with room.app.app_context():
        event = db.session.scalars(AuditEvent.about("lesson", room.lesson)).first()
        assert event is not None
        assert event.action == "lesson.substitute_appointed"


def test_the_courses_own_instructor_appoints_from_the_result_and_sees_who_it_is(
    room: Classroom, other: tuple[str, str]
) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        token = make_sign_in(session, make_account(session, course.unit, Role.INSTRUCTOR, course=course))
    teacher = signed_in(room.app, token)

    page = teacher.get(f"{room.address}/ket-qua").follow("Giao người dạy thay")
    page.form(button="Giao dạy thay").submit({"account": other[0]})

    start = teacher.get("/giang-vien").text
    assert "Người khác dạy thay" in start
    assert "Tạ Đăng Nguyên" not in start, "a phone keeps this page, and it names nobody (docs/decisions/0073)"
    assert "Tạ Đăng Nguyên dạy thay" in teacher.get(room.address).text


def test_called_back_the_roll_is_closed_to_them(room: Classroom, other: tuple[str, str]) -> None:
    officer = colleague(room, Role.OFFICER)
    appoint(room, officer, other[0])

    officer.get(address(room)).form(action="/thoi").submit()

    assert substitute_of(room) == ""
    signed_in(room.app, other[1]).get(room.address, 404)


def test_after_a_week_the_roll_is_closed_to_them_too(room: Classroom, other: tuple[str, str]) -> None:
    appoint(room, colleague(room, Role.OFFICER), other[0])
    with room.app.app_context(), immediate() as session:
        day = clock.local(session.get_one(Lesson, room.lesson_id).starts_at).date()
        grants = session.query(RoleGrant).filter(RoleGrant.until.is_not(None)).order_by(RoleGrant.id.desc())
        grant = grants.first()
        assert grant is not None
        assert (grant.since, grant.until) == (day - timedelta(days=1), day + timedelta(days=7))
    with shifted(timedelta(days=8)):
        account = signed_in(room.app, other[1])
        account.get(room.address, 404)


def test_a_substitute_appoints_nobody(room: Classroom, other: tuple[str, str]) -> None:
    appoint(room, colleague(room, Role.OFFICER), other[0])
    substitute = signed_in(room.app, other[1])

    substitute.get(address(room), 404)
    assert "dạy thay" in substitute.get(room.address).text
    assert "Giao người dạy thay" not in substitute.get(f"{room.address}/ket-qua").links()


def test_nobody_and_a_stranger_are_refused_in_words(room: Classroom, other: tuple[str, str]) -> None:
    officer = colleague(room, Role.OFFICER)
    page = officer.get(address(room))
    form = page.form(button="Giao dạy thay")

    assert "Anh chị chọn một người." in form.submit({"account": None}, status=422).text
    assert "không dạy thay được nữa" in form.submit({"account": "x" * 30}, status=409).text
    assert substitute_of(room) == ""


def test_a_lesson_that_is_over_keeps_who_taught_it(room: Classroom, other: tuple[str, str]) -> None:
    officer = colleague(room, Role.OFFICER)
    form = officer.get(address(room)).form(button="Giao dạy thay")
    room.close()

    assert "đã xong hoặc đã hủy" in form.submit({"account": other[0]}, status=409).text
    assert not [each for each in officer.get(address(room)).forms() if each.action.endswith("/day-thay")]


def test_without_another_instructor_the_page_says_whom_to_ask(app: Flask) -> None:
    room = make_classroom(app)
    with app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        own = session.get_one(Account, room.account_id)
        grant = session.query(RoleGrant).filter_by(account_id=own.id).one()
        grant.course_id = course.id

    page = colleague(room, Role.OFFICER).get(address(room))

    assert "Quản trị lập tài khoản" in page.text


def test_the_officer_finds_it_at_the_class_weeks_before_and_names_stand_as_vietnam_sorts_them(
    app: Flask, office: Office
) -> None:
    with office.write() as session:
        unit = office.here(session)
        course = make_course(session, unit, title="Lớp khác")
        for name in ("Tạ Văn Đăng", "Đinh Quốc Bảo", "Vương Hải Ánh"):
            make_account(session, unit, Role.INSTRUCTOR, course=course, full_name=name)
        make_course(session, unit, code="DEM1", first=clock.now() + timedelta(days=20), lessons=1)

    page = office.as_officer().get("/van-phong/lop/DEM1").follow("Giao người dạy thay")

    assert page.h1 == "Dạy thay buổi 1"
    names = [words(label) for label in page.all("label") if label.find("input[@name='account']") is not None]
    assert names == ["Vương Hải Ánh", "Đinh Quốc Bảo", "Tạ Văn Đăng"]
