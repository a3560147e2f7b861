"""Devices that marked somebody differently: who made the mark that counts, and at which lessons they differ."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, AttendanceMark, MarkWay, Status
from app.models.learning.door_helper import DoorHelper
from app.models.learning.lesson import Lesson
from app.models.people.account import Account
from app.models.trust.phone import Phone


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


class LastWord(NamedTuple):
    """The last mark of one device about somebody at a lesson.

    `who` is the member of staff or the door helper, "" if people marked themselves; `kind` describes their phone, "" if
    unknown; `at` is the corrected time of the press (UTC).
    """

    status: str
    who: str
    kind: str
    at: datetime

    @classmethod
    def of(cls, session: Session, lesson_id: int, registration_ids: Collection[int]) -> dict[int, list["LastWord"]]:
        """The last marks of each device about some registrations, by registration, the newest first. One statement."""
        by_device: dict[int, dict[str, LastWord]] = defaultdict(dict)
        asked = {"lesson_id": lesson_id, "registration_ids": list(registration_ids)}
        for registration_id, device, *word in session.execute(_last_words(), asked):
            by_device[registration_id].pop(device, None)
            by_device[registration_id][device] = cls._make(word)
        return {registration_id: list(words.values())[::-1] for registration_id, words in by_device.items()}


@cache
def _last_words() -> Select[*tuple[Any, ...]]:
    mark = AttendanceMark
    phone = and_(Phone.device == mark.device, Phone.account_id == mark.by_id)
    return (
        select(
            mark.registration_id,
            mark.device,
            mark.status,
            func.coalesce(Account.full_name, DoorHelper.name, ""),
            func.coalesce(Phone.kind, ""),
            mark.at,
        )
        .outerjoin(Account, Account.id == mark.by_id)
        .outerjoin(DoorHelper, DoorHelper.id == mark.helper_id)
        .outerjoin(Phone, phone)
        .where(
            mark.lesson_id == bindparam("lesson_id"),
            mark.registration_id.in_(bindparam("registration_ids", expanding=True)),
        )
        .order_by(mark.at, mark.uuid)
    )


# The author of the mark that counts, so that another phone asks before removing it (docs/decisions/0074).
class MarkSource(NamedTuple):
    """The mark that decides a state: status, time (UTC), way and author.

    `account_id` and `account` (a full name) are the member of staff's, `helper` is the name of a door helper; all three
    are empty if people marked themselves.
    """

    uuid: str
    status: str
    at: datetime
    way: str
    account_id: int | None
    account: str | None
    helper: str | None

    @classmethod
    def columns(cls) -> tuple[Any, ...]:
        """The columns of a source, for a statement on which `joined` was called."""
        mark = AttendanceMark
        return (mark.uuid, mark.status, mark.at, mark.way, mark.by_id, Account.full_name, DoorHelper.name)

    @classmethod
    def joined(cls, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """A statement over `Attendance` with the joins of the columns; rows without a mark stay."""
        return (
            statement.outerjoin(AttendanceMark, AttendanceMark.uuid == Attendance.mark_uuid)
            .outerjoin(Account, Account.id == AttendanceMark.by_id)
            .outerjoin(DoorHelper, DoorHelper.id == AttendanceMark.helper_id)
        )

    @classmethod
    def of(cls, session: Session, lesson_id: int, registration_id: int) -> "MarkSource | None":
        """The source of somebody's status at a lesson; None if never marked. One statement."""
        wanted = cls.joined(select(*cls.columns()).select_from(Attendance)).where(
            Attendance.lesson_id == lesson_id, Attendance.registration_id == registration_id
        )
        found = session.execute(wanted).first()
        return cls._make(found) if found else None

    @property
    def is_own_word(self) -> bool:
        """Whether the person marked themselves."""
        return self.way == MarkWay.SELF

    def is_foreign(self, account_id: int) -> bool:
        """Whether somebody other than this member of staff made it."""
        return self.account_id != account_id

    def is_taken_away(self, status: str, account_id: int) -> bool:
        """Whether a press would remove a presence that somebody else marked: it is confirmed first."""
        return self.status in CAME and status not in CAME and self.is_foreign(account_id)
