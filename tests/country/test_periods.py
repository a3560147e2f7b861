"""Periods of reports: where they begin and end, when they open, are due and close; year ends and 29 February too."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from app.country.periods import DueDay, PeriodType, Schedule
from app.country.report_days import ReportDays

steady = settings(derandomize=True, database=None)
DATES = st.dates(date(2023, 1, 1), date(2032, 12, 31))
HALVES = ReportDays(((5, 20), (11, 20)))
CALENDAR = [each for each in PeriodType if each is not PeriodType.REPORT]
TERMS = DueDay(month_days=((1, 15), (5, 31)))


@pytest.mark.parametrize(
    ("kind", "day", "first", "last", "name"),
    [
        ("month", "2028-02-29", "2028-02-01", "2028-02-29", "tháng 2/2028"),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31", "tháng 12/2026"),
        ("quarter", "2026-12-31", "2026-10-01", "2026-12-31", "quý IV/2026"),
        ("quarter", "2027-01-01", "2027-01-01", "2027-03-31", "quý I/2027"),
        ("half", "2026-06-30", "2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
        ("half", "2026-07-01", "2026-07-01", "2026-12-31", "6 tháng cuối năm 2026"),
        ("year", "2028-02-29", "2028-01-01", "2028-12-31", "năm 2028"),
        ("school_term", "2026-08-31", "2026-01-16", "2026-08-31", "học kỳ II năm học 2025–2026"),
        ("school_term", "2026-09-01", "2026-09-01", "2027-01-15", "học kỳ I năm học 2026–2027"),
        ("school_term", "2027-01-15", "2026-09-01", "2027-01-15", "học kỳ I năm học 2026–2027"),
        ("school_term", "2027-01-16", "2027-01-16", "2027-08-31", "học kỳ II năm học 2026–2027"),
    ],
)
def test_a_day_lies_in_one_period(kind: str, day: str, first: str, last: str, name: str) -> None:
    found = Schedule(PeriodType(kind)).at(date.fromisoformat(day))
    assert found
    assert (found.first.isoformat(), found.last.isoformat(), found.name) == (first, last, name)
    assert found.key == found.first


@steady
@given(st.sampled_from(CALENDAR), DATES)
def test_periods_follow_one_another_without_a_gap(kind: PeriodType, day: date) -> None:
    schedule = Schedule(kind)
    here = schedule.at(day)
    assert here
    following = schedule.at(here.last + timedelta(days=1))
    assert following
    assert here.first <= day <= here.last
    assert following.first == here.last + timedelta(days=1)
    assert schedule.called(here.first) == here
    assert schedule.called(here.last) is None


@pytest.mark.parametrize(
    ("kind", "due", "day", "opens", "due_on", "closes"),
    [
        # due when it is over, a month or quarter opens on its first day; closes when the next is due
        ("month", DueDay(days_after=5), "2026-12-10", "2026-12-01", "2027-01-05", "2027-02-05"),
        ("month", DueDay(days_after=5), "2028-02-29", "2028-02-01", "2028-03-05", "2028-04-05"),
        ("quarter", DueDay(days_after=5), "2026-11-27", "2026-10-01", "2027-01-05", "2027-04-05"),
        # within its own month: opens on its first day; a month without that day ends with its last
        ("month", DueDay(day=25), "2026-12-10", "2026-12-01", "2026-12-25", "2027-01-25"),
        ("month", DueDay(day=30), "2028-02-01", "2028-02-01", "2028-02-29", "2028-03-30"),
        ("quarter", DueDay(day=25), "2026-11-02", "2026-10-01", "2026-12-25", "2027-03-25"),
        # a half-year that is due before it ends
        ("half", DueDay(month_days=((5, 20), (11, 20))), "2026-06-30", "2026-01-01", "2026-05-20", "2026-11-20"),
        ("half", DueDay(month_days=((5, 20), (11, 20))), "2026-12-31", "2026-07-01", "2026-11-20", "2027-05-20"),
        # a year that is due in the next one
        ("year", DueDay(days_after=90), "2026-03-01", "2027-01-01", "2027-03-31", "2028-03-30"),
        ("year", DueDay(month_days=((3, 31),)), "2026-07-01", "2026-01-01", "2026-03-31", "2027-03-31"),
        # the first term of a year of school is due in January: the first such day since it began
        ("school_term", TERMS, "2026-09-01", "2026-09-01", "2027-01-15", "2027-05-31"),
        ("school_term", TERMS, "2027-01-16", "2027-01-16", "2027-05-31", "2028-01-15"),
        # never late
        ("month", None, "2026-12-31", "2026-12-01", None, "2027-01-31"),
        ("school_term", None, "2027-08-31", "2027-01-16", None, "2028-01-15"),
    ],
)
def test_a_period_opens_is_due_and_closes(
    kind: str, due: DueDay | None, day: str, opens: str, due_on: str | None, closes: str
) -> None:
    found = Schedule(PeriodType(kind), due).at(date.fromisoformat(day))
    assert found
    assert found.opens == date.fromisoformat(opens)
    assert found.due == (date.fromisoformat(due_on) if due_on else None)
    assert found.closes == date.fromisoformat(closes)


def test_periods_count_from_the_one_in_which_they_began() -> None:
    schedule = Schedule(PeriodType.MONTH, DueDay(days_after=5), since=date(2026, 11, 20))
    assert [each.name for each in schedule.until(date(2027, 1, 3))] == [
        "tháng 11/2026",
        "tháng 12/2026",
        "tháng 1/2027",
    ]
    assert schedule.called(date(2026, 10, 1)) is None
    assert schedule.called(date(2026, 11, 2)) is None
    assert schedule.called(date(2026, 11, 1)) == schedule.until(date(2026, 11, 30))[0]
    assert schedule.newest_due(date(2026, 12, 4)) is None
    assert schedule.newest_due(date(2026, 12, 5)) == schedule.at(date(2026, 11, 1))
    assert schedule.newest_due(date(2027, 1, 4)) == schedule.at(date(2026, 11, 1))
    november, december, january = "tháng 11/2026", "tháng 12/2026", "tháng 1/2027"
    assert [each.name for each in schedule.open_on(date(2026, 11, 30))] == [november]
    assert [each.name for each in schedule.open_on(date(2026, 12, 31))] == [november, december]
    assert [each.name for each in schedule.open_on(date(2027, 1, 5))] == [november, december, january]
    assert [each.name for each in schedule.open_on(date(2027, 1, 6))] == [december, january]


def test_without_due_days_the_newest_that_has_begun_stands_for_the_newest_due() -> None:
    schedule = Schedule(PeriodType.QUARTER, since=date(2026, 5, 1))
    assert [each.name for each in schedule.open_on(date(2026, 7, 1))] == ["quý II/2026", "quý III/2026"]
    newest = schedule.newest_due(date(2026, 7, 1))
    assert newest
    assert newest.name == "quý III/2026"


def test_no_period_is_of_the_days_at_the_ends_of_the_calendar() -> None:
    for kind in CALENDAR:
        assert Schedule(kind).called(date.min) is None
        assert Schedule(kind).called(date.max) is None


def test_a_period_of_a_report_rule_is_known_by_its_due_day() -> None:
    half = Schedule(PeriodType.REPORT, days=HALVES, since=date(2026, 6, 1))
    first = half.at(date(2026, 6, 1))
    assert first
    assert (first.key, first.first, first.opens, first.due) == (
        date(2026, 11, 20), date(2025, 11, 21), date(2026, 5, 21), date(2026, 11, 20)
    )  # fmt: skip
    assert first.closes == date(2027, 5, 20)
    assert first.name == "năm 2026 (hạn 20/11)"
    # half-yearly reports tell of one year, and are asked for one after the other
    assert [each.key for each in half.until(date(2026, 12, 1))] == [date(2026, 11, 20), date(2027, 5, 20)]
    assert half.called(date(2026, 5, 20)) is None
    quarterly = Schedule(PeriodType.REPORT, days=ReportDays(((3, 14), (6, 14), (9, 14), (12, 14))))
    winter = quarterly.called(date(2027, 3, 14))
    assert winter
    assert (winter.first, winter.closes) == (date(2026, 12, 15), date(2027, 6, 14))
    assert Schedule(PeriodType.REPORT).at(date(2026, 6, 1)) is None
    assert Schedule(PeriodType.REPORT).until(date(2026, 6, 1)) == []


def test_nobody_is_late_with_what_was_due_before_it_was_asked() -> None:
    due = DueDay(month_days=((3, 31),))
    schedule = Schedule(PeriodType.YEAR, due, since=date(2026, 11, 27))
    first, second = schedule.at(date(2026, 11, 27)), schedule.at(date(2027, 1, 1))
    assert first
    assert second
    assert (first.due, first.deadline) == (date(2026, 3, 31), None)
    assert second.deadline == second.due == date(2027, 3, 31)
    assert Schedule(PeriodType.YEAR, due, since=date(2026, 3, 31)).open_on(date(2026, 4, 1))[0].deadline == first.due


@pytest.mark.parametrize(
    ("due", "adds", "since"),
    [
        (DueDay(days_after=5), True, date(2026, 12, 31)),
        (DueDay(days_after=5), False, date.min),  # what stands is told of any day
        (DueDay(day=25), True, date.min),  # due while it runs
        (None, True, date.min),
    ],
)
def test_what_adds_up_and_was_sent_while_a_period_ran_is_not_of_all_of_it(
    due: DueDay | None, adds: bool, since: date
) -> None:
    found = Schedule(PeriodType.MONTH, due, adds=adds).called(date(2026, 12, 1))
    assert found
    assert found.complete_since == since
