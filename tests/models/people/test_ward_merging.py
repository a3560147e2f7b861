"""Wards that become one: what goes on goes along, what is over stays with its papers and numbers, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.target_counts import counted
from app.indicators.waiting.kind import WaitingQuery
from app.indicators.waiting.tasks import TASK_LATE, TASK_RETURNED
from app.jobs import rounds
from app.models import (
    AdministrativeUnit,
    Certificate,
    Course,
    Matter,
    Person,
    Registration,
    Role,
    SignUpWay,
    Wishes,
)
from app.models.base import Base
from app.models.learning import certificate_numbers
from app.models.people import ward_merging
from app.models.people.visit import Visit
from app.models.people.ward_merging import CannotMerge, alike, merge
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_place,
    make_plan,
    make_registration,
    make_sign_in,
    make_target,
    make_ward,
)
from tests.recognising import make_recognising


def three(session: Session) -> tuple[AdministrativeUnit, AdministrativeUnit, AdministrativeUnit]:
    """Two wards that end, and the one that they become."""
    first, second, new = (make_ward(session, name=name) for name in ("Túc Duyên", "Quang Vinh", "Phan Đình Phùng"))
    return first, second, new


def test_every_table_of_a_ward_has_its_fate() -> None:
    said = [
        *ward_merging.STAYS,
        *ward_merging.FIRST,
        *ward_merging.MOVES,
        *ward_merging.BY_DAY,
        *ward_merging.CODED,
        *ward_merging.FOLDED,
    ]
    assert sorted(said) == sorted(name for name, table in Base.metadata.tables.items() if "unit_id" in table.c)


def test_what_goes_on_goes_along_and_what_is_over_stays(session: Session) -> None:
    first, second, new = three(session)
    over = make_attended_course(session, first)
    running = make_course(session, first, first=clock.now() + timedelta(days=3))
    seat = make_registration(session, running)
    group, place, plan = make_group(session, second), make_place(session, second), make_plan(session, second)
    moved = merge(session, [first.id, second.id], new, clock.today(), clock.now())
    assert (over.unit_id, running.unit_id, running.began_in_id) == (first.id, new.id, first.id)
    assert {each.unit_id for each in (seat.person, group, place)} == {new.id}
    assert (plan.unit_id, plan.retired_on) == (second.id, clock.today())
    assert {each.person.unit_id for each in session.scalars(select(Registration))} == {new.id}
    assert (first.valid_to, second.standing, moved.rows["course"]) == (clock.today() - timedelta(days=1), new, 1)


def test_a_code_that_is_taken_gets_a_number_behind_and_is_told(session: Session) -> None:
    first, second, new = three(session)
    groups = [make_group(session, ward) for ward in (first, second, second)]
    for group, code in zip(groups, ("TDP01", "TDP01", "tdp01-2"), strict=True):
        group.code = code
    moved = merge(session, [first.id, second.id], new, clock.today(), clock.now())
    assert sorted(group.code for group in groups) == ["TDP01", "TDP01-3", "tdp01-2"]
    assert moved.codes == [("residential_group", "TDP01", "TDP01-3")]


def test_keys_of_programmes_are_no_codes_that_people_know(session: Session) -> None:
    first, second, new = three(session)
    for ward in (first, second):
        make_recognising(session, ward)
    assert merge(session, [first.id, second.id], new, clock.today(), clock.now()).codes == []


def test_nobody_is_late_with_a_task_of_a_plan_that_ended_with_its_ward(session: Session) -> None:
    ward, new = make_ward(session), make_ward(session)
    plan, day = make_plan(session, ward), clock.today()
    for state in ("doing", "returned"):
        given = {"decided_at": clock.now(), "reason": "Thiếu số"} if state == "returned" else {}
        session.add(Matter(unit=ward, plan=plan, text=state, state=state, due_on=day - timedelta(days=3), **given))
    session.flush()
    asked = WaitingQuery.at(session, {ward.id, new.id}, clock.now())
    for kind in (TASK_LATE, TASK_RETURNED):
        assert len(session.execute(kind.query(asked)).all()) == 1
    merge(session, [ward.id], new, day, clock.now())
    for kind in (TASK_LATE, TASK_RETURNED):
        assert session.execute(kind.query(asked)).all() == []


def test_numbers_go_on_in_the_new_book_and_old_papers_stay_in_theirs(session: Session) -> None:
    first, second, new = three(session)
    courses = [make_attended_course(session, ward, people=2) for ward in (first, second)]
    lists = [make_approved_list(session, course) for course in courses]
    papers = [session.scalars(Certificate.of_approval(each.id)).all() for each in lists]
    said = [[paper.content for paper in each] for each in papers]
    later = make_attended_course(session, first, people=1)
    merge(session, [first.id, second.id], new, clock.today(), clock.now())
    assert [[(each.register.unit_id, each.number) for each in some] for some in papers] == [
        [(first.id, 1), (first.id, 2)], [(second.id, 1), (second.id, 2)],
    ]  # fmt: skip
    assert [[paper.content for paper in each] for each in papers] == said
    (made,) = session.scalars(Certificate.of_approval(make_approved_list(session, later).id))
    assert (made.register.unit_id, made.number, made.paper["unit"]) == (new.id, 1, new.full_name)
    papers[1][0].issue(file="a.pdf", sha256="0" * 64, now=clock.now())
    session.flush()
    again = certificate_numbers.replace(session, papers[1][0], {}, reason="rách", now=clock.now())
    assert (again.register.unit_id, again.number, again.paper["unit"]) == (new.id, 2, new.full_name)


def test_a_past_time_counts_with_the_ward_of_that_day_and_today_with_the_new_one(session: Session) -> None:
    first, second, new = three(session)
    running = make_attended_course(session, first, people=2, lessons=4)
    last = running.lessons[3]
    last.state, last.closed_at, last.closed_by = "planned", None, None
    last.starts_at, last.ends_at = clock.now() + timedelta(days=1), clock.now() + timedelta(days=1, hours=2)
    session.flush()
    plan = make_plan(session, new, since=clock.today() - timedelta(days=365), until=clock.today() + timedelta(days=300))
    target = make_target(
        session, new, plan, since=plan.since, until=plan.until, measured_by="luot-hoc", unit_words="lượt", value=9
    )
    merge(session, [first.id, second.id], new, clock.today(), clock.now())

    def times(*units: AdministrativeUnit) -> int | None:
        scope = Scope(tuple(unit.id for unit in units), plan.since, clock.today())
        return INDICATORS["luot-hoc"].figure(session, scope)

    assert (running.unit_id, times(first), times(new), times(first, second, new)) == (new.id, 6, 0, 6)
    reading = counted(session, target, clock.today())
    assert reading is not None
    assert reading.numerator == 6


def test_who_keeps_the_new_ward_keeps_what_the_old_ones_left(session: Session) -> None:
    first, second, new = three(session)
    officer, helper = make_account(session, first, Role.OFFICER), make_account(session, second, Role.COUNTER)
    later = make_account(session, new, Role.LEADER)
    merge(session, [first.id, second.id], new, clock.today(), clock.now())
    held = {
        account.id: Visit.of(session, make_sign_in(session, account), clock.today())
        for account in (officer, helper, later)
    }
    units = {key: [each.unit_id for each in visit.grants] if visit else [] for key, visit in held.items()}
    assert units == {
        officer.id: [new.id, first.id, second.id], helper.id: [new.id], later.id: [new.id, first.id, second.id]
    }  # fmt: skip


def test_a_ward_that_ended_is_reached_in_one_step_after_the_next_merging_too(session: Session) -> None:
    first, second, new = three(session)
    merge(session, [first.id], new, clock.today() - timedelta(days=9), clock.now())
    merge(session, [new.id], second, clock.today(), clock.now())
    session.refresh(first)
    assert (first.standing, new.standing) == (second, second)
    with pytest.raises(CannotMerge):
        merge(session, [first.id], second, clock.today(), clock.now())


def test_people_of_both_are_told_before(session: Session) -> None:
    first, second, _new = three(session)
    for ward, name, phone in ((first, "Lê Hoa", None), (second, "Lê Hoa", None), (second, "Vũ An", "+84912345678")):
        make_person(session, ward, name, 1960, phone=phone)
    make_person(session, first, "Vũ Bình", 1985, phone="+84912345678")
    assert alike(session, [first.id, second.id]) == (1, 1)


def test_who_registers_in_the_middle_is_in_the_new_ward(engine: str, make_app: Callable[..., Flask]) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        first, _second, new = three(session)
        course = make_course(session, first, seats=20, first=clock.now() + timedelta(days=3))
        ids = first.id, new.id, course.id

    def register(number: int) -> None:
        with app.app_context(), immediate() as session:
            ward = session.get_one(AdministrativeUnit, ids[0])
            somebody = make_person(session, ward, f"Lê Thị {'ABCDEFGHIK'[number]}", 1950 + number, add=False)
            Registration.register(session, ids[2], somebody, Wishes(way=SignUpWay.QR), clock.now())

    def together() -> None:
        with app.app_context(), immediate() as session:
            merge(session, [ids[0]], session.get_one(AdministrativeUnit, ids[1]), clock.today(), clock.now())

    told = at_once([*(lambda number=number: register(number) for number in range(8)), together])
    assert [each for each in told if isinstance(each, Exception)] == []
    with app.app_context():
        rounds.move_left_behind()
        assert rounds.move_left_behind() == 0
        assert db.session.get_one(Course, ids[2]).seated == 8
        assert {each.unit_id for each in db.session.scalars(select(Person))} == {ids[1]}
