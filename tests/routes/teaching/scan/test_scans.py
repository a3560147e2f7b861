"""The scanner's page and its plain forms: what is typed or photographed marks whom it names, or says what it is."""

import json
import re
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import segno
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.country import clock
from app.models import AttendanceMark, AuditEvent, Course, Lesson, Registration
from app.models.learning.door_list import ticket_hash
from app.routes.teaching.scan.scans import FILES, PROGRAM
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_course, make_registration, make_ward
from tests.pages import Page, Pages, words
from tests.routes.teaching.conftest import signed_in
from tests.statements import counted

CARD = "019154000123|090123456|{name}|{birth}|Nữ|Tổ 5, Phan Đình Phùng|25042021"


def token_of(room: Classroom, person: int = 0) -> str:
    with room.app.app_context():
        held = select(Registration).where(Registration.public_id == room.people[person])
        return db.session.scalars(held).one().ticket.token


def scanner(room: Classroom, teacher: Pages) -> Page:
    return teacher.get(room.address + "/quet")


def typed(room: Classroom, teacher: Pages, code: str, status: int = 200) -> Page:
    return scanner(room, teacher).form(button="Lưu").submit({"code": code}, status=status)


def picture(*texts: str, kind: str = "png") -> BytesIO:
    """A photo of some codes beside each other."""
    made = [_drawn(text) for text in texts]
    whole = Image.new("L", (sum(each.width for each in made), max(each.height for each in made)), 255)
    left = 0
    for each in made:
        whole.paste(each, (left, 0))
        left += each.width
    out = BytesIO()
    whole.save(out, kind)
    out.seek(0)
    return out


def _drawn(text: str) -> Image.Image:
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=4)
    out.seek(0)
    return Image.open(out).convert("L")


def sent(room: Classroom, teacher: Pages, photo: BytesIO, status: int = 200, **kwargs: Any) -> Page:
    return scanner(room, teacher).form(button="Gửi ảnh").submit({"photo": (photo, "ma.png")}, status=status, **kwargs)


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_carries_the_door_list_without_a_token_and_may_be_saved(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        held = session.scalars(select(Registration).where(Registration.public_id == room.people[0])).one()
        held.door_line, held.needs = "Bàn 3", "hear"

    page = scanner(room, teacher)
    answer = page.response

    assert answer.headers["X-Offline"] == "1"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "; script-src 'self' 'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]
    given = re.search(r'data-door="([^"]+)"', answer.text)
    assert given
    door = json.loads(given[1].replace("&#34;", '"').replace("&#39;", "'"))
    key, name, year, line, needs, state, status = door["people"][0]
    assert (name, line, needs, state, status) == ("Lưu Thị Lan Anh", "Bàn 3", "hear", "seated", "unmarked")
    assert room.people[0].startswith(key[1:])
    assert 1950 <= year < 1990
    assert door["tickets"][ticket_hash(token_of(room))] == [0]
    assert len(door["tickets"]) == 6
    assert not [person for person in range(6) if token_of(room, person) in answer.text]
    kept = re.findall(r'data-keep="([^"]+)"', answer.text)[0].split()
    assert len(kept) == len({*FILES, PROGRAM})
    for file in kept:
        with teacher.client.get(file) as there:
            assert there.status_code == 200


def test_the_scanner_counts_the_same_people_as_the_roll(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        late = session.query(Registration).filter_by(public_id=room.people[0]).one()
        late.seated_at = session.get_one(Lesson, room.lesson_id).ends_at + timedelta(days=1)

    def told(address: str) -> str:
        [line] = [words(each) for each in teacher.get(address).all("b") if "data-came" in each.attrib]
        return line

    roll, page = told(room.address), scanner(room, teacher)
    assert roll == told(f"{room.address}/quet") == f"Có mặt 0/{len(room.people) - 1}"
    [door] = [json.loads(each.get("data-door") or "{}") for each in page.all("div") if each.get("data-door")]
    assert [each[-1] for each in door["people"]].count("outside") == 1


def test_no_other_page_may_run_webassembly(room: Classroom, teacher: Pages) -> None:
    assert "wasm" not in teacher.get(room.address).response.headers["Content-Security-Policy"]


def test_the_page_asks_the_same_number_of_times_for_two_and_for_sixty(app: Flask) -> None:
    asked = []
    for people in (2, 60):
        room = make_classroom(app, [f"Hoàng Thị Hoa {number}" for number in range(people)])
        client = app.test_client()
        client.set_cookie(COOKIE, room.token)
        with counted() as seen:
            client.get(room.address + "/quet")
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 6


def test_a_closed_lesson_shows_what_came_of_it_and_takes_no_code(room: Classroom, teacher: Pages) -> None:
    form = scanner(room, teacher).form(button="Lưu")
    room.close()

    form.submit({"code": token_of(room)}, status=409)

    assert "data-door" not in scanner(room, teacher).html
    assert room.marks() == 0


# -- what is typed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["{}", "http://x.example/v/{}", " {} \r\n"])
def test_a_typed_ticket_marks_its_person_and_the_reader_may_go_on(
    room: Classroom, teacher: Pages, written: str
) -> None:
    page = typed(room, teacher, written.format(token_of(room).lower()))

    assert page.address == room.address + "/quet"
    assert "Có mặt: Lưu Thị Lan Anh." in page.text
    assert "Có mặt 1/6" in page.text
    assert room.statuses() == {room.people[0]: "present"}
    with room.app.app_context():
        (event,) = db.session.scalars(AuditEvent.about("lesson", room.lesson))
        assert (event.action, room.people[0] in event.detail) == ("attendance.scanned", True)
        assert db.session.scalars(select(AttendanceMark.way)).all() == ["scan"]


def test_a_ticket_of_another_class_and_one_of_nobody_are_told_apart(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        other = make_course(session, make_ward(session), title="Tự vệ trên mạng", code="MANGX")
        token = make_registration(session, other, "Hoàng Văn Lạc").ticket.token

    elsewhere, nobody = typed(room, teacher, token, 422), typed(room, teacher, "7" * 16, 422)

    assert "Phiếu của lớp khác: Tự vệ trên mạng (MANGX)." in elsewhere.text
    assert "Hoàng Văn Lạc" not in elsewhere.text
    assert "Không có phiếu đi học nào mang mã này." in nobody.text
    assert f'value="{"7" * 16}"' in nobody.html
    assert room.marks() == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("http://localhost/d/7K3MQ9X2AB4CDEFG", "mã tự điểm danh trên tường"),
        ("http://localhost/g/K7M4X0AB", "mã kiểm tra giấy chứng nhận"),
        ("http://localhost/k/7K3MQ9X2AB4CDEFG", "việc giúp tại nhà"),
        ("https://la.example/x", "đường dẫn lạ, máy không mở. https://la.example/x"),
        ("<b>xin chào</b>", "không phải phiếu đi học. <b>xin chào</b>"),
        ("019154000123", "Đây là số định danh."),
    ],
)
def test_what_is_no_ticket_is_told_for_what_it_is_and_never_opened(
    room: Classroom, teacher: Pages, code: str, said: str
) -> None:
    page = typed(room, teacher, code, 422)

    assert said in page.text
    assert "019154000123" not in page.html


# -- citizen cards -----------------------------------------------------------------------------------------------------


def year_of(room: Classroom, person: int) -> int:
    with room.app.app_context():
        held = select(Registration).where(Registration.public_id == room.people[person])
        return db.session.scalars(held).one().person.birth_year


def test_a_card_marks_the_one_of_that_name_and_year(room: Classroom, teacher: Pages) -> None:
    card = CARD.format(name="LƯU THỊ LAN ANH", birth=f"0703{year_of(room, 0)}")

    typed(room, teacher, card)

    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.parametrize("name", ["Lưu Thị Lan Anh", "Trần Thị Mới"])
def test_a_card_of_nobody_certain_asks_and_offers_the_filled_form(room: Classroom, teacher: Pages, name: str) -> None:
    page = typed(room, teacher, CARD.format(name=name, birth="07032001"))

    assert ("Lưu Thị Lan Anh, 19" in page.text) is (name == "Lưu Thị Lan Anh")
    assert "019154000123" not in page.html
    assert room.marks() == 0
    group = page.root.find(".//select[@name='residential_group']/option[2]")
    assert group is not None
    page.form(button="Thêm người này, ghi có mặt").submit({"residential_group": group.get("value")})
    assert room.marks() == 1


# -- photos ------------------------------------------------------------------------------------------------------------


def test_a_photo_of_a_ticket_marks_its_person(room: Classroom, teacher: Pages) -> None:
    page = sent(room, teacher, picture(f"https://lopso.example/v/{token_of(room, 2)}", kind="jpeg"))

    assert page.address == room.address + "/quet"
    assert room.statuses() == {room.people[2]: "present"}


def test_a_phone_that_asks_for_json_gets_the_texts_and_nothing_is_marked(room: Classroom, teacher: Pages) -> None:
    two = picture("xin chào", f"/v/{token_of(room)}")

    answer = sent(room, teacher, two, headers={"Accept": "application/json"}).response

    assert sorted((answer.get_json() or {})["codes"]) == sorted(["xin chào", f"/v/{token_of(room)}"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert room.marks() == 0


def test_a_photo_without_a_code_and_what_is_no_photo_are_told(room: Classroom, teacher: Pages) -> None:
    blank = BytesIO()
    Image.new("RGB", (300, 300), "white").save(blank, "png")
    blank.seek(0)
    bomb = BytesIO()
    Image.new("1", (8000, 8000)).save(bomb, "png")
    bomb.seek(0)

    texts = [sent(room, teacher, photo, 422).text for photo in (blank, BytesIO(b"%PDF-1.7"), bomb)]
    told = sent(room, teacher, BytesIO(b""), 422, headers={"Accept": "application/json"}).response.get_json()

    assert "Không thấy mã nào trong ảnh" in texts[0]
    assert "không phải ảnh" in texts[1]
    assert "Ảnh to quá" in texts[2]
    assert told == {"codes": [], "message": "Tệp này rỗng. Anh chị chọn lại ảnh."}


# -- the shortcut ------------------------------------------------------------------------------------------------------


def at_noon() -> AbstractContextManager[None]:
    """Whatever the hour: a lesson that began an hour ago is today's."""
    return clock.shifted(clock.at_local(clock.today()) + timedelta(hours=12) - clock.now())


def shortcut(room: Classroom) -> Page:
    return signed_in(room.app, room.token).get("/giang-vien/quet")


def another(room: Classroom, hours: float, title: str) -> None:
    """One more lesson of the room's instructor, so many hours from now."""
    with room.app.app_context(), immediate() as session:
        unit, first = session.get_one(Course, room.course_id).unit, clock.now() + timedelta(hours=hours)
        make_course(session, unit, first=first, title=title)


def test_the_shortcut_opens_the_lesson_of_now_or_the_only_one_of_the_day(app: Flask) -> None:
    with at_noon():
        now, later = make_classroom(app), make_classroom(app, first=clock.now() + timedelta(hours=5))
        another(now, 5, "Lớp buổi chiều")
        opened = [shortcut(room).address for room in (now, later)]

    assert opened == [now.address + "/quet", later.address + "/quet"]


def test_the_shortcut_asks_where_two_may_be_meant_and_says_that_there_is_none(app: Flask) -> None:
    with at_noon():
        two, over = make_classroom(app), make_classroom(app, first=clock.now() - timedelta(days=2))
        another(two, 0, "Lớp thứ hai")
        asked, nothing = shortcut(two), shortcut(over)

    assert asked.address == "/giang-vien/quet"
    assert two.address + "/quet" in asked.links().values()
    assert "Lớp thứ hai" in asked.text
    assert "Hôm nay không có buổi nào" in nothing.text


def test_nobody_elses_lesson_is_scanned_at(room: Classroom, teacher: Pages) -> None:
    other = make_classroom(room.app)

    form = scanner(room, teacher).form(button="Lưu")

    teacher.get(other.address + "/quet", 404)
    teacher.post(other.address + "/quet", {**form.fields, "code": token_of(other)}, 404)
    assert other.marks() == 0
