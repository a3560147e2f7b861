"""Whose roll a lesson's is or lately was: what a phone sends goes by who kept it when it was pressed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, case, tuple_
from sqlalchemy.orm import Session, aliased

from app.country import clock, codes
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson, locked_by, with_course
from app.models.learning.lesson_terms import Lock
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.role import RoleGrant
from app.models.people.term import LATE, Term


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
