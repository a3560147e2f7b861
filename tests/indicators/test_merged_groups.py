"""Figures once a residential group went into another: what was told of it belongs to that until it tells anew."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.indicators.readings import figure_statuses
from app.models import AdministrativeUnit, Measurement, ResidentialGroup
from app.models.movement.denominator_values import DenominatorValues
from app.models.movement.represented import GroupSite
from app.models.people import group_history
from app.registers.indicator import Scope
from tests.factories import PAPER, make_denominator, make_group, make_plan, make_target, make_ward
from tests.returns import make_returns, moment, send

TOLD, LAST, ANEW, DAY = date(2026, 5, 22), date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 30)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def three(session: Session, ward: AdministrativeUnit) -> list[ResidentialGroup]:
    return [make_group(session, ward, f"Tổ {number}") for number in (1, 2, 3)]


def merged(session: Session, groups: list[ResidentialGroup]) -> None:
    """The last one goes into the second."""
    group_history.merge(session, groups[2], groups[1], LAST)
    session.flush()


def read(session: Session, ward: AdministrativeUnit, **more: object):  # type: ignore[no-untyped-def]
    """The readings of a target of whose groups each told 100 of 150, and after that the second 120 of 300 anew."""
    groups = three(session, ward)
    target = make_target(session, ward, make_plan(session, ward), **more)

    def entered(group: ResidentialGroup, day: date, number: int, of: int | None) -> None:
        told = {**PAPER, "from_words": "Công an", "counted_on": day, "residential_group": group}
        session.add(Measurement(unit=ward, target=target, numerator=number, denominator=of, **told))

    of = None if more else 150
    for each in groups:
        entered(each, TOLD, 100, of)
        make_denominator(session, ward, 200, "adults", residential_group=each, counted_on=date(2026, 1, 5))
    yield groups
    merged(session, groups)
    yield figure_statuses(session, target.plan, DAY)[0]
    entered(groups[1], ANEW, 120, None if more else 300)
    session.flush()
    yield figure_statuses(session, target.plan, DAY)[0]


def test_what_was_typed_of_a_merged_group_is_added_until_the_other_one_tells_anew(
    session: Session, ward: AdministrativeUnit
) -> None:
    _groups, before, after = read(session, ward)
    assert (before.now.numerator, before.now.denominator.number) == (300, 450)
    assert (before.now.responses.now, before.now.responses.expected) == (2, 2)
    assert (after.now.numerator, after.now.denominator.number) == (220, 450)
    assert (after.now.responses.now, after.now.responses.expected) == (2, 2)
    assert after.now.words.startswith("cộng từ 2 tổ")
    [past] = after.earlier
    assert (past.numerator, past.responses.now, past.responses.expected) == (300, 3, 3)


def test_a_past_reading_is_of_the_groups_and_the_wholes_of_its_day(session: Session, ward: AdministrativeUnit) -> None:
    steps = read(session, ward, audience="adults")
    groups, before = next(steps), next(steps)
    assert (before.now.numerator, before.now.denominator.number) == (300, 600)
    make_denominator(session, ward, 320, "adults", residential_group=groups[1], counted_on=ANEW)
    after = next(steps)
    assert (after.now.numerator, after.now.denominator.number) == (220, 520)
    assert [(each.numerator, each.denominator.number) for each in after.earlier] == [(300, 600)]


@pytest.mark.postgresql
def test_the_number_of_a_merged_group_is_part_of_the_other_one_until_that_is_counted_anew(
    session: Session, ward: AdministrativeUnit
) -> None:
    groups = three(session, ward)
    for each in groups:
        make_denominator(session, ward, 200, "adults", residential_group=each, counted_on=date(2026, 1, 5))
    merged(session, groups)

    def numbers(day: date) -> tuple[dict[int, int], int]:
        found = DenominatorValues.on(session, [ward.id], ["adults"], day)
        return {key: each.number for key, each in found.of_groups.items()}, found.of_units[ward.id].number

    first, second, third = (each.id for each in groups)
    assert numbers(LAST) == ({first: 200, second: 200, third: 200}, 600)
    assert numbers(DAY) == ({first: 200, second: 400}, 600)
    make_denominator(session, ward, 350, "adults", residential_group=groups[1], counted_on=ANEW)
    assert numbers(DAY) == ({first: 200, second: 350}, 550)


def test_a_group_of_which_nothing_was_told_leaves_the_one_that_it_went_into_unanswered(
    session: Session, ward: AdministrativeUnit
) -> None:
    groups = three(session, ward)
    for each in groups[:2]:
        make_denominator(session, ward, 200, "adults", residential_group=each, counted_on=date(2026, 1, 5))
    merged(session, groups)
    assert DenominatorValues.on(session, [ward.id], ["adults"], DAY).of_units == {}


@pytest.mark.postgresql
def test_a_programme_adds_what_a_merged_group_sent_and_says_of_how_many_groups(
    session: Session, ward: AdministrativeUnit
) -> None:
    groups = three(session, ward)
    counts = [
        {"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books"},
        {"key": "open", "unit": "tổ", "label": "Mở cửa", "where": {"is": {"open": True}}, "of": "subjects"},
    ]
    programme, _own = make_returns(session, ward, sites=0, subject="group", counts=counts, began=date(2026, 4, 1))
    sites = [session.scalars(GroupSite.of(each.id)).one() for each in groups]
    for each in (*groups, *sites):
        each.created_at = moment(date(2026, 1, 1))
    for site in sites:
        send(session, programme, site, date(2026, 5, 1), date(2026, 6, 2), books=100, open=True)
    merged(session, groups)
    books, opened = (each for each in indicators_of(programme.used) if each.key.endswith((".books", ".open")))

    def found(day: date) -> tuple[int, int, int, int]:
        session.flush()
        scope = Scope((ward.id,), date(2026, 5, 1), day)
        assert books.responses
        responses = books.responses(session, scope, "")[None]
        return books.figure(session, scope), opened.figure(session, scope), responses.now, responses.expected

    with clock.shifted(moment(DAY) - clock.now()):
        assert found(date(2026, 6, 8)) == (300, 3, 3, 3)
        assert found(DAY) == (300, 2, 2, 2)
        send(session, programme, sites[1], date(2026, 6, 1), DAY, books=120, open=True)
        assert found(DAY) == (220, 2, 2, 2)
