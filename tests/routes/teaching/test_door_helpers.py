"""…/nguoi-o-cua: whoever teaches makes links for helpers, sees who has one, and takes them back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Attendance, AuditEvent, DoorHelper, DoorPhone, Lesson, Mark, MarkWay, Registration, Role, Status
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_account, make_sign_in
from tests.pages import Page, Pages
from tests.statements import counted


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson that has just begun and does not run past its day's end."""
    return make_classroom(app, first=clock.now() - timedelta(minutes=5))


@pytest.fixture
def pages(room: Classroom) -> Pages:
    client = room.app.test_client()
    client.set_cookie(COOKIE, room.token)
    return Pages(client)


def listed(pages: Pages, room: Classroom) -> Page:
    return pages.get(f"{room.address}/nguoi-o-cua")


def made(pages: Pages, room: Classroom, name: str = "Lan, đoàn thanh niên") -> Page:
    return listed(pages, room).form("/nguoi-o-cua").submit({"name": name})


def helper_of(room: Classroom) -> DoorHelper:
    with room.app.app_context():
        return db.session.scalars(DoorHelper.of(room.lesson_id)).first() or pytest.fail("no helper")


def take_up(room: Classroom) -> None:
    """The helper presses Bắt đầu."""
    page = Pages(room.app.test_client()).get(f"/h/{helper_of(room).token}")
    page.form(button="Bắt đầu").submit()


def acts(room: Classroom) -> list[str]:
    with room.app.app_context():
        return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_link_is_made_and_shown_as_a_code_and_a_message(pages: Pages, room: Classroom) -> None:
    page = made(pages, room, "  Lan,  đoàn thanh niên ")
    token = helper_of(room).token
    assert page.h1 == "Lan, đoàn thanh niên"
    assert f"/h/{token}" in page.html
    assert "sms:?&amp;body=" in page.html
    assert "Chưa mở" in page.text
    assert acts(room) == ["door_helper.made"]


@pytest.mark.parametrize(("name", "said"), [(" ", "Anh chị ghi tên người đón"), ("x" * 61, "gọn trong 60 chữ")])
def test_a_link_without_a_usable_name_is_not_made(pages: Pages, room: Classroom, name: str, said: str) -> None:
    assert said in listed(pages, room).form("/nguoi-o-cua").submit({"name": name}, status=422).text
    assert acts(room) == []


def test_the_list_says_who_has_a_link_and_since_when(pages: Pages, room: Classroom) -> None:
    made(pages, room)
    assert "Chưa mở" in listed(pages, room).text
    take_up(room)
    page = listed(pages, room)
    assert "Đang dùng từ" in page.text
    assert "đã quét 0 người" in page.text
    page = page.follow("Lan, đoàn thanh niên" + page.text.split("Lan, đoàn thanh niên")[1].split("người")[0] + "người")
    assert helper_of(room).token not in page.html  # in use: nothing more to hand out


def test_let_go_of_the_old_phone_another_takes_it_up(pages: Pages, room: Classroom) -> None:
    made(pages, room)
    take_up(room)
    page = pages.get(f"{room.address}/nguoi-o-cua/{helper_of(room).public_id}")
    page = page.form(button="Cho đổi máy").submit()
    assert "Máy cũ thôi quét." in page.text
    assert "Đã bỏ máy cũ, chờ máy mới mở" in page.text
    take_up(room)
    with room.app.app_context():
        assert len(db.session.scalars(select(DoorPhone)).all()) == 2
    assert acts(room) == ["door_helper.made", "door_helper.released"]


def test_taken_back_it_ends_at_once_and_once(pages: Pages, room: Classroom) -> None:
    form = made(pages, room).form("/thu-hoi")
    page = form.submit()
    assert "Đã thu lại đường dẫn của Lan, đoàn thanh niên." in page.text
    assert "Đã thôi (1)" in page.text
    form.submit()
    assert acts(room) == ["door_helper.made", "door_helper.revoked"]
    Pages(room.app.test_client()).get(f"/h/{helper_of(room).token}", status=410)
    page = pages.get(f"{room.address}/nguoi-o-cua/{helper_of(room).public_id}")
    assert "Đường dẫn này không dùng được nữa" in page.text


def test_after_the_lesson_no_link_is_made(pages: Pages, room: Classroom) -> None:
    form = listed(pages, room).form("/nguoi-o-cua")
    room.close()
    assert "Không tạo đường dẫn mới được nữa." in listed(pages, room).text
    assert "Buổi này đã xong" in form.submit({"name": "Lan"}, status=409).text
    assert acts(room) == []


def test_as_many_as_any_door_needs(pages: Pages, room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.models.learning.door_helper.MOST", 2)
    form = listed(pages, room).form("/nguoi-o-cua")
    for number in range(2):
        form.submit({"name": f"Người {number}"})
    assert "đủ cho mọi cửa" in form.submit({"name": "Thêm"}, status=422).text


def test_links_are_the_lessons_own(pages: Pages, room: Classroom) -> None:
    made(pages, room)
    key = helper_of(room).public_id
    pages.get(f"{room.address[:-1]}2/nguoi-o-cua/{key}", status=404)
    other = make_classroom(room.app, ["Lê Văn Khác"])
    client = room.app.test_client()
    client.set_cookie(COOKIE, other.token)
    for address in (f"{room.address}/nguoi-o-cua", f"{other.address}/nguoi-o-cua/{key}"):
        assert client.get(address).status_code == 404


def test_an_officer_of_the_ward_may_too_and_a_counter_may_not(room: Classroom) -> None:
    for role, status in ((Role.OFFICER, 200), (Role.COUNTER, 403)):
        with room.app.app_context(), immediate() as session:
            unit = session.get_one(Lesson, room.lesson_id).course.unit
            token = make_sign_in(session, make_account(session, unit, role))
        client = room.app.test_client()
        client.set_cookie(COOKIE, token)
        assert client.get(f"{room.address}/nguoi-o-cua").status_code == status


def test_the_list_asks_no_more_for_more_links(pages: Pages, room: Classroom) -> None:
    made(pages, room)
    with counted() as of_one:
        listed(pages, room)
    for name in ("Hùng", "Mai", "Tú"):
        made(pages, room, name)
    with counted() as of_four:
        listed(pages, room)
    assert len(of_four) == len(of_one) <= 6


def test_the_history_of_a_mark_names_the_helper(pages: Pages, room: Classroom) -> None:
    made(pages, room)
    take_up(room)
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        helper = session.scalars(DoorHelper.of(lesson.id)).one()
        seat = session.scalars(Registration.of(room.course_id)).first()
        assert seat is not None
        now, uuid = clock.now(), "00000000-0000-4000-8000-000000000001"
        mark = Mark(uuid, seat.id, Status.PRESENT, now, now, "a phone", way=MarkWay.SCAN, helper_id=helper.id)
        Attendance.record(session, lesson, [mark], by_id=None, now=now)
        key = seat.public_id
    told = pages.get(f"{room.address}/nguoi/{key}").text
    assert "có mặt (quét mã)" in told.lower()
    assert "người ở cửa: Lan, đoàn thanh niên" in told
    assert "đã quét 1 người" in listed(pages, room).text
    assert "Người ở cửa" in pages.get(room.address).text
