"""Registrations that turn out to be one: which stays when people are merged, and those that a release before took
for somebody else's."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.country import names
from app.models.learning.course import Course
from app.models.learning.joining import LIVE
from app.models.learning.registration import Registration
from app.models.learning.ticket import Ticket
from app.models.people.person import Person


class Meant(NamedTuple):
    """The registration that a press goes to, by id; `meant_for_id` and `public_id` only if another was pressed: that
    one, and how pages name the one that stays."""

    registration_id: int
    meant_for_id: int | None = None
    public_id: str = ""


def staying(session: Session, ids: Collection[int]) -> dict[int, Meant]:
    """Where each of some registrations went, by its id, through any number of merges. One statement a merge."""
    went = {each: Meant(each) for each in ids}
    ahead = set(ids)
    while ahead:
        wanted = select(Registration.id, Registration.merged_into_id, Registration.public_id)
        rows = {row.id: row for row in session.execute(wanted.where(Registration.id.in_(ahead)))}
        ahead = set()
        for pressed, meant in went.items():
            if (row := rows.get(meant.registration_id)) is None:
                continue
            into = row.merged_into_id
            went[pressed] = Meant(into or row.id, pressed, row.public_id)
            ahead |= {into} if into is not None else set()
    return {pressed: meant if meant.registration_id != pressed else Meant(pressed) for pressed, meant in went.items()}


def merged_into(session: Session, registration_id: int) -> set[int]:
    """The ids of all registrations that were merged into one, and its own."""
    found, ahead = {registration_id}, {registration_id}
    while ahead:
        ahead = set(session.scalars(select(Registration.id).where(Registration.merged_into_id.in_(ahead))))
        found |= ahead
    return found


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
