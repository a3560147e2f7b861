"""One cell as what is stored: what was mended is told, nothing is guessed."""

from contextlib import suppress
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st

from app.exchange.imports.cells import Mended, UnusableCell, birth_of, count_of, name_of, phone_of, sex_of, text_of
from app.exchange.imports.reading import Cell

pytestmark = pytest.mark.either
TODAY = date(2026, 11, 20)
CELLS = st.one_of(
    st.none(), st.text(max_size=40), st.integers(-(10**12), 10**12), st.floats(), st.dates(date(1900, 1, 1))
)


@pytest.mark.parametrize(
    ("cell", "year", "day", "told"),
    [
        (1954, 1954, None, 0),
        (1954.0, 1954, None, 0),
        ("1954", 1954, None, 0),
        ("08/4/1954", 1954, date(1954, 4, 8), 0),
        ("00/00/1954", 1954, None, 0),
        (date(1954, 4, 8), 1954, date(1954, 4, 8), 0),
        (date(1905, 5, 7), 1954, None, 1),  # the year 1954 in a cell formatted as a date
        (19822, 1954, date(1954, 4, 8), 1),  # the day as Excel counts
        ("19822", 1954, date(1954, 4, 8), 1),
        ("'1954", 1954, None, 0),
    ],
)
def test_births_as_spreadsheets_give_them(app: Flask, cell: Cell, year: int, day: date | None, told: int) -> None:
    mended = Mended()
    with app.test_request_context():
        birth = birth_of(str(cell).lstrip("'") if cell == "'1954" else cell, TODAY, mended, dates=True)
    assert (birth.year, birth.date, len(mended.notices)) == (year, day, told)


@pytest.mark.parametrize(
    "cell", [None, "54", "01/02/54", "12/31/1954", 195, 19544, "không nhớ", 2030, date(2029, 2, 1)]
)
def test_births_that_cannot_be_told_are_refused(app: Flask, cell: Cell) -> None:
    with app.test_request_context(), pytest.raises(UnusableCell):
        birth_of(cell, TODAY, Mended())


def test_a_year_that_excel_moved_into_the_future_is_explained(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UnusableCell, match="2029"):
        birth_of(date(2029, 2, 1), TODAY, Mended())


@pytest.mark.parametrize(
    ("cell", "number", "told"),
    [
        ("0912 345 678", "+84912345678", 0),
        (912345678, "+84912345678", 1),
        (912345678.0, "+84912345678", 1),
        ("912345678", "+84912345678", 1),
        (843123456, "+84843123456", 1),  # begins like the country, and is not
        (84900000023, "+84900000023", 0),
        ("+84 900 000 010", "+84900000010", 0),
        ('="0912345678"', "+84912345678", 0),
        ("'+84912345678", "+84912345678", 0),
        ("0912345678.0", "+84912345678", 0),
        ("0912345678 (con)", "+84912345678", 1),
        ("cháu Lan 0912 345 678", "+84912345678", 1),
        ("không có", None, 0),
        ("-", None, 0),
        (None, None, 0),
    ],
)
def test_phones_as_spreadsheets_give_them(app: Flask, cell: Cell, number: str | None, told: int) -> None:
    mended = Mended()
    with app.test_request_context():
        assert phone_of(cell, mended) == number
    assert len(mended.notices) == told


@pytest.mark.parametrize(
    "cell", ["9.12E+08", "0912345678 / 0987654321", "0912345678 hoặc 0987654321", "1234", "gọi con trai"]
)
def test_phones_that_are_none_are_refused(app: Flask, cell: Cell) -> None:
    with app.test_request_context(), pytest.raises(UnusableCell):
        phone_of(cell, Mended())


@pytest.mark.parametrize(
    "cell",
    ["#N/A", "#REF!", "#TÊN?", '=HYPERLINK("http://x","Thào")', "", "123", date(1954, 1, 1), "a" * 301, "Hoa 🌸"],
)
def test_names_that_are_none_are_refused(app: Flask, cell: Cell) -> None:
    with app.test_request_context(), pytest.raises(UnusableCell):
        name_of(cell)


@pytest.mark.parametrize("cell", ["- Vàng A Páo", "• Vàng A Páo", "12. Vàng A Páo", "– 3) Vàng A Páo", "Vàng A Páo"])
def test_a_name_of_a_pasted_list_loses_its_dash_and_number(cell: str) -> None:
    assert name_of(cell) == "Vàng A Páo"


@pytest.mark.parametrize(("cell", "count"), [("1.234", 1234), (1234, 1234), ("1,234", 1234), ("", None), ("-", None)])
def test_counts(app: Flask, cell: Cell, count: int | None) -> None:
    with app.test_request_context():
        assert count_of(cell) == count


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=CELLS)
def test_any_cell_is_read_or_refused_in_words(app: Flask, cell: Cell) -> None:
    with app.test_request_context():
        for read in (
            name_of,
            lambda given: birth_of(given, TODAY, Mended(), dates=True),
            lambda given: phone_of(given, Mended()),
            sex_of,
            count_of,
        ):
            with suppress(UnusableCell):
                read(cell)
        assert not text_of(cell).startswith("\t")
