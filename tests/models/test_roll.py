"""Keys on a roll: short, and each names one person for good."""

import uuid
from datetime import timedelta

from hypothesis import given, strategies as st
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Registration, Roll
from app.models.learning import roll
from tests.factories import make_course, make_registration, make_ward

IDS = st.lists(st.sampled_from("0123456789abcdef"), min_size=6, max_size=6).map("".join)


@given(ids=st.lists(IDS, unique=True, max_size=300))
def test_whoever_registers_later_a_key_goes_on_naming_the_same_person(ids: list[str]) -> None:
    pairs = list(enumerate(ids, 1))
    for seen in (1, len(ids) // 2, len(ids)):
        keys = roll._keys(pairs[:seen])
        assert len(set(keys.values())) == len(pairs[:seen])
        for registration_id, key in keys.items():
            assert roll._named(key, pairs) == registration_id


def test_two_hundred_keys_are_short() -> None:
    keys = roll._keys([(number, str(uuid.uuid4())) for number in range(200)])

    assert sum(len(key) for key in keys.values()) / 200 < 4


def test_a_key_of_the_roll_finds_its_person_on_its_own_course_only(session: Session) -> None:
    ward = make_ward(session)
    courses = [make_course(session, ward, first=clock.now() - timedelta(hours=1)) for _ in range(2)]
    people = [make_registration(session, courses[0], f"Hoàng Thị Hoa {n}", 1950 + n) for n in range(20)]

    rows = Roll.of(session, courses[0].lessons[0]).rows

    found = Roll.find(session, courses[0].id, [row.key for row in rows])
    names = {found[row.key]: row.name for row in rows}
    assert names == {person.id: person.person.full_name for person in people}
    assert Roll.find(session, courses[1].id, [row.key for row in rows]) == {}
    assert Roll.find(session, courses[0].id, [people[3].public_id]) == {people[3].public_id: people[3].id}
    assert session.get_one(Registration, found[rows[0].key]).course_id == courses[0].id
