"""A class that people can register for, and what they fill in."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Course, Registration, Ticket
from app.web.database import db, immediate
from tests.factories import make_course, make_group, make_registration, make_ward

TYPED = {"full_name": "Lương Doãn Thiệu", "birth_year": "1954", "residential_group": "TDP-A"}


def open_course(app: Flask, **given: Any) -> Course:
    """A course in a ward of its own, with one group (TDP-A), and with so many `people` registered on it."""
    with app.app_context():
        with immediate() as session:
            course = make_open_course(session, **given)
        assert course.unit.code  # loaded, for whoever asks when the transaction is over
        return course


def make_open_course(session: Session, *, people: int = 0, **given: Any) -> Course:
    """The same inside a write transaction."""
    ward = given.pop("ward", None) or make_ward(session)
    make_group(session, ward).code = "TDP-A"
    course = make_course(session, ward, **{"code": "DEM1", **given})
    for number in range(people):
        make_registration(session, course, f"Nguyễn Văn Thử {number + 1}", 1950)
    return course


def registrations(app: Flask) -> list[Registration]:
    """All registrations with their people, in the order they were made."""
    with app.app_context():
        found = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        return [registration for registration in found if registration.person.full_name]


def tickets(app: Flask) -> list[Ticket]:
    """All tickets, in the order they were made."""
    with app.app_context():
        return list(db.session.scalars(select(Ticket).order_by(Ticket.id)))


def count(app: Flask, noun: type[Any]) -> int:
    """How many rows of a noun there are."""
    with app.app_context():
        return db.session.scalars(select(func.count()).select_from(noun)).one()
