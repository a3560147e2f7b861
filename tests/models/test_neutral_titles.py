"""No title beside a name tells of a disability, of poverty or of origin."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import audiences
from app.country.audiences import tells
from app.models import Course, Registration
from app.models.learning.certificate_numbers import paper_lines
from app.web.database import immediate
from tests.factories import make_attended_course, make_course, make_place, make_registration, make_ward

TOLD = "Lớp kỹ năng số cho người khuyết tật"


@pytest.mark.parametrize(
    "title",
    [
        TOLD,
        "lop ky nang so cho nguoi khuyet tat",
        "Học nghề cho HỘ NGHÈO, cận nghèo",
        "Lớp người khiếm thị",
        "Lớp cho đồng bào dân tộc",
    ],
)
def test_words_that_tell_are_known_with_or_without_accents(title: str) -> None:
    assert tells(title)


@pytest.mark.parametrize("title", ["Bán hàng cho người mua ở chợ", "Điện thoại thông minh", "Chống nghèo nàn tẻ nhạt"])
def test_other_words_are_not(title: str) -> None:
    assert not tells(title)


def titled(app: Flask, **given: object) -> tuple[str, str]:
    with app.app_context(), immediate() as session:
        course: Course = make_course(session, make_ward(session), **given)
        return course.title, course.named_title


def test_a_class_for_an_audience_that_tells_goes_by_a_plain_title_beside_names(app: Flask) -> None:
    assert titled(app, title="Điện thoại cho anh chị em", audience="disabled") == (
        "Điện thoại cho anh chị em",
        "Lớp kỹ năng số – Nhà văn hóa Túc Duyên",
    )


def test_a_class_for_poor_households_goes_by_a_plain_title_and_no_register_of_people_says_so(app: Flask) -> None:
    title = "Điện thoại cho bà con"
    assert titled(app, title=title, audience="poor") == (title, "Lớp kỹ năng số – Nhà văn hóa Túc Duyên")
    assert titled(app, title="Lớp cho hộ khó khăn")[1] == "Lớp kỹ năng số – Nhà văn hóa Túc Duyên"
    assert audiences.is_sensitive("poor")
    assert not audiences.is_duty("poor")


def test_a_title_that_tells_is_never_told_beside_names_whomever_the_class_is_for(app: Flask) -> None:
    assert titled(app, title=TOLD, audience="people")[1] == "Lớp kỹ năng số – Nhà văn hóa Túc Duyên"


def test_the_office_may_write_the_neutral_title_itself(app: Flask) -> None:
    assert titled(app, title=TOLD, audience="disabled", neutral_title="Lớp số tháng 11")[1] == "Lớp số tháng 11"


def test_a_place_that_tells_is_left_out(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        place = make_place(session, ward, "Trung tâm Bảo trợ xã hội")
        assert make_course(session, ward, audience="disabled", place=place).named_title == "Lớp kỹ năng số"


def test_any_other_class_keeps_its_title_and_what_its_papers_freeze(app: Flask) -> None:
    assert titled(app, title="Bình dân học AI", audience="elderly") == ("Bình dân học AI", "Bình dân học AI")
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session), audience="elderly")
        seat = make_registration(session, course)
        assert "neutral" not in paper_lines(seat, course.created_at)


def test_a_certificate_freezes_the_neutral_title_and_notes_that_it_is(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), title=TOLD, audience="disabled")
        seat = session.scalars(select(Registration).where(Registration.course_id == course.id)).first()
        said = paper_lines(seat, course.created_at)
        assert (said["course"], said["neutral"]) == ("Lớp kỹ năng số – Nhà văn hóa Túc Duyên", "1")
