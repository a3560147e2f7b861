"""Lists of certificates for the office: a year's register, what is still to be drawn, what to hand over."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import names
from app.models.base import holding
from app.models.learning.certificate import Certificate, CertificateState, with_successor
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.course import Course
from app.models.learning.registration import Registration


def registered(unit_id: int, year: int) -> Select[Certificate]:
    """A unit's register of a year, by number."""
    return (
        select(Certificate)
        .join(Certificate.register)
        .where(CertificateRegister.unit_id == unit_id, CertificateRegister.year == year)
        .options(*in_register())
        .order_by(Certificate.number)
    )


def in_register() -> tuple[ORMOption, ...]:
    """What a register tells of an entry, in the same statement: the papers that it replaces, that replace it."""
    return *with_successor(), joinedload(Certificate.replaces).joinedload(Certificate.register)


def found_by(query: str) -> list[ColumnElement[bool]]:
    """The condition that the name on paper contains every typed part, or that the number is the typed one ("38",
    "038/2026")."""
    typed = query.strip().partition("/")[0]
    if typed.isdecimal():
        return [Certificate.number == int(typed[:9])]
    return holding(query, Certificate.name_key.expression)


def found_anywhere(unit_ids: Collection[int], query: str) -> Select[Certificate]:
    """The certificates of some units, of any year, with the typed number ("38", "038/2026") or a name on paper that
    contains every typed word, the newest first. A typed year of birth narrows them."""
    wanted = (
        select(Certificate)
        .join(Certificate.register)
        .where(CertificateRegister.unit_id.in_(unit_ids))
        .options(contains_eager(Certificate.register).joinedload(CertificateRegister.unit))
        .order_by(Certificate.id.desc())
    )
    number, _slash, year = query.strip().partition("/")
    if number.isdecimal():
        wanted = wanted.where(Certificate.number == int(number[:9]))
        return wanted.where(CertificateRegister.year == int(year)) if year.isdecimal() and len(year) == 4 else wanted
    for term in names.search_terms(query):
        column = Certificate.content if term.isdecimal() else Certificate.name_key
        wanted = wanted.where(column.like(names.like_pattern(term), escape="\\"))
    return wanted


def left_of(approval_id: int) -> Select[Certificate]:
    """The numbered certificates of a list without a file, locked until the transaction ends."""
    wanted = Certificate.of_approval(approval_id).where(Certificate.state == CertificateState.APPROVED)
    return wanted.with_for_update(of=Certificate).execution_options(populate_existing=True)


def undrawn(session: Session, unit_ids: Collection[int]) -> list[tuple[Course, int]]:
    """The courses of some units with numbered certificates without a file, and how many."""
    rows = session.execute(
        select(Course, func.count())
        .join(Registration, Registration.course_id == Course.id)
        .join(Certificate, Certificate.registration_id == Registration.id)
        .where(Course.unit_id.in_(unit_ids), Certificate.state == CertificateState.APPROVED)
        .group_by(Course.id)
        .order_by(Course.id)
    )
    return [(course, count) for course, count in rows]


def to_hand_over(unit_ids: Collection[int]) -> Select[int, datetime]:
    """The courses with issued certificates not recorded as handed over: the id, and when the first was approved."""
    first = select(Course.id, func.min(Certificate.approved_at)).select_from(Certificate)
    issued = first.join(Certificate.registration).join(Course, Course.id == Registration.course_id)
    waiting = issued.where(Course.unit_id.in_(unit_ids), Certificate.state == CertificateState.ISSUED)
    return waiting.group_by(Course.id)
