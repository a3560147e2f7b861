"""Attendance: the status of each person at a lesson, derived from the marks, independent of their order of arrival."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, Index, Insert, Select, Table, Update, and_, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, known
from app.models.learning.attendance_mark import (
    AttendanceMark,
    Mark,
    MarkWay,
    Status,
    StoredMark,
    standing_mark,
)
from app.models.learning.lesson import Lesson
from app.models.storing import send


class Outcome(StrEnum):
    """The result of a mark. OVERTAKEN: stored, but another device's newer mark counts."""

    DONE = "done"
    OVERTAKEN = "overtaken"
    ALREADY_DONE = "already_done"
    CONFLICT = "conflict"
    CLOSED = "closed"


class NothingToUndo(Exception):
    """The person has marked nobody at this lesson, or has undone all of it (`is_undone`)."""

    def __init__(self, *, is_undone: bool) -> None:
        super().__init__()
        self.is_undone = is_undone


class MarkedSince(Exception):
    """Somebody else has marked the same person since; the undo would remove that mark."""


class Attendance(Base):
    """The status of a registration at a lesson: the newest mark by corrected time, ties by uuid. Always derived.

    Where another was merged into it, whoever pressed that one did not know of this: its newest mark counts beside, and
    present wins (`attendance_mark.standing_mark`).

    `disputed` is set while another device's last mark differs and had not reached the server when the newest mark was
    made, so that its author could not know of it. A mark made after both arrived resolves it; `contested` stays.
    """

    __tablename__ = "attendance"
    # Covering indexes, for figures over hundreds of thousands of rows: who came to a lesson, to how many a person came.
    __table_args__ = (
        known("status", Status),
        Index(None, "registration_id", "status", "lesson_id"),
        Index(None, "lesson_id", "status", "registration_id"),
    )

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    status: Mapped[str]
    mark_uuid: Mapped[str] = mapped_column(ForeignKey("attendance_mark.uuid"))
    at: Mapped[datetime]
    disputed: Mapped[bool] = mapped_column(default=False)
    contested: Mapped[bool] = mapped_column(default=False)

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
        cls,
        session: Session,
        lesson: Lesson,
        marks: Sequence[Mark],
        *,
        by_id: int | None,
        now: datetime,
        locked: bool = False,
        correcting: bool = False,
    ) -> list[Outcome]:
        """Store marks of one lesson and update the states; sending a mark again changes nothing.

        The lesson's row is locked (`locked`: by the caller), so that the batches of two devices run one after the
        other. A mark made before the lesson was closed counts even if it arrives later; one made afterwards is refused,
        unless it is a correction (app/models/learning/mark_correction.py). Four statements for any number of marks.

        Returns the outcome of each mark, in the given order. The caller has checked that the registrations are on the
        lesson's course.
        """
        if not locked:
            lesson = session.scalars(Lesson.locked(lesson.id)).one()
        ids = {mark.registration_id for mark in marks}
        stored = AttendanceMark.stored(session, lesson.id, ids, [mark.uuid for mark in marks])
        outcomes, fresh = _judge(lesson, marks, stored, now, correcting=correcting)
        if not fresh:
            return outcomes
        before = [each for each in stored if each.lesson_id == lesson.id and each.registration_id in ids]
        AttendanceMark.store(session, lesson.id, fresh, by_id=by_id, now=now)
        newest = _derive(session, before, [mark.as_stored(lesson.id, now) for mark in fresh])
        for place, mark in enumerate(marks):
            stands = newest.get(mark.registration_id)
            if outcomes[place] is Outcome.DONE and stands and stands.device != mark.device:
                outcomes[place] = Outcome.OVERTAKEN
        return outcomes

    @classmethod
    def undo(
        cls,
        session: Session,
        lesson: Lesson,
        *,
        uuid: str,
        by_id: int,
        device: str,
        now: datetime,
    ) -> tuple[AttendanceMark, Outcome]:
        """Undo a person's last mark at a lesson that is not undone yet; called again, the one before.

        The undo is a new mark with the earlier status. The lesson's row is locked. Returns the undone mark and the
        outcome (DONE or CLOSED).

        Raises:
            NothingToUndo: none is left.
            MarkedSince: somebody else has marked that person since.
        """
        lesson = session.scalars(Lesson.locked(lesson.id)).one()
        last = _last_to_undo(session.scalars(AttendanceMark.by_account(lesson.id, by_id)).all())
        there = session.scalars(AttendanceMark.of(lesson.id, [last.registration_id]))
        history = [each for each in there if each.meant_for == last.meant_for]
        if history[-1].by_id != by_id:
            raise MarkedSince
        earlier = history[: history.index(last)]
        mark = Mark(
            uuid=uuid,
            registration_id=last.registration_id,
            status=earlier[-1].status if earlier else Status.UNMARKED,
            at=now,
            device_at=now,
            device=device,
            way=MarkWay.UNDO,
            meant_for_id=last.meant_for_id,
        )
        return last, cls.record(session, lesson, [mark], by_id=by_id, now=now, locked=True)[0]


def _judge(
    lesson: Lesson, marks: Sequence[Mark], stored: Iterable[StoredMark], now: datetime, *, correcting: bool
) -> tuple[list[Outcome], list[Mark]]:
    """Separate new marks from those that are stored already, contradict a stored one, or were made too late."""
    known = {each.uuid: each for each in stored}
    outcomes: list[Outcome] = []
    fresh: dict[str, Mark] = {}
    for mark in marks:
        earlier = known.get(mark.uuid)
        if earlier is None and (twin := fresh.get(mark.uuid)):  # twice in one batch
            earlier = twin.as_stored(lesson.id, now)
        if earlier:
            same = earlier.repeats(lesson.id, mark)
            outcomes.append(Outcome.ALREADY_DONE if same else Outcome.CONFLICT)
        elif not correcting and not lesson.takes_marks_of(mark.at):
            outcomes.append(Outcome.CLOSED)
        else:
            outcomes.append(Outcome.DONE)
            fresh[mark.uuid] = mark
    return outcomes, list(fresh.values())


def _derive(session: Session, before: Iterable[StoredMark], stored: Iterable[StoredMark]) -> dict[int, StoredMark]:
    """Update the states of some registrations from their marks; returns the newest mark of each.

    `before` are all their marks older than `stored`: a registration among them has a state already.
    """
    words: dict[int, list[StoredMark]] = defaultdict(list)
    for each in (*before, *stored):
        words[each.registration_id].append(each)
    known = {each.registration_id for each in before}
    added: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    newest: dict[int, StoredMark] = {}
    for registration_id, marks in words.items():
        marks.sort(key=lambda each: each.order)
        last = newest[registration_id] = standing_mark(marks)
        disputed, contested = _disputes([each for each in marks if each.meant_for == last.meant_for])
        row: dict[str, object] = {
            "lesson_id": last.lesson_id,
            "registration_id": registration_id,
            "status": last.status,
            "mark_uuid": last.uuid,
            "at": last.at,
            "disputed": disputed,
            "contested": contested,
        }
        (changed if registration_id in known else added).append(row)
    adding, changing = _writing()
    if added:
        send(session, adding, added)
    if changed:
        send(
            session, changing, [{**row, "of": row["registration_id"], "at_lesson": row["lesson_id"]} for row in changed]
        )
    return newest


@cache  # run by every tap: compiled once, with bind parameters
def _writing() -> tuple[Insert, Update]:
    table = Attendance.__table__
    assert isinstance(table, Table)
    this = and_(table.c.lesson_id == bindparam("at_lesson"), table.c.registration_id == bindparam("of"))
    return insert(table), update(table).where(this)


def _disputes(marks: Sequence[StoredMark]) -> tuple[bool, bool]:
    """Whether another device's last mark differs from the newest, whose author could not know of it; and whether that
    was ever so, resolved or not. `marks` are one registration's, the oldest first."""
    if len(marks) == 1:
        return False, False
    last_words: dict[str, StoredMark] = {}
    disputed = contested = False
    for mark in marks:
        last_words[mark.device] = mark
        disputed = any(word.status != mark.status and word.received_at > mark.at for word in last_words.values())
        contested = contested or disputed
    return disputed, contested


def _last_to_undo(mine: Sequence[AttendanceMark]) -> AttendanceMark:
    """The newest mark that is not undone; `mine` starts with the newest."""
    undone = 0
    for mark in mine:
        if mark.way == MarkWay.UNDO:
            undone += 1
        elif undone:
            undone -= 1
        else:
            return mark
    raise NothingToUndo(is_undone=bool(mine))
