"""What the worker draws, read back from the paper: the right people, marks, addresses, and only from rows."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.country import clock, formats
from app.jobs import certificates, orders, work
from app.models import Approval, Attendance, Certificate, Job, JobState, Mark, Registration, SignUpWay, Wishes
from app.web.database import db, immediate
from tests.documents.ruler import Paper
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_ward,
)


def drawn(app: Flask, job: Job) -> bytes:
    """Do the job and read its file."""
    with app.app_context():
        work.run(job.id)
        done = db.session.get_one(Job, job.id, populate_existing=True)
        assert done.state == JobState.DONE, done.reason
        papers: Path = app.extensions["settings"].data_dir / "papers"
        return (papers / str(done.result)).read_bytes()


def failed(app: Flask, job: Job) -> str:
    """Do the job and hear why it could not be done."""
    with app.app_context():
        work.run(job.id)
        done = db.session.get_one(Job, job.id, populate_existing=True)
        assert (done.state, done.attempts) == (JobState.FAILED, 1)
        return done.reason


def test_a_poster_names_the_class_its_first_evening_and_its_address(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        first = clock.at_local(clock.today() + timedelta(days=7), 19, 30)
        course = make_course(session, make_ward(session), code="DEM1", first=first)
        job = orders.poster(session, course, by=None)

    paper = Paper(drawn(app, job))

    assert "Bình dân học AI – Tân Thịnh" in paper.words()
    assert "lopso.example/l/DEM1" in paper.words()
    assert paper.codes() == ["https://lopso.example/l/DEM1"]


def test_a_poster_names_whom_people_know_where_they_live(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        town = orders.poster(session, make_course(session, make_ward(session)), by=None)
        village = orders.poster(session, make_course(session, make_ward(session, group_word="thôn")), by=None)

    for job, head in ((town, "Bác nhờ tổ trưởng tổ dân phố"), (village, "Bác nhờ trưởng thôn")):
        words = Paper(drawn(app, job)).words()
        assert head in words
        assert "0208 3855 555" in words


def test_a_poster_names_the_evenings_that_take_place(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        first = clock.at_local(clock.today() + timedelta(days=7), 19, 30)
        course = make_course(session, make_ward(session), first=first)
        course.lessons[0].call_off("Mưa bão")
        job = orders.poster(session, course, by=None)
        taking_place = [formats.local(lesson.starts_at).day for lesson in course.live_lessons]

    paper = Paper(drawn(app, job))

    leaves = [int(line.text) for line in paper.sheets[0].lines if line.text.isdigit()]
    assert leaves == taking_place
    assert "2 buổi" in paper.words()


def test_a_poster_of_a_course_without_lessons_is_refused_in_words(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        job = orders.poster(session, make_course(session, make_ward(session), lessons=0), by=None)

    assert failed(app, job) == "Lớp này chưa có buổi học nào, nên chưa vẽ được áp phích."


def test_a_name_too_long_for_paper_is_said_at_once(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session), title="Ă" * 600)
        job = orders.poster(session, course, by=None)

    assert failed(app, job)


def test_the_sheet_before_lists_who_holds_a_seat_and_masks_telephones(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        course = make_course(session, ward, code="DEM4", seats=2)
        group = make_group(session, ward)
        for name, phone in (("Lương Doãn Thiệu", "+84912345678"), ("Chu Thị Pjảo", None), ("Lê Thanh Tùng", None)):
            candidate = make_person(session, ward, name, 1950, group=group, add=False, phone=phone)
            Registration.register(session, course.id, candidate, Wishes(SignUpWay.QR), clock.now())
        teacher = make_account(session, ward, "instructor", course=course, full_name="Tạ Đăng Nguyên")
        job = orders.sign_in_sheet(session, course.lessons[0], marked=False, by=teacher.id, empty_rows=3, phones=True)
        code = course.lessons[0].code

    paper = Paper(drawn(app, job))

    text = paper.words()
    assert text.index("Chu Thị Pjảo") < text.index("Lương Doãn Thiệu")
    assert "Lê Thanh Tùng" not in text  # waits, holds no seat
    assert "0912" not in text
    assert "678" in text
    assert "Túc Duyên 1" in text
    assert "Giảng viên: Tạ Đăng Nguyên" in text
    assert [row[0] for sheet in paper.sheets for table in sheet.tables for row in table.rows] == list("12345")
    assert paper.codes() == [f"https://lopso.example/b/{code}"]


def test_the_sheet_after_tells_marks_and_who_walked_in(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        course = make_attended_course(session, ward, people=2, seldom=1, code="DEM5")
        lesson = course.lessons[1]
        at = lesson.starts_at + timedelta(minutes=10)
        guest = make_person(session, ward, "H'Hen Niê", 1992, add=False)
        seat, _new = Registration.walk_in(session, course.id, guest, Wishes(SignUpWay.WALK_IN), at)
        mark = Mark("guest", seat.id, "present", at, at, "phone", way="walk_in")
        Attendance.record(session, lesson, [mark], by_id=None, now=at)
        job = orders.sign_in_sheet(session, lesson, marked=True, by=None)

    paper = Paper(drawn(app, job))

    text = paper.words()
    assert "H'Hen Niê" in text
    assert "02" in text
    assert paper.codes() == ["https://lopso.example/l/DEM5"]
    marks = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    assert sum("x" in row for row in marks) == 3
    assert sum("K" in row for row in marks) == 1


def test_a_certificate_says_what_the_register_froze(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        group = make_group(session, ward)
        course = make_attended_course(session, ward, people=1, lessons=2, title="Sức khỏe điện tử")
        seat = session.scalars(Registration.seated_on(course.id)).one()
        seat.person.rename("H'Hen Niê")
        seat.person.residential_group, seat.person.sex = group, "nữ"
        approval = make_approved_list(session, course)
        job = orders.certificates(session, approval, by=None)
        seat.person.rename("Tên Sửa Sau Khi Duyệt")

    with app.app_context():
        work.run(job.id)
        row = db.session.scalars(Certificate.of_approval(approval.id)).one()
        paper = Paper((app.extensions["settings"].data_dir / "papers" / str(row.file)).read_bytes())

    text = paper.words()
    assert "Chứng nhận bà" in text
    assert "H'Hen Niê" in text
    assert "Tên Sửa" not in text
    assert f"Số vào sổ cấp: 001/{clock.today().year}" in text
    assert "Sức khỏe điện tử" in text
    assert "Thời lượng 03 giờ" in text
    assert "Tổ dân phố Túc Duyên 1, phường Phan Đình Phùng" in text
    assert paper.codes() == [f"https://lopso.example/g/{row.code}"]


@pytest.mark.parametrize("kind", ["certificates", "certificates_file"])
def test_a_list_that_is_not_approved_has_no_papers(app: Flask, kind: str) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session))
        officer = make_account(session, course.unit, "officer")
        approval = Approval.submit(session, course.id, by=officer, now=clock.now())
        job = getattr(orders, kind)(session, approval, by=None)

    assert "giấy" in failed(app, job)


def test_the_class_file_waits_for_the_last_paper(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=3))
        job = orders.certificates_file(session, approval, by=None)

    assert failed(app, job) == "Còn 3 giấy chưa vẽ xong. Anh chị đợi vẽ xong rồi bấm lại."


def test_one_unprintable_name_names_the_paper(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=1)
        session.scalars(Registration.seated_on(course.id)).one().person.rename("Nguyễn 𓀀 Văn")
        approval = make_approved_list(session, course)
        job = orders.certificates(session, approval, by=None)

    assert f"001/{clock.today().year}" in failed(app, job)
    with app.app_context():
        assert db.session.scalars(Certificate.of_approval(approval.id)).one().file is None


def test_called_off_between_two_batches_what_is_issued_stays_and_the_rest_follows_when_asked_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with the four hundred of a whole ward, only in batches of five."""
    issue = certificates._issue
    with app.app_context(), immediate() as session:
        approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=12))
        job_id = orders.certificates(session, approval, by=None).id

    def issue_and_call_off(*given: Any) -> None:
        issue(*given)
        with immediate() as session:
            session.get_one(Job, job_id).call_off(now=clock.now())

    def register() -> dict[int, str | None]:
        return {row.number: row.sha256 for row in db.session.scalars(Certificate.of_approval(approval.id))}

    with app.app_context():
        monkeypatch.setattr(certificates, "BATCH", 5)
        monkeypatch.setattr(certificates, "_issue", issue_and_call_off)
        work.run(job_id)
        assert db.session.get_one(Job, job_id, populate_existing=True).state == JobState.CANCELLED
        before = register()
        assert [number for number, sha256 in before.items() if sha256] == [1, 2, 3, 4, 5]
        db.session.rollback()
        monkeypatch.setattr(certificates, "_issue", issue)
        with immediate() as session:
            session.get_one(Job, job_id).ask_again()
        work.run(job_id)
        assert db.session.get_one(Job, job_id, populate_existing=True).state == JobState.DONE
        db.session.expire_all()
        after = register()

    assert sorted(after) == list(range(1, 13))
    assert all(after.values())
    assert {number: after[number] for number, sha256 in before.items() if sha256} == {
        number: sha256 for number, sha256 in before.items() if sha256
    }
