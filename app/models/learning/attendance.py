"""Attendance: marks that are only ever added, and the state that follows from them in whatever order they came."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.learning.lesson import Lesson


class Status(StrEnum):
    """What a mark says; `unmarked` takes an earlier one back."""

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


# Late counts as there.
CAME = (Status.PRESENT, Status.LATE)
_STATUSES = ", ".join(f"'{status.value}'" for status in Status)


@dataclass(frozen=True)
class Mark:
    """One mark as it arrives: the registration's key, what is said, and when by which device.

    `at` is the device's time corrected for its skew and never later than the server's; `device_at` as the device wrote.
    """

    uuid: str
    registration_id: int
    status: str
    at: datetime
    device_at: datetime
    device: str
    sequence: int = 0
    way: str = MarkWay.ROLL


class Outcome(StrEnum):
    """What became of a mark."""

    DONE = "done"
    OVERTAKEN = "overtaken"
    ALREADY_DONE = "already_done"
    CONFLICT = "conflict"
    CLOSED = "closed"


class AttendanceMark(Base):
    """One press, by whom, on which device, when. Append-only: a trigger refuses change and removal."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status_known"),
        CheckConstraint("way IN ('roll', 'scan', 'self', 'walk_in')", name="way_known"),
        Index(None, "lesson_id", "registration_id"),
    )

    uuid: Mapped[str] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    status: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    sequence: Mapped[int]
    device_at: Mapped[datetime]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    way: Mapped[str]

    @classmethod
    def of(cls, lesson_id: int, registration_ids: Iterable[int]) -> Select["AttendanceMark"]:
        """All marks of some registrations at a lesson, the oldest first."""
        return (
            select(cls)
            .where(cls.lesson_id == lesson_id, cls.registration_id.in_(registration_ids))
            .order_by(cls.at, cls.uuid)
        )

    def says_the_same(self, lesson_id: int, mark: Mark) -> bool:
        """Whether a mark sent again under this uuid has the same content."""
        return (self.lesson_id, self.registration_id, self.status, self.device_at) == (
            lesson_id,
            mark.registration_id,
            mark.status,
            mark.device_at,
        )


class Attendance(Base):
    """Where a registration stands at a lesson: the newest mark by corrected time, ties by uuid. Derived, never typed.

    `disputed` is set when another device's newest mark says something else.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status_known"),
        Index(None, "registration_id"),
    )

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    status: Mapped[str]
    mark_uuid: Mapped[str] = mapped_column(ForeignKey("attendance_mark.uuid"))
    at: Mapped[datetime]
    disputed: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def at_lesson(cls, lesson_id: int) -> Select["Attendance"]:
        """The states of everybody marked at a lesson."""
        return select(cls).where(cls.lesson_id == lesson_id)

    @classmethod
    def on_course(cls, course_id: int) -> Select["Attendance"]:
        """The states of everybody marked at any lesson of a course."""
        return select(cls).join(Lesson, Lesson.id == cls.lesson_id).where(Lesson.course_id == course_id)

    @classmethod
    def record(
        cls, session: Session, lesson: Lesson, marks: Sequence[Mark], *, by_id: int | None, now: datetime
    ) -> dict[str, Outcome]:
        """Store marks of one lesson and let the states follow; sending anything twice changes nothing.

        The lesson's row is locked, so that two devices' batches follow one another. A mark made before the lesson
        was closed still counts when it arrives later; one made after is refused (Outcome.CLOSED).

        Returns the outcome of each uuid. The caller has checked that the registrations are on the lesson's course.
        """
        lock = select(Lesson).where(Lesson.id == lesson.id).with_for_update()
        lesson = session.scalars(lock.execution_options(populate_existing=True)).one()
        outcomes, fresh = _sort_out(session, lesson, marks)
        if not fresh:
            return outcomes
        rows = [
            {
                "uuid": mark.uuid,
                "lesson_id": lesson.id,
                "registration_id": mark.registration_id,
                "status": mark.status,
                "by_id": by_id,
                "device": mark.device,
                "sequence": mark.sequence,
                "device_at": mark.device_at,
                "at": mark.at,
                "received_at": now,
                "way": mark.way,
            }
            for mark in fresh
        ]
        session.execute(insert(AttendanceMark), rows)
        winners = _derive(session, lesson.id, {mark.registration_id for mark in fresh})
        for mark in fresh:
            won = winners[mark.registration_id] == mark.uuid
            outcomes[mark.uuid] = Outcome.DONE if won else Outcome.OVERTAKEN
        return outcomes


def _sort_out(session: Session, lesson: Lesson, marks: Sequence[Mark]) -> tuple[dict[str, Outcome], list[Mark]]:
    """Tell the marks that are new from those stored before, contradicted or too late."""
    uuids = [mark.uuid for mark in marks]
    stored = {
        known.uuid: known for known in session.scalars(select(AttendanceMark).where(AttendanceMark.uuid.in_(uuids)))
    }
    outcomes: dict[str, Outcome] = {}
    fresh: dict[str, Mark] = {}
    for mark in marks:
        if known := stored.get(mark.uuid):
            same = known.says_the_same(lesson.id, mark)
            outcomes[mark.uuid] = Outcome.ALREADY_DONE if same else Outcome.CONFLICT
        elif lesson.closed_at is not None and mark.at > lesson.closed_at:
            outcomes[mark.uuid] = Outcome.CLOSED
        elif mark.uuid not in fresh:
            fresh[mark.uuid] = mark
    return outcomes, list(fresh.values())


def _derive(session: Session, lesson_id: int, registration_ids: set[int]) -> dict[int, str]:
    """Bring the states of some registrations up to their marks; returns the winning mark of each."""
    by_registration: dict[int, list[AttendanceMark]] = defaultdict(list)
    for mark in session.scalars(AttendanceMark.of(lesson_id, registration_ids)):
        by_registration[mark.registration_id].append(mark)
    known = set(
        session.scalars(
            select(Attendance.registration_id).where(
                Attendance.lesson_id == lesson_id, Attendance.registration_id.in_(registration_ids)
            )
        )
    )
    added: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    winners: dict[int, str] = {}
    for registration_id, marks in by_registration.items():
        newest = marks[-1]
        last_words = {mark.device: mark.status for mark in marks}
        row: dict[str, object] = {
            "lesson_id": lesson_id,
            "registration_id": registration_id,
            "status": newest.status,
            "mark_uuid": newest.uuid,
            "at": newest.at,
            "disputed": len(set(last_words.values())) > 1,
        }
        (changed if registration_id in known else added).append(row)
        winners[registration_id] = newest.uuid
    if added:
        session.execute(insert(Attendance), added)
    if changed:
        session.execute(update(Attendance), changed)
    return winners
