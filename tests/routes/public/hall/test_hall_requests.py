"""Who is not on the list writes themselves in on their own phone, and is let in by one press on the roll."""

import pytest
from flask import Flask

from app.jobs import sweeping
from app.models import HallRequest, Lesson
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.pages import Page, Pages
from tests.routes.public.hall.test_check_ins import asked_by_name, named, opened, phone, wall
from tests.routes.teaching.conftest import signed_in


@pytest.fixture
def room(app: Flask) -> Classroom:
    room = make_classroom(app)
    opened(room)
    return room


def written_in(pages: Pages, room: Classroom, name: str = "Bế Thị Sen", year: int = 1958) -> Page:
    """From a name that is not found to the page that says to wait."""
    missing = asked_by_name(pages, room, year).form(button="Có mặt").submit({"full_name": name}, status=422)
    assert "Chưa đăng ký?" in missing.text
    form = missing.form(button="Đăng ký lớp này")
    page = pages.post("/d/ghi-ten", {**form.fields, "full_name": name})
    assert page.h1 == "Đăng ký lớp này"
    typed = page.form(button="Đăng ký")
    assert typed.fields["full_name"] == [name]
    assert typed.fields["birth_year"] == [str(year)]
    return typed.submit({"residential_group": room.group_code})


def test_a_newcomer_waits_is_let_in_by_one_press_and_sees_it(room: Classroom) -> None:
    pages, teacher = phone(room), signed_in(room.app, room.token)
    assert written_in(pages, room).h1 == "Chờ giảng viên nhận"
    before = teacher.client.get(f"{room.address}/ghi").get_json()["asking"]
    roll = teacher.get(room.address)
    assert len(before) == 1
    assert "1 người ghi tên tại lớp, chờ nhận" in roll.text
    assert "Bế Thị Sen" in teacher.get(f"{room.address}/xong").text

    after = roll.form(button="Nhận").submit()

    assert "Đã thêm và ghi có mặt: Bế Thị Sen" in after.text
    assert "chờ nhận" not in after.text
    assert sorted(room.statuses().values()) == ["present"]
    seen = pages.get("/d/cho-nhan")
    assert seen.h1 == "Đã có mặt"
    assert "Bế Thị Sen" in seen.text
    assert teacher.client.get(f"{room.address}/ghi").get_json()["asking"] == []


def test_whoever_bears_a_name_of_the_list_is_asked_about_first(room: Classroom) -> None:
    teacher = signed_in(room.app, room.token)
    written_in(phone(room), room, room.names[1], 1931)

    asked = teacher.get(room.address).form(button="Nhận").submit()

    assert "Có phải người này?" in asked.text
    assert room.statuses() == {}
    asked.form(button="Người khác, nhận vào lớp").submit({"registration": room.people[1]})
    assert room.statuses() == {room.people[1]: "present"}


def test_nobody_is_let_in_who_was_refused_and_the_phone_says_so(room: Classroom) -> None:
    pages, teacher = phone(room), signed_in(room.app, room.token)
    written_in(pages, room)

    after = teacher.get(room.address).form(button="Không").submit()

    assert "Không nhận: Bế Thị Sen" in after.text
    assert pages.get("/d/cho-nhan").h1 == "Giảng viên chưa nhận"
    assert room.statuses() == {}


def test_nobody_writes_themselves_in_without_the_code_of_the_wall(room: Classroom) -> None:
    pages = phone(room)

    pages.get("/d/ghi-ten", 404)
    token = pages.get("/d").forms()[0].fields["csrf_token"]
    pages.post("/d/ghi-ten", {"full_name": "Bế Thị Sen", "birth_year": "1958", "csrf_token": token}, 404)
    pages.get("/d/cho-nhan", 404)


def test_who_is_on_the_list_is_marked_at_once(room: Classroom) -> None:
    pages = phone(room)
    pages.get(wall(room)[0])
    page = pages.get("/d/ghi-ten")

    done = page.form(button="Đăng ký").submit(
        {
            "full_name": room.names[0],
            "birth_year": str(named(room, room.names[0])[0]),
            "residential_group": room.group_code,
        }
    )

    assert done.h1 == "Đã có mặt"


def test_a_phone_that_writes_on_and_on_is_stopped(room: Classroom) -> None:
    pages = phone(room)
    pages.get(wall(room)[0])
    for number in range(5):
        pages.get("/d/ghi-ten").form(button="Đăng ký").submit(
            {"full_name": f"Bế Thị Sen {'abcde'[number]}", "birth_year": "1958", "residential_group": room.group_code}
        )

    late = pages.get("/d/ghi-ten").form(button="Đăng ký")
    fields = {**late.fields, "full_name": "Lý Văn Páo", "birth_year": "1958", "residential_group": room.group_code}
    told = pages.post("/d/ghi-ten", fields, 429)

    assert "thử nhiều lần" in told.h1
    with room.app.app_context():
        assert len(db.session.scalars(HallRequest.waiting_at(room.lesson_id)).all()) == 1


def test_what_waited_is_swept_once_there_is_no_lesson(room: Classroom) -> None:
    written_in(phone(room), room)
    with room.app.app_context():
        assert sweeping.forget_hall_requests() == 0
        with immediate() as session:
            session.get_one(Lesson, room.lesson_id).call_off("Mưa bão")
        assert sweeping.forget_hall_requests() == 1
