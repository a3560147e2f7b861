"""One SMS: at most 160 signs that every telephone knows, with what has to be said, whatever a class is called."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import Course, Registration
from app.web.database import immediate
from app.web.words import messages, short_messages
from app.web.words.messages import Moment
from app.web.words.short_messages import ONE, PIECES, composed, parts_of, plain
from tests.factories import make_course, make_registration, make_ward

TOLD = tuple(moment for moment in Moment if not messages.OCCASIONS[moment].for_groups)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Bác Đặng Thị Ái Vân, H'Hen Niê", "Bac Dang Thi Ai Van, H'Hen Nie"),
        ("“Đổi giờ” – 19 giờ 30…", '"Doi gio" - 19 gio 30...'),
        ("lớp [A] {x} 😀 https://lopso.example/v/7K3M", "lop (A) (x)  https://lopso.example/v/7K3M"),
    ],
)
def test_without_diacritics_in_signs_that_every_telephone_knows(text: str, bare: str) -> None:
    assert plain(text) == bare
    assert parts_of(bare) == 1


def test_how_many_messages_a_text_is() -> None:
    assert [parts_of("a" * signs) for signs in (160, 161, 306, 307)] == [1, 2, 2, 3]
    assert [parts_of("ấ" * signs) for signs in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert [parts_of("🌸" * signs) for signs in (35, 36)] == [1, 2]


def told(moment: Moment, title: str, people: list[str], place: str = "Nhà văn hóa") -> tuple[str, Course, Registration]:
    with immediate() as session:
        ward = make_ward(session)
        ward.phone = "+842083852345"
        course = make_course(session, ward, title=title, first=clock.now() + timedelta(days=2))
        assert course.place is not None
        course.place.name, course.bring = place, "điện thoại, kính lão, căn cước công dân, sổ tay và một cây bút"
        seats = [make_registration(session, course, name) for name in people]
        seats[0].offered_until = clock.now() + timedelta(days=1)
        return short_messages.sms(moment, course, course.lessons[0], seats), course, seats[0]


@pytest.mark.parametrize("moment", TOLD)
@pytest.mark.parametrize(
    ("title", "people"),
    [
        ("Dùng điện thoại", ["Nguyễn Thị Hoa"]),
        (
            "Sử dụng dịch vụ công trực tuyến, ví điện tử và trợ lý trí tuệ nhân tạo " * 2,
            ["Nguyễn Thị Hoa", "H'Hen Niê"],
        ),
    ],
)
def test_one_message_whatever_a_class_is_called(app: Flask, moment: Moment, title: str, people: list[str]) -> None:
    with app.test_request_context():
        text, _course, seat = told(moment, title, people, "Nhà văn hóa liên tổ dân phố số 11, 12 và 13 Túc Duyên")
    assert 0 < len(text) <= ONE
    assert plain(text) == text
    assert parts_of(text) == 1
    assert "{" not in text
    if moment == Moment.OFFERED:
        assert f"/v/{seat.ticket.token}" in text


def test_what_fits_is_said(app: Flask) -> None:
    with app.test_request_context():
        text, _course, seat = told(Moment.TOMORROW, "Dùng điện thoại", ["Nguyễn Thị Hoa"])
    assert "Bac Hoa nho hoc lop Dung dien thoai: " in text
    assert "Tai Nha van hoa." in text
    assert f"/v/{seat.ticket.token}" in text


def test_what_is_least_needful_goes_first() -> None:
    values = {
        "phuong": "Phường",
        "bac": "Bác Hoa",
        "lop": "x" * 60,
        "luc": "8 giờ",
        "noi": "n" * 50,
        "lien_ket": "l" * 50,
    }
    text = composed(PIECES[Moment.CONFIRMED], values)
    assert "8 gio." in text
    assert "l" * 50 not in text
    assert "n" * 50 in text
