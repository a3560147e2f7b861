"""Figures, returns and who is late, of a programme whose periods are due by the days of a reporting rule."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.indicators.programmes import indicator_called
from app.indicators.reports.figures import counted
from app.models import Programme, ReportingRule, Role, Site
from app.models.reports.reminder import PROGRAMME, REPORT
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_account, make_organisation, make_report, make_ward
from tests.following import make_following, make_rule, rows_of
from tests.owing import lates
from tests.returns import send

MAY, NOVEMBER = date(2026, 5, 20), date(2026, 11, 20)


def world(session: Session) -> tuple[ReportingRule, Programme, list[Site]]:
    """A rule without words about who sends; a programme of two schools that follows it."""
    ward = make_ward(session)
    rule = make_rule(session, ward)
    for name in ("Trường Một", "Trường Hai"):
        make_organisation(session, ward, name)
    programme = make_following(session, ward, rule)
    return rule, programme, rows_of(session, programme)


def figure(session: Session, key: str, units: list[int], since: date, until: date) -> int:
    session.flush()
    session.expire_all()
    indicator = indicator_called(session, f"told.{key}", units)
    assert indicator
    return indicator.figure(session, Scope(tuple(units), since, until))


@pytest.mark.postgresql
def test_flows_add_up_the_periods_that_are_due_within(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        _rule, programme, sites = world(session)
        unit = [programme.unit_id]
        send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        send(session, programme, sites[1], MAY, date(2026, 6, 8), classes=3)
        send(session, programme, sites[0], NOVEMBER, date(2026, 6, 9), classes=10)
        assert figure(session, "classes", unit, date(2026, 1, 1), date(2026, 5, 19)) == 0
        assert figure(session, "classes", unit, date(2026, 1, 1), MAY) == 5
        assert figure(session, "classes", unit, date(2026, 1, 1), date(2026, 12, 31)) == 15
        assert figure(session, "classes", unit, date(2026, 6, 1), date(2026, 12, 31)) == 10
        assert figure(session, "all", unit, date(2026, 1, 1), date(2026, 6, 30)) == 2


def test_expected_sent_and_on_time_are_of_the_newest_period_that_is_due(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        unit = [programme.unit_id]
        send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        send(session, programme, sites[1], MAY, date(2026, 5, 21))
        rule.days = "05-25,11-25"

        def returns(until: date) -> list[int]:
            return [figure(session, key, unit, date(2026, 1, 1), until) for key in ("expected", "sent", "on_time")]

        assert returns(date(2026, 5, 19)) == [0, 0, 0]
        assert returns(date(2026, 6, 30)) == [2, 2, 1]
        assert returns(date(2026, 11, 24)) == [2, 2, 1]
        assert returns(date(2026, 11, 25)) == [2, 0, 0]


@pytest.mark.postgresql
def test_of_several_wards_each_has_the_days_of_its_own_rule(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        units = []
        for days in ("05-20,11-20", "06-01,12-01"):
            ward = make_ward(session)
            make_organisation(session, ward, "Trường Một")
            programme = make_following(session, ward, make_rule(session, ward, days=days))
            programme.catalogue = "told"
            due = date(2026, *map(int, days[:5].split("-")))  # type: ignore[arg-type]
            send(session, programme, rows_of(session, programme)[0], due, date(2026, 5, 22), classes=4)
            units.append(ward.id)
        assert figure(session, "expected", units, date(2026, 1, 1), date(2026, 6, 30)) == 2
        assert figure(session, "sent", units, date(2026, 1, 1), date(2026, 6, 30)) == 2
        assert figure(session, "on_time", units, date(2026, 1, 1), date(2026, 6, 30)) == 1
        assert figure(session, "classes", units, date(2026, 1, 1), date(2026, 6, 30)) == 8


@pytest.mark.postgresql
def test_who_is_late_is_late_with_the_report_also_after_the_plan_s_last_day(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        rule.senders = "các trường"
        send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        today = date(2026, 6, 5)

        def late() -> tuple[list[str], list[str]]:
            session.flush()
            session.expire_all()
            returns, reports = (lates(session, [programme.unit_id], today, about) for about in (PROGRAMME, REPORT))
            return [each.name for each in reports], [each.name for each in returns]

        assert late() == (["Trường Một"], [])
        rule.plan.until = date(2026, 6, 1)
        assert late() == (["Trường Một"], [])
        send(session, programme, sites[1], MAY, date(2026, 6, 4))
        assert late() == ([], [])


@pytest.mark.postgresql
def test_a_report_tells_of_no_return_that_was_due_before_its_days(app: Flask) -> None:
    last_year, keys = date(2025, 11, 20), ("expected", "sent", "all", "classes")
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        for name in ("Trường Một", "Trường Hai"):
            make_organisation(session, ward, name)
        programme = make_following(session, ward, make_rule(session, ward), began=date(2025, 2, 1))
        sites, plan = rows_of(session, programme), programme.rule.plan if programme.rule else None
        by = make_account(session, ward, Role.OFFICER)
        send(session, programme, sites[0], last_year, date(2025, 11, 18), classes=2)

        def told(since: date, until: date) -> list[float | None]:
            session.flush()
            session.expire_all()
            report = make_report(session, ward, by=by, plan=plan, since=since, until=until)
            found = counted(session, report, date(2026, 12, 1), {f"so.told.{key}" for key in keys})
            session.delete(report)
            return [found.by_key[f"so.told.{key}"].number for key in keys]

        assert told(date(2025, 11, 1), date(2025, 11, 30)) == [2, 1, 1, 2]
        assert told(date(2026, 5, 1), date(2026, 5, 19)) == [0, 0, None, None]  # nothing is due in these days
        assert told(date(2026, 5, 1), date(2026, 5, 31)) == [2, 0, None, None]
        send(session, programme, sites[1], MAY, date(2026, 6, 8), classes=3)  # late is late
        assert told(date(2026, 5, 1), date(2026, 5, 31)) == [2, 1, 1, 3]
        assert figure(session, "all", [ward.id], date(2026, 5, 1), date(2026, 5, 31)) == 2  # the page of the figure
