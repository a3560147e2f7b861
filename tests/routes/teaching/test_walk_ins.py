"""Somebody stands in the hall who is not on the roll: three lines, and they are on it, present."""

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AttendanceMark,
    AuditEvent,
    Course,
    Lesson,
    Person,
    Registration,
    ResidentialGroup,
    SignUpWay,
    Wishes,
)
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_group, make_person
from tests.pages import Page, Pages
from tests.routes.teaching.conftest import signed_in


def came(room: Classroom, **changed: Any) -> dict[str, Any]:
    """What is typed of somebody."""
    return {"full_name": "Bế Văn Thim", "birth_year": "1957", "residential_group": room.group_code, **changed}


def form_page(room: Classroom, teacher: Pages) -> Page:
    return teacher.get(f"{room.address}/them-nguoi")


def registrations(room: Classroom) -> list[tuple[str, str, str]]:
    """Name, state and way of everybody who came by this door, the oldest first."""
    with room.app.app_context():
        there = db.session.execute(
            select(Person.full_name, Registration.state, Registration.way)
            .join(Registration.person)
            .where(Registration.course_id == room.course_id, Registration.public_id.not_in(room.people))
            .order_by(Registration.id)
        )
        return [(row.full_name, row.state, row.way) for row in there]


def make_registration_of(session: Session, course: Course, group: ResidentialGroup) -> Registration:
    """Somebody who registered themselves, with their group."""
    candidate = make_person(session, course.unit, "Bế Văn Thim", 1957, group=group, add=False)
    ticket = Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.QR), clock.now())
    return session.scalars(Registration.on(ticket.id)).one()


def test_three_lines_and_the_person_is_on_the_roll_and_present(room: Classroom, teacher: Pages) -> None:
    roll = teacher.get(room.address).follow("Thêm người").form(action="/them-nguoi").submit(came(room))

    assert roll.h1 == "Điểm danh buổi 1"
    assert "Đã thêm và ghi có mặt: Bế Văn Thim." in roll.text
    assert "Có mặt 1/7" in roll.text
    assert registrations(room) == [("Bế Văn Thim", "seated", "walk_in")]
    with room.app.app_context():
        mark = db.session.scalars(select(AttendanceMark)).one()
        assert (mark.way, mark.status, mark.by_id) == ("walk_in", "present", room.account_id)
        [event] = db.session.scalars(AuditEvent.about("lesson", room.lesson)).all()
        assert event.action == "attendance.walk_in"


def test_a_double_tap_is_one_person_and_one_mark(room: Classroom, teacher: Pages) -> None:
    form = form_page(room, teacher).form(action="/them-nguoi")

    form.submit(came(room))
    form.submit(came(room))

    assert len(registrations(room)) == 1
    assert room.marks() == 1


def test_the_next_person_written_over_the_first_on_one_page_is_let_in_too(room: Classroom, teacher: Pages) -> None:
    form = form_page(room, teacher).form(action="/them-nguoi")
    form.submit(came(room))

    for _twice in range(2):
        page = form.submit(came(room, full_name="Hà Thị Mơ", birth_year="1961"))

    assert "Hà Thị Mơ" in page.text
    assert [name for name, _state, _way in registrations(room)] == ["Bế Văn Thim", "Hà Thị Mơ"]
    assert room.marks() == 2


def test_who_is_on_the_roll_already_is_only_marked(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        group = session.scalars(select(ResidentialGroup).where(ResidentialGroup.code == room.group_code)).one()
        make_registration_of(session, course, group)

    roll = form_page(room, teacher).form(action="/them-nguoi").submit(came(room))

    assert "Đã ghi có mặt: Bế Văn Thim, có tên từ trước." in roll.text
    assert len(registrations(room)) == 1
    assert room.marks() == 1


def test_a_name_that_is_on_the_roll_is_asked_about_first(room: Classroom, teacher: Pages) -> None:
    asked = form_page(room, teacher).form(action="/them-nguoi").submit(came(room, full_name="lan anh"), status=422)

    assert "Có phải người này không?" in asked.text
    assert "Lưu Thị Lan Anh" in asked.text
    assert room.marks() == 0

    button = next(press for press in asked.all("button") if press.get("name") == "mark")
    roll = asked.form(button="Có mặt: Lưu Thị Lan Anh").submit({"mark": button.get("value")})
    assert roll.h1 == "Điểm danh buổi 1"
    assert room.statuses() == {room.people[0]: "present"}
    assert registrations(room) == []


def test_the_very_name_is_asked_about_however_many_bear_a_part_of_it(app: Flask) -> None:
    given = ("An", "Bê", "Cúc", "Dung", "Hoa", "Kim", "Kim Yến", "Yến")
    room = make_classroom(app, [f"Nguyễn Thị {name}" for name in given])
    form = form_page(room, signed_in(app, room.token)).form(action="/them-nguoi")
    asked = form.submit(came(room, full_name="nguyen thi yen"), status=422)

    assert asked.text.index("Nguyễn Thị Yến") < asked.text.index("Nguyễn Thị Kim Yến")
    assert "Nguyễn Thị An" not in asked.text


def test_and_added_all_the_same_when_it_is_somebody_else(room: Classroom, teacher: Pages) -> None:
    asked = (
        form_page(room, teacher).form(action="/them-nguoi").submit(came(room, full_name="Lưu Thị Lan Anh"), status=422)
    )

    asked.form(action="/them-nguoi").submit()

    assert registrations(room) == [("Lưu Thị Lan Anh", "seated", "walk_in")]


def test_nobody_is_asked_about_twice_however_the_name_is_mended(room: Classroom, teacher: Pages) -> None:
    asked = form_page(room, teacher).form(action="/them-nguoi").submit(came(room, full_name="lan anh"), status=422)

    asked.form(action="/them-nguoi").submit({"full_name": "Thị Lan Anh"})

    assert registrations(room) == [("Thị Lan Anh", "seated", "walk_in")]


def test_somebody_else_with_such_a_name_is_asked_about_still(room: Classroom, teacher: Pages) -> None:
    asked = form_page(room, teacher).form(action="/them-nguoi").submit(came(room, full_name="lan anh"), status=422)

    again = asked.form(action="/them-nguoi").submit({"full_name": room.names[1]}, status=422)

    assert room.names[1] in again.text
    assert registrations(room) == []


def test_more_than_there_are_seats_are_let_in_and_hold_none(app: Flask) -> None:
    room = make_classroom(app, ["Vũ Thị Lựu", "Tạ Thị Cẩm Tú"], seats=2, waiting_list=False)
    teacher = signed_in(app, room.token)
    page = form_page(room, teacher)
    assert "Lớp đã đủ 2 chỗ" in page.text

    roll = page.form(action="/them-nguoi").submit(came(room))

    assert "xếp chỗ sau" in roll.text
    assert "chưa có chỗ" in roll.text
    assert "Có mặt 1/3" in roll.text
    assert registrations(room) == [("Bế Văn Thim", "waiting", "walk_in")]
    with app.app_context():
        assert db.session.get_one(Course, room.course_id).seated == 2


def test_undoing_a_walk_in_gives_the_seat_back(room: Classroom, teacher: Pages) -> None:
    roll = form_page(room, teacher).form(action="/them-nguoi").submit(came(room))
    undo = next(press for press in roll.all("button") if (press.get("formaction") or "").endswith("hoan-tac"))

    after = teacher.post(undo.get("formaction") or "", {"csrf_token": roll.forms()[-1].fields["csrf_token"]})

    assert "Bế Văn Thim không còn trong danh sách" in after.text
    assert registrations(room) == [("Bế Văn Thim", "cancelled", "walk_in")]
    assert "Có mặt 0/6" in after.text
    with room.app.app_context():
        assert db.session.get_one(Course, room.course_id).seated == len(room.people)


def test_undoing_the_mark_of_who_was_registered_before_takes_no_seat_away(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        make_registration_of(session, course, make_group(session, course.unit, "Tổ dân phố Túc Duyên 9"))
        code = session.scalars(select(ResidentialGroup.code).order_by(ResidentialGroup.id.desc())).first()
    roll = form_page(room, teacher).form(action="/them-nguoi").submit(came(room, residential_group=code))
    undo = next(press for press in roll.all("button") if (press.get("formaction") or "").endswith("hoan-tac"))

    teacher.post(undo.get("formaction") or "", {"csrf_token": roll.forms()[-1].fields["csrf_token"]})

    assert registrations(room) == [("Bế Văn Thim", "seated", "qr")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"full_name": ""}, "Chưa có họ và tên"),
        ({"full_name": "🌸"}, "Họ và tên"),
        ({"birth_year": "57"}, "thiếu hai số"),
        ({"residential_group": "nowhere"}, "Anh chị chọn"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(
    room: Classroom, teacher: Pages, changed: dict[str, str], said: str
) -> None:
    page = form_page(room, teacher).form(action="/them-nguoi").submit(came(room, **changed), status=422)

    assert said in page.text
    assert page.form(action="/them-nguoi").fields["birth_year"] == [changed.get("birth_year", "1957")]
    assert registrations(room) == []


@pytest.mark.parametrize("name", ["<b>Hoa</b>", "H'Nhi Êban", "=1+1 Hoa", "{{7*7}} Hoa", "Hoa" * 100])
def test_hostile_and_rare_names_are_shown_as_they_are(room: Classroom, teacher: Pages, name: str) -> None:
    page = form_page(room, teacher)
    answer = page.form(action="/them-nguoi").submit(came(room, full_name=name, birth_year="1966"), status=200)

    assert answer.h1 == "Điểm danh buổi 1"
    assert name in answer.text


def test_nobody_walks_into_a_lesson_that_is_closed_or_cancelled_or_a_course_that_is_over(
    room: Classroom, teacher: Pages
) -> None:
    form = form_page(room, teacher).form(action="/them-nguoi")
    room.close()
    assert "đã xong" in form_page_refused(room, teacher).text
    form.submit(came(room), status=409)
    with room.app.app_context(), immediate() as session:
        session.get_one(Lesson, room.lesson_id).reopen(officer=True, now=clock.now())
        session.get_one(Course, room.course_id).state = "closed"
    assert "không nhận thêm" in form.submit(came(room), status=409).text
    with room.app.app_context(), immediate() as session:
        session.get_one(Lesson, room.lesson_id).state = "cancelled"
    form.submit(came(room), status=409)

    assert registrations(room) == []
    assert room.marks() == 0


def form_page_refused(room: Classroom, teacher: Pages) -> Page:
    return teacher.get(f"{room.address}/them-nguoi", 409)


def test_a_number_from_another_wards_form_leads_nowhere(app: Flask, room: Classroom, teacher: Pages) -> None:
    other = make_classroom(app, ["Ngô Hồng Quân"])
    number = str(uuid.uuid4())
    stranger = signed_in(app, other.token)
    form_page(other, stranger).form(action="/them-nguoi").submit(came(other, submission=number))

    form_page(room, teacher).form(action="/them-nguoi").submit(came(room, submission=number), status=404)

    assert registrations(room) == []
