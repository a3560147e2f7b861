"""What is promised to go at a time has a sweep that does it, and the months said are the months counted."""

from datetime import date

import pytest

from app.jobs import forgetting
from app.models.helping.ambassadors import ambassador_offer
from app.models.helping.requests import requesting
from app.models.movement import site_merge
from app.registers.personal_data import personal
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.obstacles import cutoff
from app.registers.personal_data.personal import Then, Time
from tests.golden import assert_listed

ALL = [value for value in vars(personal).values() if isinstance(value, Time)]
# These stay, or end with the person.
BY_OTHERS = {"case", "working", "forever", "trail", "house", "contact"}


def test_each_time_that_ends_has_a_sweep() -> None:
    mend = "add what ends it there, or name it in BY_OTHERS of this test"
    assert_listed(
        [time.key for time in ALL], {*forgetting.SWEEPS, *BY_OTHERS}, "SWEEPS of app/jobs/forgetting.py", mend
    )
    ending = {field.time.key for field in FIELDS if field.then is not Then.STAY}
    assert ending <= set(forgetting.SWEEPS) | {"case", "contact"}


@pytest.mark.parametrize("time", [time for time in ALL if time.months], ids=lambda time: time.key)
def test_the_months_that_are_said_are_those_that_are_counted(time: Time) -> None:
    assert f"{time.months} tháng" in str(time.words)


def test_the_days_that_are_said_are_those_that_are_counted() -> None:
    assert [f"{time.days} ngày" in str(time.words) for time in ALL if time.days] == [True] * 2
    assert personal.MERGED_HOUSE.days == site_merge.DAYS


def test_half_a_year_is_half_a_year_everywhere() -> None:
    assert ambassador_offer.KEPT.days == requesting.KEPT.days == 183
    assert personal.REQUEST.months == personal.OFFER.months == 6


def test_24_months_before_a_leap_day_is_the_last_of_february() -> None:
    assert cutoff(date(2028, 2, 29)) == date(2026, 2, 28)
    assert cutoff(date(2026, 11, 21)) == date(2024, 11, 21)
    assert cutoff(date(2026, 1, 5), 12) == date(2025, 1, 5)
