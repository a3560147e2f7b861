"""Two rows turn out to be one person who is ambassador, mentee, helped or invited: all stays, and the way back too."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    CourseInvitee,
    HelpRecord,
    HelpResult,
    Mentorship,
    PairOutcome,
    Person,
    PersonMerge,
    Role,
)
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.pairs import pairing
from app.models.learning import merging
from app.models.learning.merging import NotAsTheyStand
from app.models.merge_refusals import Contradicted
from tests.factories import make_account, make_course, make_group, make_person, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    made = make_ward(session)
    supply(session, made)
    return made


@pytest.fixture
def officer(session: Session, ward: AdministrativeUnit) -> Account:
    return make_account(session, ward, Role.OFFICER)


@pytest.fixture
def pair(session: Session, ward: AdministrativeUnit) -> tuple[Person, Person]:
    group = make_group(session, ward)
    kept = make_person(session, ward, "Nguyễn Thị Nhung", 1956, group=group)
    return kept, make_person(session, ward, "Nguyễn Thị Nhumg", 1956, group=group, unsure=True)


def appoint(session: Session, person: Person) -> Ambassador:
    return Ambassador.appoint(session, person, Terms(since=clock.today()), now=clock.now())


def mentor(session: Session, ambassador: Ambassador, mentee: Person) -> Mentorship:
    return pairing.begin(session, ambassador, mentee, now=clock.now(), day=clock.today())


def merge(session: Session, kept: Person, gone: Person, by: Account) -> PersonMerge:
    seen = (str(kept.version), str(gone.version))
    return merging.merge(session, kept.id, gone.id, seen=seen, by=by, now=clock.now())


def invited(session: Session, person: Person, by: Account, course: Any) -> CourseInvitee:
    row = CourseInvitee(course=course, person=person, invited_by=by, invited_at=clock.now())
    session.add(row)
    session.flush()
    return row


def helped(session: Session, ward: AdministrativeUnit, person: Person, by: Account) -> HelpRecord:
    now = clock.now()
    result = session.scalars(HelpResult.of(ward.id)).first()
    row = HelpRecord(
        uuid=f"lượt của {person.id}", unit_id=ward.id, helper=by, result=result, person=person, day=clock.today(),
        at=now, device_at=now, received_at=now, place_kind="counter",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_everything_of_helping_goes_over_and_comes_back(
    session: Session, ward: AdministrativeUnit, officer: Account, pair: tuple[Person, Person]
):
    kept, gone = pair
    ambassador = appoint(session, gone)
    theirs = mentor(session, appoint(session, make_person(session, ward, "Vi Thị Mùi")), gone)
    record = helped(session, ward, gone, officer)
    course = make_course(session, ward)
    alone = invited(session, gone, officer, course)
    both = make_course(session, ward)
    invited(session, kept, officer, both)
    twice = invited(session, gone, officer, both)
    rows = (ambassador, theirs, record, alone, twice)

    made = merge(session, kept, gone, officer)
    for row in rows:
        session.refresh(row)
    ids = [ambassador.person_id, theirs.mentee_id, record.person_id, alone.person_id, twice.person_id]
    assert ids == [kept.id] * 4 + [gone.id]

    assert merging.undo(session, made, by=officer, now=clock.now())
    for row in rows:
        session.refresh(row)
    ids = [ambassador.person_id, theirs.mentee_id, record.person_id, alone.person_id, twice.person_id]
    assert ids == [gone.id] * 5


def test_two_who_both_serve_are_not_merged_until_one_has_ended(
    session: Session, officer: Account, pair: tuple[Person, Person]
):
    kept, gone = pair
    appoint(session, kept)
    second = appoint(session, gone)
    with pytest.raises(NotAsTheyStand) as refused:
        merge(session, kept, gone, officer)
    assert refused.value.why == ["ambassadors"]
    assert gone.merged_into_id is None
    second.end(clock.today(), "ghi hai lần")
    session.flush()
    merge(session, kept, gone, officer)
    codes = [each.code for each in session.scalars(Ambassador.of_person(kept.id))]
    assert codes == ["DSS02", "DSS01"]


def test_two_who_are_both_mentored_are_not_merged_until_one_pair_has_ended(
    session: Session, ward: AdministrativeUnit, officer: Account, pair: tuple[Person, Person]
):
    kept, gone = pair
    mentor(session, appoint(session, make_person(session, ward, "Vi Thị Mùi")), kept)
    second = mentor(session, appoint(session, make_person(session, ward, "Lê Văn Hùng")), gone)
    with pytest.raises(NotAsTheyStand) as refused:
        merge(session, kept, gone, officer)
    assert refused.value.why == ["mentees"]
    second.end(PairOutcome.STOPPED, day=clock.today(), words="ghi hai lần")
    session.flush()
    merge(session, kept, gone, officer)


def test_nobody_becomes_their_own_mentee(session: Session, officer: Account, pair: tuple[Person, Person]):
    kept, gone = pair
    mentor(session, appoint(session, kept), gone)
    with pytest.raises(NotAsTheyStand) as refused:
        merge(session, kept, gone, officer)
    assert refused.value.why == ["own_mentee"]


def test_what_went_to_a_third_person_since_speaks_against_the_way_back(
    session: Session, ward: AdministrativeUnit, officer: Account, pair: tuple[Person, Person]
):
    kept, gone = pair
    record = helped(session, ward, gone, officer)
    made = merge(session, kept, gone, officer)
    session.refresh(record)
    record.person = make_person(session, ward, "Người Khác")
    session.flush()
    with pytest.raises(Contradicted) as refused:
        merging.undo(session, made, by=officer, now=clock.now())
    assert [why.kind for why in refused.value.why] == ["help_moved"]
