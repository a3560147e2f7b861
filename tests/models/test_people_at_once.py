"""One person, fifty phones, one moment: registered once, known once. Seen red with each lock off."""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Course, Person, Registration, ResidentialGroup, SignUpWay, Ticket, Wishes
from app.web.database import db, immediate
from tests.at_once import all_at_once
from tests.factories import make_course, make_group, make_person, make_ward

PHONES = 50


def at_once(app: Flask, acts: Sequence[Callable[[Session], object]]) -> None:
    """Do these in write transactions of their own, from so many threads, all at the same moment."""

    def do(act: Callable[[Session], object]) -> None:
        with app.app_context(), immediate() as session:
            act(session)

    all_at_once([partial(do, act) for act in acts])


def a_phone(course_id: int, group_id: int, now: datetime) -> Callable[[Session], object]:
    """One phone on which the same person's form is sent."""
    submission = str(uuid.uuid4())

    def send(session: Session) -> Ticket:
        group = session.get_one(ResidentialGroup, group_id)
        candidate = make_person(session, group.unit, group=group, add=False, phone="+84900000101")
        return Registration.register(
            session, course_id, candidate, Wishes(way=SignUpWay.QR, submission=submission), now
        )

    return send


def stored(app: Flask) -> Counter[str]:
    """What there is after the race."""
    with app.app_context():
        thin = [ticket.is_thin for ticket in db.session.scalars(select(Ticket))]
        return Counter(
            people=len(db.session.scalars(select(Person)).all()),
            live=sum(row.is_live for row in db.session.scalars(select(Registration))),
            seated=sum(course.seated for course in db.session.scalars(select(Course))),
            thin=sum(thin),
            whole=len(thin) - sum(thin),
        )


def test_one_person_from_fifty_phones_is_registered_once(engine: str, make_app: Callable[..., Flask]) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        group = make_group(session, make_ward(session))
        course = make_course(session, group.unit)
    at_once(app, [a_phone(course.id, group.id, clock.now()) for _ in range(PHONES)])
    assert stored(app) == Counter(people=1, live=1, seated=1, thin=PHONES - 1, whole=1)


def test_one_person_on_two_courses_at_once_is_one_person(engine: str, make_app: Callable[..., Flask]) -> None:
    """Two courses' rows are two locks: what keeps the person one is the lock on the group."""
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        group = make_group(session, make_ward(session))
        courses = [make_course(session, group.unit).id for _ in range(2)]
    at_once(app, [a_phone(courses[number % 2], group.id, clock.now()) for number in range(PHONES)])
    assert stored(app) == Counter(people=1, live=2, seated=2, thin=PHONES - 2, whole=2)
