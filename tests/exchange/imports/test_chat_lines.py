"""Lines as a chat has them are split by what they say."""

import pytest

from app.exchange.imports.chat_lines import split
from app.exchange.imports.reading import LINES, opened
from tests.exchange.imports.sheets import text


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Nguyễn Thị Hoa 1954 Túc Duyên 1 0912345678", ("Nguyễn Thị Hoa", "1954", None, "Túc Duyên 1", "0912345678")),
        ("1. Nguyễn Thị Hoa - 1954 - Tổ 5", ("Nguyễn Thị Hoa", "1954", None, "Tổ 5", None)),
        ("Vi Văn Nam, sn 08/4/1954, nam, tổ 3", ("Vi Văn Nam", "08/4/1954", "nam", "tổ 3", None)),
        (
            "Hà Thị Mơ (sinh năm 1960) sđt: 0912 345 678, ở Gia Sàng 2",
            ("Hà Thị Mơ", "1960", None, "Gia Sàng 2", "0912 345 678"),
        ),
        ("0912.345.678 Hà Thị Mơ 1960 nữ Tổ 12", ("Hà Thị Mơ", "1960", "nữ", "Tổ 12", "0912.345.678")),
        ("Hà Thị Mơ tổ 12 sinh 1960", ("Hà Thị Mơ", "1960", None, "tổ 12", None)),
        ("Hà Thị Mơ 1960 Nam Đồng 3 +84912345678", ("Hà Thị Mơ", "1960", None, "Nam Đồng 3", "+84912345678")),
        ("Tô Thị Bản 1950", ("Tô Thị Bản", "1950", None, None, None)),
        ("[19:02, 3/11/2026] Chị Hạnh tổ 1: 2/ Hà Thị Mơ, sn 1960", ("Hà Thị Mơ", "1960", None, None, None)),
        ("3) Vi Văn Tư 1960 (đi buổi tối)", ("Vi Văn Tư", "1960", None, None, None, "đi buổi tối")),
        ("Vi Văn Tư 1960 (Gia Sàng)", ("Vi Văn Tư", "1960", None, "Gia Sàng", None)),
        ("👉 Vi Thị Cười 😊 1964", ("Vi Thị Cười", "1964", None, None, None)),
        ("+ Vi Thị Cộng 62", ("Vi Thị Cộng", "62", None, None, None)),
        ("Vi Văn Tư 1950 và Vi Thị Năm 1952 tổ 3", ("Vi Văn Tư 1950 và Vi Thị Năm 1952 tổ 3", None, None, None, None)),
        ("DANH SÁCH ĐĂNG KÝ LỚP TỔ TÚC DUYÊN 1", (*[None] * 5, "DANH SÁCH ĐĂNG KÝ LỚP TỔ TÚC DUYÊN 1")),
        ("[19:02, 3/11/2026] Chị Hạnh: em gửi ạ", (*[None] * 5, "em gửi ạ")),
        ("Hà Thị Mơ tổ 3 0912345678", ("Hà Thị Mơ tổ 3", None, None, None, "0912345678")),
        ("", ()),
    ],
)
def test_a_line_is_split_by_what_its_pieces_say(line: str, cells: tuple[str | None, ...]) -> None:
    assert split(line) == (*cells, *[None] * (6 - len(cells)))[: len(cells) and 6]


def test_lines_of_a_chat_are_told_from_a_table() -> None:
    said = ("Em gửi danh sách ạ", "Hà Thị Mơ 1954 tổ 1 0912345678", "Vi Thị Mùi, sn 1976, tổ 2")
    assert opened(text(*said)).form == LINES
    assert opened(text("Họ tên;Năm sinh", "Hà Thị Mơ;1954")).form != LINES
    assert opened(text("full_name,birth_year", "Hà Thị Mơ,1954")).form != LINES
    assert opened(text("Hà Thị Mơ;1954;Tổ 1", "Vi Thị Mùi;1976;Tổ 2")).form != LINES
    assert opened(text("Tổ 1", "Tổ 2")).form != LINES
