"""The list at the door: each ticket leads to its people, whatever has become of them, in two statements."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Course, Lesson, Registration, SignUpWay, Ticket, Wishes
from app.models.learning.door_list import DoorList, ticket_hash
from app.models.learning.leaving import cancel
from tests.factories import make_course, make_group, make_person, make_registration, make_ward
from tests.statements import counted


def _course(session: Session) -> Course:
    return make_course(session, make_ward(session), first=clock.now() - timedelta(hours=1))


def _join(session: Session, ticket: Ticket, name: str, year: int) -> None:
    candidate = make_person(session, ticket.course.unit, name, year, add=False)
    wishes = Wishes(way=SignUpWay.QR)
    Registration.register(session, ticket.course_id, candidate, wishes, clock.now(), ticket_id=ticket.id)


def _names(session: Session, lesson: Lesson) -> dict[str, list[str]]:
    return {entry.token: [row.name for row in entry.people] for entry in DoorList.of(session, lesson).entries}


def test_a_familys_ticket_leads_to_all_its_people_with_what_the_door_must_know(session: Session) -> None:
    course = _course(session)
    mother = make_registration(session, course, "Trần Thị Mơ", 1961, needs=("hear",))
    mother.door_line = "Bàn 3"
    _join(session, mother.ticket, "Trần Gia Hân", 2009)
    make_registration(session, course, "Lý Văn Sáng", 1950)

    there = DoorList.of(session, course.lessons[0])

    entry = next(each for each in there.entries if each.token == mother.ticket.token)
    assert [(row.name, row.birth_year, row.door_line, row.needs) for row in entry.people] == [
        ("Trần Thị Mơ", 1961, "Bàn 3", "hear"),
        ("Trần Gia Hân", 2009, "", ""),
    ]
    assert [row.name for row in there.people] == ["Trần Gia Hân", "Trần Thị Mơ", "Lý Văn Sáng"]
    assert {row.status for row in there.people} == {"unmarked"}


def test_whoever_gave_up_their_seat_is_left_out_of_a_familys_ticket_and_told_of_on_their_own(session: Session) -> None:
    course = _course(session)
    mother, alone = make_registration(session, course, "Trần Thị Mơ", 1961), make_registration(session, course)
    _join(session, mother.ticket, "Trần Gia Hân", 2009)
    for each in (mother, alone):
        cancel(session, each, now=clock.now(), reason="")
    session.flush()

    found = {entry.token: entry.people for entry in DoorList.of(session, course.lessons[0]).entries}

    assert [row.name for row in found[mother.ticket.token]] == ["Trần Gia Hân"]
    assert [row.state for row in found[alone.ticket.token]] == ["cancelled"]


def test_a_ticket_from_a_second_phone_leads_to_the_same_person(session: Session) -> None:
    course = _course(session)
    group = make_group(session, course.unit)
    first, thin = (
        Registration.register(
            session,
            course.id,
            make_person(session, course.unit, group=group, add=False),
            Wishes(way=SignUpWay.QR),
            clock.now(),
        )
        for _ in range(2)
    )

    assert [first.is_thin, thin.is_thin] == [False, True]
    there = _names(session, course.lessons[0])
    assert there[thin.token] == there[first.token] == ["Lương Doãn Thiệu"]


def test_tickets_of_other_courses_are_not_there_and_hashes_tell_tickets_apart(session: Session) -> None:
    course, other = _course(session), _course(session)
    tokens = {make_registration(session, course, f"Hoàng Thị Hoa {n}", 1950 + n).ticket.token for n in range(30)}
    make_registration(session, other)

    entries = DoorList.of(session, course.lessons[0]).entries

    assert {entry.token for entry in entries} == tokens
    assert len({entry.hash for entry in entries}) == 30
    # What phones make of the same token (tests/outbox/scanning/test_hits.py) is this.
    assert ticket_hash("7K3MQ9X2AB4CDEFG") == "d8869d5a844b8b56"


def test_two_statements_however_many_people(session: Session) -> None:
    course = _course(session)
    for number in range(12):
        make_registration(session, course, f"Hoàng Thị Hoa {number}", 1950 + number)
    lesson = course.lessons[0]
    session.flush()

    with counted() as seen:
        DoorList.of(session, lesson)

    assert len(seen) == 2
