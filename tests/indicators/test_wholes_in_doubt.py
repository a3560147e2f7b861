"""Targets of whose whole nobody is sure: a book of houses that were visited, an old number of the ward, a typed number
without its paper, a body that began after the last returns; and who decides once all have answered."""

from datetime import date
from typing import Any

import pytest
from flask import current_app
from sqlalchemy.orm import Session

from app.data.plans import catalogue as plans
from app.data.programmes import catalogue
from app.indicators.figure_status import State
from app.indicators.programme_wholes import asks_all
from app.indicators.programmes import indicator_called
from app.indicators.readings import figure_statuses
from app.indicators.share_words import answered_words, clause
from app.indicators.shares import Verdict
from app.indicators.target_counts import parts_of
from app.indicators.target_measures import indicator_share
from app.models import AdministrativeUnit, Programme, ResidentialGroup, Target
from app.models.movement.represented import OrganisationSite
from app.models.movement.site import Household
from app.registers.indicator import Scope
from app.routes.office.targets.words import line_of
from tests.factories import make_denominator, make_group, make_organisation, make_ward
from tests.following import rows_of
from tests.indicators.test_counts_of_targets import SINCE, TODAY, entered, recount, target_of, use
from tests.indicators.test_target_shares import BOOKS, CAME, OCTOBER, status, there_from_the_start
from tests.returns import make_returns, moment, send

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def visited(session: Session, ward: AdministrativeUnit, came: int, reached: int) -> tuple[Programme, ResidentialGroup]:
    """Ten houses of a group, so many of which somebody came to and reached."""
    programme, group = use(session, ward, "household"), make_group(session, ward, "Tổ 1")
    houses = [
        Household(unit=ward, number=str(each), head=f"Chủ Hộ {each}", residential_group=group) for each in range(10)
    ]
    session.add_all(houses)
    session.flush()
    for place, each in enumerate(houses[:came]):
        answers: Any = {"how": "door"} if place < reached else {"level": "none"}
        send(session, programme, each, None, TODAY, **answers)
    return programme, group


@pytest.mark.postgresql
def test_a_book_of_houses_is_of_those_that_were_visited(session: Session, ward: AdministrativeUnit) -> None:
    visited(session, ward, came=4, reached=3)
    make_denominator(session, ward, 10, "households")
    said: Any = {"measured_by": "household.reached", "audience": "households"}
    share, number = (
        target_of(session, ward, value=20, **said),
        target_of(session, ward, value=5, unit_words="hộ", **said),
    )
    found = status(session, share)
    assert found.share
    assert (found.numerator, found.reached, found.verdict, found.state) == (3, None, Verdict.PARTIAL, State.PARTIAL)
    assert (answered_words(found.share), clause(found.share)) == ("trong 4 hộ đã khảo sát", " (trong 4 hộ đã khảo sát)")
    with current_app.test_request_context():
        assert (found.share.printed_of, line_of(found, officer=True).parts) == (None, "3")
    assert status(session, number).verdict is Verdict.PARTIAL
    [part] = [each for each in parts_of(session, share, TODAY) if each.numerator]
    assert (part.numerator, part.share) == (3, None)
    recount(session, share)
    stored = next(each for each in figure_statuses(session, share.plan, TODAY) if each.target is share)
    assert (stored.verdict, stored.share and answered_words(stored.share)) == (
        Verdict.PARTIAL,
        "trong 4 hộ đã khảo sát",
    )

    indicator = indicator_called(session, "household.reached", [ward.id])
    assert indicator
    _of, figure = indicator_share(session, Scope((ward.id,), SINCE, TODAY), indicator, 3)
    assert (figure.percent, answered_words(figure)) == (None, "trong 4 hộ đã khảo sát")


def test_a_book_of_nearly_all_houses_is_of_the_ward(session: Session, ward: AdministrativeUnit) -> None:
    visited(session, ward, came=9, reached=6)
    make_denominator(session, ward, 10, "households")
    target = target_of(session, ward, value=60, measured_by="household.reached", audience="households")
    found = status(session, target)
    assert (found.reached, found.verdict) == (60.0, Verdict.MET)
    target.own_denominator = 30
    assert status(session, target).reached is None


def test_what_the_ward_decided_of_houses_is_of_all(session: Session, ward: AdministrativeUnit) -> None:
    visited(session, ward, came=1, reached=1)
    make_denominator(session, ward, 10, "households")
    target = target_of(session, ward, measured_by="household.recognised", audience="households")
    found = status(session, target)
    assert (found.numerator, found.reached) == (0, 0.0)


@pytest.mark.postgresql
def test_a_group_with_enough_visited_houses_is_not_known_to_be_the_only_one(
    session: Session, ward: AdministrativeUnit
) -> None:
    visited(session, ward, came=4, reached=3)
    target = target_of(session, ward, measured_by="household.reached", each_of="to", value=2, unit_words="hộ / tổ")
    make_group(session, ward, "Tổ 2")
    recount(session, target)
    [stored] = figure_statuses(session, target.plan, TODAY)
    assert [each.verdict for each in (status(session, target), stored)] == [Verdict.PARTIAL] * 2


@pytest.mark.postgresql
def test_more_than_the_ward_knows_of_is_never_met(session: Session, ward: AdministrativeUnit) -> None:
    programme, sites = make_returns(session, ward, counts=BOOKS, began=SINCE)
    there_from_the_start(session, programme)
    make_denominator(session, ward, 100, "adults")
    said: Any = {"measured_by": "libraries.books", "share_of": "libraries.loans", "audience": "adults"}
    all_, most = (target_of(session, ward, value=value, **said) for value in (100, 90))
    for site in sites[:2]:
        send(session, programme, site, OCTOBER, CAME, books=52, loans=53)
    for each, verdict in ((all_, Verdict.RUNNING), (most, Verdict.PARTIAL)):
        recount(session, each)
        stored = next(one for one in figure_statuses(session, each.plan, TODAY) if one.target is each)
        for found in (status(session, each), stored):
            assert (found.reached, found.verdict) == (None, verdict)
            assert found.share
            assert answered_words(found.share) == "02/03 tủ sách đã báo, cần kiểm tra tổng số"
    with current_app.test_request_context():
        assert [line_of(status(session, each), officer=True).word for each in (all_, most)] == ["Chưa đạt", "Chưa đủ"]


def test_a_whole_of_nobody_is_none(session: Session, ward: AdministrativeUnit) -> None:
    make_denominator(session, ward, 0, "adults")
    target = target_of(session, ward, audience="adults", value=0)
    entered(session, target, 50)
    found = status(session, target)
    assert (found.reached, found.verdict, found.state) == (None, Verdict.PARTIAL, State.MISSING)


def test_a_sum_of_all_groups_above_what_the_ward_knows_is_never_met(session: Session, ward: AdministrativeUnit) -> None:
    make_denominator(session, ward, 100, "adults")
    target = target_of(session, ward, audience="adults", value=90)
    for number in (1, 2):
        entered(session, target, 55, residential_group=make_group(session, ward, f"Tổ {number}"))
    found = status(session, target)
    assert found.share
    assert (found.numerator, found.reached, found.verdict) == (110, None, Verdict.PARTIAL)
    assert answered_words(found.share) == "cần kiểm tra tổng số"


def of_groups(session: Session, ward: AdministrativeUnit, recorded: int) -> Target:
    """Three groups all of which sent October: 30 of 105 people."""
    groups = [make_group(session, ward, f"Tổ {number}") for number in (1, 2, 3)]
    said: Any = {"subject": "group", "noun": "tổ dân phố", "counts": BOOKS}
    programme, _sites = make_returns(session, ward, sites=0, began=SINCE, **said)
    there_from_the_start(session, programme)
    for each in groups:
        each.created_at = moment(SINCE)
    make_denominator(session, ward, recorded, "adults")
    for site in rows_of(session, programme):
        send(session, programme, site, OCTOBER, CAME, books=10, loans=35)
    asked: Any = {"measured_by": "libraries.books", "share_of": "libraries.loans", "audience": "adults"}
    return target_of(session, ward, value=25, **asked)


@pytest.mark.postgresql
@pytest.mark.parametrize(("recorded", "words"), [(140, "cần kiểm tra tổng số: phường, xã ghi 140"), (110, "")])
def test_once_all_groups_have_answered_they_decide(
    session: Session, ward: AdministrativeUnit, recorded: int, words: str
) -> None:
    target = of_groups(session, ward, recorded)
    recount(session, target)
    for found in (status(session, target), *figure_statuses(session, target.plan, TODAY)):
        assert found.share
        assert (round(found.reached or 0, 2), found.verdict) == (28.57, Verdict.MET)
        assert answered_words(found.share) == words


@pytest.mark.parametrize(
    ("day", "of", "first"),
    [(date(2026, 11, 10), 140, 54), (date(2026, 8, 22), 140, 30), (date(2026, 11, 10), 108, 30)],
    ids=["newer and wider", "older", "of as many"],
)
def test_a_newer_and_wider_paper_stays_first(
    session: Session, ward: AdministrativeUnit, day: date, of: int, first: int
) -> None:
    target = of_groups(session, ward, 140)
    entered(session, target, 54, denominator=of, counted_on=day)
    assert status(session, target).numerator == first


def test_enterprises_on_a_list_are_not_all_of_the_ward(session: Session, ward: AdministrativeUnit) -> None:
    for number in range(3):
        make_organisation(session, ward, f"Công ty {number}", "enterprise")
    programme = use(session, ward, "workers")
    there_from_the_start(session, programme)
    make_denominator(session, ward, 3860, "workers")
    target = target_of(
        session, ward, measured_by="workers.skilled", share_of="workers.workers", audience="workers", value=60
    )
    for site in rows_of(session, programme):
        send(session, programme, site, date(2026, 1, 1), CAME, workers=140, skilled=100)
    found = status(session, target)
    assert found.share
    assert (found.reached, found.verdict) == (None, Verdict.PARTIAL)
    assert answered_words(found.share) == "mới có 420 trên 3.860"


@pytest.mark.parametrize(("key", "of", "percent"), [("ai_staff_2026", 106, 4.72), ("mooc_vienchuc", 306, 68.95)])
def test_a_part_of_the_staff_is_judged_by_that_part(
    session: Session, ward: AdministrativeUnit, key: str, of: int, percent: float
) -> None:
    [said] = [each.targets[key] for each in plans().values() if key in each.targets]
    make_organisation(session, ward, "Phòng A", "agency")
    programme = use(session, ward, "staff")
    there_from_the_start(session, programme)
    make_denominator(session, ward, 412, "cbccvc")
    target = target_of(session, ward, **{name: said[name] for name in ("measured_by", "share_of", "audience", "value")})
    [site] = rows_of(session, programme)
    send(
        session, programme, site, date(2026, 7, 1), CAME,
        staff=412, cadres=106, officials=306, ai=7, ai_cadres=5, mooc=304, mooc_officials=211,
    )  # fmt: skip
    found = status(session, target)
    assert found.share
    assert (found.share.printed_of, round(found.reached or 0, 2)) == (of, percent)
    assert (answered_words(found.share), found.verdict) == ("", Verdict.RUNNING)


def test_a_new_body_is_one_of_all_from_its_day_on(session: Session, ward: AdministrativeUnit) -> None:
    for number in range(3):
        make_organisation(session, ward, f"Trường {number}", "school")
    began = date(2026, 11, 10)
    said: Any = {
        "subject": "organisation", "noun": "trường", "among": {"organisations": ["school"]},
        "counts": [*BOOKS, {"key": "all_sent", "unit": "trường", "label": "Trường đã gửi", "of": "subjects"}],
    }  # fmt: skip
    programme, _sites = make_returns(session, ward, sites=0, began=SINCE, **said)
    there_from_the_start(session, programme)
    target = target_of(session, ward, measured_by="libraries.books", share_of="libraries.loans", value=50)
    for site in rows_of(session, programme):
        send(session, programme, site, OCTOBER, CAME, books=3, loans=4)
    assert status(session, target).reached == 75.0
    new = make_organisation(session, ward, "Trường mới")
    new.valid_from = began
    site = session.scalars(OrganisationSite.of(new.id)).one()
    site.created_at = moment(TODAY)
    found = status(session, target)
    assert found.share
    assert (found.reached, answered_words(found.share)) == (None, "03/04 trường đã báo, 01 nơi mới chưa phải gửi")
    indicator = indicator_called(session, "libraries.all_sent", [ward.id])
    assert indicator
    assert indicator.of
    numbers = [indicator.of(session, Scope((ward.id,), SINCE, day), "")[None].number for day in (CAME, TODAY)]
    assert numbers == [3, 4]
    send(session, programme, site, date(2026, 11, 1), TODAY, books=0, loans=4)
    assert status(session, target).reached == 56.25


def test_each_shipped_programme_says_whether_it_asks_all() -> None:
    asked = ("vneid", "staff", "school_term", "told", "workers", "household")
    assert [asks_all(catalogue()[key]) for key in asked] == [True] * 4 + [False] * 2
