"""Many at once at the one door to a course's seats: nobody gets what somebody else has, and all hear what is stored.

Real commits on databases of their own, on SQLite behind its gate and on PostgreSQL behind the course's row lock.
"""

import re
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.database import db, immediate
from app.models import AdministrativeUnit, Course, Person, Registration, Ticket, Way, Wishes
from tests.pages import Pages
from tests.registering import count, open_course, registrations

PEOPLE = 200
Told = TypeVar("Told")


@pytest.fixture
def app(make_app: Callable[[str], Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine)
    yield made
    with made.app_context():
        db.engine.dispose()


def at_once(acts: Sequence[Callable[[], Told]]) -> list[Told]:
    """Start each act in a thread of its own, all at the same moment; what each returned, in the same order.

    Raises:
        ExceptionGroup: what went wrong in any of them.
    """
    told: list[Any] = [None] * len(acts)
    wrong: list[Exception] = []
    gun = threading.Barrier(len(acts))

    def run(number: int) -> None:
        gun.wait()
        try:
            told[number] = acts[number]()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise ExceptionGroup("at once", wrong)
    return told


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
            given = Wishes(**{"way": Way.QR, **wishes})
            ticket = Registration.register(session, course.id, candidate, given, clock.now())
        registration = db.session.scalars(Registration.on(ticket.id)).one()
        return registration.state, registration.place_in_queue(db.session())


def seats(app: Flask, course: Course) -> tuple[int, int, int]:
    """The course's own count of seated, its seats, and who really sits."""
    with app.app_context():
        fresh = db.session.get_one(Course, course.id)
        seated = db.session.scalars(select(Registration.id).where(Registration.state == "seated")).all()
        return fresh.seated, fresh.seats, len(seated)


def test_two_hundred_at_once_on_the_last_seat(app: Flask) -> None:
    course = open_course(app, seats=1)

    told = at_once([lambda name=f"Người Thử {n}": register(app, course, name) for n in range(PEOPLE)])

    assert Counter(state for state, _ in told) == {"seated": 1, "waiting": PEOPLE - 1}
    assert sorted(place for _, place in told if place is not None) == list(range(1, PEOPLE))
    assert seats(app, course) == (1, 1, 1)
    stored = {made.person.full_name: (made.state, made.position) for made in registrations(app)}
    assert {f"Người Thử {number}": answer for number, answer in enumerate(told)} == stored


def test_one_form_sent_many_times_at_once_is_one_registration(app: Flask) -> None:
    course, submission = open_course(app, seats=5), str(uuid.uuid4())

    told = at_once([lambda: register(app, course, "Bà Bấm Hai Lần", submission=submission)] * 20)

    assert set(told) == {("seated", None)}
    assert (count(app, Registration), count(app, Ticket), count(app, Person)) == (1, 1, 1)


def test_seats_given_up_while_others_come_go_to_the_first_ones_waiting(app: Flask) -> None:
    course = open_course(app, seats=10, people=30)
    holders = [made.id for made in registrations(app) if made.state == "seated"]

    def give_up(registration_id: int) -> None:
        with app.app_context(), immediate() as session:
            session.get_one(Registration, registration_id).cancel(session, now=clock.now())

    acts: list[Callable[[], object]] = [lambda made=made: give_up(made) for made in holders * 2]
    acts += [lambda name=f"Người Đến Sau {n}": register(app, course, name) for n in range(20)]
    at_once(acts)

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
        heading = re.search(r"Bác đã đăng ký|Bác đang chờ, thứ \d+", page)
        return heading[0] if heading else page

    told = at_once([lambda number=number: press(number) for number in range(40)])

    stored = {
        made.person.full_name: "Bác đã đăng ký" if made.position is None else f"Bác đang chờ, thứ {made.position}"
        for made in registrations(app)
    }
    assert {f"Người Thử {number}": heading for number, heading in enumerate(told)} == stored
    assert Counter(told)["Bác đã đăng ký"] == 3


def test_one_person_on_ten_phones_takes_one_seat(app: Flask) -> None:
    open_course(app, seats=5)
    clients = [app.test_client() for _ in range(10)]
    forms = [Pages(client).get("/l/DEM1").form(button="Đăng ký học") for client in clients]
    typed = {"full_name": "Bà Hai Điện Thoại", "birth_year": "1954", "residential_group": "TDP-A"}

    told = at_once(
        [
            lambda client=client, form=form: client.post("/l/DEM1", data={**form.fields, **typed}).status_code
            for client, form in zip(clients, forms, strict=True)
        ]
    )

    assert told == [303] * 10
    assert len(registrations(app)) == 1
    assert count(app, Person) == 1
