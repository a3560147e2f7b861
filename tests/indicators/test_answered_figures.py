"""Figures and who answered them are of the same entries: what a unit sends later without the number, and of a period
that is not due yet."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.indicators.figure_status import FigureStatus
from app.indicators.programmes import indicator_called
from app.indicators.readings import figure_statuses
from app.indicators.share_words import answered_words
from app.indicators.shares import Verdict
from app.indicators.target_measures import indicator_share
from app.models import AdministrativeUnit, Programme, ProgrammeSubject, Target
from app.registers.indicator import Scope
from tests.factories import make_group, make_organisation, make_ward
from tests.following import rows_of
from tests.indicators.test_counts_of_targets import SINCE, TODAY, recount, target_of, use
from tests.indicators.test_target_shares import BOOKS, OCTOBER, status, there_from_the_start
from tests.returns import make_returns, moment, send

pytestmark = pytest.mark.usefixtures("november")
JULY, AUGUST, NOVEMBER = date(2026, 7, 1), date(2026, 8, 3), date(2026, 11, 1)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


Said = tuple[int | None, float | None, Verdict, str]


def said_of(found: FigureStatus) -> Said:
    assert found.share
    return found.numerator, found.reached, found.verdict, answered_words(found.share)


def both(session: Session, target: Target) -> list[Said]:
    """As a report counts it and as a page reads it stored."""
    recount(session, target)
    return [said_of(each) for each in (status(session, target), *figure_statuses(session, target.plan, TODAY))]


@pytest.mark.postgresql
def test_an_optional_number_left_empty_later_is_no_answer(session: Session, ward: AdministrativeUnit) -> None:
    for number in range(3):
        make_organisation(session, ward, f"Phòng {number}", "agency")
    programme = use(session, ward, "staff")
    there_from_the_start(session, programme)
    target = target_of(session, ward, measured_by="staff.ai_cadres", share_of="staff.cadres", value=80)
    rows, number = rows_of(session, programme), {"staff": 9, "cadres": 9, "officials": 0}
    for site in rows:
        send(session, programme, site, JULY, date(2026, 10, 3), ai=1, ai_cadres=1, **number)
    assert said_of(status(session, target)) == (3, pytest.approx(11.11, abs=0.01), Verdict.RUNNING, "")
    send(session, programme, rows[0], OCTOBER, TODAY, ai=9, ai_cadres=9, **number)
    for site in rows[1:]:
        send(session, programme, site, OCTOBER, TODAY, **number)
    assert both(session, target) == [(9, None, Verdict.PARTIAL, "01/03 đơn vị đã báo")] * 2


def test_a_number_of_the_whole_left_empty_later_is_no_answer_of_its_part(
    session: Session, ward: AdministrativeUnit
) -> None:
    groups = [make_group(session, ward, f"Tổ {number}") for number in range(3)]
    programme = use(session, ward, "vneid")
    for each in groups:
        each.created_at = moment(SINCE)
    there_from_the_start(session, programme)
    target = target_of(session, ward, measured_by="vneid.attained", share_of="vneid.adults", value=90)
    rows, people = rows_of(session, programme), {"citizens": 500, "identity": 400}
    for site in rows:
        send(session, programme, site, OCTOBER, date(2026, 11, 3), adults=450, confirmed=45, **people)
    assert said_of(status(session, target)) == (135, 10.0, Verdict.RUNNING, "")
    send(session, programme, rows[0], NOVEMBER, TODAY, adults=450, confirmed=450, **people)
    send(session, programme, rows[1], NOVEMBER, TODAY, **people)
    send(session, programme, rows[2], NOVEMBER, TODAY, adults=450, **people)
    assert both(session, target) == [(450, None, Verdict.PARTIAL, "01/03 tổ dân phố đã báo")] * 2


def test_of_a_list_an_older_answer_is_none_of_the_entry_that_is_read(
    session: Session, ward: AdministrativeUnit
) -> None:
    for number in range(2):
        make_organisation(session, ward, f"Trường {number}", "school")
    said: Any = {"subject": "organisation", "among": {"organisations": ["school"]}, "every": None, "due": None}
    programme, _sites = make_returns(session, ward, sites=0, counts=BOOKS, outcomes=None, began=SINCE, **said)
    there_from_the_start(session, programme)
    target = target_of(session, ward, measured_by="libraries.books", share_of="libraries.loans", value=50)
    rows = rows_of(session, programme)
    for site in rows:
        send(session, programme, site, None, AUGUST, books=1, loans=4)
    send(session, programme, rows[0], None, TODAY, books=4, loans=4)
    send(session, programme, rows[1], None, TODAY, loans=4)
    assert said_of(status(session, target)) == (4, None, Verdict.PARTIAL, "01/02 tủ sách đã báo")


def told_of(session: Session, ward: AdministrativeUnit, *bodies: str) -> tuple[Programme, Programme, Target]:
    """The staff of some bodies, all of which sent it, and how many of them were told of the plan."""
    for each in bodies:
        make_organisation(session, ward, each, "agency")
    staff, told = use(session, ward, "staff"), use(session, ward, "told")
    there_from_the_start(session, staff, told)
    for site in rows_of(session, staff):
        send(session, staff, site, JULY, date(2026, 10, 3), staff=20, cadres=20, officials=0)
        send(session, told, site, date(2026, 1, 1), date(2026, 10, 3), plan=9)
    return staff, told, target_of(session, ward, measured_by="told.reached", share_of="staff.staff", value=45)


def of_both(session: Session, ward: AdministrativeUnit, target: Target) -> list[Said]:
    """As a target and as a figure of its own."""
    indicator = indicator_called(session, "told.reached", [ward.id])
    assert indicator
    scope = Scope((ward.id,), SINCE, TODAY)
    number = indicator.figure(session, scope)
    share = indicator_share(session, scope, indicator, number)[1]
    return [said_of(status(session, target)), (number, share.percent, share.verdict(45), answered_words(share))]


@pytest.mark.postgresql
def test_a_new_body_in_one_half_of_a_share_is_waited_for_in_the_other(
    session: Session, ward: AdministrativeUnit
) -> None:
    _staff, told, target = told_of(session, ward, "Phòng A", "Phòng B")
    assert of_both(session, ward, target) == [(18, 45.0, Verdict.MET, "")] * 2
    new = make_organisation(session, ward, "Phòng mới", "agency")
    new.valid_from = date(2026, 11, 10)
    session.flush()
    [site] = [each for each in rows_of(session, told) if each.organisation_id == new.id]
    send(session, told, site, date(2026, 1, 1), date(2026, 11, 12), plan=15)
    assert of_both(session, ward, target) == [(33, None, Verdict.PARTIAL, "02/03 đơn vị đã báo")] * 2


def test_halves_of_different_places_are_no_share(session: Session, ward: AdministrativeUnit) -> None:
    staff, _told, target = told_of(session, ward, "Phòng A", "Phòng B")
    [left, _other] = rows_of(session, staff)
    ProgrammeSubject.decide(session, left, staff.id, included=False, reason="Đã có số khác", on=OCTOBER)
    assert of_both(session, ward, target) == [(18, None, Verdict.PARTIAL, "01/02 đơn vị đã báo")] * 2
