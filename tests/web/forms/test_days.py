"""Days as people type them."""

from datetime import date

import pytest

from app.country.days import parse_day

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("21/11/2026", date(2026, 11, 21)),
        ("1/2/2026", date(2026, 2, 1)),
        (" 21 / 11 / 2026 ", date(2026, 11, 21)),
        ("21.11.2026", date(2026, 11, 21)),
        ("21-11-2026", date(2026, 11, 21)),
        ("2026-11-21", date(2026, 11, 21)),
        ("21112026", date(2026, 11, 21)),
        ("20/11", date(2026, 11, 20)),
        ("19/11", date(2027, 11, 19)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("19/11", date(2026, 11, 19)),
        ("20/11", TODAY),
        ("21/11", date(2025, 11, 21)),
        ("21/11/2026", date(2026, 11, 21)),
    ],
)
def test_where_only_a_day_that_has_come_can_be_meant_it_is_the_last_such_day(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY, past=True) == day


@pytest.mark.parametrize(
    "typed", ["", "x", "31/02/2026", "29/02/2027", "32/1/2026", "1/13/2026", "21/11/26", "9" * 400, "00/00/0000"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|date|year"):
        parse_day(typed, TODAY)


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "1/1/2200", "9999-12-31"])
def test_a_year_that_is_a_slip_of_the_pen_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="year"):
        parse_day(typed, TODAY)
