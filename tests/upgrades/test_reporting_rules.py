"""A database whose rules know no first day, and whose plan has a rule for the half-year and one for the year: each owes
from the day on which it came, and the two are one with both days, with all that led to either."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Plan, Programme, Report, ReportingRule, ReportReceipt
from app.models.reports.due import due_reports
from app.web.database import immediate, schema
from tests.factories import make_account, make_organisation, make_plan, make_report
from tests.following import make_following
from tests.upgrades.revisions import before_revision

DAYS = {"half_yearly": "05-20", "yearly": "11-20"}
LOADED = date(2026, 6, 15)


def _two_rules(session: Session, **said: Any) -> tuple[Plan, dict[str, ReportingRule]]:
    unit = session.scalars(AdministrativeUnit.called("05443")).one()
    plan = make_plan(session, unit, **said)
    rules = {
        every: ReportingRule(unit=unit, plan=plan, key=f"{every}_0", text="Báo cáo", senders="các trường", every=every,
                             days=days, valid_from=plan.since)
        for every, days in DAYS.items()
    }  # fmt: skip
    session.add_all(rules.values())
    session.flush()
    return plan, rules


def _lock(session: Session, rule: ReportingRule, due: date) -> int:
    """A locked report of a rule, which never changes."""
    days = {"since": due - timedelta(days=30), "until": due, "due_on": due}
    row = make_report(session, rule.unit, by=make_account(session, rule.unit), plan=rule.plan, rule=rule, **days)
    row.figures, row.decided_at, row.state = "{}", clock.now(), "locked"
    session.flush()
    return row.id


def test_rules_owe_since_they_came_and_those_of_both_halves_are_one(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            plan, rules = _two_rules(session, catalogue="phan-dinh-phung")
            own, kept = _two_rules(session)
            AuditEvent.note(session, "plan.loaded", at=clock.at_local(LOADED, 9), account_id=None,
                            unit_id=plan.unit_id, subject=("plan", plan.public_id), detail={})  # fmt: skip
            half, year = rules["half_yearly"], rules["yearly"]
            reports = [_lock(session, half, date(2026, 5, 20)), _lock(session, year, date(2026, 11, 20))]
            school = make_organisation(session, plan.unit, "Trường Một")
            came = {"day": date(2026, 11, 18), "by": make_account(session, plan.unit), "now": clock.now()}
            ReportReceipt.write(session, year, date(2026, 11, 20), {f"organisation-{school.id}": school.name}, **came)
            programme = make_following(session, plan.unit, year, key="own_report")
            ids = half.id, year.id, programme.id, own.id, [each.id for each in kept.values()]
        schema.downgrade(before_revision("0089"))
        schema.upgrade()
        with immediate() as session:
            half, year = (session.get_one(ReportingRule, id_) for id_ in ids[:2])
            assert (half.days, half.every, half.valid_from) == ("05-20,11-20", "half_yearly", LOADED)
            assert year.retired_on
            assert [session.get_one(Report, id_).rule_id for id_ in reports] == [half.id, half.id]
            assert session.scalars(select(ReportReceipt.rule_id).where(ReportReceipt.due_on == date(2026, 11, 20))
                                   .order_by(ReportReceipt.id.desc())).first() == half.id  # fmt: skip
            assert session.get_one(Programme, ids[2]).rule_id == half.id
            own_rules = [session.get_one(ReportingRule, id_) for id_ in ids[4]]
            assert [(each.days, each.valid_from, each.retired_on) for each in own_rules] == [
                ("05-20", date(2026, 1, 1), None), ("11-20", date(2026, 1, 1), None)
            ]  # fmt: skip
            due = due_reports(session, [half.unit_id], date(2026, 11, 27))
            assert half.id not in {each.rule.id for each in due}


def test_a_locked_report_stays_locked_after_its_rule_moved(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            _plan, rules = _two_rules(session, catalogue="thuan-chau")
            report = _lock(session, rules["yearly"], date(2026, 11, 20))
        schema.downgrade(before_revision("0089"))
        schema.upgrade()
        with pytest.raises(DatabaseError, match=r"never changes|stay as they are"), immediate() as session:
            session.get_one(Report, report).name = "khác"
