"""Marks that arrive for a registration merged meanwhile: the one that stays has them, and the way back divides them."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Attendance,
    Course,
    Mark,
    Outcome,
    Person,
    PersonMerge,
    Registration,
    Role,
    Roll,
)
from app.models.learning import merging
from app.models.learning.ticket_scan import TicketScan
from app.models.learning.walk_in import Press
from tests.factories import make_account, make_course, make_registration, make_ward


class Hall:
    """A class with several rows of one person, and the phone that still has the old roll."""

    def __init__(self, session: Session, ward: AdministrativeUnit, by: Account) -> None:
        self.session, self.by = session, by
        self.course: Course = make_course(session, ward, first=clock.now() - timedelta(minutes=30))
        names = "Nguyễn Thị Nhung", "Nguyễn Thị Nhumg", "Nguyễn Thị Nhungg"
        self.rows: list[Registration] = [make_registration(session, self.course, name, 1956) for name in names]
        self.people: list[Person] = [each.person for each in self.rows]

    def merge(self, kept: int, gone: int) -> PersonMerge:
        one, other = self.people[kept], self.people[gone]
        seen = str(one.version), str(other.version)
        return merging.merge(self.session, one.id, other.id, seen=seen, by=self.by, now=clock.now())

    def undo(self, made: PersonMerge) -> None:
        assert merging.undo(self.session, made, by=self.by, now=clock.now())

    def press(self, row: int, status: str, minutes_ago: int = 0, number: str = "", device: str = "phone") -> Outcome:
        """Somebody presses a row of the old roll."""
        key, now = self.rows[row].public_id, clock.now()
        at = now - timedelta(minutes=minutes_ago)
        meant = Roll.meant(self.session, self.course.id, [key])[key]
        mark = Mark(
            number or str(uuid.uuid4()), meant.registration_id, status, at, at, device, meant_for_id=meant.meant_for_id
        )
        return Attendance.record(self.session, self.course.lessons[0], [mark], by_id=None, now=now)[0]

    def stands(self) -> list[str]:
        """How each row stands at the lesson; "" where it was never marked, or no more."""
        self.session.expire_all()
        lesson_id = self.course.lessons[0].id
        states = [self.session.get(Attendance, (lesson_id, row.id)) for row in self.rows]
        return [state.status.replace("unmarked", "") if state else "" for state in states]


@pytest.fixture
def room(session: Session) -> Hall:
    ward = make_ward(session)
    return Hall(session, ward, make_account(session, ward, Role.OFFICER))


def test_a_late_mark_goes_where_the_merge_went_and_back(room: Hall) -> None:
    made = room.merge(0, 1)
    assert room.press(1, "present") is Outcome.DONE
    assert room.stands() == ["present", "", ""]
    room.undo(made)
    assert room.stands() == ["", "present", ""]


def test_a_mark_sent_again_after_the_merge_is_known(room: Hall) -> None:
    at, number = clock.now(), str(uuid.uuid4())
    mark = Mark(number, room.rows[1].id, "present", at, at, "phone")
    lesson = room.course.lessons[0]
    Attendance.record(room.session, lesson, [mark], by_id=None, now=at)
    made = room.merge(0, 1)
    meant = Roll.meant(room.session, room.course.id, [room.rows[1].public_id])[room.rows[1].public_id]
    stays = room.rows[1] if room.rows[1].is_live else room.rows[0]
    again = mark._replace(registration_id=stays.id, meant_for_id=meant.meant_for_id)
    assert Attendance.record(room.session, lesson, [again], by_id=None, now=at) == [Outcome.ALREADY_DONE]
    room.undo(made)
    assert Attendance.record(room.session, lesson, [mark], by_id=None, now=at) == [Outcome.ALREADY_DONE]


@pytest.mark.parametrize("status", ["absent", "excused", "unmarked"])
def test_who_came_was_there_whatever_the_old_row_says(room: Hall, status: str) -> None:
    room.press(0, "present")
    room.merge(0, 1)
    room.press(1, status)
    assert room.stands() == ["present", "", ""]


def test_an_undo_takes_back_what_was_pressed_on_the_same_row(room: Hall) -> None:
    room.press(0, "present")
    made = room.merge(0, 1)
    room.press(1, "late")
    assert room.stands() == ["late", "", ""]
    room.press(1, "unmarked")
    assert room.stands() == ["present", "", ""]
    room.undo(made)
    assert room.stands() == ["present", "", ""]


def test_whoever_sees_what_the_merge_brought_may_take_it_back(room: Hall) -> None:
    room.merge(0, 1)
    room.press(1, "present", minutes_ago=10)
    room.press(0, "absent")
    assert room.stands() == ["absent", "", ""]


@pytest.mark.parametrize(("there", "pressed"), [(1, 0), (2, 1)])
def test_a_chain_of_merges_is_followed_and_comes_apart(room: Hall, there: int, pressed: int) -> None:
    """`there`: whose registration the merges keep, since they were there; `pressed`: the row that goes first."""
    room.press(there, "late", minutes_ago=20, device="other")
    first = room.merge(1, 0)
    room.press(pressed, "present", minutes_ago=10)
    second = room.merge(2, 1)
    room.press(pressed, "late", minutes_ago=5)
    assert sorted(filter(None, room.stands())) == ["late"]
    room.undo(second)
    assert room.stands()[pressed] == ""
    room.undo(first)
    assert [bool(each) for each in room.stands()] == [each in (there, pressed) for each in range(3)]
    assert room.stands()[pressed] == "late"


def test_a_ticket_of_a_family_follows_the_one_that_was_merged(room: Hall) -> None:
    child = make_registration(room.session, room.course, "Lê Bé Na", 1980)
    child.ticket = room.rows[1].ticket
    room.session.flush()
    token, key = room.rows[1].ticket.token, room.rows[1].public_id
    room.merge(0, 1)
    ticket = TicketScan.find(room.session, [token])[token]
    assert [each.registration_id for each in ticket.holders] == [room.rows[0].id, child.id]
    now = clock.now()
    scan = TicketScan(Press(str(uuid.uuid4()), now, now, "phone"), ticket, [key])
    TicketScan.record(room.session, room.course.lessons[0], [scan], by_id=None, now=now)
    assert room.stands() == ["present", "", ""]
    assert room.session.get(Attendance, (room.course.lessons[0].id, child.id)) is None


def test_the_roll_shows_the_one_that_stays_for_the_key_of_the_merged_one(room: Hall) -> None:
    room.merge(0, 1)
    roll = Roll.of(room.session, room.course.lessons[0], just=room.rows[1].public_id)
    assert roll.just is not None
    assert roll.just.registration_id == room.rows[0].id
    assert [each.registration_id for each in roll.rows] == [room.rows[0].id, room.rows[2].id]
