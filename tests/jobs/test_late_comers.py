"""Papers of a closed lesson say the same whenever they are printed: who came or left later changes none of their
figures; a correction does."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import orders
from app.models import Attendance, Course, Mark, Registration, Role, SignUpWay, Status, Wishes
from app.models.learning.leaving import cancel, remove
from app.models.learning.mark_correction import correct
from app.models.trust.job import Job
from app.web.database import immediate
from tests.documents.ruler import Paper
from tests.factories import make_account, make_course, make_person, make_ward
from tests.jobs.test_papers import drawn

NAMES = ("Lưu Thị Lan Anh", "Phạm Ngọc Ánh", "Dương Gia Bảo", "Đỗ Tiến Đạt")
LATE, WAITED = "Vũ Đăng Khoa", "Lê Thanh Tùng"


def join(session: Session, course: Course, name: str, at: datetime) -> Registration:
    """Somebody registered at a moment."""
    candidate = make_person(session, course.unit, name, 1960, add=False)
    ticket = Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.QR), at)
    return session.scalars(Registration.on(ticket.id)).one()


def held_course(session: Session, code: str) -> Course:
    """A class of four seats, all taken, with one waiting: three came to the first lesson of three, which is closed."""
    now = clock.now()
    course = make_course(session, make_ward(session), code=code, first=now - timedelta(days=10), seats=4)
    lesson = course.lessons[0]
    seats = [join(session, course, name, lesson.starts_at - timedelta(days=3)) for name in NAMES]
    join(session, course, WAITED, lesson.starts_at - timedelta(days=2))
    at = lesson.starts_at + timedelta(minutes=5)
    marks = [Mark(f"{code}-{seat.id}", seat.id, "present", at, at, "phone") for seat in seats[:3]]
    teacher = make_account(session, course.unit, Role.INSTRUCTOR, course=course)
    Attendance.record(session, lesson, marks, by_id=teacher.id, now=at)
    lesson.close(by=teacher, now=lesson.ends_at)
    session.flush()
    return course


def come_and_go(session: Session, course: Course) -> None:
    """After the first lesson: two give up their seats, who waited gets one, and somebody new registers."""
    by, now = make_account(session, course.unit, Role.OFFICER), clock.now()
    seats = list(session.scalars(Registration.seated_on(course.id)))
    cancel(session, next(seat for seat in seats if seat.person.full_name == NAMES[0]), now=now)
    remove(session, next(seat for seat in seats if seat.person.full_name == NAMES[3]), by, "chuyển đi", now)
    join(session, course, LATE, now)


def read(app: Flask, job: Job) -> tuple[list[list[str]], str]:
    """The rows of a paper's tables, and the sentence of totals."""
    paper = Paper(drawn(app, job))
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    words = paper.words()
    return rows, words[words.find("Đăng ký") :].split("NGƯỜI LẬP")[0]


def test_a_result_printed_last_week_agrees_with_one_printed_today(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = held_course(session, "LATE1")
        before = orders.sign_in_sheet(session, course.lessons[0], marked=True, by=None)
    rows, totals = read(app, before)
    with app.app_context(), immediate() as session:
        course = session.get_one(Course, course.id)
        come_and_go(session, course)
        course.version += 1
        after = orders.sign_in_sheet(session, course.lessons[0], marked=True, by=None)

    assert read(app, after) == (rows, totals)
    assert [row[1] for row in rows] == sorted(NAMES, key=lambda name: name.split()[-1].replace("Á", "A"))
    assert "Đăng ký 04 người; có mặt 03/04 người, đạt 75%" in totals
    assert "vắng không phép 01" in totals


def test_a_column_of_the_grid_keeps_its_figures_and_who_came_later_has_an_empty_cell(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = held_course(session, "LATE2")
        before = orders.course_grid(session, course, by=None)
    rows, _totals = read(app, before)
    with app.app_context(), immediate() as session:
        come_and_go(session, session.get_one(Course, course.id))
        after = orders.course_grid(session, session.get_one(Course, course.id), by=None)
    later, _totals = read(app, after)

    assert rows[-1][1:2] == later[-1][1:2]  # how many came to the first lesson, and the share of those then in class
    first = {row[1]: row[4] for row in later[:-1]}
    assert first == {NAMES[0]: "x", NAMES[1]: "x", NAMES[2]: "x", NAMES[3]: "K", WAITED: "", LATE: ""}


@pytest.mark.parametrize("status", [Status.PRESENT, Status.ABSENT])
def test_a_correction_brings_who_registered_later_into_the_lesson(app: Flask, status: Status) -> None:
    with app.app_context(), immediate() as session:
        course = held_course(session, f"L{status.value}")
        come_and_go(session, course)
        by = make_account(session, course.unit, Role.OFFICER)
        late = next(one for one in session.scalars(Registration.of(course.id)) if one.person.full_name == LATE)
        correct(
            session, course.lessons[0], late.id, status, reason="ký giấy", officer=True, by_id=by.id, device="desk",
            now=clock.now(),
        )  # fmt: skip
        job = orders.sign_in_sheet(session, course.lessons[0], marked=True, by=None)
    rows, totals = read(app, job)

    assert LATE in [row[1] for row in rows]
    came = 4 if status is Status.PRESENT else 3
    assert f"Đăng ký 05 người; có mặt 0{came}/05 người" in totals
