"""/d: people in the hall mark themselves; each sees themselves and nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import (
    Account,
    Attendance,
    AttendanceMark,
    CheckIn,
    CheckInDevice,
    Course,
    Lesson,
    Registration,
    RegistrationState,
)
from app.models.learning.attendance_mark import Mark
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_course, make_group, make_person, make_registration
from tests.pages import Page, Pages, without_tokens
from tests.registering import count
from tests.routes.teaching.conftest import signed_in
from tests.statements import counted

YEAR = 1950  # of the first one in a classroom; the next is a year younger


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson that began an hour ago, its check-in open."""
    room = make_classroom(app)
    opened(room)
    return room


def opened(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        CheckIn.open(session, lesson, by_id=room.account_id, now=clock.now())


def wall(room: Classroom) -> tuple[str, str]:
    """The address and the letters on the wall now."""
    with room.app.app_context():
        check_in = db.session.scalars(CheckIn.of(room.lesson_id)).one()
        return f"/d/{check_in.token(clock.now())}", check_in.letters(clock.now())


def phone(room: Classroom) -> Pages:
    """Somebody's own phone."""
    return Pages(room.app.test_client())


def named(room: Classroom, name: str) -> tuple[int, str]:
    """Somebody's year of birth and their ticket."""
    with room.app.app_context():
        everybody = db.session.scalars(select(Registration).where(Registration.course_id == room.course_id))
        [found] = [each for each in everybody if each.person.full_name == name]
        return found.person.birth_year, found.ticket.token


def asked_by_name(pages: Pages, room: Classroom, year: int) -> Page:
    """From the wall to the form of the name, by two tiles."""
    page = pages.get(wall(room)[0])
    assert page.h1 == "Bác sinh vào khoảng nào?"
    page = page.follow(f"{year // 10 * 10}–{year // 10 * 10 + 9}")
    assert page.h1 == "Bác sinh năm nào?"
    page = page.follow(str(year))
    assert page.h1 == "Bác tên gì?"
    return page


def say(page: Page, name: str, status: int = 200) -> Page:
    return page.form(action="/d/buoi-nay").submit({"full_name": name}, status=status)


def test_a_name_and_a_year_mark_their_own_and_show_what_is_stored(room: Classroom) -> None:
    year, _token = named(room, "Đỗ Tiến Đạt")
    page = asked_by_name(phone(room), room, year)

    done = say(page, "do tien dat")

    assert done.address == "/d/co-mat"
    assert done.h1 == "Đã có mặt"
    with room.app.app_context():
        stored = db.session.scalars(select(AttendanceMark)).one()
        hour = clock.local(stored.at)
        assert (stored.way, stored.by_id, stored.status) == ("self", None, "present")
    told = f"ghi lúc {hour.hour} giờ" + (f" {hour.minute:02d}" if hour.minute else "")
    for words in ("Đỗ Tiến Đạt", "Bình dân học AI – Tân Thịnh", "Buổi 1,", told):
        assert words in done.text
    assert not any(name in done.html for name in room.names if name != "Đỗ Tiến Đạt")


def test_a_ticket_on_the_phone_is_one_tap_and_a_family_one_more(room: Classroom) -> None:
    _year, token = named(room, "Vũ Đăng Khoa")
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        relative = make_registration(session, course, "Vũ Thị Mai", 1980)
        ticket = session.scalars(select(Registration).where(Registration.ticket.has(token=token))).one().ticket
        relative.ticket = ticket
        relative_id = relative.public_id
    pages = phone(room)
    pages.get(f"/v/{token}")

    page = pages.get(wall(room)[0])
    form = page.form(action="/d/phieu")
    assert form.buttons == {"Cả nhà có mặt (2)", "Chỉ Vũ Đăng Khoa", "Chỉ Vũ Thị Mai"}
    one = form.submit({"registration": relative_id})
    assert ("Ghi thêm người nhà" in one.text, "Vũ Đăng Khoa" in one.text) == (True, False)
    done = pages.get("/d/buoi-nay").form(action="/d/phieu").submit({"registration": "ca-nha"})

    assert done.h1 == "Đã có mặt"
    assert "Ghi thêm người nhà" not in done.text
    assert "Vũ Đăng Khoa" in done.text
    assert "Vũ Thị Mai" in done.text
    assert sorted(room.statuses().values()) == ["present", "present"]
    again = pages.get(wall(room)[0])
    assert again.h1 == "Đã có mặt"
    assert again.text.count("Có mặt từ") == 2
    assert [form for form in again.forms() if form.action.endswith("/d/phieu")] == []


def test_a_phone_knows_its_ticket_by_a_cookie_that_no_script_reads_and_no_colleague_s_machine_keeps_any(
    room: Classroom,
) -> None:
    _year, token = named(room, "Vũ Đăng Khoa")
    answer = phone(room).client.get(f"/v/{token}")
    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("lopso_ticket_")]
    for wanted in ("Path=/;", "HttpOnly", "SameSite=Lax", "Secure"):
        assert wanted in cookie + ";"
    desk = phone(room)
    desk.client.set_cookie("lopso_sign_in", room.token)
    told = desk.client.get(f"/v/{token}").headers.getlist("Set-Cookie")
    assert not any("lopso_ticket_" in each for each in told)
    with room.app.app_context():
        before = db.session.scalars(select(CheckInDevice)).all()
    assert before == []


def test_whoever_is_present_already_hears_since_when(room: Classroom) -> None:
    year, _token = named(room, "Đỗ Tiến Đạt")
    with room.app.app_context(), immediate() as session:
        mine = session.scalars(select(Registration).where(Registration.public_id.in_(room.people)))
        [seat] = [each for each in mine if each.person.full_name == "Đỗ Tiến Đạt"]
        then = clock.now() - timedelta(minutes=20)
        lesson = session.get_one(Lesson, room.lesson_id)
        mark = Mark("a" * 36, seat.id, "late", then, then, "phone")
        Attendance.record(session, lesson, [mark], by_id=room.account_id, now=then)
    done = say(asked_by_name(phone(room), room, year), "Đỗ Tiến Đạt")
    assert "có mặt từ" in done.text
    assert "không cần ghi lại" in done.text
    assert room.marks() == 1


def test_unknown_another_class_s_and_the_wrong_year_s_are_told_the_same(room: Classroom) -> None:
    year, _token = named(room, "Đỗ Tiến Đạt")
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        make_person(session, unit, "Hà Văn Có", year)
    other = make_classroom(room.app, ["Nguyễn Thị Nơi Khác"])
    elsewhere, _ = named(other, "Nguyễn Thị Nơi Khác")
    tries = [(year, "Không Ai Cả"), (year, "Hà Văn Có"), (elsewhere, "Nguyễn Thị Nơi Khác"), (year + 1, "Đỗ Tiến Đạt")]

    answers = set()
    for born, name in tries:
        page = say(asked_by_name(phone(room), room, born), name, status=422)
        assert "Chưa thấy tên này trong lớp" in page.text
        html = page.html.replace(name, "…").replace(str(born), "…").replace(str(born // 10 * 10), "…")
        answers.add(without_tokens(html))

    assert len(answers) == 1
    assert room.marks() == other.marks() == 0


def test_two_of_one_name_and_year_are_asked_for_their_group(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        groups = [make_group(session, course.unit, name) for name in ("Tổ 7", "Tổ 8", "Tổ 9")]
        codes = [group.code for group in groups]
        for group in groups[:2]:
            seat = make_registration(session, course, "Lý Thị Hai", 1961)
            seat.person.residential_group = group
    pages = phone(room)
    page = say(asked_by_name(pages, room, 1961), "Lý Thị Hai")
    assert page.h1 == "Bác ở tổ dân phố nào?"
    assert {"Tổ 7", "Tổ 8", "Tổ 9", "Nơi khác"} <= page.form(action="/d/buoi-nay").buttons
    assert room.marks() == 0

    nobody = page.form(action="/d/buoi-nay").submit({"residential_group": codes[2]}, status=422)
    assert "Chưa thấy tên này trong lớp" in nobody.text
    done = page.form(action="/d/buoi-nay").submit({"residential_group": codes[1]})
    assert done.h1 == "Đã có mặt"
    assert room.marks() == 1


def test_the_code_may_change_while_somebody_types(room: Classroom) -> None:
    year, _token = named(room, "Đỗ Tiến Đạt")
    pages, address = phone(room), wall(room)[0]
    page = asked_by_name(pages, room, year)
    with clock.shifted(timedelta(minutes=9)):
        assert pages.get(address).h1 == "Bác sinh vào khoảng nào?"  # the code is old, the pass counts
        assert say(page, "Đỗ Tiến Đạt").h1 == "Đã có mặt"
    late = phone(room)
    page = asked_by_name(late, room, year)
    with clock.shifted(timedelta(minutes=11)):
        assert say(page, "Đỗ Tiến Đạt", status=404).h1 == "Mã đã đổi"
        assert late.get(address, status=404).h1 == "Mã đã đổi"


def test_old_and_wrong_codes_are_told_alike_and_lead_to_the_letters(room: Classroom) -> None:
    address = wall(room)[0]
    with clock.shifted(timedelta(minutes=2, seconds=1)):
        old = phone(room).get(address, status=404)
    wrong = phone(room).get("/d/0000000000000000", status=404)
    short = phone(room).get("/d/HELLO", status=404)
    assert {page.text for page in (old, wrong, short)} == {old.text}
    assert old.h1 == "Mã đã đổi"
    assert old.follow("Gõ sáu chữ trên tường").h1 == "Tự điểm danh"


def test_the_six_letters_open_in_lower_case_and_apart(room: Classroom) -> None:
    letters = wall(room)[1].lower()
    pages = phone(room)
    page = pages.get("/d").form(action="/d").submit({"letters": f"{letters[:3]} {letters[3:]}"})
    assert page.address == "/d/buoi-nay"
    assert page.h1 == "Bác sinh vào khoảng nào?"
    wrong = phone(room).get("/d").form(action="/d").submit({"letters": "ABC 123"}, status=422)
    assert "Không có mã này trên tường lúc này" in wrong.text


def test_too_early_says_when_and_stores_nothing(app: Flask) -> None:
    room = make_classroom(app, first=clock.now() + timedelta(minutes=50))
    opened(room)
    page = phone(room).get(wall(room)[0], status=409)
    opens = clock.local(clock.now() + timedelta(minutes=20))
    assert page.h1.startswith(f"Mở lúc {opens.hour} giờ")
    assert "chưa ghi gì" in page.text
    assert count(app, CheckInDevice) == room.marks() == 0
    with clock.shifted(timedelta(minutes=21)):
        assert phone(room).get(wall(room)[0]).h1 == "Bác sinh vào khoảng nào?"


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("closed", "Giảng viên đã đóng tự điểm danh"),
        ("lesson closed", "Buổi học đã xong"),
        ("cancelled", "Buổi này không học"),
    ],
)
def test_what_ended_is_told_before_and_after_the_pass(room: Classroom, ending: str, told: str) -> None:
    _year, token = named(room, "Đỗ Tiến Đạt")
    pages = phone(room)
    pages.get(f"/v/{token}")
    page = pages.get(wall(room)[0])
    with room.app.app_context(), immediate() as session:
        lesson, by = session.get_one(Lesson, room.lesson_id), session.get_one(Account, room.account_id)
        if ending == "closed":
            session.scalars(CheckIn.of(lesson.id)).one().close(clock.now())
        elif ending == "cancelled":
            lesson.call_off("mưa to")
        else:
            lesson.close(by=by, now=clock.now())
    assert phone(room).get(wall(room)[0], status=410).h1 == told
    assert page.form(action="/d/phieu").submit({}, status=410).h1 == told
    assert room.marks() == 0


def test_a_second_family_on_one_phone_is_refused_with_what_to_do(room: Classroom) -> None:
    (year, _), (other, token) = named(room, "Đỗ Tiến Đạt"), named(room, "Vũ Đăng Khoa")
    pages = phone(room)
    say(asked_by_name(pages, room, year), "Đỗ Tiến Đạt")
    page = say(pages.get(f"/d/buoi-nay?nam={other}"), "Vũ Đăng Khoa", status=409)
    assert page.h1 == "Máy này đã ghi cho một nhà rồi"
    assert "nói tên với giảng viên" in page.text
    pages.get(f"/v/{token}")
    assert "Vũ Đăng Khoa" not in pages.get(wall(room)[0]).text
    assert room.marks() == 1


def test_names_are_tried_five_times_on_a_device_and_then_by_the_instructor(room: Classroom) -> None:
    year, _token = named(room, "Đỗ Tiến Đạt")
    pages = phone(room)
    page = asked_by_name(pages, room, year)
    for _try in range(5):
        page = say(page, "Không Ai Cả", status=422)
    last = say(page, "Đỗ Tiến Đạt", status=429)
    assert last.h1 == "Máy này thử nhiều lần quá"
    assert "nói tên với giảng viên" in last.text
    assert say(asked_by_name(phone(room), room, year), "Đỗ Tiến Đạt").h1 == "Đã có mặt"


def test_letters_are_tried_ten_times_on_a_device(room: Classroom) -> None:
    page = phone(room).get("/d")
    for _try in range(10):
        page = page.form(action="/d").submit({"letters": "ABCDEF"}, status=422)
    right = wall(room)[1]
    assert page.form(action="/d").submit({"letters": right}, status=429).h1 == "Máy này thử nhiều lần quá"
    assert phone(room).get("/d").form(action="/d").submit({"letters": right}).address == "/d/buoi-nay"


def test_nobody_comes_in_without_a_code_or_with_another_s_pass(room: Classroom) -> None:
    year, token = named(room, "Đỗ Tiến Đạt")
    inside = phone(room)
    inside.get(wall(room)[0])
    carried = inside.client.get_cookie("lopso_check_in", path="/d")
    assert carried is not None
    outside = phone(room)
    outside.get(f"/v/{token}")
    assert outside.get("/d/buoi-nay", status=404).h1 == "Mã đã đổi"
    assert outside.get("/d/co-mat", status=404).h1 == "Mã đã đổi"
    outside.get("/d")  # draws a number of its own
    outside.client.set_cookie("lopso_check_in", carried.value, path="/d")
    assert outside.get(f"/d/buoi-nay?nam={year}", status=404).h1 == "Mã đã đổi"
    outside.client.set_cookie("lopso_check_in", f"{carried.value}x", path="/d")
    assert outside.get("/d/buoi-nay", status=404).h1 == "Mã đã đổi"


def test_a_ticket_that_is_not_on_the_phone_marks_nobody(room: Classroom) -> None:
    (_, mine), (_, theirs) = named(room, "Đỗ Tiến Đạt"), named(room, "Vũ Đăng Khoa")
    pages = phone(room)
    pages.get(f"/v/{mine}")
    form = pages.get(wall(room)[0]).form(action="/d/phieu")
    assert form.submit({"ticket": theirs, "registration": "ca-nha"}).h1 == "Bác sinh vào khoảng nào?"
    assert room.marks() == 0
    with room.app.app_context(), immediate() as session:
        seat = session.scalars(select(Registration).where(Registration.ticket.has(token=mine))).one()
        seat.state = RegistrationState.REMOVED
    assert form.submit({}).h1 == "Bác sinh vào khoảng nào?"
    assert room.marks() == 0


def test_nothing_on_the_way_keeps_a_page_of_the_hall(room: Classroom) -> None:
    client: FlaskClient = phone(room).client
    for address in (wall(room)[0], "/d", "/d/buoi-nay", "/d/co-mat", "/d/0000000000000000"):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_statements(room: Classroom) -> None:
    _year, token = named(room, "Đỗ Tiến Đạt")
    pages = phone(room)
    pages.get(f"/v/{token}")
    address = wall(room)[0]
    with counted() as seen:
        pages.client.get(address)
    assert len(seen) == 2, seen
    with counted() as seen:
        phone(room).client.get(address)
    assert len(seen) == 1, seen


def test_a_hall_of_two_hundred_behind_one_address_all_get_in(make_app: Callable[[str], Flask], engine: str) -> None:
    people = [f"Nguyễn Văn {first}{second}" for first in "ABCDEGHIKLMNOPQRSTUV" for second in "abcdeghikl"]
    room = make_classroom(make_app(engine), people)
    opened(room)
    origin = {"REMOTE_ADDR": "203.0.113.7"}
    for _guess in range(60):  # somebody beside them is up to no good
        room.app.test_client().get("/d/0000000000000000", environ_base=origin)
    years = [YEAR + place % 40 for place in range(len(people))]
    for name, year in zip(people, years, strict=True):
        client = room.app.test_client()
        client.get(wall(room)[0], environ_base=origin)
        form = client.get(f"/d/buoi-nay?nam={year}", environ_base=origin).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token, form
        said = {"csrf_token": token[1], "full_name": name, "birth_year": str(year)}
        answer = client.post("/d/buoi-nay", data=said, environ_base=origin)
        assert (answer.status_code, answer.location) == (303, "/d/co-mat")
    assert room.marks() == len(people) == 200


def test_what_was_pressed_by_mistake_is_taken_back_on_the_same_phone(room: Classroom) -> None:
    year, _ticket = named(room, room.names[0])
    pages, other = phone(room), phone(room)
    done = say(asked_by_name(pages, room, year), room.names[0])
    assert room.statuses() == {room.people[0]: "present"}
    fields = done.form(action="/d/bam-nham").fields
    other.get(wall(room)[0])
    token = other.get("/d").forms()[0].fields["csrf_token"]
    other.post("/d/bam-nham", {**fields, "csrf_token": token}, 404)
    assert room.statuses() == {room.people[0]: "present"}

    back = done.form(action="/d/bam-nham").submit()

    assert back.h1 == "Chưa được ghi có mặt"
    assert room.statuses() == {room.people[0]: "unmarked"}
    assert "tự bỏ" in signed_in(room.app, room.token).get(room.address).text
    assert say(asked_by_name(pages, room, year), room.names[0]).h1 == "Đã có mặt"


def test_nothing_is_taken_back_once_the_pass_is_over(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    year, _ticket = named(room, room.names[0])
    pages = phone(room)
    form = say(asked_by_name(pages, room, year), room.names[0]).form(action="/d/bam-nham")
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert "Bấm nhầm" not in pages.get("/d/co-mat").text
    assert pages.post("/d/bam-nham", dict(form.fields), 404).h1 == "Mã đã đổi"
    assert room.statuses() == {room.people[0]: "present"}


def test_a_phone_with_a_ticket_of_another_class_is_told_so_and_led_in_no_circle(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        other = make_course(session, unit, title="Gia đình số", first=clock.now() + timedelta(hours=3))
        ticket = make_registration(session, other, "Bế Thị Sen", 1958).ticket.token
    pages = phone(room)
    pages.get(f"/v/{ticket}")

    page = pages.get(wall(room)[0])

    assert "Phiếu trên máy này là của lớp khác: Gia đình số" in page.text
    assert "Dùng phiếu trên máy này" not in page.links()


def test_a_code_of_a_lesson_that_is_over_says_so(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _letters = wall(room)
    later = clock.now() + timedelta(hours=9)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert phone(room).get(code, 410).h1 == "Buổi học đã xong"
