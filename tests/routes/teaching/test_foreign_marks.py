"""A mark that somebody else made says so on the roll, and no single press of another takes it away."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from app.country import clock, formats
from app.models import Account, Attendance, Course, DoorHelper, Lesson, Mark, MarkWay, Registration, Role
from app.models.learning.attendance_mark import Status
from app.web.database import immediate
from tests.classroom import Classroom, Phone, mark
from tests.factories import make_account, make_sign_in
from tests.pages import Page, Pages, words
from tests.routes.teaching.conftest import signed_in
from tests.routes.teaching.test_rolls import press
from tests.statements import counted


def made_by_others(room: Classroom, place: int, way: str = MarkWay.SELF, status: str = Status.PRESENT) -> str:
    """A mark that the person themselves ("self"), a helper ("scan") or a colleague ("roll") made; its hour."""
    now = clock.now() - timedelta(minutes=1)
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        registration = session.scalars(select(Registration).filter_by(public_id=room.people[place])).one()
        helper_id = by_id = None
        if way == MarkWay.SCAN:
            account = session.get_one(Account, room.account_id)
            helper_id = DoorHelper.make(session, lesson, "Lan, đoàn thanh niên", by=account, now=now).id
        elif way == MarkWay.ROLL:
            unit = session.get_one(Course, room.course_id).unit
            by_id = make_account(session, unit, Role.INSTRUCTOR, full_name="Trịnh Bảo Châu").id
        made = Mark(str(uuid.uuid4()), registration.id, status, now, now, f"hall-{place}", 0, way, helper_id)
        Attendance.record(session, lesson, [made], by_id=by_id, now=now)
    return formats.time(now)


def row(page: Page, room: Classroom, place: int) -> str:
    return next(words(item) for item in page.all("li") if item.get("data-status") and room.names[place] in words(item))


def test_a_row_says_who_marked_where_it_was_somebody_else(room: Classroom, teacher: Pages) -> None:
    hours = [made_by_others(room, place, way) for place, way in enumerate((MarkWay.SELF, MarkWay.SCAN, MarkWay.ROLL))]
    Phone.of(room).send([mark(room, 3)])
    made_by_others(room, 4, status=Status.UNMARKED)

    with counted() as statements:
        page = teacher.get(room.address)

    assert len([each for each in statements if "attendance" in each]) == 1
    assert f"Có mặt · tự quét {hours[0]}" in row(page, room, 0)
    assert f"Có mặt · Lan quét {hours[1]}" in row(page, room, 1)
    assert f"Có mặt · Châu ghi {hours[2]}" in row(page, room, 2)
    assert "ghi 1" not in row(page, room, 3)
    assert "tự bỏ" in row(page, room, 4)
    by = teacher.client.get(f"{room.address}/ghi").get_json()["by"]
    assert sorted(each.split(" ")[0] for each in by.values()) == ["Châu", "Lan", "tự", "tự"]


def test_one_press_takes_nobody_elses_mark_away(room: Classroom, teacher: Pages) -> None:
    for place, way in enumerate((MarkWay.SELF, MarkWay.SCAN, MarkWay.ROLL)):
        hour = made_by_others(room, place, way)
        for button in (0, 1):  # the row itself, and "Có phép" at its edge
            asked = press(teacher.get(room.address), room.names[place], button)

            assert asked.h1 == room.names[place]
            assert hour in words(asked.all("section")[0])
            assert room.statuses()[room.people[place]] == "present"

        asked.form(button="Vắng có phép").submit({"mark": f"excused:{room.people[place]}"})

        assert room.statuses()[room.people[place]] == "excused"


def test_a_mark_that_came_while_the_question_stood_is_asked_about_anew(room: Classroom, teacher: Pages) -> None:
    made_by_others(room, 0)
    asked = press(teacher.get(room.address), room.names[0])
    made_by_others(room, 0, MarkWay.SCAN)

    again = asked.form(button="Chưa ghi").submit({"mark": f"unmarked:{room.people[0]}"})

    assert "Lan quét" in again.text
    assert room.statuses()[room.people[0]] == "present"


def test_who_was_marked_by_oneself_is_taken_back_by_one_press_as_ever(room: Classroom, teacher: Pages) -> None:
    made_by_others(room, 0)
    page = press(press(teacher.get(room.address), room.names[1]), room.names[1])

    assert room.statuses()[room.people[1]] == "unmarked"
    late = page.form(button="Hoàn tác").submit({"mark": f"late:{room.people[0]}"})
    assert late.h1 == "Điểm danh buổi 1"
    assert room.statuses()[room.people[0]] == "late"


def test_a_colleague_sees_who_marked_from_their_own_place(room: Classroom, teacher: Pages) -> None:
    Phone.of(room).send([mark(room, 0)])
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        token = make_sign_in(session, make_account(session, unit, Role.OFFICER, full_name="Lò Văn Tài"))

    page = signed_in(room.app, token).get(room.address)

    assert "Nguyên ghi" in row(page, room, 0)
    assert "Nguyên ghi" not in row(teacher.get(room.address), room, 0)
