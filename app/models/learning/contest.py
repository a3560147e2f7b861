"""Contests: lessons at which two devices marked somebody differently, resolved or not, with what each said.

`Attendance.contested` records that it happened; what was said are the append-only marks.
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


class MarkStatement(NamedTuple):
    """The last time a status was given: by whom ("" for people themselves), and when by the corrected clock."""

    status: str
    who: str
    at: datetime


class Contest(NamedTuple):
    """What was said of one person at one lesson: the status that counts, then the others, the newest first."""

    lesson_number: int
    disputed: bool
    words: tuple[MarkStatement, ...]

    @property
    def stands(self) -> str:
        """The status that counts."""
        return self.words[0].status

    @classmethod
    def of(cls, session: Session, registration_ids: Collection[int]) -> dict[int, list["Contest"]]:
        """The contests of some registrations, by registration, in the order of the lessons. One statement."""
        asked = {"registration_ids": list(registration_ids)}
        marks_by_lesson: dict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
        for row in session.execute(_contested(), asked) if registration_ids else ():
            marks_by_lesson[row.registration_id, row.number].append(row)
        found: dict[int, list[Contest]] = defaultdict(list)
        for (registration_id, number), rows in marks_by_lesson.items():
            found[registration_id].append(cls(number, rows[0].disputed, _words(rows)))
        return dict(found)


def _words(rows: Iterable[Row[Any]]) -> tuple[MarkStatement, ...]:
    """Each status once, with its last occurrence, the newest first; an undo is included only if it counts."""
    last: dict[str, MarkStatement] = {}
    for row in rows:
        last.pop(row.status, None)
        last[row.status] = MarkStatement(row.status, row.who, row.at)
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
