"""What is known of targets, counted by hand: shares, what was entered by group, the pace, and what is not known."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.figure_status import State
from app.indicators.readings import figure_statuses
from app.indicators.reports.elements import paper_words
from app.indicators.target_counts import as_of, counted, parts_of
from app.jobs.measuring import go, keep, measure, measure_one, store
from app.models import AdministrativeUnit, HelpRecord, Measurement, Plan, Target, kept_reading
from app.registers.definitions.plans import PLANS
from app.registers.definitions.targets import TARGETS
from app.registers.register import Writer
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import PAPER, make_denominator, make_group, make_plan, make_target, make_ward
from tests.helping import Counter
from tests.statements import counted as statements

DAY = date(2026, 6, 30)


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    with app.app_context(), immediate() as session:
        return make_ward(session)


def entered(session: Session, target: Target, number: int, day: date, **said: object) -> None:
    """What an officer wrote down."""
    told = {"from_words": "Công an phường", **said}
    session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=number, counted_on=day, **told))
    session.flush()


def only(app: Flask, plan: Plan, day: date = DAY):  # type: ignore[no-untyped-def]
    """The one target of a plan as it stands."""
    with app.app_context():
        (found,) = figure_statuses(db.session(), db.session.get_one(Plan, plan.id), day)
        return found


def test_what_nobody_counted_is_not_zero(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        plan = make_plan(session, session.get_one(AdministrativeUnit, ward.id))
        make_target(session, plan.unit, plan, measured_by="nguoi-hoc", audience="adults")
        target = make_target(session, plan.unit, make_plan(session, plan.unit), audience="adults")
        other = target.plan
    assert only(app, plan).state is State.MISSING
    assert only(app, plan).reached is None
    with app.app_context():
        assert counted(db.session(), db.session.get_one(Target, target.id), DAY) is None
        assert keep(measure(db.session(), db.session.get_one(Plan, plan.id), DAY), clock.now()) == 0
    with app.app_context(), immediate() as session:
        entered(session, session.get_one(Target, target.id), 50, DAY)
    standing = only(app, other)
    assert standing.now.numerator == 50
    assert standing.reached is None  # of how many nobody told
    assert standing.state is State.MISSING


def test_a_share_is_of_the_denominator_of_the_day(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        target = make_target(session, unit, audience="adults", value=90, operator=">")
        make_denominator(session, unit, 200, "adults")
        entered(session, target, 180, DAY)
        plan = target.plan
    standing = only(app, plan)
    assert standing.reached == 90.0
    assert standing.state is not State.MET  # "trên 90%" is more than ninety
    with app.app_context(), immediate() as session:
        entered(session, session.get_one(Target, target.id), 181, DAY)
    assert only(app, plan).state is State.MET


def test_groups_are_added_where_they_were_told_after_the_whole(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        one, two = make_group(session, unit), make_group(session, unit)
        target = make_target(session, unit, value=90)
        entered(session, target, 10, date(2026, 3, 1), denominator=100)
        entered(session, target, 20, date(2026, 4, 1), denominator=50, residential_group=one)
        entered(session, target, 5, date(2026, 5, 1), denominator=40, residential_group=two)
        entered(session, target, 30, date(2026, 6, 1), denominator=50, residential_group=one)
        plan, names = target.plan, [one.short_name, two.short_name]
    standing = only(app, plan)
    assert [reading.numerator for reading in (*standing.earlier, standing.now)] == [10, 20, 25, 35]
    assert standing.now.denominator.number == 90
    with app.app_context():
        lines = parts_of(db.session(), db.session.get_one(Target, target.id), DAY)
    told = [(line.name, line.numerator, line.lacking(target)) for line in lines]
    assert told == [(names[1], 5, 31), (names[0], 30, 15)]


@pytest.mark.postgresql
def test_a_sum_is_of_the_days_and_the_source_of_all_its_parts(app: Flask, ward: AdministrativeUnit) -> None:
    day, source = date(2026, 3, 22), "Công an phường đợt 8"
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        one, two = make_group(session, unit), make_group(session, unit)
        target = make_target(session, unit, value=90)
        for group in (one, two):
            entered(session, target, 30, day, denominator=50, residential_group=group, from_words=source)
        later = {"denominator": 50, "residential_group": two, "from_words": "Công an phường đợt 11"}
        entered(session, target, 40, DAY, **later)
        plan = target.plan
    assert paper_words(only(app, plan, day).now) == " (số liệu của Công an phường đợt 8 ngày 22/3/2026)"
    found = only(app, plan).now
    assert found.day == DAY
    assert paper_words(found) == " (số liệu của 2 tổ dân phố từ ngày 22/3/2026 đến ngày 30/6/2026)"
    assert found.origin == "gõ tay, cộng từ 2 tổ"


@pytest.mark.parametrize(
    ("numbers", "state", "month"),
    [
        ({3: 30, 6: 60}, State.ON_PACE, 10),  # ten in a month, forty to go
        ({3: 54, 6: 60}, State.BEHIND, 12),
        ({6: 60}, State.ON_PACE, None),
        ({6: 20}, State.BEHIND, None),
        ({3: 60, 6: 60}, State.BEHIND, None),  # nothing moves
    ],
)
def test_the_pace_of_three_months_says_when(
    app: Flask, ward: AdministrativeUnit, numbers: dict[int, int], state: State, month: int | None
) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        target = make_target(session, unit, value=100)
        for each, number in numbers.items():
            entered(session, target, number, date(2026, each, 30), denominator=100)
        plan = target.plan
    standing = only(app, plan)
    assert standing.state is state
    assert (standing.reaches_on is not None) == (month is not None)
    if state is State.ON_PACE and month:
        assert (standing.reaches_on.year, standing.reaches_on.month) == (2026, month)


@pytest.mark.postgresql
def test_what_is_counted_is_kept_a_day_once_and_entered_stands_beside(app: Flask, ward: AdministrativeUnit) -> None:
    now = datetime(2026, 6, 30, 3, tzinfo=UTC)
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        make_group(session, unit)
        target = make_target(session, unit, measured_by="noi-chua-co-to", unit_words="nơi", value=0)
        plan_id, target_id = target.plan_id, target.id
        entered(session, target, 7, DAY)
    with app.app_context():
        for _twice in range(2):
            plan = db.session.get_one(Plan, plan_id)
            assert keep(measure(db.session(), plan, DAY), now) == 1
            db.session.rollback()
        kept = db.session.query(Measurement).filter_by(target_id=target_id, source="computed").all()
        assert [(row.numerator, row.counted_on) for row in kept] == [(1, DAY)]
        (standing,) = figure_statuses(db.session(), db.session.get_one(Plan, plan_id), DAY)
    assert (standing.now.numerator, standing.beside.numerator) == (1, 7)


def test_two_who_count_at_once_keep_a_day_once(make_app: Callable[[str], Flask], engine: str) -> None:
    app = make_app(engine)
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        make_group(session, unit)
        target = make_target(session, unit, measured_by="noi-chua-co-to", unit_words="nơi", value=0)
        plan_id, target_id = target.plan_id, target.id

    def count() -> int:
        with app.app_context():
            due = measure(db.session(), db.session.get_one(Plan, plan_id), DAY)
            db.session.rollback()
            return keep(due, datetime(2026, 6, 30, 3, tzinfo=UTC))

    assert at_once([count] * 4) == [1] * 4
    with app.app_context():
        assert len(db.session.scalars(Measurement.of_targets([target_id], DAY)).all()) == 1


def test_what_was_counted_before_a_target_was_measured_otherwise_is_not_kept(
    app: Flask, ward: AdministrativeUnit
) -> None:
    with app.app_context():
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            make_group(session, unit)
            target_id = make_target(session, unit, measured_by="noi-chua-co-to", unit_words="nơi", value=0).id
        due = measure_one(db.session(), db.session.get_one(Target, target_id), [DAY])
        assert due[0].reading
        db.session.rollback()
        with immediate() as session:  # meanwhile the office chooses another measure
            target = session.get_one(Target, target_id)
            changed = target.change({"measured_by": "noi-co-to"}, str(target.version))
            Measurement.begin_anew(session, target, changed)
        assert keep(due, clock.at_local(DAY, 12)) == 0
        assert db.session.scalars(Measurement.last_counted(target_id, DAY)).first() is None


def test_the_round_counts_each_plan_and_what_has_ended_once(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context():
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            make_group(session, unit)
            make_target(session, unit, measured_by="noi-chua-co-to", unit_words="nơi", value=0)
        assert go() >= 1
        assert go() == 0


def test_as_many_statements_for_one_target_as_for_all(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context():
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            plan_id = make_target(session, unit, audience="adults").plan_id
        with statements() as few:
            figure_statuses(db.session(), db.session.get_one(Plan, plan_id), DAY)
        db.session.rollback()
        with immediate() as session:
            plan = session.get_one(Plan, plan_id)
            for audience in ("adults", "citizens", "cbccvc") * 5:
                entered(session, make_target(session, plan.unit, plan, audience=audience), 5, DAY)
        with statements() as many:
            figure_statuses(db.session(), db.session.get_one(Plan, plan_id), DAY)
    assert len(many) <= len(few)


def unit_of(session: Session) -> AdministrativeUnit:
    return session.scalars(select(Target)).one().unit


WRITES: dict[str, Callable[[Session], object]] = {
    "a further figure": lambda session: entered(session, session.scalars(select(Target)).one(), 9, DAY),
    "a figure that is put right": lambda session: session.execute(update(Measurement).values(numerator=9)),
    "a paper that is missed": lambda session: session.execute(update(Measurement).values(paper_number="")),
    "how many there are": lambda session: make_denominator(session, unit_of(session), 50, "adults"),
    "how many the target says": lambda session: session.execute(update(Target).values(own_denominator=20)),
    "a group that is added": lambda session: make_group(session, unit_of(session), "Tổ dân phố Mới"),
}


@pytest.mark.postgresql
@pytest.mark.parametrize("write", [*WRITES])
def test_what_is_kept_of_targets_is_read_anew_after_a_write(app: Flask, ward: AdministrativeUnit, write: str) -> None:
    def read() -> tuple[object, object]:
        db.session.rollback()
        target = db.session.scalars(select(Target)).one()
        (status,) = figure_statuses(db.session(), target.plan, DAY)
        return (status.now, status.beside, status.earlier), parts_of(db.session(), target, DAY)

    with app.app_context():
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            target = make_target(session, unit, audience="adults", value=90)
            entered(session, target, 5, DAY, residential_group=make_group(session, unit))
        before = read()
        with statements(kept=True) as again:
            assert read() == before
        with immediate() as session:
            WRITES[write](session)
        after = read()
        kept_reading.forget()
        assert after == read() != before
    assert not [each for each in again if "FROM measurement" in each or "FROM residential_group" in each]


def test_a_period_is_read_as_it_is_known_on_a_day(app: Flask, ward: AdministrativeUnit) -> None:
    since, mid, end = date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30)
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        target = make_target(session, unit, audience="adults", value=90)
        make_denominator(session, unit, 200, "adults")
        for number, day in ((80, mid), (180, end)):
            entered(session, target, number, day, made_at=clock.at_local(day, 9))
        entered(session, target, 190, date(2026, 6, 20), made_at=clock.at_local(date(2026, 7, 4), 9))  # told late
        target_id = target.id
    told = {
        (since, end, end): (180, 200, 90.0, True),
        (since, end, mid): (80, 200, 40.0, False),
        (since, mid, end): (80, 200, 40.0, False),
        (since, date(2026, 6, 25), date(2026, 7, 1)): (80, 200, 40.0, False),
        (since, date(2026, 6, 25), date(2026, 7, 5)): (190, 200, 95.0, True),
        (date(2026, 4, 1), date(2026, 6, 1), end): (None, None, None, None),  # nobody told in that time
    }
    for (first, last, day), said in told.items():
        with app.app_context():
            line = as_of(db.session(), db.session.get_one(Target, target_id), first, last, day)
        assert (line.numerator, line.denominator, line.reached, line.is_met) == said


def test_what_came_late_is_in_todays_figure_and_not_in_that_of_the_day(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session, session.get_one(AdministrativeUnit, ward.id))
        plan = make_plan(session, counter.ward)
        target = make_target(session, counter.ward, plan, measured_by="luot-ho-tro", unit_words="lượt")
        target_id, plan_id = target.id, plan.id
        counter.record(clock.at_local(date(2026, 3, 5), 9))
        counter.record(clock.at_local(date(2026, 5, 5), 9))
        late = counter.record(clock.at_local(date(2026, 5, 6), 9), withdrawn_at=clock.now())
    with app.app_context():
        keep(measure(db.session(), db.session.get_one(Plan, plan_id), DAY), clock.at_local(DAY, 23))
        with immediate() as session:
            session.get_one(HelpRecord, late.id).withdrawn_at = None

        def come(since: date, until: date, day: date) -> int | None:
            return as_of(db.session(), db.session.get_one(Target, target_id), since, until, day).numerator

        assert come(plan.since, DAY, DAY) == 2
        assert come(plan.since, DAY, clock.today()) == 3
        assert come(date(2026, 5, 1), DAY, clock.today()) == 2
        assert come(plan.since, date(2026, 4, 30), clock.today()) == 1
        assert come(date(2026, 4, 1), date(2026, 4, 30), clock.today()) == 0
        assert come(date(2026, 2, 1), date(2026, 2, 28), clock.today()) is None  # before the book began


def test_what_fell_to_nothing_is_a_zero_since_the_book_began(app: Flask, ward: AdministrativeUnit) -> None:
    now = clock.at_local(DAY, 12)
    with app.app_context(), immediate() as session:
        counter = Counter(session, session.get_one(AdministrativeUnit, ward.id))
        target = make_target(session, counter.ward, measured_by="luot-ho-tro", unit_words="lượt")
        plan_id, target_id = target.plan_id, target.id
        help_id = counter.record(clock.at_local(date(2026, 6, 1), 9)).id

    def known(day: date, *, withdrawn: bool) -> list[tuple[date, int]]:
        with app.app_context():
            with immediate() as session:
                session.get_one(HelpRecord, help_id).withdrawn_at = now if withdrawn else None
            keep(measure(db.session(), db.session.get_one(Plan, plan_id), day), now)
            rows = db.session.scalars(Measurement.of_targets([target_id], DAY)).all()
            return [(row.counted_on, row.numerator) for row in rows]

    before = DAY - timedelta(days=1)
    assert known(DAY, withdrawn=False) == [(DAY, 1)]
    assert known(DAY, withdrawn=True) == [(DAY, 0)]
    assert known(date(2026, 5, 31), withdrawn=True) == [(DAY, 0)]
    assert known(before, withdrawn=False) == [(before, 1), (DAY, 0)]


@pytest.mark.postgresql
@pytest.mark.usefixtures("november")
def test_the_round_counts_at_once_what_was_changed(app: Flask, ward: AdministrativeUnit) -> None:
    today = clock.today()
    year = {"since": today.replace(month=1, day=1), "until": today.replace(month=12, day=31)}
    with app.app_context():
        with immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            make_group(session, unit)
            plan = make_plan(session, unit, **year)
            target = make_target(session, unit, plan, measured_by="noi-chua-co-to", unit_words="nơi", value=0)
            target_id, plan_id, by = target.id, plan.id, Writer(None)
        assert go() == today.month  # the ends of months, and today
        assert go() == 0
        with immediate() as session:
            target = session.get_one(Target, target_id)
            assert TARGETS.change(session, target, {"since": today}, str(target.version), by)
            assert session.scalars(Measurement.of_targets([target_id], today)).all() == []
        assert go() == 1
        with immediate() as session:  # what ends with a plan ends with it when that moves
            plan = session.get_one(Plan, plan_id)
            PLANS.change(session, plan, {"since": year["since"], "until": today}, str(plan.version), by)
        target = db.session.get_one(Target, target_id)
        assert (target.since, target.until) == (today, today)


def test_what_each_group_had_is_kept_with_what_was_counted(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session, session.get_one(AdministrativeUnit, ward.id))
        groups = [make_group(session, counter.ward) for _ in range(3)]
        target = make_target(session, counter.ward, measured_by="luot-ho-tro", unit_words="lượt")
        for group in (groups[0], groups[0], groups[1]):
            counter.record(clock.at_local(date(2026, 6, 1), 9), residential_group=group)
        target_id, plan_id, names = target.id, target.plan_id, [group.short_name for group in groups]

    def parts() -> list[tuple[str, int | None, str]]:
        return [
            (p.name, p.numerator, p.key) for p in parts_of(db.session(), db.session.get_one(Target, target_id), DAY)
        ]

    with app.app_context():
        live = parts()
        assert [(name, number) for name, number, _key in live] == [(names[2], 0), (names[1], 1), (names[0], 2)]
        keep(measure(db.session(), db.session.get_one(Plan, plan_id), DAY), clock.at_local(DAY, 9))
        with statements() as asked:
            assert parts() == live
        assert len(asked) <= 3  # the target and what was kept, however much there is


@pytest.mark.postgresql
def test_the_end_of_a_month_stays_as_it_was_known_and_what_came_late_is_counted_beside(
    app: Flask, ward: AdministrativeUnit
) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session, session.get_one(AdministrativeUnit, ward.id))
        plan = make_plan(session, counter.ward)
        target_id = make_target(session, counter.ward, plan, measured_by="luot-ho-tro", unit_words="lượt").id
        counter.record(clock.at_local(date(2026, 6, 1), 9))
        late_id = counter.record(clock.at_local(date(2026, 6, 2), 9), withdrawn_at=clock.now()).id

    def known(day: date) -> tuple[int, int | None]:
        with app.app_context():
            due = measure_one(db.session(), db.session.get_one(Target, target_id), [DAY])
            keep(due, clock.at_local(day, 12))
            row = db.session.scalars(Measurement.last_counted(target_id, DAY)).one()
            return row.numerator, row.later

    assert known(DAY) == (1, None)
    assert known(DAY + timedelta(days=1)) == (1, None)  # once more after it ended
    with app.app_context(), immediate() as session:
        session.get_one(HelpRecord, late_id).withdrawn_at = None
    assert known(DAY + timedelta(days=2)) == (1, 2)
    with app.app_context():
        (standing,) = figure_statuses(db.session(), db.session.get_one(Plan, plan.id), DAY + timedelta(days=40))
        assert standing.now.numerator == 1
        assert [each.later for each in (*standing.earlier, standing.now)] == [2]


@pytest.mark.parametrize(("later", "halves"), [(None, (1, 100)), (200, (2, 200))])
def test_a_draft_reads_both_halves_of_one_moment(session: Session, later: int | None, halves: tuple[int, int]) -> None:
    counter, today = Counter(session), clock.today()
    plan = make_plan(session, counter.ward, since=today - timedelta(days=30), until=today + timedelta(days=30))
    target = make_target(session, counter.ward, plan, measured_by="luot-ho-tro", audience="adults")
    make_denominator(session, counter.ward, 100, "adults", counted_on=plan.since)
    counter.record(clock.now() - timedelta(minutes=9))
    assert store(session, measure_one(session, target, [today]), clock.now() - timedelta(minutes=5)) == 1
    counter.record(clock.now() - timedelta(minutes=2))
    if later:
        make_denominator(session, counter.ward, later, "adults", counted_on=today)

    now = as_of(session, target, date.min, today, today, lately=True).now

    assert now
    assert now.denominator
    assert (now.numerator, now.denominator.number) == halves
    assert now.denominator.day  # a paper says of which day it is
