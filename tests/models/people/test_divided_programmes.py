"""Across a division and a merging what was recorded and recognised at houses goes on: plates, candidates, figures."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicators_of, newest
from app.indicators.target_counts import counted
from app.models import (
    Account,
    AdministrativeUnit,
    Household,
    Plate,
    PlateState,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    Role,
    Team,
)
from app.models.movement.candidates import candidate_count, candidate_groups, candidates
from app.models.movement.declaration_reading import read
from app.models.movement.plate_book import plates_in_book
from app.models.movement.programme_merging import merge_copies
from app.models.people.ward_division import divide, follow_on, strays
from app.models.people.ward_merging import left_behind, merge
from app.registers.indicator import Scope
from tests import recording
from tests.factories import (
    make_account,
    make_attended_course,
    make_group,
    make_person,
    make_plan,
    make_target,
    make_ward,
)
from tests.helping import Counter as Helps
from tests.recognising import make_met, make_recognising, propose, record

# What the shipped figures come to of some wards, by SQL of its own.
BY_SQL = {
    "household.reached": "SELECT count(DISTINCT e.site_id) FROM programme_entry e JOIN site s ON s.id = e.site_id "
    "JOIN answer a ON a.entry_id = e.id AND a.key = 'how' WHERE e.counts AND s.unit_id IN ({})",
    "household.with_member": "SELECT count(*) FROM programme_entry e JOIN site s ON s.id = e.site_id "
    "JOIN answer a ON a.entry_id = e.id AND a.key = 'guide' WHERE e.counts AND s.unit_id IN ({})",
    "household.four_skills": "SELECT count(*) FROM programme_entry e JOIN site s ON s.id = e.site_id "
    "JOIN answer a ON a.entry_id = e.id AND a.key = 'four' WHERE e.counts AND s.unit_id IN ({})",
    "household.by_level": "SELECT count(*) FROM programme_entry e JOIN site s ON s.id = e.site_id "
    "JOIN answer a ON a.entry_id = e.id AND a.key = 'level' WHERE e.counts AND s.unit_id IN ({})",
    "household.recognised": "SELECT count(*) FROM plate p JOIN site s ON s.id = p.site_id "
    "WHERE p.state = 'standing' AND s.unit_id IN ({})",
    "household.lapsed": "SELECT 0 FROM administrative_unit WHERE id IN ({}) LIMIT 1",
}
ALL = {
    "teaches": True,
    "skills": ["shopping", "payments", "ehealth", "public_services"],
    "how": "door",
    "level": "full",
}


class Wards:
    """A ward of two groups, four houses each that meet everything, two of each with a plate; and one that receives."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.old, self.new = (make_ward(session, name=name) for name in ("Linh Sơn", "Đồng Bẩm"))
        self.groups = [make_group(session, self.old, f"Tổ dân phố {each}") for each in (1, 2)]
        self.programme = make_recognising(session, self.old)
        self.houses = [
            each for group in self.groups for each in make_met(session, self.old, 4, residential_group=group)
        ]
        for number, house in enumerate(self.houses):
            record(session, house, **{**ALL, "level": ("none", "one", "full")[number % 3]})
        self.officer, self.leader = (make_account(session, self.old, role) for role in (Role.OFFICER, Role.LEADER))
        self.recognised = [*self.houses[:2], *self.houses[4:6]]
        self.plates = self.give(self.programme, self.recognised, self.officer, self.leader)

    def give(self, programme: Programme, houses: Sequence[Household], officer: Account, leader: Account) -> list[Plate]:
        """A list of some houses, and their plates."""
        listed = propose(self.session, programme, houses, by=officer)
        return list(listed.approve(self.session, by=leader, now=clock.now()))

    def divide(self) -> None:
        """The first group goes to the new ward."""
        divide(self.session, self.old, {self.groups[0].id: self.new}, None, clock.today(), clock.now())

    def merge_back(self) -> None:
        """The new ward becomes one with the old one."""
        self.new.valid_from = clock.today() - timedelta(days=90)
        merge(self.session, [self.new.id], self.old, clock.today(), clock.now())

    def programmes(self, ward: AdministrativeUnit) -> list[Programme]:
        """What a ward runs."""
        wanted = Programme.in_units([ward.id]).where(Programme.retired_on.is_(None))
        return list(self.session.scalars(wanted))

    def figures(self, *wards: AdministrativeUnit) -> Counter[str]:
        """Every figure of the wards' programmes, ward by ward, added up: each shown once a ward."""
        told = Counter[str]()
        for ward in wards:
            scope = Scope((ward.id,), clock.today() - timedelta(days=30), clock.today())
            shown = [each for versions in newest(self.session, [ward.id]) for each in indicators_of(versions)]
            assert len({each.key for each in shown}) == len(shown)
            told.update({each.key: each.figure(self.session, scope) or 0 for each in shown})
        return told

    def by_sql(self, *wards: AdministrativeUnit) -> Counter[str]:
        """The same by SQL."""
        ids = ", ".join(str(each.id) for each in wards)
        return Counter({key: self.session.scalar(text(said.format(ids))) for key, said in BY_SQL.items()})

    def proposable(self, ward: AdministrativeUnit) -> list[int]:
        """The houses that may be proposed there."""
        [programme] = self.programmes(ward)
        assert programme.current
        found = [each.site.id for each in candidates(self.session, programme.current, clock.today())]
        assert candidate_count(self.session, programme.current, clock.today()) == len(found)
        groups = candidate_groups(self.session, programme.current, clock.today())
        assert sum(many for many, _undeclined in groups.values()) == len(found)
        return found


@pytest.fixture
def wards(session: Session) -> Wards:
    """See `Wards`."""
    return Wards(session)


@pytest.mark.postgresql
def test_figures_of_both_wards_come_to_what_they_were_after_a_division_and_after_merging_back(wards: Wards) -> None:
    before = wards.figures(wards.old)
    assert before == wards.by_sql(wards.old)
    assert (before["household.reached"], before["household.recognised"]) == (8, 4)
    wards.divide()
    assert wards.figures(wards.new) == wards.by_sql(wards.new)
    assert wards.figures(wards.new)["household.recognised"] == 2
    assert wards.figures(wards.old, wards.new) == wards.by_sql(wards.old, wards.new) == before
    wards.merge_back()
    assert wards.figures(wards.old) == wards.by_sql(wards.old) == before


def test_a_house_with_a_plate_is_proposed_again_in_neither_ward(wards: Wards) -> None:
    without = {house.id for house in wards.houses} - {house.id for house in wards.recognised}
    assert set(wards.proposable(wards.old)) == without
    wards.divide()
    assert {*wards.proposable(wards.old), *wards.proposable(wards.new)} == without
    wards.merge_back()
    assert set(wards.proposable(wards.old)) == without


@pytest.mark.postgresql
def test_no_second_plate_can_stand_at_a_door_of_a_ward_that_was_divided(wards: Wards) -> None:
    wards.divide()
    [twin], plate = wards.programmes(wards.new), wards.plates[0]
    again = {each.key: getattr(plate, each.key) for each in Plate.__mapper__.column_attrs} | {
        "programme_id": twin.id, "unit_id": wards.new.id, "number": 900, "public_id": str(uuid4()), "code": "x" * 20,
    }  # fmt: skip
    del again["id"]
    with pytest.raises(IntegrityError), wards.session.begin_nested():
        wards.session.execute(Plate.__table__.insert().values(**again))


def test_a_plate_is_renewed_by_the_ward_in_which_the_house_is(wards: Wards) -> None:
    wards.divide()
    [twin] = wards.programmes(wards.new)
    late = clock.today() + timedelta(days=800)
    told = {row[0]: row[2] for row in wards.session.execute(Plate.due_by_programme([wards.new.id], late))}
    assert told == {twin.id: 2}
    assert {each.id for each in wards.session.scalars(Plate.due_of(twin.id, late))} == {
        each.id for each in wards.plates[:2]
    }
    assert {each.id for each in wards.session.scalars(plates_in_book(wards.programme.id))} == {
        each.id for each in wards.plates
    }, "the book of the ward that gave them has them all"
    assert len(wards.session.scalars(plates_in_book(twin.id)).all()) == 2


@pytest.mark.postgresql
def test_wards_that_become_one_have_one_programme_that_ships(session: Session) -> None:
    wards, other = Wards(session), make_ward(session, name="Chùa Hang")
    there = make_recognising(session, other)
    make_met(session, other, 3, residential_group=make_group(session, other))
    before = wards.figures(wards.old, other)
    plan = make_plan(
        session, other, since=clock.today().replace(month=1, day=1), until=clock.today().replace(month=12, day=31)
    )
    target = make_target(session, other, plan, measured_by="household.with_member")
    merge(session, [wards.old.id], other, clock.today(), clock.now())
    assert wards.programmes(other) == [there]
    assert wards.figures(other) == wards.by_sql(other) == before
    reading = counted(session, target, clock.today())
    assert reading
    assert reading.numerator == before["household.with_member"]
    assert {each.programme_id for each in session.scalars(select(Plate))} == {there.id}
    assert set(wards.proposable(other)) & {house.id for house in wards.recognised} == set()
    assert not left_behind(session, wards.old.id)
    assert wards.programme.merged_into_id == there.id


def test_what_was_recorded_under_another_version_is_kept_under_it_and_the_newest_one_asks(session: Session) -> None:
    wards, other = Wards(session), make_ward(session, name="Chùa Hang")
    there = make_recognising(session, other)
    make_met(session, other, 2, residential_group=make_group(session, other))
    current = wards.programme.current
    assert current
    said = read({**current.declared.definition, "source": "Kế hoạch mới"})
    wards.programme.redraft(session, said, seen=str(wards.programme.version), now=clock.now())
    wards.programme.use_draft(seen=str(wards.programme.version), now=clock.now() + timedelta(seconds=1))
    session.flush()
    newest_said = wards.programme.current.said if wards.programme.current else ""
    record(session, wards.houses[7], **ALL)
    before = wards.figures(wards.old, other)
    merge(session, [wards.old.id], other, clock.today(), clock.now())
    [one] = wards.programmes(other)
    session.refresh(one)
    assert one is there
    assert one.current is not None
    assert one.current.said == newest_said
    assert len({each.said for each in one.versions}) == len(one.versions) == 2
    asked = {each.id: each for each in one.versions}
    for entry in session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)):
        assert (entry.programme_id, entry.programme_version_id in asked) == (one.id, True)
    assert wards.figures(other) == wards.by_sql(other) == before


def test_copies_that_stand_since_an_earlier_merging_become_one(wards: Wards) -> None:
    session, before = wards.session, wards.figures(wards.old)
    version = wards.programme.current
    assert version
    copy = Programme(
        unit=wards.old, key="household-2", name=wards.programme.name, catalogue="household", created_at=clock.now()
    )
    session.add(copy)
    session.flush()
    copy.versions.append(ProgrammeVersion(number=1, said=version.said, made_at=clock.now(), used_since=clock.now()))
    session.flush()
    both, under_copy = wards.houses[0], copy.current
    assert under_copy
    for house in (both, *make_met(session, wards.old, 2, residential_group=wards.groups[0])):
        recording.record(
            session, house, under_copy, uuid=str(uuid4()), by=None, way="office", at=clock.now() - timedelta(days=1),
            answers={"level": "none"}, now=clock.now(),
        )  # fmt: skip
    assert merge_copies(session, wards.old.id, clock.now()) == 1
    assert merge_copies(session, wards.old.id, clock.now()) == 0
    assert wards.programmes(wards.old) == [wards.programme]
    of_both = session.scalars(ProgrammeEntry.of([both.id], wards.programme.id)).all()
    assert [each.counts for each in of_both] == [True, False, False]
    assert of_both[-1].superseded_on == of_both[1].day
    assert wards.figures(wards.old) == wards.by_sql(wards.old)
    assert wards.figures(wards.old)["household.recognised"] == before["household.recognised"]


def test_of_two_plates_of_one_door_the_later_one_holds_when_programmes_become_one(wards: Wards) -> None:
    session, version = wards.session, wards.programme.current
    assert version
    copy = Programme(
        unit=wards.old, key="household-2", name=wards.programme.name, catalogue="household", created_at=clock.now()
    )
    session.add(copy)
    session.flush()
    copy.versions.append(ProgrammeVersion(number=1, said=version.said, made_at=clock.now(), used_since=clock.now()))
    session.flush()
    assert copy.current
    door = wards.recognised[0]
    recording.record(
        session,
        door,
        copy.current,
        uuid=str(uuid4()),
        by=None,
        way="office",
        at=clock.now(),
        answers=ALL,
        now=clock.now(),
    )
    [second] = wards.give(copy, [door], wards.officer, wards.leader)
    merge_copies(session, wards.old.id, clock.now())
    session.expire_all()
    states = {each.id: each.state for each in session.scalars(select(Plate).where(Plate.site_id == door.id))}
    assert states == {wards.plates[0].id: PlateState.REPLACED, second.id: PlateState.STANDING}


def test_what_is_recorded_late_for_the_programme_of_before_follows_the_house(wards: Wards) -> None:
    session, version = wards.session, wards.programme.current
    assert version
    wards.divide()
    [twin] = wards.programmes(wards.new)
    late = recording.record(
        session, wards.houses[0], version, uuid=str(uuid4()), by=None, way="doorstep", at=clock.now(), answers=ALL,
        now=clock.now(),
    )  # fmt: skip
    assert strays(session, wards.old.id, clock.today())
    follow_on(session, wards.old, clock.now())
    session.expire_all()
    assert (late.programme_id, late.counts) == (twin.id, True)
    assert not strays(session, wards.old.id, clock.today())
    assert wards.figures(wards.new) == wards.by_sql(wards.new)


def test_a_group_that_goes_to_a_ward_with_another_edition_counts_in_its_programme(session: Session) -> None:
    wards = Wards(session)
    there = make_recognising(session, wards.new)
    assert there.current
    said = read({**there.current.declared.definition, "source": "Kế hoạch mới"})
    there.redraft(session, said, seen=str(there.version), now=clock.now())
    there.use_draft(seen=str(there.version), now=clock.now() + timedelta(seconds=1))
    before = wards.figures(wards.old)
    wards.divide()
    assert wards.programmes(wards.new) == [there]
    assert wards.figures(wards.old, wards.new) == wards.by_sql(wards.old, wards.new) == before


@pytest.mark.postgresql
def test_every_figure_and_target_goes_on_across_a_division_and_a_merging(session: Session) -> None:
    wards = Wards(session)
    before_today = clock.now() - timedelta(days=2)
    counter = Helps(session, wards.old)
    for group in (*wards.groups, None):
        counter.record(before_today, residential_group=group, minutes=50)
        make_person(session, wards.old, f"Lò Văn {group.name if group else 'Xa'}", group=group)
    make_attended_course(session, wards.old, people=3, lessons=2)
    session.add(Team.made(session, wards.old, {"name": "Tổ công nghệ số cộng đồng 1"}))
    session.flush()
    plan = make_plan(
        session, wards.old, since=clock.today() - timedelta(days=200), until=clock.today() + timedelta(days=200)
    )
    targets = [
        make_target(session, wards.old, plan, measured_by=key, value=10, unit_words="lượt")
        for key in ("luot-ho-tro", "luot-hoc")
    ]

    def told() -> dict[str, int]:
        both = Scope((wards.old.id, wards.new.id), clock.today() - timedelta(days=200), clock.today())
        return {key: each.figure(session, both) for key, each in INDICATORS.items()}

    def reached() -> list[int | None]:
        found = (counted(session, each, clock.today()) for each in targets)
        return [each.numerator if each else None for each in found]

    figures, numbers = told(), reached()
    assert numbers[0] == figures["luot-ho-tro"] == 3
    wards.divide()
    assert (told(), reached()) == (figures, numbers)
    wards.merge_back()
    assert (told(), reached()) == (figures, numbers)
