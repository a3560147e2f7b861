"""Whole numbers: plain digits as large as a column holds, and whatever else comes is none."""

import pytest

from app.country.numbers import LARGEST, HasFraction, as_number, parse_count, parse_integer, without_fraction


@pytest.mark.parametrize(
    ("text", "most", "number"),
    [
        ("0", 999, 0),
        ("038", 999, 38),
        ("999", 999, 999),
        ("1000", 999, None),
        (str(LARGEST), LARGEST, LARGEST),
        (str(LARGEST + 1), LARGEST, None),
        ("9" * 5000, LARGEST, None),  # more digits than int reads
        ("0" * 5000 + "7", 999, 7),
        ("", 999, None),
        ("-1", 999, None),
        ("1.5", 999, None),
        ("²", 999, None),  # a digit to Python, no number
        ("٣", 999, None),
    ],
)
def test_plain_digits_are_a_number_and_nothing_else_is(text: str, most: int, number: int | None) -> None:
    assert parse_integer(text, most) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234", 1234), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1.234.567", 1234567), ("0", 0),
        ("038", 38), ("1.234,567", None), ("1.234 567", None), ("0.500", None), ("012.345", None), ("1.23", None),
        ("1.2345", None), ("1..234", None), ("12.34.5", None), ("1.", None), ("1  234", None), ("-1.234", None),
        ("~1200", None), ("1 nghìn", None), ("٣", None), ("", None), ("99.999.999.999", None),
    ],
)  # fmt: skip
def test_a_count_is_read_with_one_kind_of_separator(text: str, number: int | None) -> None:
    assert parse_count(text) == number


@pytest.mark.parametrize(("text", "number"), [("7", 7), (str(LARGEST + 1), LARGEST), ("9" * 5000, LARGEST)])
def test_a_number_that_an_address_asks_for_is_at_most_the_largest(text: str, number: int) -> None:
    assert as_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", "abc", "²", "٣", "1.5"])
def test_what_is_no_number_asks_for_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        as_number(text)


@pytest.mark.parametrize(
    ("text", "unit", "read"),
    [
        ("85 %", "%", "85"), ("85%", "%", "85"), ("85", "%", "85"), ("85,0 %", "%", "85"), ("100 %", "%", "100"),
        ("12 Người", "người", "12"), ("1.234", "", "1.234"), ("1 234", "", "1 234"), ("chục", "", "chục"),
        ("85 %", "", "85 %"), ("", "%", ""),
    ],
)  # fmt: skip
def test_a_number_is_read_without_its_unit(text: str, unit: str, read: str) -> None:
    assert without_fraction(text, unit) == read


@pytest.mark.parametrize(
    ("text", "unit", "nearest"),
    [
        ("85,5%", "%", 86), ("84.5 %", "%", 85), ("0,85", "%", 85), ("0.855", "%", 86), ("0,5 %", "%", 1),
        ("8.5", "", 9), ("0,85", "", 1), ("12,5", "người", 13),
    ],
)  # fmt: skip
def test_a_fraction_is_refused_with_the_nearest_whole_number(text: str, unit: str, nearest: int) -> None:
    with pytest.raises(HasFraction) as refused:
        without_fraction(text, unit)
    assert refused.value.nearest == nearest
