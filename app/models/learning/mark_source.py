"""The author of the mark that counts, so that another phone asks before removing it (docs/decisions/0074)."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, AttendanceMark, MarkWay
from app.models.learning.door_helper import DoorHelper
from app.models.people.account import Account


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
