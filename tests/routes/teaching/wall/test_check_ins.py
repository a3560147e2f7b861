"""The instructor opens self check-in, shows it on a wall, prints it; the wall names nobody."""

import re
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, CheckIn, Job, Lesson, Role
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark
from tests.pages import Pages
from tests.routes.teaching.conftest import colleague
from tests.statements import counted


def acts(app: Flask) -> list[str]:
    """What the trail holds of check-ins and papers, in order."""
    with app.app_context():
        noted = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        return [action for action in noted if action.startswith(("check_in.", "paper."))]


def kept(room: Classroom) -> CheckIn:
    with room.app.app_context():
        return db.session.scalars(CheckIn.of(room.lesson_id)).one()


def test_it_is_opened_shown_closed_and_opened_again(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(room.address).follow("Mã trên tường")
    assert page.h1 == "Mã trên tường"
    assert "Chiếu lên màn hình" not in page.links()

    page = page.form(button="Mở tự điểm danh").submit()
    assert "Đã có mặt 0/6" in page.text
    assert page.follow("Chiếu lên màn hình").h1 == "Bình dân học AI – Tân Thịnh"
    page = page.form(button="Đóng tự điểm danh").submit()
    assert "Tự điểm danh đã đóng" in page.text
    assert "Tự điểm danh đang đóng" in teacher.get(f"{room.address}/man-hinh").text
    page = page.form(button="Mở lại").submit()
    assert "Bà con đang tự điểm danh" in page.text
    assert acts(room.app) == ["check_in.opened", "check_in.closed", "check_in.opened"]


def test_pressed_twice_it_is_open_once(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{room.address}/ma-tren-tuong")
    for _press in range(2):
        page.form(button="Mở tự điểm danh").submit()
    opened = teacher.get(f"{room.address}/ma-tren-tuong")
    for _press in range(2):
        opened.form(button="Đóng tự điểm danh").submit()
    assert acts(room.app) == ["check_in.opened", "check_in.closed"]


def test_the_wall_shows_this_minutes_code_and_the_count_and_no_name(room: Classroom, teacher: Pages) -> None:
    teacher.get(f"{room.address}/ma-tren-tuong").form(button="Mở tự điểm danh").submit()
    Phone.of(room).send([mark(room, 0), mark(room, 1)])
    letters = kept(room).letters(clock.now())

    page = teacher.get(f"{room.address}/man-hinh")

    assert "2/6" in page.text
    assert f"{letters[:3]} {letters[3:]}" in page.text
    assert "lopso.example/d" in page.text
    assert page.root.find(".//div[@class='qr']") is not None
    assert not any(name in page.html for name in room.names)
    assert '<meta http-equiv="refresh" content="15">' in page.html


def test_the_screen_hears_only_what_changed(room: Classroom, teacher: Pages) -> None:
    teacher.get(f"{room.address}/ma-tren-tuong").form(button="Mở tự điểm danh").submit()
    address = f"{room.address}/man-hinh/luc-nay"
    first = teacher.client.get(address)
    left = int(first.headers["X-Seconds-Left"])
    assert 1 <= left <= 60
    tag = {"If-None-Match": first.headers["ETag"]}
    with counted() as seen:
        same = teacher.client.get(address, headers=tag)
    assert (same.status_code, same.data) == (304, b"") or left <= 1
    assert "X-Seconds-Left" in same.headers
    assert len(seen) == 4, seen  # who asks, the lesson, its check-in, the count
    Phone.of(room).send([mark(room, 0)])
    assert "1/6" in teacher.client.get(address, headers=tag).text
    with clock.shifted(timedelta(seconds=60)):
        assert teacher.client.get(address, headers=tag).status_code == 200
    with room.app.app_context(), immediate() as session:
        session.scalars(CheckIn.of(room.lesson_id)).one().close(clock.now())
    assert "Tự điểm danh đang đóng" in teacher.client.get(address, headers=tag).text


def test_a_closed_lesson_s_wall_is_dark_and_nothing_opens(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{room.address}/ma-tren-tuong")
    room.close()
    told = page.form(button="Mở tự điểm danh").submit()
    assert "Buổi này đã xong nên không mở tự điểm danh" in told.text
    assert "Mở tự điểm danh" not in {button for form in told.forms() for button in form.buttons}
    page.form(button="In mã ra giấy").submit()
    with room.app.app_context():
        assert db.session.scalars(CheckIn.of(room.lesson_id)).first() is None
    assert acts(room.app) == []


def test_a_lesson_that_was_over_before_anybody_opened_it_says_so(room: Classroom, teacher: Pages) -> None:
    with clock.shifted(timedelta(hours=6)):
        page = teacher.get(f"{room.address}/ma-tren-tuong")

    assert "Đã hết giờ tự điểm danh" in page.text
    assert "Mở tự điểm danh" not in page.text


def test_a_lesson_to_come_waits_for_its_hour(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.starts_at += timedelta(hours=3)
        lesson.ends_at += timedelta(hours=3)
    page = teacher.get(f"{room.address}/ma-tren-tuong").form(button="Mở tự điểm danh").submit()
    assert "Đã mở, chờ tới giờ" in page.text
    assert "Mở lúc" in page.follow("Chiếu lên màn hình").text


def test_the_paper_is_asked_for_and_its_code_told_to_no_job_and_no_trail(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{room.address}/ma-tren-tuong")
    assert "Mã trên giấy không đổi mỗi phút" in page.text
    form = page.form(button="In mã ra giấy")
    for key in (str(uuid4()), str(uuid4())):
        fields = {**form.fields, "idempotency_key": key}
        with teacher.client.post(form.action, data=fields, follow_redirects=True) as paper:
            assert paper.mimetype == "application/pdf"
    token = kept(room).printed_token
    assert token is not None
    with room.app.app_context():
        jobs = db.session.scalars(select(Job).where(Job.kind == "check_in_sheet")).all()
        assert len(jobs) == 2
        assert not any(token in repr(job.given) for job in jobs)
        assert not any(token in repr(each.detail) for each in db.session.scalars(select(AuditEvent)))
    assert acts(room.app) == ["check_in.opened", "paper.asked", "paper.asked"]


def test_how_many_came_by_themselves_is_told(room: Classroom, teacher: Pages) -> None:
    teacher.get(f"{room.address}/ma-tren-tuong").form(button="Mở tự điểm danh").submit()
    Phone.of(room).send([mark(room, 0)])
    with room.app.app_context():
        address = f"/d/{kept(room).token(clock.now())}"
    resident = Pages(room.app.test_client())
    resident.get(address)
    form = resident.get("/d/buoi-nay?nam=1951")
    form.form(action="/d/buoi-nay").submit({"full_name": "Phạm Ngọc Ánh"})
    page = teacher.get(f"{room.address}/ma-tren-tuong")
    assert "1 người tự ghi, 1 người do giảng viên và người đón ghi" in page.text
    assert re.search(r"1 người tự ghi", teacher.get(f"{room.address}/ket-qua").text)


def test_nobody_else_opens_it(room: Classroom) -> None:
    for role in (Role.COUNTER, Role.LEADER):
        assert colleague(room, role).client.get(f"{room.address}/ma-tren-tuong").status_code == 403
        assert colleague(room, role).client.get(f"{room.address}/man-hinh").status_code == 403
    assert colleague(room, Role.OFFICER).get(f"{room.address}/ma-tren-tuong").h1 == "Mã trên tường"
