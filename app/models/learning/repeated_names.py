"""Registrations that a release before took for somebody else's, whose name differs by a mark."""

from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.country import names
from app.models.learning.course import Course
from app.models.learning.joining import LIVE
from app.models.learning.registration import Registration
from app.models.learning.ticket import Ticket
from app.models.people.person import Person


class RepeatedName(NamedTuple):
    """What a thin ticket was typed for, whose registration it repeats instead, and on which course."""

    course: str
    typed: str
    registered: str


def names_taken_for_others(session: Session) -> list[RepeatedName]:
    """Thin tickets whose typed name is no writing of the name that they repeat, the oldest first; not those of merged
    registrations, nor whoever is on the course by now. Two statements."""
    merged = aliased(Registration)
    own = exists().where(merged.ticket_id == Ticket.id)
    rows = session.execute(
        select(Ticket.course_id, Course.code, Ticket.typed_name, Ticket.typed_birth_year, Person.full_name)
        .join(Course, Course.id == Ticket.course_id)
        .join(Registration, Registration.id == Ticket.repeats_id)
        .join(Person, Person.id == Registration.person_id)
        .where(~own)
        .order_by(Ticket.id)
    ).all()
    found = {
        (course_id, names.identity_key(typed), year): RepeatedName(code, typed, registered)
        for course_id, code, typed, year, registered in rows
        if typed
        and names.search_key(typed) == names.search_key(registered)
        and not names.is_one_name(typed, registered)
    }
    live = Registration.course_id.in_({key[0] for key in found}), Registration.state.in_(LIVE)
    there = session.execute(
        select(Registration.course_id, Person.full_name, Person.birth_year).join(Registration.person).where(*live)
    )
    by_now = {(course_id, names.identity_key(full_name), year) for course_id, full_name, year in there}
    return [each for key, each in found.items() if key not in by_now]
