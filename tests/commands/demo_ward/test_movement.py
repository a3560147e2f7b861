"""The demo ward's movement: programmes of each shelf are in use, sent by whom they ask, and in the year's report."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue, shelves
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicator_called
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.models import Account, AdministrativeUnit, Organisation, Plan, Programme, ProgrammeEntry, RoleGrant
from app.models.movement.organisation import EMPLOYING
from app.models.movement.relations import sees_entry
from app.models.reports.due import Period
from app.models.reports.passage import sketched
from app.registers.indicator import Scope

# Kinds of a ward's organisations that no programme asks: nobody records for them.
UNASKED = {"staff_room", "religious"}


@pytest.fixture
def ward(demo: Session) -> AdministrativeUnit:
    return demo.scalars(AdministrativeUnit.called("05443")).one()


def used(demo: Session) -> dict[str, int]:
    """The programmes that the ward uses, with how often something was recorded of each."""
    many = select(Programme.catalogue, func.count()).join(ProgrammeEntry, ProgrammeEntry.programme_id == Programme.id)
    return dict(demo.execute(many.group_by(Programme.catalogue)).all())


def test_programmes_of_each_shelf_are_in_use_and_something_was_recorded_of_each(demo: Session) -> None:
    found = used(demo)
    assert {catalogue()[key].shelf for key in found} == {*shelves()}
    assert found.keys() == {*demo.scalars(select(Programme.catalogue).where(Programme.catalogue != ""))}
    assert len(found) >= 18
    assert min(found.values()) >= 3


def test_organisations_have_people_and_somebody_who_records_for_them(demo: Session, ward: AdministrativeUnit) -> None:
    organisations = demo.scalars(Organisation.of(ward.id)).all()
    granted = set(demo.scalars(select(RoleGrant.organisation_id).where(RoleGrant.in_force(clock.today()))))
    assert {each.kind for each in organisations if each.id not in granted} == UNASKED
    works = INDICATORS["can-bo-da-hoc"]
    scope = Scope((ward.id,), clock.today() - timedelta(days=365), clock.today())
    by_kind = works.table(demo, scope, works.by_key["loai-co-quan"])
    assert by_kind.keys() <= EMPLOYING.keys()
    assert {"school", "agency", "enterprise", "cooperative", "front", "mass_organisation"} <= by_kind.keys()


def test_units_report_of_their_learners_what_the_classes_say(demo: Session, ward: AdministrativeUnit) -> None:
    scope = Scope((ward.id,), clock.today() - timedelta(days=365), clock.today())
    reported = indicator_called(demo, "staff.skilled", [ward.id]) or pytest.fail("staff.skilled")
    taught = INDICATORS["can-bo-hoc-het-lop"]
    told = reported.table(demo, scope, reported.by_key["co-quan"])
    learnt = taught.table(demo, scope, taught.by_key["co-quan"])
    assert sum(told.values()) >= 40
    assert told == {key: learnt.get(key, 0) for key in told}


def test_senders_are_whom_a_programme_asks_or_the_office(demo: Session) -> None:
    senders = Counter(demo.scalars(select(Account.username).join(ProgrammeEntry, ProgrammeEntry.by_id == Account.id)))
    assert {"truong", "congan", "tramyte", "doanthe", "mattran", "hoptacxa", "totruong", "daisu"} <= senders.keys()
    assert not demo.scalars(select(ProgrammeEntry).join(ProgrammeEntry.by).where(Account.password_hash.is_(None))).all()


def test_what_the_front_hears_the_office_does_not_see(demo: Session) -> None:
    accounts = {each.username: each.id for each in demo.scalars(select(Account))}
    theirs = select(ProgrammeEntry).join(Programme, Programme.id == ProgrammeEntry.programme_id)
    for each in demo.scalars(theirs.where(Programme.key == "opinion")):
        seen = {name: sees_entry(demo, each, accounts[name], clock.now()) for name in ("canbo", "mattran", "lanhdao")}
        assert seen == {"canbo": False, "mattran": True, "lanhdao": True}


@pytest.mark.sqlite
def test_the_report_of_a_year_tells_of_each_programme(demo: Session, ward: AdministrativeUnit) -> None:
    today = clock.today()
    plan = next(each for each in demo.scalars(Plan.newest(ward.id)) if each.style == "state")
    period = Period(today - timedelta(days=364), today, today, "")
    by = demo.scalars(Account.called("canbo")).one()
    figures = counted(demo, sketched(ward, plan, None, period, by=by, now=clock.now()), today, ())
    passages = drafted(figures, ())
    here = {key: catalogue()[key] for key in used(demo)}
    told = {key for key in here if any(f"⟦so.{key}." in each.text for each in passages)}
    silent = {key for key, each in here.items() if not (each.sentences and each.is_seen_by_office)}
    assert silent == {"opinion", "unit_report", "team_month"}  # figures of the product tell of the months of teams
    assert told | silent | {"vneid"} == here.keys()  # what measures targets is in the part on targets alone
    third = [each.lead + printed(each.text, figures.by_key) for each in passages if each.part == "III" and each.text]
    assert len("".join(third)) <= 7500
