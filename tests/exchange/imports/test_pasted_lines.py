"""Pasted lists as people have them: sheets, numbered lists, chats; what cannot be read is said, never guessed."""

from datetime import date

import pytest
from flask import Flask

from app.exchange.imports.pasted_lines import LIMIT, PastedLine, count_lines, read_lines
from app.models import AdministrativeUnit, ResidentialGroup

pytestmark = pytest.mark.either
TODAY = date(2026, 11, 20)


def groups(*names: str) -> list[ResidentialGroup]:
    """Groups of one ward, not stored."""
    ward = AdministrativeUnit(code="05443", kind="phường", name="Phan Đình Phùng")
    return [ResidentialGroup(unit=ward, code=f"TDP{number:02d}", name=name) for number, name in enumerate(names, 1)]


THREE = groups("Tổ dân phố Túc Duyên 1", "Tổ dân phố Đồng Quang 2", "Thôn Bản Áng")


def read(text: str, *, elsewhere: bool = True, among: list[ResidentialGroup] | None = None) -> list[PastedLine]:
    """The lines of a text."""
    return list(read_lines(text, THREE if among is None else among, elsewhere=elsewhere, today=TODAY))


@pytest.mark.parametrize(
    "line",
    [
        "Nguyễn Thị Hoa, 1948, Tổ dân phố Túc Duyên 1",
        "  Nguyễn  Thị Hoa ;1948; túc duyên 1",
        "7\tNguyễn Thị Hoa\t1948\tTDP Túc Duyên 1",
        "7. Nguyễn Thị Hoa, 1948, tdp01",
        "7/ Nguyễn Thị Hoa, 1948, Túc Duyên 1",
        "7) Nguyễn Thị Hoa | 1948 | Tổ Tuc Duyen 1",
        "- Nguyễn Thị Hoa, 1948, Túc Duyên 1",
        "• 7. Nguyễn Thị Hoa 1948 Túc Duyên 1",
        "Nguyễn Thị Hoa 1948 Tổ Túc Duyên 1",
        "Nguyễn Thị Hoa (1948) Túc Duyên 1",
        '"Nguyễn Thị Hoa","1948","Túc Duyên 1"',
    ],
)
def test_one_person_however_the_line_is_written(app: Flask, line: str) -> None:
    with app.test_request_context():
        [read_line] = read(line)
    assert (read_line.full_name, read_line.birth.year, read_line.why) == ("Nguyễn Thị Hoa", 1948, "")
    assert read_line.group is THREE[0]


def test_a_date_a_phone_and_elsewhere_are_understood(app: Flask) -> None:
    with app.test_request_context():
        first, second, third = read(
            "Lê Văn Tư, 12/03/1955, 0912.345.678, Đồng Quang 2\nLò Thị Pản, 1960, nơi khác\nHà Áng, 1970, Bản Áng"
        )
    assert (first.birth.date, first.phone, first.group) == (date(1955, 3, 12), "+84912345678", THREE[1])
    assert (second.group, second.why) == (None, "")
    assert third.group is THREE[2]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Nguyễn Thị Hoa", "Chưa có năm sinh"),
        ("Nguyễn Thị Hoa, 48, Túc Duyên 1", "thiếu hai số"),
        ("1948, Túc Duyên 1", "chưa có chữ cái nào"),
        ("Nguyễn Thị Hoa, 1948", "Chưa ghi tổ, thôn"),
        ("Nguyễn Thị Hoa, 1948, Túc Duyên 9", "Không có tổ, thôn nào là “Túc Duyên 9”"),
        ("Nguyễn Thị Hoa, 1948, Túc Duyên 1, con bà Tư", "Không hiểu “con bà Tư”"),
        ("Nguyễn Thị Hoa, 1948, Túc Duyên 1, 0912345", "Số điện thoại"),
        ("Nguyễn Thị Hoa, 2030, Túc Duyên 1", "chưa tới"),
        ("Cù Văn Gạch/Cù Thị Chéo, 1952, Túc Duyên 1", "2 người trong một ô?"),
        ("Vợ chồng ông Cù Văn Vợ, 1952, Túc Duyên 1", "2 người trong một ô?"),
        ("Sầm Văn Đi (đã mất), 1952, Túc Duyên 1", "người này đã mất"),
        ("😀, 1948, Túc Duyên 1", "chưa có chữ cái nào"),
    ],
)
def test_what_cannot_be_read_is_said(app: Flask, line: str, why: str) -> None:
    with app.test_request_context():
        [read_line] = read(line)
    assert why in read_line.why
    assert read_line.full_name == ""


def test_two_groups_of_one_name_are_told_apart_by_their_codes(app: Flask) -> None:
    twice = groups("Tổ Trung Tâm", "Thôn Trung Tâm")
    with app.test_request_context():
        unclear, clear = read("Hoa, 1948, Trung Tâm\nHoa, 1948, TDP02", among=twice)
    assert "là tên của nhiều nơi" in unclear.why
    assert clear.group is twice[1]


def test_a_heading_and_empty_lines_are_no_people(app: Flask) -> None:
    text = "STT\tHọ và tên\tNăm sinh\r\n\r\n1\tHoa\t1948\tTúc Duyên 1\r\n  \r\n"
    with app.test_request_context():
        [line] = read(text)
    assert (line.number, line.text) == (3, "1, Hoa, 1948, Túc Duyên 1")
    assert count_lines(text) == 2


def test_no_more_than_the_limit_is_read(app: Flask) -> None:
    with app.test_request_context():
        assert len(read("Hoa, 1948, Túc Duyên 1\n" * (LIMIT + 20))) == LIMIT


def test_a_list_of_helpers_says_who_sends_them_after_the_group(app: Flask) -> None:
    text = "Lê Văn Tư, 1955, 0912345678, Túc Duyên 1, Chi bộ 3\nHà Áng, 1970, Chi bộ 3\nLò Pản, 1960, Bản Áng, Đoàn, x"
    with app.test_request_context():
        told = list(
            read_lines(f"{text}\nÁng, 1970, Bản Áng, {'x' * 121}", THREE, elsewhere=True, today=TODAY, bodies=True)
        )
    assert (told[0].group, told[0].phone, told[0].body) == (THREE[0], "+84912345678", "Chi bộ 3")
    assert "Không có tổ, thôn nào là “Chi bộ 3”" in told[1].why
    assert told[2].why == "Không hiểu “x”. Mỗi dòng chỉ ghi: họ tên, năm sinh, điện thoại, tổ, đơn vị."
    assert "dài quá 120 chữ" in told[3].why
