"""Targets whose figures somebody reports: no percent and no verdict while one is missing, of one unit of seventeen, of
two programmes, beside a typed number, across a division."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.indicators.figure_status import FigureStatus, State
from app.indicators.programmes import indicator_called
from app.indicators.share_words import answered_words, clause
from app.indicators.shares import Verdict
from app.indicators.target_counts import as_of, parts_of
from app.models import AdministrativeUnit, Programme, Site, Target
from app.models.people.ward_division import divide
from app.registers.indicator import Scope
from tests.factories import make_denominator, make_group, make_organisation, make_ward
from tests.following import rows_of
from tests.indicators.test_counts_of_targets import SINCE, TODAY, entered, target_of, use
from tests.returns import make_returns, moment, send

pytestmark = pytest.mark.usefixtures("november")
OCTOBER, CAME = date(2026, 10, 1), date(2026, 11, 3)
BOOKS = [
    {"key": "books", "unit": "người", "label": "Người đọc", "sum": "books", "of": "loans", "by": ["group"]},
    {"key": "loans", "unit": "người", "label": "Người lớn", "sum": "loans"},
]


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def there_from_the_start(session: Session, *programmes: Programme) -> None:
    for programme in programmes:
        for site in session.query(Site).filter_by(unit_id=programme.unit_id):
            site.created_at = moment(SINCE)


def status(session: Session, target: Target) -> FigureStatus:
    """As a report reads it today."""
    session.flush()
    return as_of(session, target, SINCE, TODAY, TODAY)


def words(found: FigureStatus) -> tuple[str, str]:
    """On a page and at the end of a sentence."""
    assert found.share
    return answered_words(found.share), clause(found.share)


def test_one_unit_of_seventeen_is_no_share_of_the_ward(session: Session, ward: AdministrativeUnit) -> None:
    for number in range(1, 18):
        make_organisation(session, ward, f"Phòng {number}", "agency")
    programme = use(session, ward, "staff")
    there_from_the_start(session, programme)
    target = target_of(session, ward, measured_by="staff.mooc", share_of="staff.staff")
    one, *others = rows_of(session, programme)
    said: Any = {"staff": 1, "cadres": 1, "officials": 0}
    send(session, programme, one, date(2026, 7, 1), date(2026, 10, 9), mooc=1, **said)
    found = status(session, target)
    assert (found.numerator, found.reached, found.verdict, found.state) == (1, None, Verdict.PARTIAL, State.PARTIAL)
    assert words(found) == ("01/17 đơn vị đã báo", " (theo báo cáo của 01/17 đơn vị)")

    for each in others:
        send(session, programme, each, date(2026, 7, 1), date(2026, 10, 9), mooc=1, **said)
    found = status(session, target)
    assert (found.reached, found.verdict, words(found)) == (100.0, Verdict.MET, ("", ""))


def test_who_leaves_the_field_empty_has_not_answered_it(session: Session, ward: AdministrativeUnit) -> None:
    programme, sites = make_returns(session, ward, counts=BOOKS, began=SINCE)
    there_from_the_start(session, programme)
    target = target_of(session, ward, measured_by="libraries.books", share_of="libraries.loans")
    for site in sites[1:]:
        send(session, programme, site, OCTOBER, CAME, books=3, loans=4)
    send(session, programme, sites[0], OCTOBER, CAME, loans=9)
    assert words(status(session, target))[0] == "02/03 tủ sách đã báo"
    send(session, programme, sites[0], OCTOBER, CAME, books=3, loans=4)
    assert status(session, target).reached == 75.0


def test_a_goal_that_nobody_can_change_is_judged_before_all_answered(
    session: Session, ward: AdministrativeUnit
) -> None:
    """One of two reported 80 of its 90; of the ward's 100 that is over 70 % whatever the other says, and never 95 %."""
    programme, sites = make_returns(session, ward, counts=BOOKS, sites=2, began=SINCE)
    there_from_the_start(session, programme)
    make_denominator(session, ward, 100, "adults")
    said: Any = {"measured_by": "libraries.books", "share_of": "libraries.loans", "audience": "adults"}
    met, missed = (target_of(session, ward, value=value, **said) for value in (70, 95))
    send(session, programme, sites[0], OCTOBER, CAME, books=80, loans=90)
    found = [status(session, each) for each in (met, missed)]
    assert [(each.reached, each.verdict) for each in found] == [(None, Verdict.MET), (None, Verdict.RUNNING)]


@pytest.mark.postgresql
def test_halves_of_two_programmes_wait_for_who_answers_either(session: Session, ward: AdministrativeUnit) -> None:
    """70 of one programme over the 1 of another is not 7,000 %."""
    for name in ("Phòng A", "Phòng B"):
        make_organisation(session, ward, name, "agency")
    counts = [{"key": "books", "unit": "người", "label": "Người đọc", "sum": "books"}]
    said: Any = {"subject": "organisation", "among": {"organisations": ["agency"]}, "counts": counts}
    reading, _sites = make_returns(session, ward, sites=0, began=SINCE, **said)
    staff = use(session, ward, "staff")
    there_from_the_start(session, reading, staff)
    target = target_of(session, ward, measured_by="libraries.books", share_of="staff.staff")
    first, second = rows_of(session, staff)
    for site in (first, second):
        send(session, reading, site, OCTOBER, CAME, books=70)
    send(session, staff, first, date(2026, 7, 1), CAME, staff=1, cadres=1, officials=0)
    found = status(session, target)
    assert (found.reached, words(found)[0]) == (None, "01/02 đơn vị đã báo")
    send(session, staff, second, date(2026, 7, 1), CAME, staff=199, cadres=1, officials=198)
    assert status(session, target).reached == 70.0


def of_groups(session: Session, ward: AdministrativeUnit) -> tuple[Programme, Target]:
    """A programme of three groups of which one has sent October."""
    groups = [make_group(session, ward, f"Tổ {number}") for number in (1, 2, 3)]
    said: Any = {"subject": "group", "noun": "tổ dân phố", "counts": BOOKS}
    programme, _sites = make_returns(session, ward, sites=0, began=SINCE, **said)
    there_from_the_start(session, programme)
    for each in groups:
        each.created_at = moment(SINCE)
    make_denominator(session, ward, 100, "adults")
    target = target_of(session, ward, measured_by="libraries.books", share_of="libraries.loans", audience="adults")
    send(session, programme, rows_of(session, programme)[0], OCTOBER, CAME, books=10, loans=30)
    return programme, target


def test_a_typed_number_counts_by_its_paper_and_the_count_stands_beside_it(
    session: Session, ward: AdministrativeUnit
) -> None:
    programme, target = of_groups(session, ward)
    typed = entered(session, target, 54, counted_on=TODAY - timedelta(days=2))
    paper, typed.paper_number = typed.paper_number, ""
    found = status(session, target)
    assert [each.numerator for each in found.both] == [10, 54]
    assert (found.reached, answered_words(found.both[1].share(target))) == (None, "chưa có văn bản")

    typed.paper_number = paper
    found = status(session, target)
    assert ([each.numerator for each in found.both], found.reached) == ([54, 10], 54.0)
    assert answered_words(found.both[1].share(target)) == "01/03 tổ dân phố đã báo"

    for site in rows_of(session, programme)[1:]:
        send(session, programme, site, OCTOBER, CAME, books=20, loans=35)
    found = status(session, target)
    assert ([each.numerator for each in found.both], found.reached) == ([50, 54], 50.0)


@pytest.mark.postgresql
def test_groups_are_shown_by_the_source_that_has_more_of_them(session: Session, ward: AdministrativeUnit) -> None:
    _programme, target = of_groups(session, ward)
    for site in rows_of(session, _programme):
        entered(session, target, 25, residential_group=site.residential_group, counted_on=TODAY)
    session.flush()
    assert [(each.numerator, each.entered) for each in parts_of(session, target, TODAY)] == [(25, True)] * 3


@pytest.mark.postgresql
def test_a_division_changes_nobody_s_answer_of_an_earlier_day(session: Session, ward: AdministrativeUnit) -> None:
    programme, _target = of_groups(session, ward)
    new, yesterday = make_ward(session), TODAY - timedelta(days=1)
    site: Site = rows_of(session, programme)[0]
    assert site.residential_group

    def answered(*wards: AdministrativeUnit) -> list[tuple[int, int]]:
        found = []
        for each in wards:
            indicator = indicator_called(session, "libraries.books", [each.id])
            scope = Scope((each.id,), SINCE, yesterday)
            found += indicator.responses(session, scope, "").values() if indicator and indicator.responses else []
        return [(each.now, each.expected) for each in found]

    assert answered(ward, new) == [(1, 3)]
    divide(session, ward, {site.residential_group.id: new}, None, TODAY, moment(TODAY))
    session.flush()
    assert [sum(each) for each in zip(*answered(ward, new), strict=True)] == [1, 3]


def test_some_groups_of_which_numbers_were_entered_do_not_meet_the_ward_s_goal(
    session: Session, ward: AdministrativeUnit
) -> None:
    groups = [make_group(session, ward, f"Tổ {number}") for number in (1, 2, 3)]
    target = target_of(session, ward, audience="adults", value=90)
    entered(session, target, 95, denominator=100, residential_group=groups[0])
    found = status(session, target)
    assert (found.reached, found.verdict) == (None, Verdict.PARTIAL)
