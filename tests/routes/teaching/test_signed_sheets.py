"""A signed paper sheet keyed in by its numbers: the print's own order, names before anything is stored."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from app.country import clock
from app.models import AttendanceMark, AuditEvent, Course, Lesson, LessonPhoto, PrintedSheet, Registration
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark
from tests.factories import make_registration
from tests.pages import Page, Pages, words


def printed(room: Classroom) -> int:
    """Print the sheet as it is now; the print's number."""
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        return PrintedSheet.freeze(session, lesson, by_id=room.account_id, now=clock.now()).number


def opened(room: Classroom, teacher: Pages) -> Page:
    return teacher.get(f"{room.address}/phieu-ky")


def lines(page: Page) -> list[str]:
    """The names to tap, with their numbers."""
    wanted = [label for label in page.all("label") if label.find("input") is not None]
    return [words(label).partition(" 19")[0].rstrip("0123456789 ·") for label in wanted]


def look(page: Page, numbers: str = "", status: int = 200, **more: object) -> Page:
    return page.form(action="/phieu-ky").submit({"numbers": numbers, **more}, status=status)


def save(page: Page, **more: object) -> Page:
    return page.form(action="/phieu-ky").submit({"save": "1", **more})


def photo() -> tuple[BytesIO, str]:
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    out.seek(0)
    return out, "phieu.jpg"


def test_numbers_are_typed_the_names_seen_and_then_stored(room: Classroom, teacher: Pages) -> None:
    printed(room)
    seen = look(opened(room, teacher), "1-2, 4")

    assert room.marks() == 0
    assert "3 người đã ký" in seen.text
    assert f"1. {room.names[0]}" in seen.text
    assert f"3. {room.names[2]}" not in seen.text

    done = save(seen)

    assert "Đã ghi có mặt 3 người theo danh sách ký." in done.text
    assert room.statuses() == dict.fromkeys((room.people[place] for place in (0, 1, 3)), "present")
    with room.app.app_context():
        assert set(db.session.scalars(select(AttendanceMark.way))) == {"sheet"}
        [event] = db.session.scalars(AuditEvent.about("lesson", room.lesson)).all()
        assert (event.action, event.account_id) == ("attendance.keyed_in", room.account_id)


def test_names_may_be_tapped_instead_and_both_together_count_once(room: Classroom, teacher: Pages) -> None:
    printed(room)

    save(look(opened(room, teacher), "2-3", line=["3", "5", "x", "99999999999"]))

    assert set(room.statuses()) == {room.people[place] for place in (1, 2, 4)}


def test_pressed_twice_it_marks_once_and_leaves_who_was_late_alone(room: Classroom, teacher: Pages) -> None:
    printed(room)
    Phone.of(room).send([mark(room, 0, "late"), mark(room, 1, "absent")])
    seen = look(opened(room, teacher), "1-2")
    assert "đã ghi có mặt từ trước" in seen.text
    assert "đang ghi vắng, sẽ đổi thành có mặt" in seen.text

    save(seen)
    save(seen)

    assert room.statuses() == {room.people[0]: "late", room.people[1]: "present"}
    assert room.marks() == 3


def test_who_registered_after_the_print_moves_no_number(room: Classroom, teacher: Pages) -> None:
    printed(room)
    with room.app.app_context(), immediate() as session:
        make_registration(session, session.get_one(Course, room.course_id), "Bùi Thị An", 1961)

    save(look(opened(room, teacher), "1"))

    assert room.statuses() == {room.people[0]: "present"}


def test_of_several_prints_one_chooses_by_the_hour_on_the_paper(room: Classroom, teacher: Pages) -> None:
    printed(room)
    with room.app.app_context(), immediate() as session:
        make_registration(session, session.get_one(Course, room.course_id), "Bùi Thị An", 1961)
    assert printed(room) == 2

    page = opened(room, teacher)
    assert "2 bản in khác nhau" in page.text
    assert lines(page)[0] == "1. Bùi Thị An"
    first = next(text for text in page.links() if text.endswith("6 người"))
    older = page.follow(first)
    assert lines(older)[0] == f"1. {room.names[0]}"

    save(look(older, "1"))
    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1, hai", "Chưa hiểu “hai”"),
        ("5-2", "“5–2” ngược"),
        ("1-7", "Bản in này có 6 người, không có số 7."),
        ("", "Anh chị ghi số thứ tự"),
        ("1" * 2000, "Chưa hiểu"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    room: Classroom, teacher: Pages, typed: str, said: str
) -> None:
    printed(room)

    page = look(opened(room, teacher), typed, status=422, line=["3"] if typed else [])

    assert said in page.text
    assert page.form(action="/phieu-ky").fields["numbers"] == [typed[:1000]]
    assert page.form(action="/phieu-ky").fields.get("line", []) == (["3"] if typed else [])
    assert room.marks() == 0


def test_the_numbers_can_be_mended_after_the_names_were_seen(room: Classroom, teacher: Pages) -> None:
    printed(room)

    again = look(opened(room, teacher), "1-2").form(action="/phieu-ky").submit({"again": "1"})

    assert again.form(action="/phieu-ky").fields["line"] == ["1", "2"]
    assert room.marks() == 0


def test_the_picture_of_the_sheet_comes_with_it(room: Classroom, teacher: Pages) -> None:
    printed(room)

    done = save(look(opened(room, teacher), "1"), photos=photo())

    assert "Danh sách ký, " in done.text
    with room.app.app_context():
        kept = db.session.scalars(LessonPhoto.of(room.lesson_id)).one()
        assert (kept.kind, kept.width) == ("sheet", 60)


def test_a_picture_that_is_none_stores_nothing_and_keeps_the_numbers(room: Classroom, teacher: Pages) -> None:
    printed(room)
    seen = look(opened(room, teacher), "1")

    told = seen.form(action="/phieu-ky").submit({"save": "1", "photos": (BytesIO(b"<svg/>"), "a.svg")}, status=422)

    assert "không phải ảnh" in told.text
    assert told.form(action="/phieu-ky").fields["line"] == ["1"]
    assert room.marks() == 0


def test_without_a_print_there_is_nothing_to_key_in(room: Classroom, teacher: Pages) -> None:
    page = opened(room, teacher)

    assert "Buổi này chưa in danh sách nào" in page.text
    assert page.follow("Điểm danh theo tên").address == room.address


def test_a_lesson_that_is_closed_takes_no_sheet(room: Classroom, teacher: Pages) -> None:
    printed(room)
    seen = look(opened(room, teacher), "1")
    room.close()

    assert "mở lại buổi" in seen.form(action="/phieu-ky").submit({"save": "1"}, status=409).text
    teacher.get(f"{room.address}/phieu-ky", 409)
    assert room.marks() == 0


def test_printing_by_the_button_freezes_the_order(room: Classroom, teacher: Pages) -> None:
    page = teacher.get(f"{room.address}/ket-qua")
    form = next(each for each in page.forms() if each.action.endswith("/phieu"))
    teacher.client.post(form.action, data=form.fields)

    with room.app.app_context():
        sheet = db.session.scalars(PrintedSheet.of(room.lesson_id)).one()
        order = [db.session.get_one(Registration, id_).public_id for id_ in sheet.registration_ids]
    assert order == room.people
