"""An instructor without script: today's lessons, the roll, ticking, undoing, looking for people."""

import re
import uuid
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from flask import Flask

from app.country import clock
from app.models import AbsenceNotice, Account, AuditEvent, Course, Lesson, Registration, RegistrationState, Role
from app.models.learning.leaving import cancel
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark
from tests.factories import make_account, make_course, make_registration, make_sign_in, make_ward
from tests.pages import Page, Pages, words
from tests.routes.teaching.conftest import colleague, signed_in
from tests.statements import counted

RESIDENTS = Path(__file__).parents[2] / "country/names/residents.txt"


def names_on(page: Page) -> list[str]:
    """The people on a roll, in order."""
    return [words(item.find(".//b")) for item in page.all("li") if item.get("data-status")]


def press(page: Page, name: str, button: int = 0, **kwargs: object) -> Page:
    """Press a person's row, or with 1 the button at its edge."""
    row = next(item for item in page.all("li") if item.get("data-status") and words(item.find(".//b")) == name)
    return page.form(button=words(row.findall("button")[0])).submit(
        {"mark": row.findall("button")[button].get("value")}
    )


def undo(page: Page) -> Page:
    """Press "Hoàn tác" on a page of the roll."""
    button = next(button for button in page.all("button") if words(button) == "Hoàn tác")
    fields = {"csrf_token": page.forms()[-1].fields["csrf_token"], "newest": button.get("value") or ""}
    return page.pages.post(button.get("formaction") or "", fields)


# -- the lessons --------------------------------------------------------------------------------------------------


def test_a_lesson_of_today_is_one_tap_from_its_roll(room: Classroom, teacher: Pages) -> None:
    room.begin()
    page = teacher.get("/giang-vien")

    assert "Có mặt 0/6" in page.text
    assert re.search(r"Số có mặt tính đến \d{1,2}\sgiờ", page.text), "a saved page says how old its figures are"
    roll = page.follow("Bình dân học AI – Tân Thịnh")

    assert roll.h1 == "Điểm danh buổi 1"


def test_lessons_left_open_to_come_and_done_stand_on_their_shelves(room: Classroom, teacher: Pages) -> None:
    room.begin()
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        account = session.get_one(Account, room.account_id)
        past = make_course(session, unit, title="Lớp tuần trước", lessons=2, first=clock.now() - timedelta(days=14))
        past.lessons[0].close(by=account, now=clock.now() - timedelta(days=14))
        past.lessons[1].starts_at -= timedelta(days=1)
        make_course(session, unit, title="Lớp nháp", state="draft", first=clock.now())

    page = teacher.get("/giang-vien").text

    shelves = [page.index(heading) for heading in ("Bấm vào buổi học", "Chưa bấm Xong", "Sắp tới", "Đã xong")]
    assert shelves == sorted(shelves)
    assert shelves[1] < page.index("Buổi 2, ", shelves[1]) < shelves[2]
    assert page.index("Lớp tuần trước", shelves[3]) > shelves[3]
    assert "Lớp nháp" not in page


def test_whoever_teaches_nothing_is_told_what_will_be_here(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        token = make_sign_in(session, make_account(session, make_ward(session), Role.INSTRUCTOR))
    client = app.test_client()
    client.set_cookie(COOKIE, token)

    page = Pages(client).get("/giang-vien")

    assert "Chưa có buổi dạy nào" in page.text


def test_an_instructor_of_one_course_sees_that_one_only(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        other = make_course(session, course.unit, title="Lớp của người khác", first=clock.now())
        token = make_sign_in(session, make_account(session, course.unit, Role.INSTRUCTOR, course=course))
        elsewhere = f"/giang-vien/lop/{other.code}/buoi/1"
    mine = signed_in(room.app, token)

    assert "Lớp của người khác" not in mine.get("/giang-vien").text
    assert mine.get(room.address).h1 == "Điểm danh buổi 1"
    mine.get(elsewhere, 404)
    mine.post(elsewhere, {"mark": "present:aaaaaa"}, 400)


# -- the roll -----------------------------------------------------------------------------------------------------


def test_the_roll_names_everybody_in_order_and_counts(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(room.address)

    assert names_on(page) == room.names
    assert room.names[0] == "Lưu Thị Lan Anh"
    assert "Có mặt 0/6" in page.text
    assert {"Tất cả 6", "Chưa ghi 6", "Có mặt 0"} <= set(page.links())


def test_a_tap_marks_and_comes_back_to_the_row_and_a_second_tap_takes_it_back(room: Classroom, teacher: Pages) -> None:
    name = room.names[2]
    answer = press(teacher.get(room.address), name)

    assert room.statuses() == {room.people[2]: "present"}
    assert "Có mặt 1/6" in answer.text
    here = next(item for item in answer.all("li") if item.get("id") == "vua")
    assert words(here.find(".//b")) == name

    press(answer, name)
    assert room.statuses() == {room.people[2]: "unmarked"}
    assert room.marks() == 2


def test_after_a_tap_the_address_leads_down_to_the_row(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{room.address}?loc=chua-ghi&tim=a")
    form = page.form(button=next(words(b) for b in page.all("button") if (b.get("value") or "").startswith("present")))
    answer = teacher.client.post(form.action, data={**form.fields, "mark": f"present:{room.people[0]}"})

    assert answer.status_code == 303
    where = urlsplit(answer.location)
    assert where.fragment == "vua"
    assert parse_qs(where.query) == {"loc": ["chua-ghi"], "tim": ["a"], "vua": [room.people[0]]}


@pytest.mark.parametrize(("status", "word"), [("late", "Đến muộn"), ("absent", "Vắng"), ("excused", "Vắng có phép")])
def test_late_absent_and_excused_can_be_said_too(room: Classroom, teacher: Pages, status: str, word: str) -> None:
    page = press(teacher.get(room.address), room.names[0])
    page = page.form(button=words(page.all("li")[0].find("button"))).submit({"mark": f"{status}:{room.people[0]}"})

    assert room.statuses() == {room.people[0]: status}
    assert word in page.text


@pytest.mark.parametrize("typed", ["lan anh", "ANH LAN", "lưu", "luu  thi"])
def test_anybody_is_found_by_any_part_of_the_name_without_accents(room: Classroom, teacher: Pages, typed: str) -> None:
    page = teacher.get(room.address)

    found = page.form(button="Tìm").submit({"tim": typed})

    assert names_on(found) == ["Lưu Thị Lan Anh"]


def test_a_search_means_the_beginnings_of_words_before_anything_within_them(app: Flask) -> None:
    room = make_classroom(app, ["Nguyễn Thị Hòa", "Nguyễn Thị Yến", "H'Hen Niê"])
    teacher = signed_in(app, room.token)

    assert names_on(teacher.get(f"{room.address}?tim=yen")) == ["Nguyễn Thị Yến"]
    assert names_on(teacher.get(f"{room.address}?tim=guyen")) == ["Nguyễn Thị Hòa", "Nguyễn Thị Yến"]
    assert names_on(teacher.get(f"{room.address}?tim=h hen")) == ["H'Hen Niê"]


def test_a_search_in_vain_offers_to_add_that_person(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{room.address}?tim=Bế Văn Thim")

    assert names_on(page) == []
    added = page.follow("Thêm người này")
    assert added.form(action="/them-nguoi").fields["full_name"] == ["Bế Văn Thim"]


def test_filters_show_their_part_and_keep_whoever_was_just_marked(room: Classroom, teacher: Pages) -> None:
    Phone.of(room).send([mark(room, 0), mark(room, 1, "late"), mark(room, 2, "excused")])
    page = teacher.get(room.address)

    unmarked = page.follow("Chưa ghi 3")
    assert names_on(unmarked) == room.names[3:]
    assert names_on(page.follow("Có mặt 2")) == room.names[:2]

    after = press(unmarked, room.names[4])
    assert names_on(after) == room.names[3:]
    assert "Chưa ghi 2" in after.text


def test_undo_takes_back_step_by_step_and_says_when_there_is_nothing(room: Classroom, teacher: Pages) -> None:
    page = press(teacher.get(room.address), room.names[0])
    page = press(page, room.names[1], 1)

    page = undo(page)
    assert f"Đã hoàn tác lần ghi của {room.names[1]}" in page.text
    assert room.statuses() == {room.people[0]: "present", room.people[1]: "unmarked"}
    page = undo(page)
    assert room.statuses() == {room.people[0]: "unmarked", room.people[1]: "unmarked"}
    assert "Mọi lần anh chị ghi ở buổi này đã hoàn tác rồi." in undo(page).text


def test_undo_pressed_twice_on_one_page_undoes_one_mark(room: Classroom, teacher: Pages) -> None:
    press(teacher.get(room.address), room.names[0])
    page = press(teacher.get(room.address), room.names[1])
    first, second = undo(page), undo(page)

    assert "Đã hoàn tác" in first.text
    assert "Trang vừa bấm đã cũ" in second.text
    assert room.statuses()[room.people[0]] == "present"
    assert "Đã hoàn tác" in undo(second).text
    assert "present" not in room.statuses().values()


def test_undo_of_who_marked_nobody_says_so(room: Classroom, teacher: Pages) -> None:
    fields = {"csrf_token": teacher.get(room.address).forms()[-1].fields["csrf_token"]}
    assert "chưa ghi ai ở buổi này" in teacher.post(f"{room.address}/hoan-tac", fields).text


def test_undo_leaves_alone_what_a_colleague_has_marked_since(room: Classroom, teacher: Pages) -> None:
    press(teacher.get(room.address), room.names[0])
    other = colleague(room, Role.INSTRUCTOR)
    asked = press(other.get(room.address), room.names[0], 1)
    page = asked.form(button="Vắng có phép").submit({"mark": f"excused:{room.people[0]}"})
    fields = {"csrf_token": teacher.get(room.address).forms()[-1].fields["csrf_token"]}

    answer = teacher.post(f"{room.address}/hoan-tac", fields)

    assert "Người khác đã ghi lại" in answer.text
    assert "Vắng có phép" in page.text
    assert room.statuses() == {room.people[0]: "excused"}


def test_two_phones_that_differ_are_shown_and_settled_by_one_press(room: Classroom, teacher: Pages) -> None:
    now = clock.now()
    Phone.of(room).send([mark(room, 0, "absent", now - timedelta(minutes=10))])
    Phone.of(room).send([mark(room, 0, "present", now - timedelta(minutes=20))])

    page = teacher.get(room.address)
    assert "1 người hai máy ghi khác nhau" in page.text
    name = room.names[0]
    offered = [press for press in page.all("button") if (press.get("aria-label") or "").startswith(f"{name}: ")]
    assert [words(press) for press in offered] == ["Vắng", "Có mặt"]
    person = page.follow(name)
    assert person.h1 == name
    assert [word in person.text for word in ("Có mặt", "Vắng", "Nguyễn Hữu Nguyên")] == [True] * 3

    settled = teacher.post(
        room.address, {"mark": offered[1].get("value"), "csrf_token": page.forms()[-1].fields["csrf_token"]}
    )

    assert "hai máy" not in settled.text
    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.parametrize("pressed", ["", "x", "present:aaaaaa", "present:", "dance:%s", "%s", "present:%s:late"])
def test_what_no_button_says_is_404_and_marks_nobody(room: Classroom, teacher: Pages, pressed: str) -> None:
    token = teacher.get(room.address).forms()[-1].fields["csrf_token"]
    said = pressed.replace("%s", room.people[0])

    teacher.post(room.address, {"mark": said, "csrf_token": token}, 404)

    assert room.marks() == 0


@pytest.mark.parametrize("number", ["0", "2000", "99999999999999999999", "-1", "x"])
def test_a_lesson_that_is_none_is_404(room: Classroom, teacher: Pages, number: str) -> None:
    teacher.get(f"/giang-vien/lop/{room.course_code}/buoi/{number}", 404)


def test_codes_are_read_as_people_type_them(room: Classroom, teacher: Pages) -> None:
    assert teacher.get(room.address.replace(room.course_code, room.course_code.lower())).h1 == "Điểm danh buổi 1"


def test_the_code_on_a_sheet_leads_to_its_lines_after_signing_in(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context():
        code = db.session.get_one(Lesson, room.lesson_id).code

    assert teacher.get(f"/b/{code.lower()}").address == f"{room.address}/phieu-ky"
    room.close()
    assert teacher.get(f"/b/{code}").address == f"{room.address}/ket-qua"
    teacher.get("/b/000000", 404)
    asked = room.app.test_client().get(f"/b/{code}")
    assert asked.status_code == 303
    assert parse_qs(urlsplit(asked.location).query) == {"next": [f"/b/{code}"]}


def test_the_code_of_another_wards_sheet_is_404(app: Flask, room: Classroom, teacher: Pages) -> None:
    other = make_classroom(app, ["Bế Văn Thim"])
    with app.app_context():
        code = db.session.get_one(Lesson, other.lesson_id).code

    for address in (f"/b/{code}", other.address, f"{other.address}/xong", f"{other.address}/them-nguoi"):
        teacher.get(address, 404)


def test_who_waits_or_gave_up_their_seat_stands_on_the_roll_only_when_they_came(
    room: Classroom, teacher: Pages
) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        course.seats = course.seated
        waiting = make_registration(session, course, "Nông Văn Thim", 1956)
        assert waiting.state == RegistrationState.WAITING
        gone = session.query(Registration).filter_by(public_id=room.people[5]).one()
        cancel(session, gone, now=clock.now())
        room.people.append(waiting.public_id)
    page = teacher.get(room.address)
    assert room.names[5] not in names_on(page)

    phone = Phone.of(room)
    assert phone.verdicts([mark(room, 5), mark(room, 6)]) == ["done", "done"]

    page = teacher.get(room.address)
    assert room.names[5] in names_on(page)
    assert "đã trả chỗ" in page.text


def test_a_lesson_of_another_day_says_so(room: Classroom, teacher: Pages) -> None:
    assert "Buổi này chưa tới" in teacher.get(room.address.replace("buoi/1", "buoi/2")).text
    assert "Buổi này chưa tới" not in teacher.get(room.address).text


def test_marking_leaves_a_line_in_the_audit_trail(room: Classroom, teacher: Pages) -> None:
    press(teacher.get(room.address), room.names[0])

    with room.app.app_context():
        [event] = db.session.scalars(AuditEvent.about("lesson", room.lesson)).all()
    assert (event.action, event.account_id) == ("attendance.marked", room.account_id)


def test_an_ended_sign_in_keeps_the_press_and_offers_to_send_it_again(room: Classroom) -> None:
    answer = room.app.test_client().post(room.address, data={"mark": f"present:{room.people[0]}"})

    assert answer.status_code == 401
    told = answer.get_data(as_text=True)
    assert f'value="present:{room.people[0]}"' in told
    assert "Gửi lại" in told
    assert room.marks() == 0


def test_late_and_absent_stand_under_the_thumb_after_the_first_press(room: Classroom, teacher: Pages) -> None:
    after = press(teacher.get(room.address), room.names[0])

    second = {words(each): each.get("value") for each in after.all("button") if each.get("form") == "diem-danh"}
    key = (second["Vắng"] or "").partition(":")[2]
    assert second["Đến muộn"] == f"late:{key}"
    teacher.post(room.address, {"mark": second["Vắng"], "csrf_token": after.forms()[-1].fields["csrf_token"]})
    assert room.statuses() == {room.people[0]: "absent"}


def tell(room: Classroom, *places: int) -> None:
    """These people say beforehand that they will not come."""
    with room.app.app_context(), immediate() as session:
        for place in places:
            seat = session.query(Registration).filter_by(public_id=room.people[place]).one()
            session.add(AbsenceNotice(registration_id=seat.id, lesson_id=room.lesson_id, told_at=clock.now()))


def test_who_said_so_beforehand_is_told_and_excused_by_one_press(room: Classroom, teacher: Pages) -> None:
    tell(room, 1, 3)

    page = teacher.get(room.address)

    assert "4 dự kiến · 2 báo trước vắng" in page.text
    assert "Tất cả 6" in page.text
    told = page.follow("Báo trước 2")
    assert names_on(told) == [room.names[1], room.names[3]]
    after = press(told, room.names[1], 1)
    assert room.statuses() == {room.people[1]: "excused"}
    assert names_on(after) == [room.names[1], room.names[3]]
    assert "4 dự kiến, 2 báo trước vắng" in teacher.get("/giang-vien").text


def test_a_notice_taken_back_and_one_without_a_seat_count_for_none(room: Classroom, teacher: Pages) -> None:
    tell(room, 1, 5)
    with room.app.app_context(), immediate() as session:
        session.query(AbsenceNotice).order_by(AbsenceNotice.id).first().withdrawn_at = clock.now()
        cancel(session, session.query(Registration).filter_by(public_id=room.people[5]).one(), now=clock.now())

    page = teacher.get(room.address)

    assert "báo trước" not in page.text
    assert "Có mặt 0/5" in page.text


def test_needs_and_the_line_for_the_door_stand_under_the_name(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        seat = session.query(Registration).filter_by(public_id=room.people[2]).one()
        seat.needs, seat.door_line = "wheel hear letters", "Bàn 3, gần loa"

    page = teacher.get(room.address)

    [line] = [small for small in page.all("small") if "Bàn 3" in words(small)]
    assert words(line) == "đi xe lăn · nghe kém · cần tài liệu chữ lớn · Bàn 3, gần loa"
    assert [use.get("href", "").rpartition("#")[2] for use in line.iter() if use.tag.endswith("use")] == [
        "wheelchair",
        "ear",
        "book-open-text",
    ]
    person = teacher.get(f"{room.address}/nguoi/{room.people[2]}")
    assert "cần tài liệu chữ lớn" in person.text
    assert "Bàn 3, gần loa" in person.text


def test_whoever_opens_a_row_sees_a_child_and_who_answers_for_them(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        seats = [session.query(Registration).filter_by(public_id=key).one() for key in room.people[:2]]
        for seat in seats:
            seat.person.birth_year = clock.today().year - 10
        seats[0].guardian = "Lò Thị Ín"

    named, unnamed, of_age = (teacher.get(f"{room.address}/nguoi/{key}").text for key in room.people[:3])

    assert "Trẻ em, dưới 16 tuổi" in named
    assert "Người giám hộ: Lò Thị Ín" in named
    assert "Chưa ghi người giám hộ" in unnamed
    assert "Trẻ em" not in of_age


def test_a_seat_that_is_only_kept_for_somebody_is_not_on_the_roll(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        seat = session.query(Registration).filter_by(public_id=room.people[2]).one()
        seat.state, seat.offered_until = RegistrationState.OFFERED, clock.now() + timedelta(hours=3)
        seat.seated_at = None

    assert room.names[2] not in names_on(teacher.get(room.address))
    Phone.of(room).send([mark(room, 2)])
    assert room.names[2] in names_on(teacher.get(room.address))


# -- weight and cost ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("courses", [1, 12])
def test_the_lessons_ask_the_database_seven_times_however_many_there_are(
    room: Classroom, teacher: Pages, courses: int
) -> None:
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Course, room.course_id).unit
        for number in range(courses):
            make_course(session, unit, first=clock.now() - timedelta(days=number))
    teacher.get("/giang-vien")

    with counted() as seen:
        teacher.get("/giang-vien")

    assert len(seen) == 7, "\n".join(seen)


@pytest.mark.parametrize("people", [1, 200])
def test_a_roll_asks_the_database_three_times_however_many_people(app: Flask, people: int) -> None:
    room = make_classroom(app, [f"Hoàng Thị Hoa {n}" for n in range(people)])
    teacher = signed_in(room.app, room.token)
    teacher.get(room.address)

    with counted() as seen:
        teacher.get(room.address)

    assert len(seen) == 4, "\n".join(seen)


def test_a_roll_of_two_hundred_weighs_six_kilobytes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Random(1)  # random keys make fifty bytes of difference from run to run
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=draw.getrandbits(128), version=4))
    residents = RESIDENTS.read_text(encoding="utf-8").split("\n")[:200]
    room = make_classroom(app, residents)
    room.begin()
    Phone.of(room).send([mark(room, n, "excused" if n % 17 == 0 else "present") for n in range(0, 200, 2)])
    tell(room, *range(1, 20, 2))
    with app.app_context(), immediate() as session:
        for place in range(0, 200, 20):
            seat = session.query(Registration).filter_by(public_id=room.people[place]).one()
            seat.needs, seat.door_line = ("front", "hear", "wheel front")[place % 3], f"Bàn {place // 20}"

    asked = {"Accept-Encoding": "br", "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0.0.0 Mobile"}
    answer = signed_in(room.app, room.token).client.get(room.address, headers=asked)

    # Six kilobytes (docs/promises.md) and a few bytes for what is missing on this phone, a cheap one.
    assert len(answer.data) <= 6 * 1024 + 96
    assert brotli.decompress(answer.data).decode().count('class="who"') == 200
