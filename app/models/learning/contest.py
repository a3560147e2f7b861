"""Contests: a lesson of which two devices said different things of somebody, settled since or not, with what each said.

`Attendance.contested` keeps that it happened; the words themselves are the marks, which are only ever added.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import AttendanceMark, Status
from app.models.learning.door_helper import DoorHelper
from app.models.learning.lesson import Lesson
from app.models.people.account import Account


class Word(NamedTuple):
    """The last time that a status was said: by whom ("" for people themselves), and when by the corrected clock."""

    status: str
    who: str
    at: datetime


class Contest(NamedTuple):
    """What was said of one person at one lesson: the word that stands, then the others, the newest first."""

    lesson_number: int
    disputed: bool
    words: tuple[Word, ...]

    @property
    def stands(self) -> str:
        """The status that counts."""
        return self.words[0].status

    @classmethod
    def of(cls, session: Session, registration_ids: Collection[int]) -> dict[int, list["Contest"]]:
        """The contests about some registrations, by registration, in the order of the lessons. One statement."""
        asked = {"registration_ids": list(registration_ids)}
        said: dict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
        for row in session.execute(_contested(), asked) if registration_ids else ():
            said[row.registration_id, row.number].append(row)
        found: dict[int, list[Contest]] = defaultdict(list)
        for (registration_id, number), rows in said.items():
            found[registration_id].append(cls(number, rows[0].disputed, _words(rows)))
        return dict(found)


def _words(rows: Iterable[Row[Any]]) -> tuple[Word, ...]:
    """Each status once, as it was said last, the newest first; taking a mark back is a word only where it stands."""
    last: dict[str, Word] = {}
    for row in rows:
        last.pop(row.status, None)
        last[row.status] = Word(row.status, row.who, row.at)
    newest, *others = reversed(last.values())
    return (newest, *(word for word in others if word.status != Status.UNMARKED))


@cache
def _contested() -> Select[*tuple[Any, ...]]:
    mark = AttendanceMark
    here = and_(mark.lesson_id == Attendance.lesson_id, mark.registration_id == Attendance.registration_id)
    return (
        select(
            Attendance.registration_id,
            Lesson.number,
            Attendance.disputed,
            mark.status,
            func.coalesce(Account.full_name, DoorHelper.name, "").label("who"),
            mark.at,
        )
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .join(mark, here)
        .outerjoin(Account, Account.id == mark.by_id)
        .outerjoin(DoorHelper, DoorHelper.id == mark.helper_id)
        .where(
            Attendance.registration_id.in_(bindparam("registration_ids", expanding=True)),
            Attendance.contested.is_(True),
        )
        .order_by(Lesson.number, mark.at, mark.uuid)
    )
