"""Who came to which lesson: the table, the file, and both words where two devices said different things."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from app.country import clock
from app.models import Attendance, AuditEvent, Course, Mark, Registration, Role
from tests.factories import make_account, make_attended_course, make_course, make_registration
from tests.pages import words
from tests.routes.office.conftest import Office
from tests.statements import counted


@pytest.fixture
def course(office: Office) -> str:
    """A class of two whose first lesson two phones kept without signal; of one person they disagreed, and it was
    settled since."""
    with office.write() as session:
        ward = office.here(session)
        begun = clock.now() - timedelta(days=8)
        made = make_course(session, ward, code="DEM4", title="Bình dân học AI", first=begun, lessons=3)
        one, other = (make_registration(session, made, name) for name in ("Nông Văn Thim", "=Hoàng Thị Hoa"))
        teacher = make_account(session, ward, Role.INSTRUCTOR, full_name="Lê Thị Thanh Mơ")
        first, second, _third = made.lessons

        def say(lesson: int, seat: Registration, status: str, minutes: int, device: str, received: datetime) -> None:
            held = made.lessons[lesson]
            at = held.starts_at + timedelta(minutes=minutes)
            mark = Mark(f"{lesson}-{seat.id}-{minutes}", seat.id, status, at, at, device)
            Attendance.record(session, held, [mark], by_id=teacher.id, now=received)

        evening = first.starts_at + timedelta(hours=2)
        say(0, one, "present", 5, "A", evening)
        say(0, one, "absent", 6, "B", evening)
        say(0, one, "present", 200, "B", first.starts_at + timedelta(minutes=200))
        say(0, other, "late", 9, "A", evening)
        say(1, one, "excused", 5, "A", second.starts_at + timedelta(hours=1))
        second.close(by=teacher, now=second.ends_at)
    return "/van-phong/lop/DEM4/diem-danh"


def test_the_table_tells_what_each_missed_and_keeps_both_words(office: Office, course: str) -> None:
    page = office.as_leader().get(course)

    assert "1 người có buổi hai máy ghi khác nhau" in page.text
    assert "Đều đã chốt" in page.text
    assert "Buổi 1: Có mặt / Vắng, tính Có mặt" in page.text
    assert "Nông Văn ThimBuổi 1: Có mặt / Vắng, tính Có mặt" in page.links()
    assert "có phép buổi 2" in page.text
    assert "vắng buổi 2; muộn buổi 1" in page.text
    assert "Tải Excel" not in page.links()


def test_while_nobody_has_settled_it_the_page_says_so(office: Office, course: str) -> None:
    with office.write() as session:
        lesson = session.scalars(Course.called("DEM4")).one().lessons[1]
        one = session.scalars(Registration.of(lesson.course_id)).first()
        assert one
        at = lesson.starts_at + timedelta(minutes=1)
        mark = Mark("late", one.id, "absent", at, at, "B")
        Attendance.record(session, lesson, [mark], by_id=None, now=lesson.starts_at + timedelta(hours=3))

    page = office.as_officer().get(course)

    assert "Còn 1 người chưa ai chốt" in page.text
    assert "Buổi 1: Có mặt / Vắng, tính Có mặt; Buổi 2: Có phép / Vắng, tính Có phép" in page.text


def test_a_column_that_nobody_fills_is_left_out(office: Office, course: str) -> None:
    pages = office.as_officer()

    heads = [words(head) for head in pages.get(course).all("th") if head.get("scope") == "col"]
    found = [words(head) for head in pages.get(f"{course}?tim=hoa").all("th") if head.get("scope") == "col"]

    assert heads == [*found, "Hai máy ghi khác nhau"]


def test_the_file_has_a_column_a_lesson_and_both_words_and_that_it_left_is_noted(office: Office, course: str) -> None:
    pages = office.as_officer()
    answer = pages.client.get(f"{course}.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    sheet = load_workbook(io.BytesIO(pages.client.get(f"{course}.xlsx").data)).active

    assert answer.headers["Content-Disposition"] == 'attachment; filename="diem-danh-DEM4.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows[0][4].startswith("Buổi 1 (")
    assert [row[1] for row in rows[1:]] == ["'=Hoàng Thị Hoa", "Nông Văn Thim"]
    assert rows[1][4:9] == ["Đến muộn", "Vắng", "", "1", "3"]
    differ = "Buổi 1: Có mặt / Vắng, tính Có mặt"
    assert rows[2][4:] == ["Có mặt", "Có phép", "", "1", "3", "33.33%", "không đủ", differ]
    assert sheet
    assert sheet.cell(3, len(rows[0])).value == rows[2][-1]
    with office.write() as session:
        events = session.scalars(AuditEvent.about("course", "DEM4")).all()
        assert [event.action for event in events].count("attendance.exported") == 2


def test_a_leader_takes_no_file(office: Office, course: str) -> None:
    assert office.as_leader().client.get(f"{course}.xlsx").status_code == 403


def test_the_persons_page_keeps_both_words(office: Office, course: str) -> None:
    with office.write() as session:
        seat = session.scalars(Registration.of(session.scalars(Course.called("DEM4")).one().id)).first()
        assert seat
        person = seat.person.public_id

    assert (
        "Hai máy ghi khác nhau: Buổi 1: Có mặt / Vắng, tính Có mặt"
        in office.as_officer().get(f"/van-phong/nguoi-hoc/{person}").text
    )


def test_before_the_first_lesson_the_table_says_that_it_comes(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM9")

    assert "Lớp chưa học buổi nào" in office.as_officer().get("/van-phong/lop/DEM9/diem-danh").text


def test_the_table_costs_the_same_however_many_they_are(office: Office) -> None:
    asked = []
    for people in (1, 30):
        with office.write() as session:
            code = make_attended_course(session, office.here(session), people=people, lessons=4).code
        pages = office.as_officer()
        with counted() as statements:
            pages.get(f"/van-phong/lop/{code}/diem-danh")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 8


def test_a_large_class_turns_its_pages_and_is_searched(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM4", people=60, lessons=1)
    pages = office.as_officer()

    first = pages.get("/van-phong/lop/DEM4/diem-danh")
    second = first.follow("Trang sau")
    found = pages.get("/van-phong/lop/DEM4/diem-danh?tim=nong+van+thim")
    nobody = pages.get("/van-phong/lop/DEM4/diem-danh?tim=khong+co")

    assert [len(page.root.findall(".//tbody/tr")) for page in (first, second)] == [50, 10]
    assert "Trang trước" in second.links()
    assert {words(row) for row in found.root.findall(".//tbody/tr/th")} == {"Nông Văn Thim"}
    assert "Không thấy ai" in nobody.text


def test_htmx_gets_the_table_alone(office: Office, course: str) -> None:
    told = office.as_officer().client.get(course, headers={"HX-Request": "true"}).text
    assert "<html" not in told
    assert 'id="diem-danh"' in told
