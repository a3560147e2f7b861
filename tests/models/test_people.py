"""Who is who: when two registrations are one person, when nobody can tell, and fifty phones at once."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import ward_plan
from app.commands.demo_ward.ward import DemoWard, make_people, make_ward as make_demo_ward
from app.country import births, clock, formats, names
from app.models import AdministrativeUnit, Person, Registration, ResidentialGroup, SignUpWay, Wishes
from tests.factories import make_course, make_group, make_person, make_ward
from tests.namesakes import ONE, TWO, Pair

PHONE, OTHER_PHONE = "+84900000101", "+84900000102"
PHONES = 50


# -- lists as people really send them ---------------------------------------------------------------------------------


@pytest.fixture
def ward(session: Session) -> DemoWard:
    """The demo ward with its residents, by the sample's ids."""
    hashes = {account.username: "no password" for account in ward_plan().accounts}
    made = make_demo_ward(session, clock.now(), hashes)
    make_people(session, made)
    return made


def read(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / "people" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed(ward: DemoWard, row: dict[str, str]) -> Person:
    """What a form makes of a row: cleaned and parsed, not stored."""
    return Person(
        unit=ward.unit,
        full_name=names.clean_name(row["full_name"]),
        birth_year=births.parse_birth(row["birth_year"], clock.today()).year,
        residential_group=ward.groups[row["group_code"]],
        phone=formats.parse_phone(row["phone"]) if row["phone"] else None,
        created_at=clock.now(),
    )


def test_a_messy_list(session: Session, ward: DemoWard) -> None:
    """Capitals, old tone places, spaces, no accents, a shared phone: joined where it is sure, asked where it is not."""
    no_year: list[str] = []
    for row in read("messy"):
        if not row["birth_year"]:  # nobody is put on file without a year: the form asks for it
            with pytest.raises(births.UnusableBirth):
                typed(ward, row)
            no_year.append(row["full_name"])
            continue
        candidate = typed(ward, row)
        found = Person.recognise(session, candidate)
        if row["expected_resident"]:
            assert found is ward.people[row["expected_resident"]], row
        else:
            assert found is candidate, row
            assert found.unsure == ("never guess" in row["expect"]), row
    assert no_year == ["Nguyễn Thị Hương"]
    assert session.scalar(select(func.count()).where(Person.unsure)) == 1


def test_a_list_in_nfd(session: Session, ward: DemoWard) -> None:
    """As iPhones and some spreadsheets write Vietnamese: the same people, stored NFC."""
    course = make_course(session, ward.unit, place=ward.places["NVH02"])
    before = session.scalar(select(func.count(Person.id)))
    new = []
    for row in read("nfd"):
        assert not unicodedata.is_normalized("NFC", row["full_name"])
        candidate = typed(ward, row)
        ticket = Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.IMPORT), clock.now())
        person = session.scalars(Registration.on(ticket.id)).one().person
        if row["expected_resident"]:
            assert person is ward.people[row["expected_resident"]], row
        else:
            new.append(person)
        assert unicodedata.is_normalized("NFC", person.full_name)
    assert [person.full_name for person in new] == ["Đặng Thị Ngọc Ánh", "Nông Thị Sliền", "Vũ Đức Thưởng"]
    assert not any(person.unsure for person in new)
    assert session.scalar(select(func.count(Person.id))) == (before or 0) + 3


def test_everybody_of_a_ward_is_recognised_again(session: Session, ward: DemoWard) -> None:
    """Typed once more as they are on file, all residents are who they are, but for whom even a neighbour must ask."""
    asked = []
    for key, person in list(ward.people.items()):
        if person.residential_group is None:
            continue
        again = make_person(
            session, ward.unit, person.full_name, person.birth_year, group=person.residential_group, add=False,
            phone=person.phone, sex=person.sex,
        )  # fmt: skip
        found = Person.recognise(session, again)
        if found is not person:
            assert found is again
            assert found.unsure
            asked.append(key)
    assert asked == ["D166"]  # one of two of a name, year and group, and without a telephone


# -- the rule, case by case -------------------------------------------------------------------------------------------


@pytest.fixture
def group(session: Session) -> ResidentialGroup:
    """A group with nobody in it."""
    return make_group(session, make_ward(session))


def known(session: Session, group: ResidentialGroup, full_name: str = "Trần Văn Minh", **told: object) -> Person:
    return make_person(session, group.unit, full_name, 1966, group=group, **told)


def told_again(group: ResidentialGroup | None, unit: AdministrativeUnit, **told: object) -> Person:
    """The same person's form as `known`, unless something else is told."""
    said: dict[str, object] = {"full_name": "Trần Văn Minh", "birth_year": 1966, **told}
    return Person(unit=unit, residential_group=group, created_at=clock.now(), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"phone": PHONE}, {"phone": PHONE}),
        ({"phone": PHONE}, {}),
        ({}, {"phone": PHONE}),
        ({"sex": "nam"}, {"sex": "nam"}),
        ({}, {"sex": "nam", "birth_date": date(1966, 3, 1)}),
        ({"full_name": "Hoàng Thị Hòa"}, {"full_name": "HOÀNG THỊ HOÀ"}),
        ({"phone": PHONE}, {"full_name": "tran van minh", "phone": PHONE}),
    ],
    ids=["same", "same phone", "phone known", "phone new", "same sex", "more told", "tone place", "no accents, phone"],
)
def test_one_person(
    session: Session, group: ResidentialGroup, first: dict[str, object], second: dict[str, object]
) -> None:
    person = known(session, group, **first)  # type: ignore[arg-type]
    assert Person.recognise(session, told_again(group, group.unit, **second)) is person
    assert not person.unsure


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"phone": PHONE}, {"phone": OTHER_PHONE}),
        ({"sex": "nam"}, {"sex": "nữ"}),
        ({"birth_date": date(1966, 3, 1)}, {"birth_date": date(1966, 3, 2)}),
        ({}, {"full_name": "tran van minh"}),
        ({"phone": PHONE}, {"full_name": "tran van minh", "phone": OTHER_PHONE}),
        ({"phone": PHONE, "sex": "nam"}, {"phone": PHONE, "sex": "nữ"}),
    ],
    ids=["other phone", "other sex", "other date", "no accents", "no accents, other phone", "same phone, other sex"],
)
def test_perhaps_one_person(
    session: Session, group: ResidentialGroup, first: dict[str, object], second: dict[str, object]
) -> None:
    """Something speaks against it: a new person, and the office is asked."""
    person = known(session, group, **first)  # type: ignore[arg-type]
    candidate = told_again(group, group.unit, **second)
    assert Person.recognise(session, candidate) is candidate
    assert candidate.id != person.id
    assert candidate.unsure


@pytest.mark.parametrize(
    "second",
    [
        {"birth_year": 1967},
        {"full_name": "Trần Văn Mình"},
        {"full_name": "Trần Minh"},
        {"full_name": "Lê Thị Chưa Có", "phone": PHONE},
    ],
    ids=["other year", "other tone", "shorter name", "shared phone"],
)
def test_somebody_else(session: Session, group: ResidentialGroup, second: dict[str, object]) -> None:
    known(session, group, phone=PHONE)
    candidate = told_again(group, group.unit, **second)
    assert Person.recognise(session, candidate) is candidate
    assert not candidate.unsure


@pytest.mark.parametrize("elsewhere", [False, True], ids=["group", "elsewhere"])
def test_names_that_differ_by_a_mark_stay_two_whatever_else_agrees(
    session: Session, group: ResidentialGroup, elsewhere: bool
) -> None:
    """In either order; each is found again, and where nothing tells a slip from a twin the office is asked."""
    told: dict[str, object] = {"phone": PHONE, "birth_date": date(1966, 3, 5)}
    for pair in (*TWO, *(Pair(*reversed(pair)) for pair in TWO)):
        ward = make_ward(session)
        home = None if elsewhere else make_group(session, ward)
        first, second, again, first_again = (
            told_again(home, ward, full_name=name, **told) for name in (*pair, pair.second, pair.first)
        )
        assert Person.recognise(session, first) is first, pair
        assert Person.recognise(session, second) is second, pair
        assert (first.unsure, second.unsure) == (False, True), pair
        assert Person.recognise(session, again) is second, pair
        assert Person.recognise(session, first_again) is first, pair


def test_names_that_differ_by_a_mark_with_two_days_of_birth_are_surely_two(
    session: Session, group: ResidentialGroup
) -> None:
    for pair in TWO:
        home = make_group(session, group.unit)
        make_person(session, group.unit, pair.first, 1966, group=home, phone=PHONE, birth_date=date(1966, 3, 1))
        second = told_again(home, group.unit, full_name=pair.second, phone=PHONE, birth_date=date(1966, 3, 2))
        assert Person.recognise(session, second) is second, pair
        assert not second.unsure, pair


def test_one_name_written_in_two_ways_is_one_person_of_that_phone(session: Session, group: ResidentialGroup) -> None:
    for pair in (*ONE, *(Pair(*reversed(pair)) for pair in ONE)):
        home = make_group(session, group.unit)
        first = make_person(session, group.unit, names.clean_name(pair.first), 1966, group=home, phone=PHONE)
        second = told_again(home, group.unit, full_name=names.clean_name(pair.second), phone=PHONE)
        assert Person.recognise(session, second) is first, pair
        silent = told_again(home, group.unit, full_name=names.clean_name(pair.second))
        same = names.identity_key(pair.first) == names.identity_key(pair.second)
        assert (Person.recognise(session, silent) is first) is same, pair
        assert silent.unsure is not same, pair


def test_a_name_without_marks_is_not_guessed_between_twins(session: Session, group: ResidentialGroup) -> None:
    for name in ("Lục Minh Tú", "Lục Minh Tư"):
        known(session, group, name, phone=PHONE)
    candidate = told_again(group, group.unit, full_name="luc minh tu", phone=PHONE)
    assert Person.recognise(session, candidate) is candidate
    assert candidate.unsure


def test_another_group_or_another_ward_is_somebody_else(session: Session, group: ResidentialGroup) -> None:
    person = known(session, group, phone=PHONE)
    elsewhere = [make_group(session, group.unit), make_group(session, make_ward(session))]
    for other in elsewhere:
        candidate = told_again(other, other.unit, phone=PHONE)
        assert Person.recognise(session, candidate) is candidate
        assert not candidate.unsure
    assert Person.recognise(session, told_again(group, group.unit)) is person


def test_without_a_group_a_name_and_a_year_are_too_little(session: Session, group: ResidentialGroup) -> None:
    first, second = told_again(None, group.unit), told_again(None, group.unit)
    assert Person.recognise(session, first) is first
    assert Person.recognise(session, second) is second
    assert not second.unsure


def test_without_a_group_the_phone_stands_in_for_it(session: Session, group: ResidentialGroup) -> None:
    """Ten phones with the same trader from the next ward are one registration; who has another phone is another."""
    neighbour = known(session, group, phone=PHONE)
    person = Person.recognise(session, told_again(None, group.unit, phone=PHONE, sex="nam"))
    assert person is not neighbour
    assert Person.recognise(session, told_again(None, group.unit, phone=PHONE)) is person
    assert Person.recognise(session, told_again(None, group.unit, full_name="tran van minh", phone=PHONE)) is person
    assert Person.recognise(session, told_again(None, group.unit, phone=OTHER_PHONE)) is not person
    assert Person.recognise(session, told_again(None, make_ward(session), phone=PHONE)) is not person
    other = told_again(None, group.unit, phone=PHONE, sex="nữ")
    assert Person.recognise(session, other) is other
    assert other.unsure


def test_two_such_people_already(session: Session, group: ResidentialGroup) -> None:
    """Even the right telephone of neither leaves a third to be asked about; the telephone of one tells."""
    one, two = known(session, group, phone=PHONE), known(session, group, phone=OTHER_PHONE)
    silent, third = told_again(group, group.unit), told_again(group, group.unit, phone="+84900000103")
    assert Person.recognise(session, told_again(group, group.unit, phone=OTHER_PHONE)) is two
    assert Person.recognise(session, told_again(group, group.unit, phone=PHONE)) is one
    assert Person.recognise(session, silent) is silent
    assert Person.recognise(session, third) is third
    assert silent.unsure
    assert third.unsure


def test_two_of_a_name_who_share_a_phone_are_not_guessed_between(session: Session, group: ResidentialGroup) -> None:
    known(session, group, phone=PHONE)
    known(session, group, phone=PHONE)
    candidate = told_again(group, group.unit, phone=PHONE)
    assert Person.recognise(session, candidate) is candidate
    assert candidate.unsure


def test_somebody_chosen_from_those_on_file_is_who_they_are(session: Session, group: ResidentialGroup) -> None:
    known(session, group)
    twin = known(session, group)
    assert Person.recognise(session, twin) is twin
    assert not twin.unsure


def test_somebody_chosen_is_registered_once_too(session: Session, group: ResidentialGroup) -> None:
    course, person = make_course(session, group.unit), known(session, group)
    first, again = (
        Registration.register(session, course.id, person, Wishes(way=SignUpWay.DESK), clock.now()) for _ in range(2)
    )
    assert not first.is_thin
    assert again.repeats_id == session.scalars(Registration.on(first.id)).one().id
    assert course.seated == 1


def test_what_is_told_is_learnt_and_never_replaces(session: Session, group: ResidentialGroup) -> None:
    course = make_course(session, group.unit)
    person = known(session, group, phone=PHONE)
    candidate = told_again(group, group.unit, sex="nam", birth_date=date(1966, 3, 1))
    Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.QR), clock.now())
    assert (person.phone, person.sex, person.birth_date) == (PHONE, "nam", date(1966, 3, 1))
    person.learn_from(told_again(group, group.unit, phone=OTHER_PHONE, sex="nữ", birth_date=date(1966, 4, 1)))
    assert (person.phone, person.sex, person.birth_date) == (PHONE, "nam", date(1966, 3, 1))


def test_a_new_name_brings_new_keys(session: Session, group: ResidentialGroup) -> None:
    person = known(session, group)
    person.rename("Đặng Thị Ngọc Ánh")
    assert (person.search_key, person.sort_key) == (
        names.search_key("Đặng Thị Ngọc Ánh"),
        names.sort_key("Đặng Thị Ngọc Ánh"),
    )
