"""Who is to send for the newest period that is due, who sent, and who in time, counted by hand."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.indicators.programmes import indicator_called
from app.models import Programme, ReopenedPeriod, Site
from app.models.movement import entry_recording
from app.models.reports.reminder import PROGRAMME
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_account
from tests.owing import lates
from tests.returns import make_returns, moment, send

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def told(session: Session, programme: Programme, until: date) -> tuple[int, int, int]:
    """Expected, sent, on time."""
    scope = Scope((programme.unit_id,), until.replace(day=1), until)
    session.flush()
    found = [
        indicator_called(session, f"libraries.{key}", [programme.unit_id]) for key in ("expected", "sent", "on_time")
    ]
    expected, sent, in_time = (each.figure(session, scope) for each in found if each)
    assert found[1]
    assert found[1].of
    denominator = found[1].of(session, scope, "").get(None)
    assert (denominator.number if denominator else None) == expected
    return expected, sent, in_time


def returned(session: Session) -> tuple[Programme, list[Site]]:
    programme, sites = make_returns(session, sites=4)
    for site in sites:
        site.created_at = moment(date(2026, 9, 20))
    send(session, programme, sites[0], SEPTEMBER, date(2026, 10, 5), loans=1)
    send(session, programme, sites[1], SEPTEMBER, date(2026, 10, 6))
    return programme, sites


@pytest.mark.postgresql
def test_they_are_of_the_newest_period_that_is_due(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        assert told(session, programme, date(2026, 10, 4)) == (0, 0, 0)
        assert told(session, programme, date(2026, 10, 5)) == (4, 2, 1)
        send(session, programme, sites[2], OCTOBER, date(2026, 11, 2), loans=1)
        assert told(session, programme, date(2026, 11, 4)) == (4, 2, 1)
        assert told(session, programme, date(2026, 11, 5)) == (4, 1, 1)


@pytest.mark.postgresql
def test_on_time_is_who_was_in_time_the_first_time(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        send(session, programme, sites[0], SEPTEMBER, date(2026, 10, 9), loans=2)
        slip = send(session, programme, sites[3], SEPTEMBER, date(2026, 10, 4), loans=2)
        assert told(session, programme, date(2026, 10, 31)) == (4, 3, 2)
        entry_recording.withdraw(session, slip, moment(date(2026, 10, 10)))
        assert told(session, programme, date(2026, 10, 31)) == (4, 2, 1)


def test_who_ended_before_the_period_did_or_came_after_it_was_due_is_not_expected(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        sites[2].retired_on = date(2026, 9, 28)
        sites[3].created_at = moment(date(2026, 10, 6))
        assert told(session, programme, date(2026, 10, 31)) == (2, 2, 1)
        sites[1].retired_on = date(2026, 10, 15)
        assert told(session, programme, date(2026, 10, 31)) == (2, 2, 1)
        assert told(session, programme, date(2026, 11, 30)) == (2, 0, 0)


def test_without_due_days_nobody_is_late(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, due=None)
        for site in sites:
            site.created_at = moment(date(2026, 9, 20))
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 28), loans=1)
        assert told(session, programme, date(2026, 10, 1)) == (3, 1, 1)
        assert told(session, programme, date(2026, 11, 1)) == (3, 0, 0)
        assert told(session, programme, date(2026, 9, 14)) == (0, 0, 0)  # they were not there yet
        assert told(session, programme, date(2026, 9, 20)) == (3, 0, 0)


def test_opened_again_a_period_is_as_late_as_it_was(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        assert programme.schedule
        period, day = programme.schedule.called(SEPTEMBER), date(2026, 11, 6)
        assert period

        def late() -> list[tuple[str, str]]:
            found = lates(session, [programme.unit_id], day, PROGRAMME)
            return [(each.what, each.name) for each in found]

        before = late()
        assert ReopenedPeriod.reopen(
            session, sites[2].id, programme.id, period, reason="Ghi thiếu", by=make_account(session, programme.unit),
            now=moment(day),
        )  # fmt: skip
        assert late() == before
        send(session, programme, sites[2], SEPTEMBER, day, loans=1)
        assert late() == before
        assert told(session, programme, date(2026, 10, 31)) == (4, 3, 1)
