"""Which reports a rule asks for, until when: after the last day of its plan too, none of before it was loaded; the
list, the rail and who is late say the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, ReportingRule
from app.models.reports.due import AHEAD, DONE, asked_for, days_asked_for, due_reports
from app.models.reports.handing_down import hand_down
from app.models.reports.reminder import REPORT
from app.models.targets.reporting_rule import BACK
from tests.factories import make_organisation, make_plan, make_ward
from tests.owing import lates

LAST = date(2026, 12, 31)
YEAR: Any = {"since": date(2026, 1, 1), "until": LAST}
QUARTERS = "03-15,06-15,09-15,12-15"


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """With a school, of which rules ask a report."""
    ward = make_ward(session)
    make_organisation(session, ward, "Trường Túc Duyên")
    return ward


def make_rule(session: Session, ward: AdministrativeUnit, days: str, **said: Any) -> ReportingRule:
    """A rule of a plan of the year, there since the plan's first day."""
    plan = make_plan(session, ward, **YEAR)
    told = {"every": "quarterly", "valid_from": plan.since, "senders": "các cơ sở giáo dục", **said}
    rule = ReportingRule(unit=ward, plan=plan, text="Báo cáo", days=days, **told)
    session.add(rule)
    session.flush()
    return rule


def asked(session: Session, ward: AdministrativeUnit, day: date) -> list[str]:
    """The days that the list of a ward's office asks for; the rail counts the same."""
    listed = [each.period.due for each in due_reports(session, [ward.id], day)]
    text = session.scalar(asked_for([ward.id], day, day - BACK))
    assert sorted(days_asked_for(text, day, AHEAD, DONE)) == listed
    return [str(each) for each in listed]


def test_reports_not_sent_are_asked_for_after_the_last_day_of_their_plan(
    session: Session, ward: AdministrativeUnit
) -> None:
    make_rule(session, ward, QUARTERS)
    make_rule(session, ward, "11-20", every="yearly")

    assert asked(session, ward, LAST) == ["2026-09-15", "2026-11-20", "2026-12-15"]
    assert asked(session, ward, LAST + timedelta(days=1)) == ["2026-09-15", "2026-11-20", "2026-12-15"]
    assert asked(session, ward, date(2027, 3, 15)) == ["2026-11-20", "2026-12-15"]
    assert asked(session, ward, date(2027, 6, 1)) == []


def test_who_has_not_sent_is_late_after_the_last_day_of_the_plan(session: Session, ward: AdministrativeUnit) -> None:
    make_rule(session, ward, "11-20", every="yearly")

    before, after = (lates(session, [ward.id], LAST + timedelta(days=each), REPORT) for each in (0, 1))

    assert [(each.name, each.subject.due_on) for each in before] == [("Trường Túc Duyên", date(2026, 11, 20))]
    assert after == before


def test_a_rule_owes_no_report_of_before_it_was_loaded(session: Session, ward: AdministrativeUnit) -> None:
    make_rule(session, ward, QUARTERS, valid_from=date(2026, 11, 27))

    assert asked(session, ward, date(2026, 11, 27)) == ["2026-12-15"]
    assert lates(session, [ward.id], date(2026, 11, 27), REPORT) == []


def test_a_rule_owes_no_report_of_after_its_last_day(session: Session, ward: AdministrativeUnit) -> None:
    make_rule(session, ward, QUARTERS, valid_to=date(2026, 11, 26))

    assert asked(session, ward, date(2026, 11, 27)) == ["2026-09-15"]


def test_what_a_province_asks_is_asked_once_when_plans_change(session: Session, ward: AdministrativeUnit) -> None:
    assert ward.parent
    make_rule(session, ward.parent, "11-15", senders="UBND các xã, phường")
    for first in (date(2026, 2, 1), date(2026, 11, 27)):  # a second plan is loaded when the report is late
        make_plan(session, ward, **YEAR)
        hand_down(session, first)
        session.flush()
    assert asked(session, ward, date(2026, 11, 27)) == ["2026-11-15"]
    for day in (date(2026, 11, 28), LAST, date(2027, 1, 1), date(2027, 2, 1)):
        hand_down(session, day)
        session.flush()
        assert asked(session, ward, day) == ["2026-11-15"]

    hand_down(session, date(2027, 6, 1))
    session.flush()

    assert asked(session, ward, date(2027, 6, 1)) == []
    copies = session.scalars(select(ReportingRule).where(ReportingRule.from_rule_id.is_not(None))).all()
    assert [each.retired_on for each in copies] == [date(2027, 6, 1)] * 2


@pytest.mark.parametrize(("days", "owed"), [("01-10", ["2027-01-10"]), ("03-15,12-15", ["2026-12-15"])])
def test_a_day_behind_the_plan_is_owed_where_most_of_its_report_is_the_plan_s(
    session: Session, ward: AdministrativeUnit, days: str, owed: list[str]
) -> None:
    make_rule(session, ward, days, every="yearly")

    assert asked(session, ward, LAST) == owed


def test_a_rule_ends_no_earlier_than_it_begins(session: Session, ward: AdministrativeUnit) -> None:
    with pytest.raises(IntegrityError):
        make_rule(session, ward, QUARTERS, valid_from=date(2026, 5, 2), valid_to=date(2026, 5, 1))
