"""Two rows turn out to be one person: nothing is lost, no seat is given twice, and the way back leads to the start."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Attendance,
    Certificate,
    Consent,
    Course,
    Mark,
    Person,
    PersonMerge,
    Registration,
    RegistrationState,
    Role,
    SignUpWay,
    Wishes,
)
from app.models.learning import merging
from app.models.learning.attendance_mark import CAME
from app.models.learning.leaving import cancel
from app.models.learning.merging import AlreadyMerged
from app.models.merge_refusals import Contradicted, ReadAnew
from app.models.people import duplicates
from app.models.people.duplicates import PersonDistinction, Sign
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_organisation,
    make_person,
    make_ward,
)

PHONE, OTHER = "+84900000101", "+84900000102"


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


@pytest.fixture
def officer(session: Session, ward: AdministrativeUnit) -> Account:
    return make_account(session, ward, Role.OFFICER)


def pair(session: Session, ward: AdministrativeUnit, **given: object) -> tuple[Person, Person]:
    """Cụ Nhung on file twice: once with a phone, once misspelt and unsure."""
    group = make_group(session, ward)
    kept = make_person(session, ward, "Nguyễn Thị Nhung", 1956, group=group, phone=PHONE, sex="nữ")
    gone = make_person(session, ward, "Nguyễn Thị Nhumg", 1956, group=group, unsure=True, **given)
    return kept, gone


def register(session: Session, course: Course, person: Person) -> Registration:
    Registration.register(session, course.id, person, Wishes(way=SignUpWay.DESK), clock.now())
    return session.scalars(Registration.of(course.id).where(Registration.person_id == person.id)).one()


def mark(session: Session, course: Course, registration: Registration, status: str = "present") -> None:
    lesson, at = course.lessons[0], clock.now()
    made = Mark(f"{registration.id}-{status}", registration.id, status, at, at, "phone")
    Attendance.record(session, lesson, [made], by_id=None, now=at)


def merge(session: Session, kept: Person, gone: Person, by: Account, *take: str) -> PersonMerge:
    seen = (str(kept.version), str(gone.version))
    return merging.merge(session, kept.id, gone.id, take=take, seen=seen, by=by, now=clock.now())


def undo(session: Session, made: PersonMerge, by: Account) -> bool:
    return merging.undo(session, made, by=by, now=clock.now())


def kinds(caught: pytest.ExceptionInfo[Contradicted]) -> list[str]:
    return [each.kind for each in caught.value.why]


def facts(person: Person) -> tuple[object, ...]:
    return (person.full_name, person.search_key, person.birth_year, person.phone, person.sex, person.unsure)


def came(session: Session, registration: Registration) -> int:
    wanted = select(func.count()).where(Attendance.registration_id == registration.id, Attendance.status.in_(CAME))
    return session.scalars(wanted).one()


def test_everything_of_both_is_the_kept_ones(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward, phone=OTHER)
    first, second = make_course(session, ward), make_course(session, ward)
    mine, theirs = register(session, first, kept), register(session, second, gone)
    session.add(Consent(person=gone, purpose="photos", text_version="2026-11", given_at=clock.now(), how="qr"))
    session.flush()
    merge(session, kept, gone, officer, "phone")
    assert {row.person_id for row in (mine, theirs)} == {kept.id}
    assert {row.state for row in (mine, theirs)} == {"seated"}
    assert session.scalars(select(Consent.person_id)).all() == [kept.id]
    assert facts(kept) == ("Nguyễn Thị Nhung", "nguyen thi nhung", 1956, OTHER, "nữ", False)
    assert gone.standing is kept
    assert list(session.scalars(Person.in_units({ward.id}))) == [kept]
    assert session.scalars(Person.unsure_in({ward.id})).one() == 0


def test_the_place_of_work_that_was_chosen_is_kept_and_goes_back(
    session: Session, ward: AdministrativeUnit, officer: Account
) -> None:
    school, other = make_organisation(session, ward), make_organisation(session, ward, "Trường THPT Lương Ngọc Quyến")
    kept, gone = pair(session, ward, organisation_id=school.id, position="giáo viên")
    kept.organisation_id = other.id
    made = merge(session, kept, gone, officer, "organisation")
    assert (kept.organisation_id, kept.position) == (school.id, "giáo viên")
    assert undo(session, made, officer)
    assert (kept.organisation_id, kept.position) == (other.id, "")


def test_taken_back_all_is_as_it_was(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward, phone=OTHER)
    course, other = make_course(session, ward, seats=2), make_course(session, ward)
    registrations = [register(session, course, kept), register(session, course, gone), register(session, other, gone)]
    mark(session, course, registrations[1])
    before = [facts(kept), facts(gone)]
    states = [(row.person_id, row.state, row.position, row.end_reason) for row in registrations]
    made = merge(session, kept, gone, officer, "full_name", "phone", "birth_year")
    assert facts(kept)[:4] == ("Nguyễn Thị Nhumg", "nguyen thi nhumg", 1956, OTHER)
    assert course.seated == 1
    assert undo(session, made, officer)
    assert [facts(kept), facts(gone)] == before
    assert [(row.person_id, row.state, row.position, row.end_reason) for row in registrations] == states
    assert [came(session, row) for row in registrations] == [0, 1, 0]
    assert course.seated == 2
    assert gone.merged_into_id is None
    assert not undo(session, made, officer)


def test_on_one_course_who_was_there_stays(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward)
    course = make_course(session, ward, first=clock.now() - timedelta(minutes=30))
    mine, theirs = register(session, course, kept), register(session, course, gone)
    mark(session, course, theirs)
    merge(session, kept, gone, officer)
    assert (theirs.state, theirs.person_id) == ("seated", kept.id)
    assert (mine.state, mine.end_reason, mine.person_id) == ("cancelled", "merged", kept.id)
    assert mine.ticket.repeats_id == theirs.id
    assert course.seated == 1


def test_marks_of_both_count_together(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward)
    course = make_course(session, ward, first=clock.now() - timedelta(days=8))
    mine, theirs = register(session, course, kept), register(session, course, gone)
    now = clock.now()
    for registration, lesson in ((mine, course.lessons[0]), (theirs, course.lessons[1])):
        at = lesson.starts_at
        Attendance.record(
            session, lesson, [Mark(f"m{lesson.number}", registration.id, "present", at, at, "p")], by_id=None, now=now
        )
        lesson.close(by=officer, now=lesson.ends_at)
    made = merge(session, kept, gone, officer)
    live = mine if mine.is_live else theirs
    assert (came(session, live), came(session, theirs if live is mine else mine)) == (2, 0)
    undo(session, made, officer)
    assert (came(session, mine), came(session, theirs)) == (1, 1)


def test_a_freed_seat_goes_to_the_next(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward)
    course = make_course(session, ward, seats=2)
    register(session, course, kept)
    register(session, course, gone)
    third = register(session, course, make_person(session, ward, "Bế Văn Ba", 1960))
    assert third.state == RegistrationState.WAITING
    made = merge(session, kept, gone, officer)
    session.refresh(third)
    assert third.holds_seat
    assert course.seated == 2
    with pytest.raises(Contradicted) as caught:
        undo(session, made, officer)
    assert kinds(caught) == ["full"]
    assert caught.value.why[0].about == course.title


def test_the_seat_stays_with_whoever_was_let_in(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    """One row holds the only seat, the other waits but was in the hall: the person has one seat, nobody moves up."""
    kept, gone = pair(session, ward)
    course = make_course(session, ward, seats=1, first=clock.now() - timedelta(minutes=30))
    seated, waits = register(session, course, kept), register(session, course, gone)
    third = register(session, course, make_person(session, ward, "Bế Văn Ba", 1960))
    mark(session, course, waits)
    made = merge(session, kept, gone, officer)
    assert (seated.state, waits.state, third.state, course.seated) == ("cancelled", "seated", "waiting", 1)
    undo(session, made, officer)
    assert (seated.state, waits.state, third.state, course.seated) == ("seated", "waiting", "waiting", 1)


def test_certificates_stay_as_they_were_issued(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    course = make_attended_course(session, ward, people=1)
    approval = make_approved_list(session, course)
    certificate = session.scalars(Certificate.of_approval(approval.id)).one()
    content, registration = certificate.content, certificate.registration
    gone = registration.person
    kept = make_person(session, ward, gone.full_name, gone.birth_year)
    merge(session, kept, gone, officer)
    kept.change({"full_name": "Tên Khác Hẳn"}, str(kept.version))
    session.flush()
    session.refresh(certificate)
    assert (certificate.content, certificate.registration.person_id) == (content, kept.id)
    assert kept.search_key == "ten khac han"


def test_two_merges_one_after_the_other_come_apart_the_other_way(
    session: Session, ward: AdministrativeUnit, officer: Account
) -> None:
    kept, gone = pair(session, ward)
    last = make_person(session, ward, "Nguyễn Thị Nhung", 1957, phone=OTHER)
    first = merge(session, kept, gone, officer)
    second = merge(session, last, kept, officer)
    assert gone.standing is last
    with pytest.raises(Contradicted) as caught:
        undo(session, first, officer)
    assert kinds(caught) == ["later"]
    assert undo(session, second, officer)
    assert undo(session, first, officer)
    assert [person.standing for person in (kept, gone, last)] == [kept, gone, last]


def test_what_was_changed_since_is_said(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward, phone=OTHER)
    course = make_course(session, ward)
    register(session, course, kept)
    register(session, course, gone)
    made = merge(session, kept, gone, officer, "phone")
    kept.change({"phone": "+84900000103"}, str(kept.version))
    left = session.scalars(Registration.of(course.id).where(Registration.state == "seated")).one()
    cancel(session, left, now=clock.now())
    register_again = Registration.register(session, course.id, kept, Wishes(way=SignUpWay.DESK), clock.now())
    assert not register_again.is_thin
    with pytest.raises(Contradicted) as caught:
        undo(session, made, officer)
    assert ("field", "phone") in [(each.kind, each.about) for each in caught.value.why]
    assert gone.merged_into_id == kept.id


def test_another_field_changed_since_stays(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward, phone=OTHER)
    made = merge(session, kept, gone, officer, "phone")
    kept.change({"sex": None}, str(kept.version))
    assert undo(session, made, officer)
    assert (kept.phone, kept.sex) == (PHONE, None)


def test_a_pair_read_before_a_change_is_read_anew(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward)
    seen = (str(kept.version), str(gone.version))
    gone.change({"birth_year": 1957}, str(gone.version))
    with pytest.raises(ReadAnew):
        merging.merge(session, kept.id, gone.id, seen=seen, by=officer, now=clock.now())
    made = merge(session, kept, gone, officer)
    with pytest.raises(AlreadyMerged) as caught:
        merge(session, gone, kept, officer)
    assert caught.value.person is kept
    assert json.loads(made.moved)["kept"]["birth_year"] == 1956


def test_whoever_types_the_misspelt_name_is_the_kept_one(
    session: Session, ward: AdministrativeUnit, officer: Account
) -> None:
    kept, gone = pair(session, ward)
    merge(session, kept, gone, officer)
    typed = make_person(session, ward, gone.full_name, 1956, group=gone.residential_group, add=False)
    assert Person.recognise(session, typed) is kept
    again = make_person(session, ward, kept.full_name, 1956, group=kept.residential_group, add=False)
    assert Person.recognise(session, again) is kept
    assert Person.recognise(session, gone) is kept


# -- who may be on file twice -----------------------------------------------------------------------------------------


def test_likely_rows_are_found_by_name_year_group_and_phone(session: Session, ward: AdministrativeUnit) -> None:
    kept, gone = pair(session, ward)
    elsewhere = make_person(session, ward, "Nguyen Thi Nhumg", 1956)
    phone = make_person(session, ward, "Nhung Nguyễn Thị", 1980, phone=PHONE)
    make_person(session, ward, "Nguyễn Thị Nhung", 1980, group=kept.residential_group)
    stranger = make_person(session, make_ward(session), "Nguyễn Thị Nhumg", 1956)
    found = duplicates.others(session, [gone, kept, stranger])
    assert [(other.person, other.signs) for other in found[gone.id]] == [
        (elsewhere, (Sign.SAME,)),
        (kept, (Sign.NEAR,)),
    ]
    assert [(other.person, other.signs) for other in found[kept.id]] == [(gone, (Sign.NEAR,)), (phone, (Sign.PHONE,))]
    assert found[stranger.id] == []


def test_two_people_are_not_asked_about_again(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    kept, gone = pair(session, ward)
    PersonDistinction.say(session, gone, kept, by_id=officer.id, now=clock.now())
    PersonDistinction.say(session, kept, gone, by_id=officer.id, now=clock.now())
    assert len(session.scalars(PersonDistinction.of(kept.id)).all()) == 1
    assert duplicates.others(session, [kept, gone]) == {kept.id: [], gone.id: []}
