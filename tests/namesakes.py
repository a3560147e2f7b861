"""Pairs of names that fold to one key, for everything that says who is one person."""

import unicodedata
from typing import NamedTuple


class Pair(NamedTuple):
    """Two names as they are typed one after the other, of one year, group and phone."""

    first: str
    second: str


# Two people: no phone and no year makes one of them.
TWO = (
    Pair("Lưu Ngọc An", "Lưu Ngọc Ân"),
    Pair("Lục Minh Tú", "Lục Minh Tư"),
    Pair("Lục Thanh Dung", "Lục Thanh Dũng"),
    Pair("Đỗ Thị Yến", "Đỗ Thị Yên"),
    Pair("Hà Thị Hoa", "Hà Thị Hòa"),
    Pair("Lò Văn Diệp", "Lò Văn Điệp"),
    Pair("Lê Đan", "Lê Dân"),
    Pair("Vũ Thị Thu", "Vũ Thị Thư"),
    # Names without a mark by nature.
    Pair("An", "Ân"),
    Pair("Mai Lan", "Mai Lân"),
    Pair("Cao Thanh Dũng", "Cao Thanh Dung"),
    Pair("Chu Lan Anh", "Chu Lân Anh"),
)
# One person, written in two ways: the phone is asked for where marks are missing.
ONE = (
    Pair("Hoàng Thị Hòa", "HOÀNG THỊ HOÀ"),
    Pair("Đỗ Thị Tuyết Nhung", unicodedata.normalize("NFD", "Đỗ Thị Tuyết Nhung")),
    Pair("Đặng Đức", "\u00d0ặng Đức"),
    Pair("Lục Văn Tú", "Lục. Văn Tú."),
    Pair("Trần Văn Minh", "tran van minh"),
    Pair("do thi yen", "Đỗ Thị Yến"),
    Pair("Mai Thị Lân", "MAI THI LAN"),
    Pair("Cao Ngọc Ân", "Cao Ngoc An"),
    Pair("Tuyết", "tuyet"),
)
