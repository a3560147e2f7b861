"""0 of 110 is a figure of a target once its book has begun; before that nobody knows."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.figure_status import State
from app.indicators.readings import figure_statuses
from app.indicators.target_counts import counted, parts_of
from app.jobs.measuring import measure_one, store
from app.models import AdministrativeUnit, Target
from app.routes.office.targets.words import figure_of, halves_of
from tests.factories import make_group, make_plan, make_target, make_ward
from tests.indicators.test_least_of_each import shelved
from tests.indicators.test_plan_targets import hold
from tests.pairs import make_ambassador
from tests.returns import make_returns, send

TODAY = date(2026, 11, 20)
EVENTS = dict.fromkeys(("every", "due", "outcomes"))


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def asked(session: Session, ward: AdministrativeUnit, **said: Any) -> Target:
    since, until = (clock.today() + timedelta(days=days) for days in (-200, 30))
    plan = make_plan(session, ward, since=since, until=until)
    return make_target(session, ward, plan, **{"own_denominator": 110, **said})


def test_nobody_of_110_is_said_once_the_book_began(session: Session, ward: AdministrativeUnit) -> None:
    target = asked(session, ward, measured_by="dai-su-hoc-ai")
    assert counted(session, target, clock.today()) is None
    make_ambassador(session, ward).since = clock.today() - timedelta(days=7)
    session.flush()
    assert counted(session, target, clock.today() - timedelta(days=20)) is None
    found = counted(session, target, clock.today())
    assert found
    assert (halves_of(target, found), figure_of(target, found.reached(target))) == ("0/110", "0%")
    store(session, measure_one(session, target, [clock.today()]), clock.now())
    [status] = figure_statuses(session, target.plan, clock.today())
    assert (status.numerator, status.is_met, status.state) == (0, False, State.BEHIND)


def test_of_a_programme_its_own_book_says_it(session: Session, ward: AdministrativeUnit) -> None:
    lends = {"key": "lending", "unit": "tủ sách", "label": "Cho mượn", "where": {"all": ["lends"]}}
    told = {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans"}
    programme, sites = make_returns(session, ward, sites=1, began=date(2026, 3, 1), counts=[lends, told], **EVENTS)
    shelved_of = {key: asked(session, ward, measured_by=f"libraries.{key}") for key in ("lending", "loans")}
    hold(session, ward, [])  # another book begins
    assert [counted(session, each, TODAY) for each in shelved_of.values()] == [None, None]
    send(session, programme, sites[0], None, date(2026, 10, 1), "done", open=True)
    found = {key: counted(session, each, TODAY) for key, each in shelved_of.items()}
    assert found["lending"]
    assert (found["lending"].numerator, found["loans"]) == (0, None)  # nobody said how many loans there were


def test_of_each_group_nobody_knows_before_the_book_began(session: Session, ward: AdministrativeUnit) -> None:
    one, other = (make_group(session, ward, f"Tổ {number}") for number in (1, 2))
    shelved(session, ward)
    said = {"measured_by": "libraries.recorded", "own_denominator": None}
    each, share = asked(session, ward, each_of="to", **said), asked(session, ward, **said)
    assert counted(session, each, TODAY) is None
    assert {part.numerator for part in parts_of(session, share, TODAY)} == {None}
    programme, [site] = make_returns(session, ward, sites=1, key="shelves", began=date(2026, 3, 1), **EVENTS)
    site.residential_group_id = one.id
    send(session, programme, site, None, date(2026, 4, 1), "done", open=True)
    share.measured_by = each.measured_by = "shelves.recorded"
    session.flush()
    found = counted(session, each, TODAY)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (1, 2)
    parts = {part.name: part.numerator for part in parts_of(session, share, TODAY)}
    assert parts == {one.short_name: 1, other.short_name: 0}
