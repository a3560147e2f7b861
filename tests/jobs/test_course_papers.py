"""The papers of a whole course and of the register, read back: the right people, numbers, marks and dates."""

import hashlib
from datetime import date, timedelta

import pytest
from flask import Flask

from app.country import clock
from app.jobs import orders
from app.models import Approval, Attendance, Certificate, Lesson, LessonPhoto, Mark, Registration
from app.models.learning.certificate_numbers import replace
from app.models.learning.leaving import cancel
from app.models.learning.mark_correction import correct
from app.web.database import immediate
from app.web.kept_files import keep
from tests.documents.ruler import Paper, assert_sound
from tests.documents.samples_course import picture
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_course_template,
    make_registration,
    make_ward,
)
from tests.jobs.test_papers import drawn, failed


def rows_of(paper: Paper) -> list[list[str]]:
    """All rows of all its tables."""
    return [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]


def photo_of(lesson: Lesson, kind: str, file: str, sha256: str) -> LessonPhoto:
    """A picture of a lesson, whatever its sides."""
    return LessonPhoto(
        lesson_id=lesson.id, kind=kind, file=file, sha256=sha256, width=4, height=3, by_id=None, at=clock.now()
    )


def test_the_grid_has_a_column_for_each_lesson_and_the_rule_below(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=2, seldom=1, lessons=3, code="DEM6")
        seat = session.scalars(Registration.seated_on(course.id)).first()
        lesson = course.lessons[1]
        lesson.reopen(officer=True, now=clock.now())
        mark = Mark("late", seat.id, "late", lesson.starts_at + timedelta(hours=1), lesson.starts_at, "phone")
        Attendance.record(session, lesson, [mark], by_id=None, now=clock.now())
        lesson.cancelled_reason = ""
        job = orders.course_grid(session, course, by=None)
        empty = orders.course_grid(session, course, by=None, marked=False)

    paper = Paper(drawn(app, job))

    assert [sheet.size for sheet in paper.sheets] == ["A4 landscape"]
    assert paper.sheets[0].tables[0].header[:4] == ("STT", "Họ và tên", "Năm sinh", "Tổ dân phố")
    assert [head.split()[0] for head in paper.sheets[0].tables[0].header[4:7]] == ["B1", "B2", "B3"]
    people = rows_of(paper)[:3]
    assert sorted(row[-1] for row in people) == ["Đạt", "Đạt", "–"]
    assert sum("M" in row for row in people) == 1
    assert "Dự ít nhất 80% số buổi (buổi nghỉ có phép tính là vắng)" in paper.words()
    assert paper.codes() == ["https://lopso.example/l/DEM6"]
    assert all(cell == "" for row in rows_of(Paper(drawn(app, empty)))[:3] for cell in row[4:])


def test_a_note_tells_one_person_when_where_and_whom_to_ask(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        first = clock.at_local(clock.today() + timedelta(days=7), 19, 30)
        course = make_course(session, make_ward(session), code="DEM7", first=first, bring="điện thoại", seats=1)
        course.place.address = "Tổ 3, cạnh chợ"
        seat = make_registration(session, course, "H'Hen Niê", 1950)
        waits = make_registration(session, course, "Lê Thanh Tùng", 1951)
        job = orders.paper_note(session, seat, by=None)
        both = orders.paper_notes(session, [seat, waits], by=None)
        token = seat.ticket.token

    paper = Paper(drawn(app, job))

    assert (round(paper.sheets[0].page.width * 25.4 / 72), round(paper.sheets[0].page.height * 25.4 / 72)) == (105, 148)
    text = paper.words()
    assert "H'Hen Niê" in text
    assert "19 giờ 30" in text
    assert "Nhà văn hóa Túc Duyên Tổ 3, cạnh chợ" in text
    assert "Mang theo: điện thoại" in text
    assert "0208 3855 555" in text
    assert paper.codes(dpi=150) == [f"https://lopso.example/v/{token}"]
    sheet = Paper(drawn(app, both))
    assert [each.size for each in sheet.sheets] == ["A4 portrait"]
    assert "thứ 1 trong danh sách" in sheet.words()


def test_who_has_no_telephone_is_not_told_to_bring_one(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session), bring="điện thoại thông minh, kính đọc")
        seat = make_registration(session, course, "H'Hen Niê", 1950, needs="nophone")
        job = orders.paper_note(session, seat, by=None)

    words = Paper(drawn(app, job)).words()
    assert "Mang theo: kính đọc" in words
    assert "điện thoại thông minh" not in words


def test_a_telephone_of_the_ward_stands_below_no_organisers_name(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session), organiser="Tổ dân phố Quang Trung 1")
        assert course.place is not None
        course.place.name, course.place.quarter = "Nhà văn hóa Quang Trung", "Quang Trung"
        job = orders.poster(session, course, by=None)

    words = Paper(drawn(app, job)).words()
    assert "hoặc gọi Phường Phan Đình Phùng: 0208 3855 555" in words
    assert "Tổ dân phố Quang Trung 1" not in words
    assert words.count("Quang Trung") == 1


def test_a_note_for_nobody_is_refused_in_words(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        seat = make_registration(session, make_course(session, make_ward(session)))
        cancel(session, seat, now=clock.now())
        job = orders.paper_note(session, seat, by=None)

    assert failed(app, job) == "Người này không còn tên trong lớp, nên không có giấy hẹn để in."


def test_the_annex_is_a_draft_until_the_decision_has_its_number(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=2, title="Sức khỏe điện tử")
        submitted = Approval.submit(session, course.id, by=make_account(session, course.unit), now=clock.now())
        draft = orders.approval_list(session, submitted, by=None)
    paper = Paper(drawn(app, draft))
    assert "DỰ THẢO" in paper.words()
    assert "ĐỀ NGHỊ CẤP" in paper.words()
    assert [row[-1] for row in rows_of(paper)] == ["", ""]

    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=2))
        approval.decision_number, approval.decision_date = "214/QĐ-UBND", date(2026, 4, 3)
        job = orders.approval_list(session, approval, by=None)
    paper = Paper(drawn(app, job))
    assert "DỰ THẢO" not in paper.words()
    assert "Quyết định số 214/QĐ-UBND ngày 03 tháng 4 năm 2026" in paper.words()
    assert [row[-1] for row in rows_of(paper)] == [f"00{number}/{clock.today().year}" for number in (1, 2)]
    assert "buổi nghỉ có phép tính là vắng" in paper.words()


def test_people_sign_for_papers_that_stand_and_who_has_theirs_is_dated(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=3))
        first, second, third = session.scalars(Certificate.of_approval(approval.id))
        for number, each in enumerate((first, second, third)):
            each.issue(file=f"{number}.pdf", sha256="0" * 64, now=clock.now())
        first.state, first.handed_over_at, first.handed_to = "handed_over", clock.now(), "Chị Hoa, con gái"
        second.state, second.ended_at, second.end_reason = "revoked", clock.now(), "cấp nhầm"
        job = orders.hand_over_list(session, approval, by=None)
        extract = orders.register_extract(session, approval.course.unit, clock.today().year, by=None)
        last = orders.register_extract(session, approval.course.unit, clock.today().year, by=None, first=3, last=3)
        none = orders.register_extract(session, approval.course.unit, 2019, by=None)
        code = approval.course.code

    year, rows = clock.today().year, rows_of(Paper(drawn(app, job)))

    assert [row[1] for row in rows] == [f"001/{year}", f"003/{year}"]
    assert rows[0][-1] == "nhận thay: Chị Hoa, con gái"
    assert rows[0][5]
    assert rows[1][5:] == ["", "", ""]
    paper = Paper(drawn(app, extract))
    rows = rows_of(paper)
    assert rows[0][0].startswith(f"Lớp {code}, ")
    assert [row[1] for row in rows[1:]] == [f"00{number}/{year}" for number in (1, 2, 3)]
    assert rows[2][-1].startswith("Thu hồi ngày ")
    assert "trong đó 01 dòng gạch ngang" in paper.words()
    assert "mã SHA-256" in paper.words()
    assert [row[1] for row in rows_of(Paper(drawn(app, last)))[1:]] == [f"003/{year}"]
    assert failed(app, none) == "Sổ cấp năm 2019 chưa có dòng nào trong khoảng này."


def test_the_list_to_sign_says_which_papers_are_no_longer_earned(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=2))
        first, second = session.scalars(Certificate.of_approval(approval.id))
        for each in (first, second):
            each.issue(file=f"{each.number}.pdf", sha256="0" * 64, now=clock.now())
        for_all = {"reason": "Nhầm người.", "officer": True, "by_id": approval.submitted_by_id, "device": "form"}
        for lesson in approval.course.lessons[:2]:
            correct(session, lesson, first.registration_id, "absent", now=clock.now(), **for_all)
        first.state, first.handed_over_at, first.handed_to = "handed_over", clock.now(), "Chị Hoa, con gái"
        job = orders.hand_over_list(session, approval, by=None)

    paper = Paper(drawn(app, job))

    notes = [row[-1] for row in rows_of(paper)]
    assert notes == ["nhận thay: Chị Hoa, con gái; không còn đủ: có mặt 2/4 buổi, cần 4", ""]
    assert "01 giấy không còn đủ số buổi" in paper.words()


def test_a_replaced_number_names_the_one_in_its_place(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=2))
        first = session.scalars(Certificate.of_approval(approval.id)).first()
        first.issue(file="1.pdf", sha256="0" * 64, now=clock.now())
        replace(session, first, {"full_name": "Tên Đúng"}, reason="sai tên", now=clock.now())
        job = orders.register_extract(session, approval.course.unit, clock.today().year, by=None)

    rows = {row[1].partition("/")[0]: row for row in rows_of(Paper(drawn(app, job))) if row[1]}

    assert rows["001"][-1].startswith(f"Thay bằng số 003/{clock.today().year}")
    assert rows["003"][-1] == f"Cấp lại, thay số 001/{clock.today().year}"
    assert rows["003"][2] == "Tên Đúng"


@pytest.mark.parametrize("rows", [-3, 99])
def test_empty_rows_are_kept_within_bounds(app: Flask, rows: int) -> None:
    with app.app_context(), immediate() as session:
        lesson = make_course(session, make_ward(session)).lessons[0]
        job = orders.sign_in_sheet(session, lesson, marked=False, by=None, empty_rows=rows)

    assert len(rows_of(Paper(drawn(app, job)))) == (0 if rows < 0 else 40)


def test_the_file_of_a_class_says_what_its_template_teaches(app: Flask) -> None:
    said = {
        "goal": "Tự tra cứu hồ sơ trên Cổng dịch vụ công",
        "outline": "Làm quen\nTra cứu hồ sơ",
        "practice_hours": 4,
    }
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        jobs = []
        for audience in ("elderly", "disabled"):
            template = make_course_template(session, ward, f"Mẫu {audience}", **said)
            course = make_attended_course(session, ward, people=2, code=f"M{audience[0]}1", audience=audience)
            course.template = template
            jobs.append(orders.course_file(session, course, by=None))

    plain, telling = (assert_sound(drawn(app, job)).words() for job in jobs)

    assert "Mục tiêu Tự tra cứu hồ sơ trên Cổng dịch vụ công" in plain
    assert "Nội dung từng buổi 1. Làm quen 2. Tra cứu hồ sơ" in plain
    assert "Thực hành 4 giờ, theo mẫu lớp" in plain
    assert "Mục tiêu" not in telling  # beside names nothing says whom the class is for


def test_the_file_of_a_course_has_plan_people_marks_photos_and_result(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=2, seldom=1, code="DEM8")
        course.topics = "An toàn số|Trợ lý ảo"
        approval = make_approved_list(session, course)
        approval.decision_number, approval.decision_date = "214/QĐ-UBND", date(2026, 4, 3)
        folder = app.extensions["settings"].photos
        for kind, name, content in (("board", "a.jpg", picture()), ("sheet", "b.jpg", b"x"), ("board", "c.jpg", b"y")):
            keep(folder, name, content)
            sha256 = hashlib.sha256(content if name != "c.jpg" else b"z").hexdigest()
            session.add(photo_of(course.lessons[0], kind, name, sha256))
        job = orders.course_file(session, course, by=None)

    paper = assert_sound(drawn(app, job))

    text = paper.words()
    assert "HỒ SƠ LỚP HỌC" in text
    assert "I. Lớp học và các buổi" in text
    assert "Nội dung An toàn số; Trợ lý ảo" in text
    assert "V. Kết quả" in text
    assert "Danh sách lớp có 03 người; 03 người dự ít nhất một buổi." in text
    assert "Đủ điều kiện cấp giấy chứng nhận: 02 người, đạt 66,67%." in text
    assert "Quyết định số 214/QĐ-UBND ngày 03/4/2026" in text
    assert "01 ảnh không in được" in text
    assert sum(len(sheet.page.images) for sheet in paper.sheets) == 1
    assert {sheet.size for sheet in paper.sheets} == {"A4 portrait", "A4 landscape"}
