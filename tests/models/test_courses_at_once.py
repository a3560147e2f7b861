"""Several officers at the same moment on one class: one change stands, the others are told."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from app.country import clock
from app.models import AuditEvent, Course, CourseState, CourseTemplate, Lesson
from app.models.learning.course_template import common_templates
from app.models.learning.course_terms import AlreadyOver, CourseDetails, Deleted
from app.models.learning.discarding import Met, discard
from app.models.people.changing import Overtaken
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_course, make_registration, make_ward


@pytest.fixture
def race(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine, rooms=False)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def course(race: Flask) -> Course:
    with race.app_context(), immediate() as session:
        made = make_course(session, make_ward(session), seats=30)
        make_registration(session, made)
        return made


def test_of_ten_who_change_what_they_all_saw_one_does(race: Flask, course: Course) -> None:
    def change(seats: int) -> int:
        with race.app_context(), immediate() as session:
            held = session.scalars(Course.locked(course.id)).one()
            held.change(CourseDetails("Lớp", "people", seats, held.place), seen=1)
            return seats

    told = at_once([lambda n=n: change(n) for n in range(40, 50)])

    stood = [one for one in told if isinstance(one, int)]
    assert len(stood) == 1, told
    assert [type(one) for one in told].count(Overtaken) == 9
    with race.app_context():
        now = db.session.get_one(Course, course.id)
        assert (now.seats, now.version) == (stood[0], 2)


def test_of_ten_who_move_one_lesson_one_does(race: Flask, course: Course) -> None:
    with race.app_context():
        lesson_id = db.session.get_one(Course, course.id).lessons[0].id
    begin = clock.now() + timedelta(days=9)

    def move(hours: int) -> int:
        with race.app_context(), immediate() as session:
            session.scalars(Course.locked(course.id)).one()
            lesson = session.scalars(Lesson.locked(lesson_id)).one()
            lesson.move(begin + timedelta(hours=hours), minutes=60, place=None, seen=1)
            return hours

    told = at_once([lambda n=n: move(n) for n in range(10)])

    stood = [one for one in told if isinstance(one, int)]
    assert len(stood) == 1, told
    with race.app_context():
        now = db.session.get_one(Lesson, lesson_id)
        assert (now.starts_at, now.version) == (begin + timedelta(hours=stood[0]), 2)


def test_called_off_by_many_at_once_the_first_reason_stands(race: Flask, course: Course) -> None:
    def call_off(number: int) -> str:
        with race.app_context(), immediate() as session:
            held = session.scalars(Course.locked(course.id)).one()
            held.call_off(f"Lý do {number}", clock.now())
            return f"Lý do {number}"

    told = at_once([lambda n=n: call_off(n) for n in range(10)])

    stood = [one for one in told if isinstance(one, str)]
    assert len(stood) == 1, told
    assert [type(one) for one in told].count(AlreadyOver) == 9
    with race.app_context():
        assert db.session.get_one(Course, course.id).cancelled_reason == stood[0]


def test_taken_over_by_many_at_once_no_template_stands_twice(race: Flask, course: Course) -> None:
    def take_over() -> int:
        with race.app_context(), immediate() as session:
            here = session.get_one(Course, course.id).unit
            return len(CourseTemplate.take_over(session, here, common_templates()))

    told = at_once([take_over] * 4)

    with race.app_context():
        standing = db.session.scalars(CourseTemplate.of(course.unit_id)).all()
    assert len(standing) == len(common_templates())
    assert sorted(map(str, told)) == ["0", "0", "0", str(len(common_templates()))]


def test_a_draft_is_either_published_or_deleted_and_by_one_of_many(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        draft = make_course(session, make_ward(session), state=CourseState.DRAFT)

    def publish() -> str:
        with race.app_context(), immediate() as session:
            held = session.get_one(Course, draft.id).lock()
            held.publish()
            about = ("course", held.code)
            AuditEvent.note(
                session, "course.published", at=clock.now(), account_id=None, unit_id=held.unit_id, subject=about
            )
            return "published"

    def delete() -> str:
        with race.app_context(), immediate() as session:
            discard(session, session.get_one(Course, draft.id).lock())
            return "deleted"

    told = at_once([publish, delete] * 5)

    done = [one for one in told if isinstance(one, str)]
    assert set(done) in ({"published"}, {"deleted"}), told
    assert {type(one) for one in told if isinstance(one, Exception)} <= {Met, Deleted, NoResultFound}
    with race.app_context():
        there = db.session.scalars(Course.called(draft.code)).first()
        assert (there is None) == (done == ["deleted"])


def test_whoever_waited_for_a_draft_that_goes_hears_that_it_is_gone(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        draft = make_course(session, make_ward(session), state=CourseState.DRAFT)
    with race.app_context(), immediate() as session:
        held = session.get_one(Course, draft.id).lock()
        discard(session, held)
        with pytest.raises(Deleted):
            held.lock()
