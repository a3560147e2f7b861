"""The copy that somebody takes home holds all that is on file of them, in words, and nothing of anybody else."""

import json
from dataclasses import asdict

from flask import Flask

from app.country import clock, formats
from app.models import Certificate, Consent, Registration
from app.models.learning.leaving import cancel
from app.registers.personal_data.copying import TITLES, UNREAD, everything_on
from app.registers.personal_data.fields import OF_COLUMN
from app.registers.personal_data.holdings import WAYS
from app.registers.personal_data.residents import RESIDENTS
from app.web.database import db, immediate
from tests.factories import (
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_registration,
    make_ward,
)


def test_the_copy_tells_lessons_papers_and_consents_in_words(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            course = make_attended_course(session, ward, people=2, lessons=4)
            make_approved_list(session, course)
            paper = session.query(Certificate).order_by(Certificate.id).first()
            assert paper is not None
            person, seat = paper.registration.person, paper.registration
            person.phone, seat.needs = "+84912345678", "wheel"
            Consent.give(session, person, "photos", version="2026-11", at=clock.now(), how="form")
            other = session.query(Registration).filter(Registration.person_id != person.id).first()
            assert other is not None
            stranger, number = other.person.full_name, paper.register_number
        sections = {section.title: dict(section.lines) for section in everything_on(db.session(), person)}
        text = json.dumps([asdict(section) for section in everything_on(db.session(), person)], ensure_ascii=False)

    assert sections["Hồ sơ"]["Họ và tên"] == person.full_name
    assert sections["Hồ sơ"]["Số điện thoại, nếu bác ghi"] == "0912 345 678"
    assert list(sections["Buổi học"].values()) == ["có mặt"] * 4
    assert "đi xe lăn" in sections["Đăng ký học"].values()
    assert "chụp ảnh" in sections["Điều đã đồng ý"].values()
    assert number in text
    assert stranger not in text


def test_somebody_of_whom_little_is_known_has_a_short_copy(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            person = make_person(session, ward, group=make_group(session, ward))
        (section,) = everything_on(db.session(), person)
    assert dict(section.lines) == {
        "Họ và tên": "Lương Doãn Thiệu",
        "Năm sinh": "1954",
        "Tổ dân phố, thôn": "Tổ dân phố Túc Duyên 1",
    }


def test_the_copy_names_each_class_and_where_else_they_stand(app: Flask) -> None:
    """A class was named only where a need was ticked; what stands in rows of others was left out."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        course, other = make_course(session, ward), make_course(session, ward)
        seat = make_registration(session, course, "Đàm Quỳnh Zương", 1951)
        person = seat.person
        person.phone = "+84987123456"
        left = make_registration(session, other, "Đàm Quỳnh Zương", 1951)
        left.person = person
        cancel(session, left, now=clock.now(), reason="office")
        child = make_registration(session, course, "Đàm Gia Bảo", 2015, guardian="Đàm Quỳnh Zương")
        child.door_line = "Bà Đàm Quỳnh Zương 0987 123 456 đón, gần loa"
        namesake = make_registration(session, course, "Nông Văn Bình", 1949)
        namesake.door_line = "bạn của bà dam quynh zuong"
        session.flush()
        sections = {each.title: each.lines for each in everything_on(session, person)}
        today = formats.date(clock.today())
    assert (f"Lớp {course.named_title}", f"có chỗ, đăng ký ngày {today}") in sections["Đăng ký học"]
    gone = f"đã rút tên, đăng ký ngày {today}, thôi ngày {today}"
    assert (f"Lớp {other.named_title}", gone) in sections["Đăng ký học"]
    [(title, words)] = sections["Tên, số của bác ở chỗ khác"]
    assert title == "Đăng ký học"
    assert "Đàm Quỳnh Zương" in words
    assert "gần loa" in words


def test_every_column_of_a_resident_is_copied_or_left_out_by_name() -> None:
    places = {place for field in RESIDENTS for place in field.places}
    houses = {"site", "site_alias", "site_name", "site_merge", "programme_entry", "answer", "plate"}
    apart = {
        "lesson_photo",
        "entry_photo",
        "matter_file",
        "import_run",
        "rate_limit",
        "hall_request",
        *houses,
    }  # lead to nobody by key
    assert {table for table, _column in places} <= set(WAYS) | apart
    assert {f"{table}.{column}" for table, column in places if table in WAYS and table not in TITLES} <= set(UNREAD)
    assert {tuple(place.split(".")) for place in UNREAD} <= set(OF_COLUMN)
