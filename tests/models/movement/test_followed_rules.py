"""A programme whose periods are due by the days of a reporting rule, as the rule is edited, ends, is changed."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Programme, ProgrammeEntry, ReportingRule, Site
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import NeedsRule, WrongPeriod
from app.models.movement.entry_recording import withdraw
from app.models.people.ward_merging import merge
from app.models.reports.handing_down import hand_down_noted
from app.web.database import db, immediate
from tests.factories import make_organisation, make_plan, make_ward
from tests.following import OF_UNITS, make_following, make_rule, rows_of
from tests.returns import moment, send
from tests.statements import counted

MAY, NOVEMBER, MAY_AFTER = date(2026, 5, 20), date(2026, 11, 20), date(2027, 5, 20)


def world(session: Session, **said: str) -> tuple[ReportingRule, Programme, list[Site]]:
    """A ward with a rule, two schools and a programme that follows the rule since February."""
    ward = make_ward(session)
    rule = make_rule(session, ward, **said)
    for name in ("Trường Một", "Trường Hai"):
        make_organisation(session, ward, name)
    programme = make_following(session, ward, rule)
    return rule, programme, rows_of(session, programme)


def due(session: Session, programme: Programme, day: date) -> list[date]:
    """The days of its periods that have begun by a day."""
    session.flush()
    session.expire_all()
    schedule = programme.schedule
    assert schedule
    return [each.key for each in schedule.until(day)]


def test_it_needs_a_rule_to_be_put_to_use(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        programme = Programme.begun(session, ward, read(OF_UNITS), catalogue="", now=moment(MAY))
        with pytest.raises(NeedsRule):
            programme.use_draft(seen="1", now=moment(MAY))
        assert programme.draft
        rule = make_rule(session, ward)
        assert programme.use_draft(seen="1", now=moment(MAY), rule=rule)
        assert programme.rule is rule
        # another version goes on with it, one with the periods of the calendar follows none
        assert programme.redraft(session, read({**OF_UNITS, "every": "month"}), seen="2", now=moment(MAY))
        programme.use_draft(seen="3", now=moment(NOVEMBER), rule=rule)
        assert programme.rule is None


def test_an_entry_is_of_the_day_by_which_it_is_due(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        _rule, programme, sites = world(session)
        entry = send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        assert entry.period == MAY
        for wrong in (date(2025, 11, 20), date(2026, 5, 21), NOVEMBER, None):
            with pytest.raises(WrongPeriod):
                send(session, programme, sites[0], wrong, date(2026, 5, 18), classes=2)
        assert send(session, programme, sites[0], NOVEMBER, date(2026, 5, 21), classes=3).period == NOVEMBER


@pytest.mark.postgresql
def test_edited_days_move_the_periods_without_an_entry_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        rule.days = "05-25,11-25"
        assert due(session, programme, date(2026, 12, 1)) == [date(2026, 5, 25), date(2026, 11, 25), date(2027, 5, 25)]
        rule.days = "05-20,11-20"
        entry = send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        rule.days = "05-25,11-25"
        assert due(session, programme, date(2026, 12, 1)) == [MAY, date(2026, 11, 25), date(2027, 5, 25)]
        send(session, programme, sites[1], MAY, date(2026, 6, 18), classes=2)
        # taken back, the period has no entry any more
        for each in session.scalars(select(ProgrammeEntry)).all():
            withdraw(session, each, moment(date(2026, 6, 19)))
        assert entry.withdrawn_at
        assert due(session, programme, date(2026, 6, 1)) == [date(2026, 5, 25), date(2026, 11, 25)]


def test_another_rule_moves_the_periods_without_an_entry_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        other = make_rule(session, programme.unit, plan=rule.plan, every="yearly", days="12-10", text="Báo cáo năm")
        assert programme.follow(other)
        assert not programme.follow(other)
        assert due(session, programme, date(2026, 12, 1)) == [MAY, date(2026, 12, 10)]


def test_a_rule_on_demand_asks_for_nothing_until_a_period_is_opened(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session, every="on_demand", days="")
        assert due(session, programme, MAY) == []
        with pytest.raises(WrongPeriod):
            send(session, programme, sites[0], date(2026, 8, 15), date(2026, 8, 1), classes=2)
        assert rule.open_period(date(2026, 8, 15))
        assert send(session, programme, sites[0], date(2026, 8, 15), date(2026, 8, 1), classes=2).period


def test_after_its_end_a_rule_asks_for_nothing_more(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        send(session, programme, sites[0], MAY, date(2026, 5, 18), classes=2)
        rule.retire(date(2026, 6, 1))
        assert due(session, programme, date(2027, 12, 1)) == [MAY]
        rule.retire(None)
        rule.plan.retire(date(2026, 12, 1))
        assert due(session, programme, date(2027, 12, 1)) == [MAY, NOVEMBER]


@pytest.mark.postgresql
def test_periods_of_many_programmes_cost_no_more_statements(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            make_organisation(session, ward, "Trường Một")
            for number in range(4):
                rule = make_rule(session, ward)
                programme = make_following(session, ward, rule, key=f"told_{number}")
                send(session, programme, rows_of(session, programme)[0], MAY, date(2026, 5, 18), classes=2)
            unit = ward.id
        for many in (1, 4):
            with counted() as seen:
                rows = db.session.scalars(Programme.in_units([unit]).limit(many)).unique().all()
                assert [len(each.schedule.until(MAY)) for each in rows if each.schedule] == [1] * many
            assert len(seen) == 2, seen
            db.session.rollback()


@pytest.mark.postgresql
def test_it_follows_the_copy_of_a_provinces_rule_into_the_newest_plan(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        assert ward.parent
        above = make_rule(session, ward.parent, senders="UBND các xã, phường", days="05-15,11-15")
        make_plan(session, ward, since=date(2026, 1, 1), until=date(2027, 12, 31))
        hand_down_noted(session, moment(date(2026, 2, 1)))
        copy = session.scalars(select(ReportingRule).where(ReportingRule.from_rule_id == above.id)).one()
        programme = make_following(session, ward, copy)
        newer = make_plan(session, ward, since=date(2026, 3, 1), until=date(2027, 12, 31))
        hand_down_noted(session, moment(date(2026, 3, 2)))
        session.flush()
        assert (copy.valid_to, copy.retired_on) == (date(2026, 3, 1), None)  # its reports of before stay asked for
        assert programme.rule
        assert (programme.rule.plan, programme.rule.from_rule_id) == (newer, above.id)
        hand_down_noted(session, moment(date(2026, 7, 1)))
        assert copy.retired_on


@pytest.mark.postgresql
def test_a_rule_of_a_ward_that_became_another_goes_on_giving_its_days(app: Flask) -> None:
    """Its plan ends with the ward; what asks by it would fall silent otherwise."""
    with app.app_context(), immediate() as session:
        rule, programme, _sites = world(session)
        old, new = rule.unit, make_ward(session)
        merge(session, [old.id], new, date(2026, 6, 1), moment(date(2026, 6, 1)))
        assert (rule.plan.retired_on, rule.ended_on, programme.unit_id) == (date(2026, 6, 1), None, new.id)
        assert due(session, programme, MAY_AFTER) == [MAY, NOVEMBER, MAY_AFTER]
        rule.retired_on = date(2026, 9, 1)
        assert rule.ended_on == date(2026, 9, 1)


def test_a_rule_whose_plan_had_been_dropped_before_its_ward_became_another_stays_ended(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, _sites = world(session)
        rule.plan.retired_on = date(2026, 4, 1)
        merge(session, [rule.unit_id], make_ward(session), date(2026, 6, 1), moment(date(2026, 6, 1)))
        assert due(session, programme, MAY_AFTER) == []
