"""Substitutes: another instructor teaches one lesson, and may keep the course's rolls for the days around it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, case, exists, select, tuple_
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.country import clock, codes
from app.country.clock import local
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson, locked_by, with_course
from app.models.learning.lesson_terms import LessonClosed, LessonState, Lock
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.role import RoleGrant
from app.models.people.term import LATE, Term

# From the day before, to look at the roll, until a week after, to finish it.
BEFORE, AFTER = timedelta(days=1), timedelta(days=7)


class TeachesAlready(Exception):
    """The person teaches the course already."""


class NoInstructor(Exception):
    """The person teaches nothing in the ward: the administrator has to make them an instructor first."""


def span_of(lesson: Lesson) -> tuple[date, date]:
    """The days on which a substitute may keep the rolls."""
    day = local(lesson.starts_at).date()
    return day - BEFORE, day + AFTER


def is_substituting() -> ColumnElement[bool]:
    """The condition that a grant over a course is a substitute's: it ends, and its holder substitutes at a lesson
    there."""
    theirs = exists().where(Lesson.course_id == RoleGrant.course_id, Lesson.substitute_id == RoleGrant.account_id)
    return RoleGrant.until.is_not(None) & theirs


def teachers_of(course_ids: Collection[int], day: date) -> Select[RoleGrant]:
    """The grants of the regular instructors of some courses on a day, without substitutes."""
    return RoleGrant.instructors_of(course_ids, day).where(~is_substituting())


def candidates(lesson: Lesson, day: date) -> Select[Account]:
    """The possible substitutes: the other instructors of the ward, or of the one that it became."""
    teaching = teachers_of([lesson.course_id], day).with_only_columns(RoleGrant.account_id).order_by(None)
    wards = [each for each in (lesson.course.unit_id, lesson.course.unit.successor_id) if each]
    return RoleGrant.instructors_in(wards, day).where(Account.id.not_in(teaching))


def may_appoint(session: Session, lesson: Lesson, account_id: int, day: date) -> bool:
    """Whether a person may appoint a substitute: an officer or instructor of the ward, or of the one that it became, or
    a regular instructor of the course."""
    ward = aliased(AdministrativeUnit)
    mine = RoleGrant.account_id == account_id, RoleGrant.in_force(day), ~is_substituting()
    of_course = Course.id == lesson.course_id, ward.id == Course.unit_id, Course.is_kept_under(ward)
    return bool(session.scalar(select(exists().where(*mine, *of_course))))


def appoint(session: Session, lesson: Lesson, account: Account, *, day: date, now: datetime) -> None:
    """Appoint a substitute for a lesson in place of an earlier one. The caller holds the row locks.

    Raises:
        LessonClosed: it was held, or does not take place.
        TeachesAlready: the person teaches the course already.
        NoInstructor: the person teaches nothing in the ward.
    """
    if lesson.is_closed or lesson.state == LessonState.CANCELLED:
        raise LessonClosed
    if lesson.substitute_id == account.id:
        return
    own = teachers_of([lesson.course_id], day).where(RoleGrant.account_id == account.id)
    if session.scalars(own.limit(1)).first() is not None:
        raise TeachesAlready
    if session.scalars(candidates(lesson, day).where(Account.id == account.id)).first() is None:
        raise NoInstructor
    withdraw(session, lesson, now=now)
    lesson.substitute = account
    lesson.version += 1
    session.flush()
    update_grants(session, lesson.course, account, now=now)


def withdraw(session: Session, lesson: Lesson, *, now: datetime) -> Account | None:
    """Withdraw the substitute of a lesson; returns who it was, or None."""
    if (before := lesson.substitute) is None:
        return None
    revoked = _grants(session, lesson.course, before)
    lesson.substitute = None
    lesson.version += 1
    session.flush()
    _agree(session, lesson.course, before, revoked, now=now)
    return before


def update_grants(session: Session, course: Course, account: Account, *, now: datetime) -> None:
    """Bring a substitute's grants in line with their lessons on a course, also after such a lesson was moved."""
    _agree(session, course, account, _grants(session, course, account), now=now)


def _grants(session: Session, course: Course, account: Account) -> list[RoleGrant]:
    """The grants of a person as a substitute on a course."""
    theirs = select(RoleGrant).where(
        RoleGrant.account_id == account.id,
        RoleGrant.course_id == course.id,
        RoleGrant.revoked_at.is_(None),
        is_substituting(),
    )
    width = BEFORE + AFTER
    return [grant for grant in session.scalars(theirs) if grant.until and grant.until - grant.since == width]


def _agree(session: Session, course: Course, account: Account, grants: list[RoleGrant], *, now: datetime) -> None:
    """Revoke those of `grants` that are no longer needed, and add missing ones."""
    lessons = session.scalars(
        select(Lesson).where(Lesson.course_id == course.id, Lesson.substitute_id == account.id).order_by(Lesson.number)
    )
    wanted = {span_of(lesson) for lesson in lessons}
    for grant in grants:
        assert grant.until is not None
        if (span := (grant.since, grant.until)) in wanted:
            wanted.remove(span)
        else:
            grant.revoke(now)
    for since, until in sorted(wanted):
        session.add(RoleGrant.to_teach(account, course, since=since, until=until, now=now))
    session.flush()


# Whose roll a lesson's is or lately was: what a phone sends goes by who kept it when it was pressed.
class KeptLesson(NamedTuple):
    """A lesson, and the terms during which somebody keeps or kept its roll."""

    lesson: Lesson
    terms: list[Term]

    @classmethod
    def by(
        cls, session: Session, account_id: int, now: datetime, names: Iterable[tuple[str, int]], *, lock: Lock
    ) -> dict[tuple[str, int], "KeptLesson"]:
        """The lessons with some names (course code as typed, number) whose rolls a person keeps or lately kept, by
        folded name. Where a course went to another ward, roles over the one before count until then. One statement."""
        folded = [(codes.fold(code), number) for code, number in names]
        today = clock.local(now).date()
        found: dict[tuple[str, int], KeptLesson] = {}
        asked = {"account_id": account_id, "day": today, "lately": today - LATE, "names": folded}
        for lesson, since, until, went_at in session.execute(_kept(lock), asked):
            kept = found.setdefault((lesson.course.folded_code, lesson.number), cls(lesson, []))
            left = clock.local(went_at).date() - timedelta(days=1) if went_at else None
            kept.terms.append(Term(since, min(filter(None, (until, left)), default=None)))
        return found

    def takes(self, at: datetime, now: datetime) -> bool:
        """Whether they keep it today, or kept it at the moment of a press that arrives in time."""
        return any(term.covers(now, now) or term.covers(at, now) for term in self.terms)


@cache  # run by every tap: compiled once, with bind parameters
def _kept(lock: Lock) -> Select[Any]:
    day, lately = bindparam("day", type_=Date), bindparam("lately", type_=Date)
    ward = aliased(AdministrativeUnit)
    mine = RoleGrant.account_id == bindparam("account_id", type_=Integer), RoleGrant.since <= day
    named = tuple_(Course.folded_code, Lesson.number).in_(bindparam("names", expanding=True))
    went_at = case((ward.id != Course.unit_id, Course.moved_at))
    wanted = with_course().add_columns(RoleGrant.since, RoleGrant.until, went_at)
    wanted = wanted.join(ward, ward.id.in_((Course.unit_id, Course.began_in_id))).join(
        RoleGrant, Course.is_kept_under(ward)
    )
    return locked_by(wanted.where(*mine, RoleGrant.not_over(lately), named), lock)
