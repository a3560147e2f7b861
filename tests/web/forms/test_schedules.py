"""Hours as staff type them, and the days of a weekly rhythm."""

from datetime import date, time

import pytest

from app.country.holidays import holiday
from app.web.forms.days import meeting_days, next_fitting, parse_hour

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("19 giờ 30", time(19, 30)),
        ("19:30", time(19, 30)),
        ("19h30", time(19, 30)),
        ("19.30", time(19, 30)),
        ("8", time(8)),
        ("8 giờ", time(8)),
        ("08h", time(8)),
        ("  8 GIỜ 05 ", time(8, 5)),
        ("8 giờ 5 phút", time(8, 5)),
        ("0:00", time(0)),
    ],
)
def test_an_hour_is_read_however_it_is_written(typed: str, hour: time) -> None:
    assert parse_hour(typed) == hour


@pytest.mark.parametrize("typed", ["", "tối", "24", "25 giờ", "19 giờ 60", "19-30", "7 giờ 30 sáng", "1930"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"hour|minute"):
        parse_hour(typed)


def days(first: date, weekdays: list[int], count: int) -> list[str]:
    return [day.isoformat() for day in meeting_days(first, weekdays, count).days]


def test_without_weekdays_it_meets_every_week() -> None:
    assert days(MONDAY, [], 3) == ["2026-11-16", "2026-11-23", "2026-11-30"]


def test_on_two_days_of_the_week() -> None:
    assert [day.day for day in meeting_days(MONDAY, [0, 3], 5).days] == [16, 19, 23, 26, 30]


def test_it_begins_on_the_first_chosen_weekday_from_the_day_on() -> None:
    assert days(MONDAY, [6], 3) == ["2026-11-22", "2026-11-29", "2026-12-06"]


def test_one_lesson_is_one_day() -> None:
    assert days(MONDAY, [1], 1) == ["2026-11-17"]


def test_holidays_are_passed_over_and_named() -> None:
    planned = meeting_days(date(2026, 12, 18), [4], 4)
    assert [day.isoformat() for day in planned.days] == ["2026-12-18", "2026-12-25", "2027-01-08", "2027-01-15"]
    assert planned.holidays == ((date(2027, 1, 1), "Tết Dương lịch"),)
    assert meeting_days(date(2027, 1, 1), [], 1, on_holidays=True).days == (date(2027, 1, 1),)


def test_over_tet_a_course_of_each_day_waits_five_days() -> None:
    planned = meeting_days(date(2027, 2, 4), range(7), 3)
    assert [day.day for day in planned.days] == [4, 10, 11]
    assert {name for _day, name in planned.holidays} == {"Tết Nguyên đán"}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 26), "Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 30), "Ngày Chiến thắng"),
        (date(2027, 5, 1), "Ngày Quốc tế lao động"),
        (date(2030, 9, 2), "Quốc khánh"),
        (date(2030, 2, 2), "Tết Nguyên đán"),
        (date(2026, 11, 20), ""),
    ],
)
def test_the_holidays_of_the_law(day: date, name: str) -> None:
    assert holiday(day) == name


@pytest.mark.parametrize(
    ("before", "today", "day"),
    [
        (date(2026, 11, 3), date(2026, 11, 20), date(2026, 12, 1)),  # a Tuesday, after seven days' notice
        (date(2026, 11, 13), date(2026, 11, 20), date(2026, 11, 27)),  # exactly seven days on
        (date(2026, 11, 12), date(2026, 11, 20), date(2026, 12, 3)),
    ],
)
def test_an_earlier_rhythm_moves_to_the_next_fitting_week(before: date, today: date, day: date) -> None:
    assert next_fitting(before, today, 7) == day
