"""The office's list of a course's registrations: filters, search, order, pages."""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager

from app.country import names
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import LIVE, RegistrationState
from app.models.learning.let_in import is_let_in
from app.models.learning.registration import Registration
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup


class Show(StrEnum):
    """Filters: all live ones, one state, those whose person is unsure, ended ones, those who came without a seat."""

    LIVE = "live"
    SEATED = "seated"
    OFFERED = "offered"
    WAITING = "waiting"
    UNSURE = "unsure"
    ENDED = "ended"
    LET_IN = "let_in"


class Order(StrEnum):
    """By tên, by time, by group, or by place: seats first, then the waiting list in order."""

    NAME = "name"
    TIME = "time"
    GROUP = "group"
    PLACE = "place"


_ENDED = (RegistrationState.CANCELLED, RegistrationState.REMOVED)
_SHOWN = {
    Show.LIVE: Registration.state.in_(LIVE),
    Show.SEATED: Registration.state == RegistrationState.SEATED,
    Show.OFFERED: Registration.state == RegistrationState.OFFERED,
    Show.WAITING: Registration.state == RegistrationState.WAITING,
    Show.UNSURE: Registration.state.in_(LIVE) & Person.unsure,
    Show.ENDED: Registration.state.in_(_ENDED),
    Show.LET_IN: is_let_in(),
}
_BY_STATE = case({state.value: place for place, state in enumerate(LIVE)}, value=Registration.state, else_=len(LIVE))
_ORDERS = {
    Order.NAME: (Person.sort_key, Person.birth_year),
    Order.TIME: (Registration.created_at,),
    Order.GROUP: (ResidentialGroup.code.is_(None), ResidentialGroup.code, Person.sort_key),
    Order.PLACE: (_BY_STATE, Registration.position, Person.sort_key),
}


def registrations(course_id: int, show: Show, order: Order, query: str = "") -> Select[Registration]:
    """The registrations of a course, with person and group; `query` is any part of the name, without accents."""
    wanted = (
        select(Registration)
        .join(Registration.person)
        .outerjoin(Person.residential_group)
        .where(Registration.course_id == course_id, _SHOWN[show])
        .options(contains_eager(Registration.person).contains_eager(Person.residential_group))
        .order_by(*_ORDERS[order], Registration.id)
    )
    for term in names.search_terms(query):
        wanted = wanted.where(Person.search_key.like(names.like_pattern(term), escape="\\"))
    return wanted


def counted(session: Session, course_id: int) -> Counter[Show]:
    """The number of registrations of each `Show`, without zeros. One statement."""
    by_state = (
        select(Registration.state, Person.unsure, is_let_in().label("let_in"), func.count())
        .join(Registration.person)
        .where(Registration.course_id == course_id)
        .group_by(Registration.state, Person.unsure, "let_in")
    )
    found: Counter[Show] = Counter()
    for state, unsure, came_without_seat, count in session.execute(by_state):
        live = state in LIVE
        found[Show.LET_IN] += count if came_without_seat else 0
        found[Show.LIVE if live else Show.ENDED] += count
        found[Show.UNSURE] += count if live and unsure else 0
        if live:
            found[Show(state)] += count
    return found


def going_to(session: Session, person_ids: Collection[int]) -> dict[int, list[str]]:
    """The codes of the open classes on which some people have a seat, by the person's id."""
    wanted = (
        select(Registration.person_id, Course.code)
        .join(Course, Course.id == Registration.course_id)
        .where(
            Registration.person_id.in_(person_ids),
            Registration.state == RegistrationState.SEATED,
            Course.state == CourseState.OPEN,
        )
        .order_by(Course.code)
    )
    found: dict[int, list[str]] = {}
    for person_id, code in session.execute(wanted):
        found.setdefault(person_id, []).append(code)
    return found
