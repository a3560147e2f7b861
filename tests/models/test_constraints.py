"""Raw SQL, past all nouns: the database stands behind each rule, and refuses what no noun would do."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Base, Course, Lesson, Person, Registration, Ticket
from app.models.learning.leaving import cancel
from tests.factories import make_course, make_registration, make_ward

Full = tuple[Course, list[Registration]]


@pytest.fixture
def full(session: Session) -> Full:
    """Two seats, three people: two seated, one waiting."""
    course = make_course(session, make_ward(session), seats=2)
    return course, [make_registration(session, course, f"Hoàng Thị Hoa {sign}") for sign in "ABC"]


def one_more(noun: type[Base], **changed: object) -> Callable[[Session], object]:
    """Change every row of a table at once."""
    return lambda session: session.execute(update(noun).values(**changed))


FORBIDDEN = {
    "more seated than seats": (one_more(Course, seated=Course.seats + 1), "seated_within_seats"),
    "fewer seats than seated": (one_more(Course, seats=1), "seated_within_seats"),
    "less than nobody seated": (one_more(Course, seated=-1), "seated_within_seats"),
    "no seats": (one_more(Course, seats=0, seated=0), "seats_positive"),
    "negative places": (one_more(Course, last_position=-1), "last_position_positive"),
    "a share of nothing": (one_more(Course, certificate_share=0), "certificate_share_percent"),
    "a share over all": (one_more(Course, certificate_share=101), "certificate_share_percent"),
    "an unknown state": (one_more(Course, state="running"), "state_known"),
    "an unknown paper": (one_more(Course, certificate_size="A3"), "certificate_size_known"),
    "waiting without a place": (one_more(Registration, state="waiting", position=None), "waiting_has_position"),
    "one place twice": (one_more(Registration, position=1), "position"),
    "an unknown registration": (one_more(Registration, state="maybe"), "state_known"),
    "an unknown way": (one_more(Registration, way="fax"), "way_known"),
    "one submission twice": (one_more(Registration, submission="same"), "submission"),
    "one token twice": (one_more(Ticket, token="0" * 16), "token"),
    "a thin ticket of nothing": (one_more(Ticket, typed_name="Hoa"), "thin_is_whole"),
    "a lesson that ends before it begins": (one_more(Lesson, ends_at=Lesson.starts_at), "ends_after_start"),
    "lesson nought": (one_more(Lesson, number=0), "number"),
    "one lesson number twice": (one_more(Lesson, number=1), "number"),
    "one lesson code twice": (one_more(Lesson, code="AAAAAA"), "code"),
    "less than nobody there": (one_more(Lesson, heads=-1), "heads_positive"),
    "held without a closing": (one_more(Lesson, state="held"), "held_is_closed"),
    "closed without being held": (one_more(Lesson, closed_at=datetime(2026, 11, 21, tzinfo=UTC)), "held_is_closed"),
    "born in another age": (one_more(Person, birth_year=1899), "birth_year_plausible"),
    "an unknown sex": (one_more(Person, sex="x"), "sex_known"),
    "a course of no ward": (one_more(Course, unit_id=0), "unit_id|FOREIGN KEY"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_the_database_refuses(session: Session, full: Full, fault: str) -> None:
    change, constraint = FORBIDDEN[fault]
    with pytest.raises(IntegrityError, match=constraint):
        change(session)


def test_the_database_refuses_a_second_live_registration(session: Session, full: Full) -> None:
    course, people = full
    gone = people[0]
    cancel(session, gone, now=clock.now())
    again = make_registration(session, course, "Hoàng Thị Hoa A")
    session.execute(update(Registration).where(Registration.id == again.id).values(person_id=gone.person_id))
    with pytest.raises(IntegrityError, match=r"uq_registration_live|registration\.course_id, registration\.person_id"):
        session.execute(update(Registration).where(Registration.id == gone.id).values(state="seated"))
