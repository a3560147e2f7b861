"""A ward that is divided: what hangs on a group goes with it, the rest stays or goes where the rest goes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.jobs import rounds
from app.models import (
    AdministrativeUnit,
    AgeBand,
    Course,
    HelpReason,
    HelpTopic,
    Household,
    Matter,
    NamedBody,
    Person,
    Programme,
    ProgrammeEntry,
    Registration,
    ResidentialGroup,
    Role,
    RoleGrant,
    SignUpWay,
    Site,
    Team,
    Wishes,
)
from app.models.base import Base
from app.models.people import ward_division, ward_merging, ward_relations
from app.models.people.ward_division import divide, follow_on
from app.models.people.ward_merging import CannotMerge, merge
from app.models.targets.body_matching import sync
from app.models.targets.task_owner import Owner
from app.web.database import db, immediate
from tests import recording
from tests.at_once import at_once
from tests.factories import (
    make_account,
    make_attended_course,
    make_course,
    make_grant,
    make_group,
    make_organisation,
    make_person,
    make_place,
    make_plan,
    make_ward,
)
from tests.golden import assert_listed
from tests.helping import Counter
from tests.models.movement import test_sites_within as within
from tests.recognising import make_recognising, record

NOW = clock.now()
TODAY = clock.local(NOW).date()


def parted(session: Session) -> tuple[AdministrativeUnit, AdministrativeUnit, list[ResidentialGroup]]:
    """A ward with three groups, and one that receives."""
    old, new = (make_ward(session, name=name) for name in ("Linh Sơn", "Đồng Bẩm"))
    groups = [make_group(session, old, f"Tổ dân phố {each}") for each in (1, 2, 3)]
    return old, new, groups


def test_every_table_says_what_becomes_of_it_when_a_ward_is_divided() -> None:
    said = [*ward_division.FOLLOWS, *ward_division.OF_GROUPS, *ward_division.COPIED, *ward_division.UNDIVIDED]
    goes = {*ward_merging.FIRST, *ward_merging.MOVES, *ward_merging.BY_DAY, *ward_merging.CODED, *ward_merging.FOLDED}
    assert sorted(said) == sorted(goes - {"residential_group"})
    tables = Base.metadata.tables
    by_group = {name for name in goes if "residential_group_id" in tables[name].c}
    assert by_group <= set(ward_division.FOLLOWS), "what names a group follows it"


def test_what_hangs_on_a_group_goes_with_it_and_the_rest_stays(session: Session) -> None:
    old, new, (first, second, _third) = parted(session)
    people = [make_person(session, old, f"Lê Thị {each}", 1950, group=group)
              for each, group in (("An", first), ("Bình", second), ("Cúc", None))]  # fmt: skip
    over, plan, place = make_attended_course(session, old), make_plan(session, old), make_place(session, old)
    theirs, both, anybody = (make_course(session, old, first=NOW + timedelta(days=3)) for _each in range(3))
    theirs.groups, both.groups = [first], [first, second]
    head = make_account(session, old, Role.OFFICER)
    make_grant(session, head, old, Role.GROUP_HEAD, group=first)
    only, shared = (Team(unit=old, name=name, groups=groups, created_at=NOW)
                    for name, groups in (("Tổ 1", [first]), ("Tổ 2", [first, second])))  # fmt: skip
    session.add_all([only, shared])
    [(into, moved)] = divide(session, old, {first.id: new}, None, TODAY, NOW)
    assert (into, old.valid_to, moved.rows["person"], moved.rows["course"]) == (new, None, 1, 1)
    assert [each.unit for each in people] == [new, old, old]
    assert [each.unit for each in (over, theirs, both, anybody, plan, place)] == [old, new, old, old, old, old]
    assert (theirs.began_in_id, first.unit, first.came_from_id, first.came_on) == (old.id, new, old.id, TODAY)
    assert [(each.unit, each.groups) for each in (only, shared)] == [(new, [first]), (old, [second])]
    grants = {each.role: each.unit for each in session.scalars(RoleGrant.of(head.id))}
    assert grants == {Role.OFFICER: old, Role.GROUP_HEAD: new}


def test_tasks_name_no_group_that_went_to_another_ward(session: Session) -> None:
    old, new, (first, second, _third) = parted(session)
    plan = make_plan(session, old)
    gone, left = (Matter(unit=old, plan=plan, text=f"Việc của {each.name}", lead=each.name) for each in (first, second))
    gone.owner, left.owner = Owner.of(first), Owner.of(second)
    session.add_all([gone, left])
    session.flush()
    sync(session, [gone, left])
    divide(session, old, {first.id: new}, None, TODAY, NOW)
    assert (gone.owner, left.owner) == (None, Owner.of(second))
    bodies = {each.words: (each.state, each.body) for each in session.scalars(NamedBody.of(old.id))}
    assert bodies == {first.name: ("unsure", None), second.name: ("matched", Owner.of(second))}


def test_a_ward_that_ends_gives_what_has_no_group_to_one(session: Session) -> None:
    old, new, (first, second, third) = parted(session)
    other = make_ward(session, name="Chùa Hang")
    nobody = make_person(session, old, "Lê Thị Cúc", 1950)
    officer = make_account(session, old, Role.OFFICER)
    told = divide(session, old, {first.id: new, second.id: other}, other, TODAY, NOW)
    assert [(each.name, moved.rows["residential_group"]) for each, moved in told] == [("Đồng Bẩm", 1), ("Chùa Hang", 2)]
    assert (old.valid_to, old.standing, third.unit, nobody.unit) == (TODAY - timedelta(days=1), other, other, other)
    assert [each.unit for each in session.scalars(RoleGrant.of(officer.id))] == [other]


def test_what_was_recorded_at_a_house_counts_in_the_programme_of_its_ward(session: Session) -> None:
    old, new, (first, second, _third) = parted(session)
    supply(session, old)
    HelpTopic.add(session, old.id, label="Nạp thẻ xe buýt", field="other")
    programme = make_recognising(session, old)
    houses = [Household(unit=old, number=str(group.id), head="Ma Thị Lan", residential_group=group)
              for group in (first, second)]  # fmt: skip
    session.add_all(houses)
    session.flush()
    entries = [record(session, house) for house in houses]
    divide(session, old, {first.id: new}, None, TODAY, NOW)
    twin = session.scalars(Programme.in_units([new.id])).one()
    assert (twin.name, twin.key) == (programme.name, programme.key)
    assert [(each.unit_id, each.programme_id, each.asked_by.programme_id) for each in entries] == [
        (new.id, twin.id, twin.id), (old.id, programme.id, programme.id),
    ]  # fmt: skip
    divide(session, old, {second.id: new}, None, TODAY, NOW)
    assert (entries[1].programme_id, len(session.scalars(Programme.in_units([new.id])).all())) == (twin.id, 1)
    assert session.scalars(HelpTopic.of(new.id).where(HelpTopic.label == "Nạp thẻ xe buýt")).one().unit_id == new.id


def test_stalls_go_with_their_market(session: Session) -> None:
    old, new, (first, *_others) = parted(session)
    market, stall = within.use(session, old, within.MARKET), within.use(session, old, within.STALL)
    boards = [make_organisation(session, old, f"Ban {each}") for each in range(2)]
    boards[0].residential_group = first
    markets = [Site(unit=old, programme_id=market.id, name=f"Chợ {each.name}", organisation=each) for each in boards]
    stalls = [
        Site(unit=old, programme_id=stall.id, name=f"Quầy {each}", within=markets[each % 2]) for each in range(11)
    ]
    session.add_all([*markets, *stalls])
    session.flush()
    within.record(session, markets[0], running=True)
    for each in stalls[:9]:
        within.record(session, each, cashless=True)
    divide(session, old, {first.id: new}, None, TODAY, NOW)
    added = Site(unit=old, programme_id=stall.id, name="Quầy mới", within=markets[0])
    session.add(added)
    session.flush()
    follow_on(session, old, NOW)
    session.expire_all()
    assert [each.unit for each in (*markets, added)] == [new, old, new]
    assert {each.unit is each.within.unit for each in stalls if each.within} == {True}
    assert within.meets(session, markets[0])
    apart = select(ProgrammeEntry.id).join(ProgrammeEntry.site).where(ProgrammeEntry.unit_id != Site.unit_id)
    assert session.scalars(apart).all() == []


def test_every_reference_to_a_list_of_a_ward_is_known() -> None:
    lists = {"age_band", *(name for name, key in ward_merging.FOLDED.items() if key == "key")}
    found = {(table.name, key.parent.name) for table in Base.metadata.tables.values() for key in table.foreign_keys
             if key.column.table.name in lists}  # fmt: skip
    place = "REFERENCES of app/models/people/ward_relations.py"
    assert_listed(found, ward_relations.REFERENCES, place, "add the column there, with the one that leads to its ward")


def test_help_that_moves_refers_to_the_lists_of_its_new_ward(session: Session) -> None:
    old, new, (first, second, _third) = parted(session)
    here, there = Counter(session, old), Counter(session, new)
    same, other = (here.entry(AgeBand, key) for key in ("under_16", "60_up"))
    other.youngest = 61
    own = HelpTopic.add(session, old.id, label="Nạp thẻ xe buýt", field="other")
    here.topics[own.key] = own
    records = [
        here.record(NOW, ["khai_sinh", own.key], "unfinished", None, age_band=band, residential_group=group,
                    reason=here.entry(HelpReason, "may_cu"))
        for group, band in ((first, same), (second, same), (first, other))
    ]  # fmt: skip
    divide(session, old, {first.id: new}, None, TODAY, NOW)

    def units(record: object) -> set[int]:
        session.refresh(record)
        return {each.unit_id for each in (*record.topics, record.result, record.reason, record.age_band)}  # type: ignore[attr-defined]

    assert [units(each) for each in records] == [{new.id}, {old.id}, {new.id, old.id}]
    assert [topic.key for topic in records[0].topics] == ["khai_sinh", own.key]
    tally = here.tally(TODAY, 8, "khai_sinh", 5)
    merge(session, [old.id], new, TODAY, NOW)
    session.refresh(tally)
    assert units(records[1]) == {new.id}
    assert tally.topic is there.topics["khai_sinh"]


def test_help_that_moved_before_lists_were_followed_is_repointed_later(session: Session) -> None:
    old, new, _groups = parted(session)
    here, there = Counter(session, old), Counter(session, new)
    record = here.record(NOW, ["khai_sinh"])
    record.unit_id = new.id
    session.flush()
    assert [ward_relations.refers_elsewhere(session, each.id) for each in (old, new)] == [False, True]
    ward_relations.repoint(session, new.id)
    session.refresh(record)
    assert record.topics == [there.topics["khai_sinh"]]
    assert not ward_relations.refers_elsewhere(session, new.id)


def test_what_is_no_more_as_it_was_is_refused(session: Session) -> None:
    old, new, (first, second, _third) = parted(session)
    divide(session, old, {first.id: new}, None, TODAY, NOW)
    for part, given, rest in ((old, {first.id: new}, None), (old, {second.id: old}, None), (old, {}, new)):
        with pytest.raises(CannotMerge):
            divide(session, part, given, rest, TODAY, NOW)


@pytest.mark.postgresql
def test_who_registers_or_is_surveyed_in_the_middle_is_where_their_group_is(
    engine: str, make_app: Callable[..., Flask]
) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        old, new, (first, second, _third) = parted(session)
        course = make_course(session, old, seats=20, first=NOW + timedelta(days=3))
        course.groups = [first]
        version = make_recognising(session, old).current
        house = Household(unit=old, number="7", head="Ma Thị Lan", residential_group=first)
        session.add(house)
        session.flush()
        assert version
        ids = {"old": old.id, "new": new.id, "group": first.id, "other": second.id, "course": course.id}
        asked, door = version.id, house.id

    def register(number: int) -> None:
        with app.app_context(), immediate() as session:
            ward, group = (
                session.get_one(AdministrativeUnit, ids["old"]),
                session.get_one(ResidentialGroup, ids["group"]),
            )
            name = f"Lê Thị {'ABCDEFGHIK'[number]}"
            somebody = make_person(session, ward, name, 1950 + number, group=group, add=False)
            Registration.register(session, ids["course"], somebody, Wishes(way=SignUpWay.QR), clock.now())

    def survey(number: int) -> None:
        with app.app_context(), immediate() as session:
            of, house = session.get_one(type(version), asked), session.get_one(Household, door)
            recording.record(session, house, of, uuid=str(uuid4()), by=None, way="doorstep", at=NOW, now=NOW)

    def part() -> None:
        with app.app_context(), immediate() as session:
            units = (session.get_one(AdministrativeUnit, ids[each]) for each in ("old", "new"))
            divide(session, next(units), {ids["group"]: next(units)}, None, TODAY, NOW)

    acts = [lambda number=number: register(number) for number in range(6)]
    told = at_once([*acts, *(lambda number=number: survey(number) for number in range(3)), part])
    assert [each for each in told if isinstance(each, Exception)] == []
    with app.app_context():
        rounds.move_left_behind()
        assert rounds.move_left_behind() == 0
        assert db.session.get_one(Course, ids["course"]).seated == 6
        assert {each.unit_id for each in db.session.scalars(select(Person))} == {ids["new"]}
        assert {each.unit_id for each in db.session.scalars(select(ProgrammeEntry))} == {ids["new"]}
        assert len(db.session.scalars(select(ProgrammeEntry)).all()) == 3
