"""A release in which programmes follow no rule is brought up; taken back, days of one year alone go from the rules."""

from datetime import date

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models import Programme, ReportingRule
from app.web.database import db, immediate, schema
from tests.factories import make_plan
from tests.returns import make_returns, send


def _follow(session: Session) -> None:
    """A programme that follows a rule, with an entry."""
    programme, sites = make_returns(session, every="month")
    rule = ReportingRule(unit=programme.unit, plan=make_plan(session, programme.unit), text="Khi có yêu cầu",
                         days="05-20,2026-11-20")  # fmt: skip
    session.add(rule)
    programme.rule = rule
    send(session, programme, sites[0], date(2026, 10, 1), date(2026, 11, 3), loans=4)


def test_taken_back_a_rule_has_the_days_of_every_year_alone(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            _follow(session)
        days = text("SELECT days FROM reporting_rule WHERE text = 'Khi có yêu cầu'")
        entries = text("SELECT count(*) FROM programme_entry")
        many = db.session.scalar(entries)
        db.session.rollback()
        schema.downgrade("0078")
        assert db.session.scalar(days) == "05-20"
        db.session.rollback()
        schema.upgrade()
        assert db.session.scalar(entries) == many
        programmes = db.session.scalars(select(Programme)).all()
        assert {each.rule_id for each in programmes} == {None}
