"""The due days of a report rule: as it is edited, as single days are opened, as it ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from app.country.periods import Period, PeriodType, Schedule
from app.country.report_days import ReportDays

MAY, NOVEMBER = (5, 20), (11, 20)


def day(text: str) -> date:
    return date.fromisoformat(text)


def schedule(*yearly: tuple[int, int], since: date = date(2026, 1, 5), **said: Any) -> Schedule:
    return Schedule(PeriodType.REPORT, since=since, days=ReportDays(yearly, **said))


def due(periods: Sequence[Period]) -> list[str]:
    return [str(each.key) for each in periods]


def test_one_report_is_asked_for_after_the_other() -> None:
    half = schedule(MAY, NOVEMBER)
    assert due(half.open_on(day("2026-02-01"))) == ["2026-05-20"]
    assert due(half.open_on(day("2026-06-01"))) == ["2026-05-20", "2026-11-20"]
    assert due(half.open_on(day("2026-11-21"))) == ["2026-11-20", "2027-05-20"]
    assert [each.first for each in half.until(day("2026-06-01"))] == [day("2025-11-21")] * 2


@pytest.mark.parametrize(
    ("yearly", "recorded", "expected"),
    [
        # nothing was recorded: the period follows its rule
        ([(5, 25), NOVEMBER], [], ["2026-05-25", "2026-11-20"]),
        # recorded: it stays, and is not asked for a second time
        ([(5, 25), NOVEMBER], ["2026-05-20"], ["2026-05-20", "2026-11-20"]),
        ([(6, 14), (12, 14)], ["2026-05-20"], ["2026-05-20", "2026-12-14"]),
        # another rhythm: what was recorded is one more
        ([(3, 14), (6, 14), (9, 14)], ["2026-05-20"], ["2026-03-14", "2026-05-20", "2026-09-14"]),
        ([(11, 20)], ["2026-05-20"], ["2026-05-20", "2026-11-20"]),
        # a day that the rule still names moves nothing
        ([MAY, (6, 20)], ["2026-05-20"], ["2026-05-20", "2026-06-20"]),
    ],
)  # fmt: skip
def test_a_recorded_period_keeps_its_day_when_the_rule_is_edited(
    yearly: list[tuple[int, int]], recorded: list[str], expected: list[str]
) -> None:
    days = schedule(*yearly, recorded=tuple(map(day, recorded)))
    assert [each for each in due(days.until(day("2026-12-31"))) if each < "2027"] == expected
    for each in recorded:
        assert days.called(day(each))


def test_without_days_nothing_is_asked_until_a_day_is_opened() -> None:
    for empty in (schedule(), schedule(since=date.min)):
        assert empty.at(day("2026-06-01")) is None
        assert empty.until(day("2026-06-01")) == []
        assert empty.newest_due(day("2026-06-01")) is None
    opened = schedule(single=(day("2026-08-15"),))
    found = opened.open_on(day("2026-07-01"))
    assert due(found) == ["2026-08-15"]
    assert (found[0].first, found[0].closes, found[0].name) == (
        day("2026-01-01"), day("2027-08-15"), "năm 2026 (hạn 15/8)"
    )  # fmt: skip
    assert due(schedule(single=(day("2027-01-15"),)).open_on(day("2026-12-20"))) == ["2027-01-15"]
    second = schedule(single=(day("2026-08-15"), day("2026-09-30")))
    assert due(second.open_on(day("2026-08-16"))) == ["2026-08-15", "2026-09-30"]
    assert second.called(day("2026-09-30"))
    assert second.at(day("2026-10-01")) is None


def test_after_its_end_a_rule_asks_for_nothing_and_what_was_recorded_stays() -> None:
    ended = schedule(MAY, NOVEMBER, ends=day("2026-06-30"))
    assert due(ended.until(day("2028-01-01"))) == ["2026-05-20"]
    ahead = schedule(MAY, NOVEMBER, ends=day("2026-06-30"), recorded=(day("2026-11-20"),))
    assert due(ahead.until(day("2028-01-01"))) == ["2026-05-20", "2026-11-20"]
    assert ended.newest_due(day("2027-01-01"))
    assert schedule(recorded=(day("2026-05-20"),)).called(day("2026-05-20"))


def test_no_period_is_of_the_ends_of_the_calendar() -> None:
    half = schedule(MAY, NOVEMBER, since=date.min)
    assert half.called(date.min) is None
    assert half.called(date.max) is None
    assert half.called(date(1, 5, 20)) is None
