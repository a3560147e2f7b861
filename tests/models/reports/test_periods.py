"""The periods of the plans that ship: half-yearly ones of S3 and S4, quarterly ones of S2."""

from datetime import date
from typing import Any

from app.models import Plan, ReportingRule
from app.models.reports.due import periods, year_before


def rule(every: str, days: str, since: date = date(2025, 1, 1)) -> ReportingRule:
    unit: Any = None
    plan = Plan(unit=unit, title="Kế hoạch", since=since, until=date(2027, 12, 31))
    return ReportingRule(every=every, days=days, text="Báo cáo", unit=unit, plan=plan)


def told(every: str, days: str, since: date = date(2025, 1, 1)) -> list[tuple[str, str, str]]:
    found = periods(rule(every, days, since), date(2026, 1, 1), date(2026, 12, 31))
    return [(str(each.since), str(each.until), each.name) for each in found]


def test_half_yearly_periods_begin_together_after_the_last_report_of_the_year_before() -> None:
    assert told("half_yearly", "05-20,11-20") == [
        ("2025-11-21", "2026-05-20", "6 tháng đầu năm 2026"), ("2025-11-21", "2026-11-20", "năm 2026"),
    ]  # fmt: skip


def test_the_first_period_does_not_begin_before_its_plan() -> None:
    assert told("half_yearly", "05-20,11-20", date(2026, 1, 1)) == [
        ("2026-01-01", "2026-05-20", "6 tháng đầu năm 2026"), ("2026-01-01", "2026-11-20", "năm 2026"),
    ]  # fmt: skip
    assert told("yearly", "12-08", date(2026, 4, 2)) == [("2026-04-02", "2026-12-08", "năm 2026")]


def test_quarters_follow_one_another_without_a_gap() -> None:
    assert told("quarterly", "03-15,06-15,09-15,12-15") == [
        ("2025-12-16", "2026-03-15", "quý I năm 2026"), ("2026-03-16", "2026-06-15", "quý II năm 2026"),
        ("2026-06-16", "2026-09-15", "quý III năm 2026"), ("2026-09-16", "2026-12-15", "quý IV năm 2026"),
    ]  # fmt: skip


def test_months_and_years_have_their_names_and_what_is_on_demand_has_no_day() -> None:
    months = told("monthly", ",".join(f"{month:02}-25" for month in range(1, 13)))
    assert months[0] == ("2025-12-26", "2026-01-25", "tháng 1 năm 2026")
    assert told("yearly", "12-08") == [("2025-12-09", "2026-12-08", "năm 2026")]
    assert told("on_demand", "") == []


def test_a_day_of_february_that_a_year_lacks_is_the_last_one() -> None:
    assert year_before(date(2028, 2, 29), date(2028, 3, 1)) == (date(2027, 2, 28), date(2027, 3, 1))


def test_one_on_demand_has_the_periods_that_were_opened() -> None:
    asked = rule("on_demand", "")
    assert not list(periods(asked, date(2026, 1, 1), date(2027, 12, 31)))
    assert asked.open_period(date(2026, 8, 15))
    assert not asked.open_period(date(2026, 8, 15))
    assert asked.open_period(date(2026, 9, 30))
    assert (asked.days, asked.days_words) == ("2026-08-15,2026-09-30", "15/8/2026; 30/9/2026")
    found = list(periods(asked, date(2026, 1, 1), date(2027, 12, 31)))
    assert [(each.since, each.due) for each in found] == [
        (date(2026, 1, 1), date(2026, 8, 15)), (date(2026, 8, 16), date(2026, 9, 30))
    ]  # fmt: skip
    assert found[0].name == "đột xuất 15/8/2026"
