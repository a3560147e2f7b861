"""What the texts say: names where one person reads them, nobody's where a group does, and no sentence that ends in
nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.country import clock, formats
from app.web.database import immediate
from app.web.words import messages
from app.web.words.classes import timetable
from app.web.words.messages import OCCASIONS, WORDINGS, Moment
from tests.factories import make_course, make_person, make_registration, make_ward

EVENING = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)  # 19 giờ 30


@pytest.fixture
def told(app: Flask) -> dict[str, dict[str, str]]:
    """What fills a text in, for a group and for two who share a telephone."""
    with app.test_request_context(), immediate() as session:
        ward = make_ward(session)
        course = make_course(session, ward, title="Lớp của bà Sáu", first=clock.now() + timedelta(days=2))
        one = make_registration(session, course, "Nguyễn Thị Hoa")
        other = make_registration(session, course, "H'Hen Niê")
        lesson = course.lessons[0]
        return {
            "group": messages.to_group(course, lesson),
            "people": messages.to_people(course, lesson, [one, other]),
            "token": {"token": one.ticket.token, "code": course.code},
        }


@pytest.mark.parametrize("moment", Moment)
def test_a_group_learns_nobodys_name_and_no_ticket(moment: Moment, told: dict[str, dict[str, str]]) -> None:
    text = messages.compose(str(OCCASIONS[moment].body), told["group"])
    assert text
    assert "Hoa" not in text
    assert "/v/" not in text
    assert "{" not in text


@pytest.mark.parametrize("moment", WORDINGS)
def test_what_a_ward_begins_with_can_be_filled_in(moment: str) -> None:
    occasion = WORDINGS[moment]
    body = str(occasion.body)
    assert messages.unknown_fields(body, occasion.fields) == []
    assert messages.lacking_fields(body, occasion.needed) == []
    assert len(body) <= messages.LONGEST


def test_those_who_share_a_telephone_are_told_together(told: dict[str, dict[str, str]]) -> None:
    text = messages.compose("{bac} học lớp {lop}: {lien_ket}", told["people"])
    assert text.startswith("Bác Nguyễn Thị Hoa và bác H'Hen Niê học Lớp của bà Sáu: ")
    assert text.endswith(f"/v/{told['token']['token']}")


def test_a_line_without_its_value_is_left_out(told: dict[str, dict[str, str]]) -> None:
    assert messages.compose("{bac} ơi.\nLý do: {ly_do}.\nHết.", told["group"]) == "Các bác ơi.\nHết."


def test_an_announcement_says_what_makes_somebody_come(app: Flask) -> None:
    with app.test_request_context(), immediate() as session:
        ward = make_ward(session)
        ward.phone = "+842083852345"
        course = make_course(session, ward, code="DEM1", title="Lớp chữ to", seats=40, first=EVENING)
        text = messages.compose(str(OCCASIONS[Moment.ANNOUNCED].body), messages.to_group(course, None))
        days = formats.days([lesson.starts_at for lesson in course.lessons])
        for words in ("mở Lớp chữ to.", f"19 giờ 30 đến 21 giờ, {days}.", "Có 40 chỗ.", "/l/DEM1", "gọi 0208 3852 345"):
            assert words in text
        course.lessons[2].ends_at += timedelta(hours=1)
        assert timetable(course).startswith("buổi đầu ")


def test_braces_that_mean_nothing_are_named() -> None:
    assert messages.unknown_fields("{bac} {ten_toi} {lop} {ten_toi} {__class__}") == ["ten_toi", "__class__"]


def test_what_a_value_holds_is_not_filled_in_again(told: dict[str, dict[str, str]]) -> None:
    assert messages.compose("{lop}", {**told["group"], "lop": "{bac}"}) == "{bac}"


def test_a_stranger_is_not_told_of(app: Flask) -> None:
    """The group's link is the class's page, whoever is on the list."""
    with app.test_request_context(), immediate() as session:
        course = make_course(session, make_ward(session))
        person = make_person(session, course.unit, "Trần Văn Tám", 1950)
        values = messages.to_group(course, None)
    assert values["lien_ket"].endswith(f"/l/{course.code}")
    assert person.full_name not in " ".join(values.values())
