"""The list of units: whole, and found by what people type."""

from collections import Counter

import pytest

from app.models.people.communes import MOST, PROVINCES, communes, look_up


def test_the_list_is_whole() -> None:
    """Quyết định 19/2025/QĐ-TTg: 34 provinces and cities with 2,621 communes, 687 wards and 13 special zones."""
    assert Counter(commune.kind for commune in communes().values()) == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert {commune.province.code for commune in communes().values()} == PROVINCES.keys()
    assert all(len(code) == 5 and code.isdecimal() for code in communes())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Phan Đình Phùng", "05443"),
        ("phan dinh phung", "05443"),
        ("thai nguyen phung phan", "05443"),
        ("05443", "05443"),
    ],
)
def test_a_unit_is_found_by_any_words_of_it(typed: str, code: str) -> None:
    assert code in {commune.code for commune in look_up(typed)}


def test_names_that_begin_so_come_first_and_not_too_many() -> None:
    found = look_up("tân")
    assert len(found) == MOST
    assert found[0].name.startswith("Tân")


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy", "<script>", "x" * 5000])
def test_what_is_nothing_finds_nothing(typed: str) -> None:
    assert look_up(typed) == []
