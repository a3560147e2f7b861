"""Phones that hold rolls: what each said last, and when a lesson has heard of all of them."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Lesson, OfflineRoll, Phone, Role
from tests.factories import make_account, make_course, make_ward
from tests.statements import counted

DEVICE = "0b0e6f2e-1111-4222-8333-944444444444"


@dataclass
class Hall:
    """A course whose first lesson ended an hour ago and whose second is next week, and two who teach it."""

    session: Session
    over: Lesson
    ahead: Lesson
    one: Account
    two: Account

    def heard(self, account: Account | None = None, waiting: int = 0, refused: int = 0, minutes: float = 0) -> Phone:
        """What an account's phone says of itself, `minutes` from now."""
        return Phone.heard(
            self.session,
            account_id=(account or self.one).id,
            device=DEVICE,
            kind="Chrome, Android",
            release="a1",
            waiting=waiting,
            refused=refused,
            now=clock.now() + timedelta(minutes=minutes),
        )

    def report(self, phone: Phone, *marked: Lesson) -> None:
        """Draw what follows for the rolls on it."""
        OfflineRoll.report(self.session, phone, clock.now(), [lesson.id for lesson in marked])

    def waited_for(self, lesson: Lesson | None = None) -> list[Phone]:
        """The phones of which a lesson (the one that is over) has yet to hear."""
        wanted = OfflineRoll.outstanding((lesson or self.over).id).execution_options(populate_existing=True)
        return [row.phone for row in self.session.scalars(wanted)]


@pytest.fixture
def hall(session: Session) -> Hall:
    ward = make_ward(session)
    course = make_course(session, ward, first=clock.now() - timedelta(minutes=150))
    one, two = (make_account(session, ward, Role.INSTRUCTOR) for _ in range(2))
    return Hall(session, course.lessons[0], course.lessons[1], one, two)


def test_a_phone_is_one_row_for_each_account_that_uses_it(hall: Hall) -> None:
    assert hall.heard() is hall.heard()
    assert hall.heard(hall.two) is not hall.heard()
    assert hall.session.scalar(select(func.count(Phone.id))) == 2


def test_what_it_says_again_within_a_minute_costs_one_look_and_moves_nothing(hall: Hall) -> None:
    first = hall.heard(waiting=3).last_seen_at
    hall.session.flush()
    with counted() as asked:
        assert hall.heard(waiting=3, minutes=0.5).last_seen_at == first
    assert len(asked) == 1
    assert hall.heard(waiting=2, minutes=0.5).last_seen_at > first


def test_a_phone_that_says_the_same_later_was_seen_later(hall: Hall) -> None:
    first = hall.heard().last_seen_at
    assert hall.heard(minutes=2).last_seen_at > first


def test_what_it_leaves_out_stays(hall: Hall) -> None:
    hall.heard()
    said = Phone.heard(hall.session, account_id=hall.one.id, device=DEVICE, waiting=1, refused=0, now=clock.now())
    assert (said.kind, said.release, said.waiting) == ("Chrome, Android", "a1", 1)


def test_counts_are_never_below_nought_nor_beyond_reason(hall: Hall) -> None:
    said = hall.heard(waiting=-4, refused=10**12)
    assert (said.waiting, said.refused) == (0, 1_000_000)


def test_a_phone_that_holds_a_roll_is_waited_for_until_it_says_that_nothing_waits(hall: Hall) -> None:
    phone = hall.heard(waiting=2)
    OfflineRoll.hold(hall.session, phone, [hall.over.id, hall.ahead.id], clock.now())
    hall.report(phone)
    assert hall.waited_for() == [phone]
    hall.report(hall.heard(waiting=0))
    assert hall.waited_for() == []
    assert hall.waited_for(hall.ahead) == [phone]


def test_a_lesson_that_was_closed_before_its_hour_is_over_too(hall: Hall) -> None:
    phone = hall.heard()
    OfflineRoll.hold(hall.session, phone, [hall.ahead.id], clock.now())
    hall.ahead.close(by=hall.one, now=clock.now())
    hall.session.flush()
    hall.report(phone)
    assert hall.waited_for(hall.ahead) == []


def test_a_phone_that_marked_is_a_phone_of_the_lesson_and_reports_in_the_same_breath(hall: Hall) -> None:
    phone = hall.heard(waiting=250)
    hall.report(phone, hall.over)
    assert hall.waited_for() == [phone]
    hall.report(hall.heard(waiting=0), hall.over)
    assert hall.waited_for() == []
    other = hall.heard(hall.two)
    hall.report(other, hall.over)
    assert hall.waited_for() == []
    assert len(hall.session.scalars(OfflineRoll.of(hall.over.id)).all()) == 2


def test_marks_with_more_behind_them_take_a_report_back(hall: Hall) -> None:
    phone = hall.heard()
    hall.report(phone, hall.over)
    assert hall.waited_for() == []
    hall.report(hall.heard(waiting=12), hall.over)
    assert hall.waited_for() == [phone]


def test_a_tap_on_line_costs_one_look(hall: Hall) -> None:
    phone = hall.heard()
    hall.report(phone, hall.ahead)
    with counted() as asked:
        hall.report(phone, hall.ahead)
    assert len(asked) == 1
    phone.waiting = 4
    hall.session.flush()
    with counted() as asked:
        hall.report(phone)
    assert asked == []


def test_a_phone_that_is_given_up_is_waited_for_no_longer_and_by_name(hall: Hall) -> None:
    phone = hall.heard(waiting=5)
    OfflineRoll.hold(hall.session, phone, [hall.over.id], clock.now())
    held = hall.session.scalars(OfflineRoll.of(hall.over.id)).one()
    assert held.give_up(by_id=hall.two.id, now=clock.now())
    assert not held.give_up(by_id=hall.one.id, now=clock.now())
    hall.session.flush()
    assert hall.waited_for() == []
    assert held.given_up_by_id == hall.two.id


def test_a_roll_saved_anew_for_a_lesson_to_come_has_to_be_reported_anew(hall: Hall) -> None:
    phone = hall.heard()
    OfflineRoll.hold(hall.session, phone, [hall.ahead.id], clock.now())
    hall.session.scalars(OfflineRoll.of(hall.ahead.id)).one().give_up(by_id=hall.one.id, now=clock.now())
    OfflineRoll.hold(hall.session, phone, [hall.ahead.id], clock.now())
    assert hall.waited_for(hall.ahead) == [phone]


def test_the_lessons_of_a_course_that_wait_for_phones(hall: Hall) -> None:
    phone = hall.heard(waiting=1)
    OfflineRoll.hold(hall.session, phone, [hall.over.id, hall.ahead.id], clock.now())
    waiting = OfflineRoll.unheard_on(hall.over.course_id, clock.now())
    assert hall.session.scalars(waiting).all() == [hall.over.number]


def test_whose_phones_keep_something_and_which_run_an_older_release(hall: Hall) -> None:
    full, empty = hall.heard(waiting=14), hall.heard(hall.two)
    assert hall.session.scalars(Phone.keeping(hall.one.id)).all() == [full]
    assert hall.session.scalars(Phone.keeping(hall.two.id)).all() == []
    later = clock.now() + timedelta(days=8)
    assert hall.session.scalars(Phone.running_older("a1", clock.now() - timedelta(days=7))).all() == [0]
    assert hall.session.scalars(Phone.running_older("b2", clock.now() - timedelta(days=7))).all() == [2]
    assert hall.session.scalars(Phone.seen_since([hall.one.id, hall.two.id], later)).all() == [full]
    assert hall.session.scalars(
        Phone.seen_since([hall.one.id, hall.two.id], clock.now() - timedelta(days=7))
    ).all() == [full, empty]


@pytest.mark.parametrize(("column", "value"), [("waiting", -1), ("refused", -1)])
def test_the_database_keeps_counts_from_falling_below_nought(hall: Hall, column: str, value: int) -> None:
    phone = hall.heard()
    setattr(phone, column, value)
    with pytest.raises(IntegrityError, match=f"{column}_positive"):
        hall.session.flush()


def test_the_database_knows_who_gave_a_phone_up(hall: Hall) -> None:
    OfflineRoll.hold(hall.session, hall.heard(), [hall.over.id], clock.now())
    hall.session.scalars(OfflineRoll.of(hall.over.id)).one().given_up_at = clock.now()
    with pytest.raises(IntegrityError, match="given_up_by_somebody"):
        hall.session.flush()
