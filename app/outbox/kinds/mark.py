"""mark {lesson: "DEM4/3", registration, status, undo?, way?, shown?}: a person's attendance; `unmarked` takes it back.

`way` is "scan" for a scanned ticket; `shown` is the message that the phone displayed at the door.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from app.country import names
from app.models import Attendance, Lesson, Mark, MarkWay, Outcome, Roll, Status
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind, conflict
from app.outbox.operations import Operation, OperationRefused, Result, Verdict
from app.outbox.sender import barred

STATUSES = frozenset(Status)
# Letters of `shown` that are stored.
LONGEST_SHOWN = 80


class _Wanted(NamedTuple):
    place: int
    operation: Operation
    key: str
    status: str


class MarkKind(OperationKind):
    """Marks of a lesson are stored in one statement; their rows are their receipts."""

    name = "mark"

    def carry_out(self, desk: Desk, operations: Sequence[Operation]) -> list[Result]:
        """Carry out marks; returns the answers in order."""
        results: dict[int, Result] = {}
        of_lesson: dict[int, list[_Wanted]] = defaultdict(list)
        lessons: dict[int, Lesson] = {}
        for place, operation in enumerate(operations):
            if operation.uuid in desk.receipts:
                results[place] = conflict(operation)
                continue
            try:
                lesson = desk.lesson(operation)
                status = _status(operation)
            except OperationRefused as refused:
                results[place] = Result(operation.echo, Verdict.REFUSED, refused.message)
                continue
            lessons[lesson.id] = lesson
            of_lesson[lesson.id].append(_Wanted(place, operation, operation.text("registration").lower(), status))
        for lesson_id, wanted in of_lesson.items():
            results.update(_record(desk, lessons[lesson_id], wanted))
        return [results[place] for place in range(len(operations))]


def _status(operation: Operation) -> str:
    status = operation.text("status")
    if status not in STATUSES:
        raise OperationRefused(_("Máy chủ chưa biết cách ghi này. Anh chị cập nhật ứng dụng rồi ghi lại."))
    return status


def _way(operation: Operation) -> MarkWay:
    """The way of a mark that a phone may claim: on the roll, unless scanned or undone."""
    if operation.data.get("undo") is True:
        return MarkWay.UNDO
    return MarkWay.SCAN if operation.text("way") == MarkWay.SCAN else MarkWay.ROLL


def _record(desk: Desk, lesson: Lesson, wanted: list[_Wanted]) -> dict[int, Result]:
    """Store the marks of one lesson; returns the answers by place."""
    found = Roll.meant(desk.session, lesson.course_id, (each.key for each in wanted))
    there = [each for each in wanted if each.key in found]
    marks = [
        Mark(
            uuid=operation.uuid,
            registration_id=found[key].registration_id,
            status=status,
            at=operation.at,
            device_at=operation.device_at,
            device=desk.device,
            sequence=operation.sequence,
            way=_way(operation),
            helper_id=desk.helper_id,
            shown=names.clean(operation.text("shown"))[:LONGEST_SHOWN],
            meant_for_id=found[key].meant_for_id,
        )
        for _place, operation, key, status in there
    ]
    not_theirs = barred(desk.session, desk.helper_id, lesson.id, marks) if desk.helper_id is not None else set[str]()
    there = [each for each in there if each.operation.uuid not in not_theirs]
    marks = [mark for mark in marks if mark.uuid not in not_theirs]
    outcomes = (
        Attendance.record(desk.session, lesson, marks, by_id=desk.account_id, now=desk.now, locked=True)
        if marks
        else []
    )
    stored = sum(outcome in (Outcome.DONE, Outcome.OVERTAKEN) for outcome in outcomes)
    if stored:
        desk.count("mark", lesson, stored)
    taken = {each.place for each in there}
    answers = {each.place: _refusal(each, found, not_theirs) for each in wanted if each.place not in taken}
    for each, outcome in zip(there, outcomes, strict=True):
        answers[each.place] = _answer(each.operation, outcome)
    return answers


def _refusal(wanted: _Wanted, found: Collection[str], not_theirs: Collection[str]) -> Result:
    message = _("Không có người này trong lớp. Anh chị thêm bằng nút Thêm người.")
    if wanted.operation.uuid in not_theirs and wanted.key in found:
        message = _("Người ở cửa chỉ bỏ được lần quét của chính mình. Cần sửa, anh chị gặp giảng viên.")
    return Result(wanted.operation.echo, Verdict.REFUSED, message)


def _answer(operation: Operation, outcome: Outcome) -> Result:
    if outcome is Outcome.CONFLICT:
        return conflict(operation)
    if outcome is Outcome.CLOSED:
        message = _("Lần ghi này sau khi buổi đã xong. Anh chị mở lại buổi rồi gửi lại.")
        return Result(operation.echo, Verdict.REFUSED, message)
    if outcome is Outcome.ALREADY_DONE:
        return Result(operation.echo, Verdict.ALREADY_DONE)
    message = (
        _("Đã giữ lần ghi này. Máy khác ghi lại sau đó, nên theo máy kia.") if outcome is Outcome.OVERTAKEN else ""
    )
    return Result(operation.echo, Verdict.DONE, message)
