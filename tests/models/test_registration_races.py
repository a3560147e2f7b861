"""Many at once at the one door to a course's seats: nobody gets what somebody else has, and all hear what is stored.

Real commits on databases of their own, on SQLite behind its gate and on PostgreSQL behind the course's row lock.
"""

import random
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Course,
    Person,
    Registration,
    RegistrationStep,
    SignUpWay,
    Ticket,
    Wishes,
)
from app.models.learning.families import Family, register_family
from app.models.learning.joining import CourseFull
from app.models.learning.leaving import cancel, fill_seats, lapse_offers, move, place_in_queue
from app.web import database
from app.web.database import db, immediate
from tests.at_once import all_at_once, at_once
from tests.factories import make_account, make_course, make_registration
from tests.pages import Pages
from tests.registering import count, open_course, registrations

PEOPLE = 200
Made = TypeVar("Made")


@pytest.fixture
def app(make_app: Callable[[str], Flask], engine: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app whose commits are real, where two hundred wait for their turn as long as a busy machine takes."""
    made = make_app(engine)
    monkeypatch.setattr(database, "GATE_SECONDS", 600)
    with made.app_context():
        if isinstance(pool := db.engine.pool, QueuePool):
            pool._timeout = 600  # of patience: half a minute says how quick a machine is
    yield made
    with made.app_context():
        db.engine.dispose()


def register(app: Flask, course: Course, full_name: str, **wishes: Any) -> tuple[str, int | None]:
    """Register by the noun, then look as the ticket's page does: how one stands, and the place told."""
    with app.app_context():
        with immediate() as session:
            candidate = Person(
                unit=session.get_one(AdministrativeUnit, course.unit_id),
                full_name=full_name,
                birth_year=1954,
                created_at=clock.now(),
            )
            given = Wishes(**{"way": SignUpWay.QR, **wishes})
            ticket = Registration.register(session, course.id, candidate, given, clock.now())
        registration = db.session.scalars(Registration.on(ticket.id)).one()
        return registration.state, place_in_queue(db.session(), registration)


def seats(app: Flask, course: Course) -> tuple[int, int, int]:
    """The course's own count of seated, its seats, and who really sits."""
    with app.app_context():
        fresh = db.session.get_one(Course, course.id)
        seated = db.session.scalars(select(Registration.id).where(Registration.state == "seated")).all()
        return fresh.seated, fresh.seats, len(seated)


@pytest.mark.core("two hundred for the last seat")
def test_two_hundred_at_once_on_the_last_seat(app: Flask) -> None:
    course = open_course(app, seats=1)

    told = all_at_once([lambda name=f"Người Thử {n}": register(app, course, name) for n in range(PEOPLE)])

    assert Counter(state for state, _ in told) == {"seated": 1, "waiting": PEOPLE - 1}
    assert sorted(place for _, place in told if place is not None) == list(range(1, PEOPLE))
    assert seats(app, course) == (1, 1, 1)
    stored = {made.person.full_name: (made.state, made.position) for made in registrations(app)}
    assert {f"Người Thử {number}": answer for number, answer in enumerate(told)} == stored


def test_one_form_sent_many_times_at_once_is_one_registration(app: Flask) -> None:
    course, submission = open_course(app, seats=5), str(uuid.uuid4())

    told = all_at_once([lambda: register(app, course, "Bà Bấm Hai Lần", submission=submission)] * 20)

    assert set(told) == {("seated", None)}
    assert (count(app, Registration), count(app, Ticket), count(app, Person)) == (1, 1, 1)


def test_families_race_for_the_last_seats_and_each_sits_by_its_own_rule(app: Flask) -> None:
    course = open_course(app, seats=6, waiting_list=False)

    def come(family: int) -> Family:
        with app.app_context(), immediate() as session:
            unit = session.get_one(AdministrativeUnit, course.unit_id)
            members = [
                (Person(unit=unit, full_name=f"Nhà {family} Người {n}", birth_year=1954, created_at=clock.now()),
                 Wishes(way=SignUpWay.QR, submission=f"{family}-{n}"))
                for n in range(4)
            ]  # fmt: skip
            return register_family(session, course.id, members, clock.now())

    told = at_once([lambda n=n: come(n) for n in range(5)])

    there = [family for family in told if isinstance(family, Family)]
    assert {type(each) for each in told} == {Family, CourseFull}
    assert [4 - len(family.left_out) for family in there] in ([4, 2], [2, 4])
    assert seats(app, course) == (6, 6, 6)
    assert (count(app, Person), count(app, Ticket)) == (6, 2)  # who found no seat left nothing behind
    assert len({made.ticket_id for made in registrations(app)}) == 2


def test_seats_given_up_while_others_come_go_to_the_first_ones_waiting(app: Flask) -> None:
    course = open_course(app, seats=10, people=30)
    holders = [made.id for made in registrations(app) if made.state == "seated"]

    def give_up(registration_id: int) -> None:
        with app.app_context(), immediate() as session:
            cancel(session, session.get_one(Registration, registration_id), now=clock.now())

    acts: list[Callable[[], object]] = [lambda made=made: give_up(made) for made in holders * 2]
    acts += [lambda name=f"Người Đến Sau {n}": register(app, course, name) for n in range(20)]
    all_at_once(acts)

    assert seats(app, course) == (10, 10, 10)
    stood = registrations(app)
    assert [made.state for made in stood if made.id in holders] == ["cancelled"] * 10
    seated = [made.position for made in stood if made.state == "seated"]
    waiting = [made.position for made in stood if made.state == "waiting"]
    # Positions are given once; whoever sits now was ahead of everybody who still waits.
    assert max(position or 0 for position in seated) < min(position or 0 for position in waiting)
    assert len(waiting) == 30


def test_a_class_of_people_at_the_web_form(app: Flask) -> None:
    """The whole way, form and all: no error page, and each ticket says what is stored."""
    open_course(app, seats=3)
    clients = [app.test_client() for _ in range(40)]
    forms = [Pages(client).get("/l/DEM1").form(button="Đăng ký học") for client in clients]

    def press(number: int) -> str:
        name = f"Người Thử {number}"
        typed = {**forms[number].fields, "full_name": name, "birth_year": "1954", "residential_group": "khac"}
        answer = clients[number].post("/l/DEM1", data=typed)
        assert answer.status_code == 303, answer.text
        page = clients[number].get(answer.location).text
        heading = re.search(r"Đã có chỗ|Bác đang chờ, thứ \d+", page)
        return heading[0] if heading else page

    told = all_at_once([lambda number=number: press(number) for number in range(40)])

    stored = {
        made.person.full_name: "Đã có chỗ" if made.position is None else f"Bác đang chờ, thứ {made.position}"
        for made in registrations(app)
    }
    assert {f"Người Thử {number}": heading for number, heading in enumerate(told)} == stored
    assert Counter(told)["Đã có chỗ"] == 3


def test_one_person_on_ten_phones_takes_one_seat(app: Flask) -> None:
    open_course(app, seats=5)
    clients = [app.test_client() for _ in range(10)]
    forms = [Pages(client).get("/l/DEM1").form(button="Đăng ký học") for client in clients]
    typed = {"full_name": "Bà Hai Điện Thoại", "birth_year": "1954", "residential_group": "TDP-A"}

    told = all_at_once(
        [
            lambda client=client, form=form: client.post("/l/DEM1", data={**form.fields, **typed}).status_code
            for client, form in zip(clients, forms, strict=True)
        ]
    )

    assert told == [303] * 10
    assert len(registrations(app)) == 1
    assert count(app, Person) == 1


# -- offers ---------------------------------------------------------------------------------------------------------


def in_write(app: Flask, act: Callable[[Session], Made]) -> Callable[[], Made]:
    """An act in a write transaction of its own."""

    def run() -> Made:
        with app.app_context(), immediate() as session:
            return act(session)

    return run


def promotes(step: RegistrationStep) -> bool:
    """Whether a step gave somebody a seat from the waiting list, or kept one for them."""
    return step.step in ("offered", "moved_up")


def in_order(app: Flask, course: Course) -> None:
    """Never too many, nobody skipped: whoever was asked stood before everybody who still waits, and was asked once."""
    with app.app_context():
        fresh = db.session.get_one(Course, course.id)
        stood = db.session.scalars(Registration.of(course.id)).all()
        steps = db.session.scalars(select(RegistrationStep).order_by(RegistrationStep.id)).all()
        holding = [made for made in stood if made.state in ("seated", "offered")]
        assert fresh.seated == len(holding) <= fresh.seats
        waiting = [made.position or 0 for made in stood if made.state == "waiting"]
        assert not waiting or fresh.free == 0, "somebody waits beside a free seat"
        by_id = {made.id: made.position or 0 for made in stood}
        asked = [by_id[step.registration_id] for step in steps if promotes(step) and step.registration_id in by_id]
        assert asked == sorted(asked), "somebody was asked before one who stood ahead"
        assert len(set(asked)) == len(asked), "somebody was asked twice"
        assert not asked or not waiting or max(asked) < min(waiting)


@pytest.mark.parametrize("offer_hours", [0, 24])
@pytest.mark.core("the order of a waiting list under races")
def test_asking_coming_leaving_and_more_seats_at_once_keep_the_order(app: Flask, offer_hours: int) -> None:
    first = clock.now() + timedelta(days=10)
    course = open_course(app, seats=8, people=40, offer_hours=offer_hours, first=first)
    stood = registrations(app)

    def leave(registration_id: int) -> Callable[[], object]:
        return in_write(
            app, lambda session: cancel(session, session.get_one(Registration, registration_id), now=clock.now())
        )

    def accept(registration_id: int) -> Callable[[], object]:
        return in_write(
            app, lambda session: session.get_one(Registration, registration_id).accept(session, now=clock.now())
        )

    def more_seats(session: Session) -> None:
        here = session.get_one(Course, course.id).lock()
        here.seats += 1
        fill_seats(session, here, clock.now())

    acts: list[Callable[[], object]] = [leave(made.id) for made in stood[:8]]
    acts += [leave(made.id) for made in stood[12:20:2]]
    acts += [accept(made.id) for made in stood[8:24]]
    acts += [in_write(app, more_seats) for _ in range(4)]
    acts += [lambda name=f"Người Đến Sau {n}": register(app, course, name) for n in range(12)]
    random.Random(3).shuffle(acts)
    all_at_once(acts)

    in_order(app, course)
    with app.app_context():
        assert db.session.get_one(Course, course.id).seats == 12


def test_yes_and_too_late_at_once_give_one_seat_to_one_person(app: Flask) -> None:
    first = clock.now() + timedelta(days=10)
    course = open_course(app, seats=1, people=4, offer_hours=24, first=first)
    holder, asked, *_ = [made.id for made in registrations(app)]
    in_write(app, lambda session: cancel(session, session.get_one(Registration, holder), now=clock.now()))()
    late = clock.now() + timedelta(hours=26)

    def lapse(session: Session) -> int:
        return len(lapse_offers(session, session.get_one(Course, course.id).lock(), late))

    def accept(now: datetime) -> Callable[[], bool]:
        return in_write(app, lambda session: session.get_one(Registration, asked).accept(session, now=now))

    told = all_at_once([accept(clock.now()), *[in_write(app, lapse) for _ in range(6)], accept(late)])

    in_order(app, course)
    stood = {made.id: made for made in registrations(app)}
    took = stood[asked].state == "seated"
    assert bool(told[0]) is took
    assert sum(int(lapsed) for lapsed in told[1:-1]) + took <= 1
    offered = [made.id for made in stood.values() if made.state == "offered"]
    assert len(offered) == (0 if took else 1)


def test_moved_there_and_back_at_once_nobody_waits_for_the_other_for_ever(app: Flask) -> None:
    here = open_course(app, seats=6, people=6)
    with app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, here.unit_id)
        there = make_course(session, ward, seats=6)
        for number in range(6):
            make_registration(session, there, f"Người Lớp Kia {number}")
        officer_id = make_account(session, ward).id
    stood = registrations(app)

    def moving(registration_id: int, to: int) -> Callable[[], object]:
        def act(session: Session) -> object:
            by, other = session.get_one(Account, officer_id), session.get_one(Course, to)
            return move(session, session.get_one(Registration, registration_id), other, by, clock.now())

        return in_write(app, act)

    all_at_once([moving(made.id, there.id if made.course_id == here.id else here.id) for made in stood])

    in_order(app, here)
    in_order(app, there)
    assert Counter(made.state for made in registrations(app))["cancelled"] == 12
