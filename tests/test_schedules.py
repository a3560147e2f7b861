"""Hours as staff type them, and the days of a weekly rhythm."""

from datetime import date, time

import pytest

from app.schedules import meeting_days, parse_hour

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


def test_without_weekdays_it_meets_every_week() -> None:
    assert [day.isoformat() for day in meeting_days(MONDAY, [], 3)] == ["2026-11-16", "2026-11-23", "2026-11-30"]


def test_on_two_days_of_the_week() -> None:
    assert [day.day for day in meeting_days(MONDAY, [0, 3], 5)] == [16, 19, 23, 26, 30]


def test_the_first_day_counts_whatever_its_weekday() -> None:
    assert [day.isoformat() for day in meeting_days(MONDAY, [6], 3)] == ["2026-11-16", "2026-11-22", "2026-11-29"]


def test_one_lesson_is_one_day() -> None:
    assert meeting_days(MONDAY, [1], 1) == [MONDAY]
