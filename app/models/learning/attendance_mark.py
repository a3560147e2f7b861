"""Marks: one press each, with person, device and time. Append-only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, Insert, Select, Table, and_, bindparam, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Base, known
from app.models.guards import STAYS
from app.models.people.account import Account
from app.models.storing import among, given, send


class Status(StrEnum):
    """What a mark says; `unmarked` undoes an earlier one."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNMARKED = "unmarked"


class MarkWay(StrEnum):
    """How a mark was made."""

    ROLL = "roll"
    SCAN = "scan"
    SELF = "self"
    WALK_IN = "walk_in"
    UNDO = "undo"
    SHEET = "sheet"


# Late counts as present.
CAME = (Status.PRESENT, Status.LATE)


class Mark(NamedTuple):
    """One mark as it arrives: the registration's key, the status, time and device.

    `at` is the device's time corrected for its skew and never later than the server's; `device_at` is the device's own
    time. `meant_for_id` is the registration that was pressed, if that was merged into this one.
    """

    uuid: str
    registration_id: int
    status: str
    at: datetime
    device_at: datetime
    device: str
    sequence: int = 0
    way: str = MarkWay.ROLL
    helper_id: int | None = None
    shown: str = ""
    meant_for_id: int | None = None

    def as_stored(self, lesson_id: int, received_at: datetime) -> "StoredMark":
        """The mark as it will be stored."""
        mine = (self.uuid, lesson_id, self.registration_id, self.status)
        word = self.meant_for_id or self.registration_id
        return StoredMark(*mine, self.device, self.at, self.device_at, received_at, word)


class StoredMark(NamedTuple):
    """The columns of a stored mark that decide the state. Sorted by `order`, the last one wins among those `meant_for`
    one registration (that of the mark, or one that was merged into it)."""

    uuid: str
    lesson_id: int
    registration_id: int
    status: str
    device: str
    at: datetime
    device_at: datetime
    received_at: datetime
    meant_for: int

    @property
    def order(self) -> tuple[datetime, str]:
        """Corrected time, ties by uuid: the same on every device."""
        return self.at, self.uuid

    def repeats(self, lesson_id: int, mark: Mark) -> bool:
        """Whether a mark sent again under this uuid has the same content."""
        meant_for = mark.meant_for_id or mark.registration_id
        return (self.lesson_id, self.meant_for, self.status, self.device_at) == (
            lesson_id,
            meant_for,
            mark.status,
            mark.device_at,
        )


def standing_mark(marks: Sequence[StoredMark]) -> StoredMark:
    """The mark that decides a state. `marks` are one registration's, the oldest first.

    The newest of those pressed for the registration itself is newer than what had arrived by then for one that was
    merged into it. Among what is left somebody who came was there.
    """
    newest = {each.meant_for: each for each in marks}
    if len(newest) == 1:
        return marks[-1]
    own = newest.get(marks[0].registration_id)
    there = [each for each in newest.values() if own is None or each is own or each.received_at >= own.at]
    return max(there, key=lambda each: (each.status in CAME, each.status != Status.UNMARKED, each.order))


class AttendanceMark(Base):
    """One stored press. Append-only: a trigger refuses update and delete."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        known("status", Status),
        known("way", MarkWay),
        Index(None, "lesson_id", "registration_id"),
        {"info": {"guard": STAYS}},
    )

    uuid: Mapped[str] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    status: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by: Mapped[Account | None] = relationship(init=False, viewonly=True)
    device: Mapped[str]
    sequence: Mapped[int]
    device_at: Mapped[datetime]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    way: Mapped[str]
    # The door helper who made it, if no member of staff did.
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("door_helper.id"), default=None)
    # What the phone showed at the door before the server knew of the mark; "" if nothing of its own.
    shown: Mapped[str] = mapped_column(default="")
    # The registration that was pressed; None: this one, it was not merged into another.
    meant_for_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), default=None)

    @property
    def meant_for(self) -> int:
        """The id of the registration that was pressed."""
        return self.meant_for_id or self.registration_id

    @classmethod
    def of(cls, lesson_id: int, registration_ids: Iterable[int]) -> Select["AttendanceMark"]:
        """All marks of some registrations at a lesson with who made them, the oldest first."""
        marks = select(cls).where(cls.lesson_id == lesson_id, cls.registration_id.in_(registration_ids))
        return marks.options(joinedload(cls.by)).order_by(cls.at, cls.uuid)

    @classmethod
    def count_late(cls, lesson_id: int, closed_at: datetime) -> Select[int]:
        """The number of marks made before a lesson was closed that arrived afterwards."""
        return select(func.count(cls.uuid)).where(
            cls.lesson_id == lesson_id, cls.received_at > closed_at, cls.at < closed_at
        )

    @classmethod
    def by_account(cls, lesson_id: int, account_id: int) -> Select["AttendanceMark"]:
        """The marks of one account at a lesson, the newest first."""
        return (
            select(cls)
            .where(cls.lesson_id == lesson_id, cls.by_id == account_id)
            .order_by(cls.at.desc(), cls.sequence.desc(), cls.uuid.desc())
        )

    @classmethod
    def stored(
        cls, session: Session, lesson_id: int, registration_ids: Iterable[int], uuids: Iterable[str]
    ) -> list[StoredMark]:
        """All marks of some registrations at a lesson, and any mark with one of these uuids."""
        ids, names = list(registration_ids), list(uuids)
        alone = len(ids) == len(names) == 1
        asked = {"uuids": given(names, alone), "lesson_id": lesson_id, "registration_ids": given(ids, alone)}
        return [StoredMark._make(row) for row in send(session, _stored(alone), asked)]

    @classmethod
    def known(cls, session: Session, uuids: Iterable[str]) -> set[str]:
        """The uuids among these that are stored."""
        return set(session.scalars(_known(), {"uuids": list(uuids)}))

    @classmethod
    def store(
        cls, session: Session, lesson_id: int, marks: Sequence[Mark], *, by_id: int | None, now: datetime
    ) -> None:
        """Insert marks in one statement."""
        rows = [{**mark._asdict(), "lesson_id": lesson_id, "by_id": by_id, "received_at": now} for mark in marks]
        send(session, _insertion(), rows)


# Run once a second by each phone in a hall: compiled once, with bind parameters.
@cache
def _stored(alone: bool) -> Select[*tuple[Any, ...]]:
    marks = AttendanceMark.__table__.c
    of_these = and_(marks.lesson_id == bindparam("lesson_id"), among(marks.registration_id, "registration_ids", alone))
    wanted = or_(among(marks.uuid, "uuids", alone), of_these)
    meant_for = func.coalesce(marks.meant_for_id, marks.registration_id)
    return select(*(marks[name] for name in StoredMark._fields[:-1]), meant_for).where(wanted)


@cache
def _known() -> Select[str]:
    return select(AttendanceMark.uuid).where(AttendanceMark.uuid.in_(bindparam("uuids", expanding=True)))


@cache
def _insertion() -> Insert:
    table = AttendanceMark.__table__
    assert isinstance(table, Table)
    return insert(table)
