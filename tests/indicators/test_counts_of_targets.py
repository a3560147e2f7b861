"""What targets read of programmes, by hand: a count with a whole of its own, what is counted beside what was entered,
and the figures of organisations that targets and returns ask for."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.named_figures import INDICATORS
from app.indicators.readings import figure_statuses
from app.indicators.target_counts import TargetPart, as_of, counted, parts_of
from app.indicators.target_measures import denominator_of_target, indicator_of
from app.jobs.measuring import measure_one, store
from app.models import (
    AdministrativeUnit,
    Attendance,
    Measurement,
    Organisation,
    Programme,
    ProgrammeEntry,
    Role,
    Site,
    Target,
    Team,
    Workplace,
)
from app.models.movement.denominator_values import DenominatorValue
from app.models.targets.measurement import RECEIVED
from app.registers.indicator import Scope
from tests.factories import (
    PAPER,
    make_account,
    make_denominator,
    make_group,
    make_organisation,
    make_person,
    make_plan,
    make_target,
    make_ward,
)
from tests.helping import Counter
from tests.indicators.test_plan_targets import hold
from tests.pairs import make_ambassador
from tests.registers.test_indicators import seated
from tests.returns import moment, send

pytestmark = pytest.mark.usefixtures("november")  # returns of its first months were sent
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 20)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def use(session: Session, ward: AdministrativeUnit, key: str, since: date = SINCE) -> Programme:
    """A programme that ships, put to use on a day."""
    made = Programme.begun(session, ward, catalogue()[key], catalogue=key, now=moment(since))
    made.use_draft(seen=str(made.version), now=moment(since))
    session.flush()
    return made


def returned(session: Session, programme: Programme, organisation: Organisation, period: date, **given: Any) -> None:
    """What an organisation sends for a period."""
    [site] = session.query(Site).filter_by(organisation_id=organisation.id, kind="organisation").all()
    send(session, programme, site, period, period + timedelta(days=100), **given)


def target_of(session: Session, ward: AdministrativeUnit, **said: Any) -> Target:
    plan = make_plan(session, ward, since=TODAY.replace(month=1, day=1), until=TODAY.replace(month=12, day=31))
    return make_target(session, ward, plan, **{"value": 80, "unit_words": "%", **said})


def entered(session: Session, target: Target, number: int, **said: Any) -> Measurement:
    told = {"counted_on": TODAY, "from_words": "Công an phường", **said}
    made = Measurement(unit=target.unit, target=target, **PAPER, numerator=number, **told)
    session.add(made)
    session.flush()
    return made


def recount(session: Session, target: Target) -> None:
    store(session, measure_one(session, target, [TODAY]), clock.now())
    session.flush()


def staffed(session: Session, ward: AdministrativeUnit) -> Programme:
    """Two offices and a school that sent how many they are, and how many finished a course."""
    office, station, school = (
        make_organisation(session, ward, name, kind)
        for name, kind in (("Phòng A", "agency"), ("Trạm B", "health_station"), ("Trường C", "school"))
    )
    programme = use(session, ward, "staff", TODAY.replace(month=1, day=1))
    first = TODAY.replace(month=1, day=1)
    for site in session.query(Site).filter_by(kind="organisation"):
        site.created_at = moment(first)
    for organisation, staff, mooc in ((office, 20, 15), (station, 10, 5), (school, 50, None)):
        more = {} if mooc is None else {"mooc": mooc}
        returned(session, programme, organisation, first, staff=staff, cadres=5, officials=staff - 5, **more)
    return programme


def test_a_part_that_is_at_a_goal_to_be_passed_lacks_one(session: Session, ward: AdministrativeUnit) -> None:
    part = TargetPart("Tổ 1", 648, DenominatorValue(720))
    lacking = [part.lacking(target_of(session, ward, value=90, operator=sign)) for sign in (">", ">=")]
    assert lacking == [1, 0]


@pytest.mark.postgresql
def test_a_target_is_a_share_of_a_count_of_its_own(session: Session, ward: AdministrativeUnit) -> None:
    staffed(session, ward)
    target = target_of(session, ward, measured_by="staff.mooc", share_of="staff.cadres")
    found = counted(session, target, TODAY)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (20, 15)


def test_what_a_count_is_a_share_of_reads_who_answered_both(session: Session, ward: AdministrativeUnit) -> None:
    staffed(session, ward)
    target = target_of(session, ward, measured_by="staff.mooc", share_of="staff.staff")
    found = counted(session, target, TODAY)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (20, 30)  # the school said nothing of the course


@pytest.mark.postgresql
def test_a_whole_is_narrowed_as_the_figure_is(session: Session, ward: AdministrativeUnit) -> None:
    staffed(session, ward)
    said = {"measured_by": "can-bo-hoc-het-lop", "share_of": "staff.staff", "audience": "cbccvc"}
    target = target_of(session, ward, narrowed_to="loai-co-quan=agency|school&tu-18=co", **said)
    clerk = make_person(session, ward, "Vi Thị Cán", 1985)
    clerk.organisation_id = session.query(Organisation).filter_by(name="Phòng A").one().id
    hold(session, ward, [clerk])
    found = counted(session, target, TODAY)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (1, 70)


@pytest.mark.parametrize(
    ("whole", "number"),
    [
        ("organisations", 3),
        ("organisations.school", 1),
        ("staff.subjects", 3),
        ("staff.expected", 3),
        ("told.reached", 412),
        ("", 3),
    ],
)
def test_a_whole_is_what_the_target_names_else_its_audience_else_the_figures_own(
    session: Session, ward: AdministrativeUnit, whole: str, number: int
) -> None:
    """Of a programme that is not used there is no whole; the number of the audience stands."""
    staffed(session, ward)
    make_denominator(session, ward, 412, "cbccvc")
    audience = "cbccvc" if number == 412 else ""
    target = target_of(session, ward, measured_by="staff.sent", share_of=whole, audience=audience)
    indicator = indicator_of(session, target)
    assert indicator
    found = denominator_of_target(session, target, indicator, Scope((ward.id,), SINCE, TODAY)).denominator
    assert found
    assert found.number == number


def test_the_parts_of_a_share_have_their_own_wholes(session: Session, ward: AdministrativeUnit) -> None:
    groups = [make_group(session, ward, f"Tổ {number}") for number in (1, 2)]
    programme = use(session, ward, "vneid", TODAY.replace(month=1, day=1))
    for group, citizens, identity in ((groups[0], 100, 90), (groups[1], 50, 20)):
        [site] = session.query(Site).filter_by(residential_group_id=group.id, kind="group").all()
        month = TODAY.replace(month=1, day=1)
        send(session, programme, site, month, month + timedelta(days=33), citizens=citizens, identity=identity)
    target = target_of(session, ward, measured_by="vneid.identity", share_of="vneid.citizens")
    parts = {part.name: part for part in parts_of(session, target, TODAY)}
    assert {name: (part.numerator, part.denominator.number) for name, part in parts.items() if part.denominator} == {
        groups[0].short_name: (90, 100),
        groups[1].short_name: (20, 50),
    }


def test_the_counted_figure_is_judged_and_what_was_entered_stays_in_sight(
    session: Session, ward: AdministrativeUnit
) -> None:
    programme = staffed(session, ward)
    school = session.query(Organisation).filter_by(name="Trường C").one()
    said = {"staff": 50, "cadres": 5, "officials": 45, "mooc": 0}
    returned(session, programme, school, TODAY.replace(month=1, day=1), **said)
    target = target_of(session, ward, measured_by="staff.mooc", share_of="staff.staff")
    vân = make_account(session, ward, Role.OFFICER)
    entered(session, target, 29, denominator=30, entered_by=vân)
    [before] = figure_statuses(session, target.plan, TODAY)
    assert before.now
    assert (before.now.numerator, before.now.is_counted, before.is_met) == (29, False, True)
    assert before.now.origin == f"gõ tay, Công an phường, {vân.full_name}"
    recount(session, target)
    [after] = figure_statuses(session, target.plan, TODAY)
    assert after.now
    assert after.beside
    assert (after.now.numerator, after.now.origin, after.is_met) == (20, "máy đếm", False)
    assert [each.numerator for each in after.both] == [20, 29]
    reported = as_of(session, target, date.min, UNTIL, TODAY)
    assert [each.numerator for each in reported.both] == [20, 29]


def test_a_counted_number_without_its_whole_yields_to_a_share_that_was_entered(
    session: Session, ward: AdministrativeUnit
) -> None:
    staffed(session, ward)
    target = target_of(session, ward, measured_by="staff.mooc", share_of="staff.staff")
    session.add(Measurement(unit=ward, target=target, **PAPER, numerator=9, counted_on=TODAY, source="computed"))
    entered(session, target, 12, denominator=40, source=RECEIVED)
    [found] = figure_statuses(session, target.plan, TODAY)
    assert found.now
    assert found.beside
    assert (found.now.numerator, found.beside.numerator, round(found.reached or 0)) == (12, 9, 30)
    assert found.now.origin == "theo báo cáo, Công an phường"


def test_a_figure_is_entered_of_what_was_counted_of_the_whole_last(session: Session, ward: AdministrativeUnit) -> None:
    staffed(session, ward)
    target = target_of(session, ward, measured_by="staff.mooc", share_of="staff.staff")
    recount(session, target)
    entered(session, target, 24)
    [found] = figure_statuses(session, target.plan, TODAY)
    assert found.beside
    assert found.beside.denominator
    assert found.beside.denominator.number == 30


@pytest.mark.postgresql
def test_days_with_a_help_count_once_for_each_organisation(session: Session, ward: AdministrativeUnit) -> None:
    counter = Counter(session, ward)
    union = make_organisation(session, ward, "Bưu điện", "enterprise")
    other = make_account(session, ward, Role.COUNTER)
    session.add(Workplace(account_id=counter.helper.id, unit_id=ward.id, organisation_id=union.id))
    session.flush()
    for day, hour, helper in ((4, 8, counter.helper), (4, 9, counter.helper), (5, 8, counter.helper), (4, 10, other)):
        counter.record(clock.at_local(date(2026, 3, day), hour), helper=helper)
    days, scope = INDICATORS["ngay-co-ho-tro"], Scope((ward.id,), SINCE, UNTIL)
    assert (days.figure(session, scope), days.many(session, scope)) == (2, 4)
    assert days.table(session, scope, days.by_key["co-quan-ghi"]) == {union.id: 2, None: 1}
    assert not days.adds_by(days.by_key["co-quan-ghi"])


@pytest.mark.postgresql
def test_who_finished_two_classes_is_one_person(session: Session, ward: AdministrativeUnit) -> None:
    group = make_group(session, ward)
    old, young = (make_person(session, ward, f"Hà {year}", year, group=group) for year in (1980, TODAY.year - 12))
    for _twice in range(2):
        course = hold(session, ward, [old, young])
        seated(session, course, make_person(session, ward, "Hà Văn Vắng", 1980, group=group))
    people, scope = INDICATORS["nguoi-hoc-het-lop"], Scope((ward.id,), TODAY - timedelta(days=30), TODAY)
    assert people.figure(session, scope) == 2
    assert people.table(session, scope, people.by_key["tu-18"]) == {"co": 1, "khong": 1}
    assert people.table(session, scope, people.by_key["to"]) == {group.id: 2}
    assert session.query(Attendance).count() == 4


@pytest.mark.postgresql
def test_teams_and_ambassadors_are_told_apart_by_their_organisation(session: Session, ward: AdministrativeUnit) -> None:
    union, school = (
        make_organisation(session, ward, "Đoàn phường", "mass_organisation"),
        make_organisation(session, ward),
    )
    for name, owner in (("Đội một", union), ("Đội hai", union), ("Tổ của phường", None)):
        session.add(Team(name=name, unit=ward, created_at=clock.now() - timedelta(days=9), organisation=owner))
    for number in range(2):
        make_ambassador(session, ward, f"Hà Văn {number}").organisation_id = school.id
    session.flush()
    scope = Scope((ward.id,), SINCE, TODAY)
    teams, senders = INDICATORS["to-dang-co"], INDICATORS["co-quan-co-dai-su"]
    assert teams.table(session, scope, teams.by_key["co-quan"]) == {union.id: 2, None: 1}
    assert senders.table(session, scope, senders.by_key["co-quan"]) == {school.id: 1}


def test_a_version_that_officers_do_not_see_takes_its_events_out(session: Session, ward: AdministrativeUnit) -> None:
    opinion, topic = (use(session, ward, key) for key in ("opinion", "topic_meeting"))
    assert (opinion.seen_by_office, topic.seen_by_office) == (False, True)
    assert session.query(ProgrammeEntry).count() == 0
