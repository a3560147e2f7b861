"""Two officers open a class on one topic, or make a topic of the same words, at one moment: it is made once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Consent, Course, CourseInvitee, HelpCorrection, HelpTopic
from app.models.helping.course_invitee import open_course
from app.models.helping.log.other_words import become_topic
from app.models.learning.course_terms import CourseDetails
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_person
from tests.helping import Counter

OFFICERS = 4


@pytest.fixture(scope="module")
def place(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """Real transactions."""
    return make_app(engine, rooms=False)


def all_together(place: Flask, act: Callable[[Session], object]) -> list[object | Exception]:
    """Do it as often as there are officers, at one moment, each in a transaction of their own."""

    def run() -> object:
        with place.app_context(), immediate() as session:
            return act(session)

    return at_once([run] * OFFICERS)


@pytest.mark.parametrize("known", [True, False])
def test_one_class(place: Flask, known: bool) -> None:
    """Whether or not there is somebody to invite."""
    now = clock.now()
    with place.app_context(), immediate() as session:
        counter = Counter(session)
        person = make_person(session, counter.ward, "Nông Thị Én", 1950)
        Consent.give(session, person, "follow_up", version="2026-11", at=now, how="help")
        unit_id, by, people = counter.ward.id, counter.helper.id, [person.id] if known else []
        topic_id = counter.topics["khai_sinh"].id

    def open_it(session: Session) -> object:
        topic = session.get_one(HelpTopic, topic_id)
        wanted = CourseDetails(title="Khai sinh", audience="people", seats=30, place=None, topics="Khai sinh")
        starts, who = [now + timedelta(days=10)], session.get_one(Account, by)
        unit = session.get_one(AdministrativeUnit, unit_id)
        course, fresh, invited = open_course(session, unit, topic, wanted, starts, people, by=who, now=now)
        return course.code, fresh, invited

    told = all_together(place, open_it)
    assert sorted(one[1:] for one in told if isinstance(one, tuple)) == [
        *[(False, 0)] * (OFFICERS - 1),
        (True, int(known)),
    ]
    with place.app_context():
        [course] = db.session.scalars(Course.of(unit_id)).all()
        assert {one[0] for one in told if isinstance(one, tuple)} == {course.code}
        invited = select(func.count(CourseInvitee.id)).where(CourseInvitee.course_id == course.id)
        assert db.session.scalar(invited) == int(known)


def test_one_topic(place: Flask) -> None:
    now = clock.now()
    with place.app_context(), immediate() as session:
        counter = Counter(session)
        records = [counter.record(now, ["khac"], other_words="bán hàng").id for _ in range(3)]
        unit_id, by = counter.ward.id, counter.helper.id

    def make_it(session: Session) -> object:
        became = become_topic(
            session,
            unit_id,
            "ban hang",
            label="Bán hàng",
            field="Kinh tế",
            by=session.get_one(Account, by),
            now=now,
            why="thành chủ đề",
        )
        return became and became.moved

    assert sorted(all_together(place, make_it), key=str) == [3, *[None] * (OFFICERS - 1)]
    with place.app_context():
        made = select(func.count(HelpTopic.id)).where(HelpTopic.unit_id == unit_id, HelpTopic.label == "Bán hàng")
        kept = select(func.count(HelpCorrection.id)).where(HelpCorrection.record_id.in_(records))
        assert db.session.scalar(made) == 1
        assert db.session.scalar(kept) == 3
