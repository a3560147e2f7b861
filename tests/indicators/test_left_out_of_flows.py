"""What the office leaves out of a programme stays in the flows of the periods that began before, as what is retired."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.indicators.programmes import indicators_of
from app.models import Programme, ProgrammeSubject, Site
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_organisation, make_ward
from tests.returns import make_returns, send

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
ENDS = {SEPTEMBER: date(2026, 9, 30), OCTOBER: date(2026, 10, 31), NOVEMBER: date(2026, 11, 30)}
COUNTS = [
    {"key": "loans", "unit": "lượt", "label": "Lượt", "sum": "loans"},
    {"key": "books", "unit": "sách", "label": "Sách", "sum": "books", "over_time": "last"},
]


def _schools(session: Session) -> tuple[Programme, Site]:
    """A programme of two schools that sent two months, one of them 10 a month, the other 1; the first one's site."""
    unit = make_ward(session)
    among = {"subject": "organisation", "among": {"organisations": ["school"]}}
    programme, _sites = make_returns(session, unit, sites=0, began=SEPTEMBER, counts=COUNTS, **among)
    make_organisation(session, unit)
    make_organisation(session, unit, "Trường B")
    session.flush()
    one, other = session.scalars(select(Site).order_by(Site.id)).all()
    for site, number in ((one, 10), (other, 1)):
        for period, on in ((SEPTEMBER, date(2026, 10, 3)), (OCTOBER, date(2026, 11, 3))):
            send(session, programme, site, period, on, loans=number, books=number)
    return programme, one


def _figures(session: Session, programme: Programme, key: str = "loans") -> list[object]:
    """A figure of each month, and of the three together."""
    indicator = {each.key: each for each in indicators_of(programme.used)}[f"libraries.{key}"]
    times = [*ENDS.items(), (SEPTEMBER, ENDS[NOVEMBER])]
    return [indicator.figure(session, Scope((programme.unit_id,), *each)) for each in times]


@pytest.mark.postgresql
def test_flow_keeps_the_periods_that_began_before_it_was_left_out(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, site = _schools(session)
        ProgrammeSubject.decide(session, site, programme.id, included=False, reason="Đóng", on=date(2026, 11, 10))
        assert _figures(session, programme) == [11, 11, 0, 22]
        assert _figures(session, programme, "books") == [11, 11, 1, 1], "a stock is of the last day"


def test_flow_is_without_the_periods_that_began_while_it_was_left_out(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, site = _schools(session)
        ProgrammeSubject.decide(session, site, programme.id, included=False, reason="Đóng", on=date(2026, 9, 20))
        assert _figures(session, programme) == [11, 1, 0, 12]


def test_flow_has_what_was_sent_once_it_was_taken_in_again(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, site = _schools(session)
        ProgrammeSubject.decide(session, site, programme.id, included=False, reason="Đóng", on=date(2026, 9, 20))
        ProgrammeSubject.decide(session, site, programme.id, included=True, on=date(2026, 11, 20))
        send(session, programme, site, NOVEMBER, date(2026, 12, 3), loans=5, books=5)
        assert _figures(session, programme) == [11, 1, 5, 17]
