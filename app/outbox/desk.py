"""The context in which a batch is carried out: the open transaction, the sender, the rows loaded beforehand."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, String, and_, bindparam, cast, func, literal, select
from sqlalchemy.orm import Session

from app.country import codes
from app.models import AuditEvent, Lesson, LessonState, OfflineRoll, Phone, Receipt
from app.models.learning.lesson_terms import Lock
from app.models.learning.substitution import KeptLesson
from app.models.storing import among, given, send
from app.outbox.operations import Operation, OperationRefused, PhoneReport, Result, Verdict
from app.outbox.sender import CallSender, check_phone

LONGEST_NUMBER = 4
# A phone whose report has not changed is stored at most this often.
HEARD_EVERY = timedelta(minutes=1)
# Kinds that arrive one at a time, press by press.
QUICK = frozenset({"mark", "help_record"})


class Preloaded(NamedTuple):
    """What is stored before a batch: receipts by uuid, the phone's last report (None for none), when it was seen, its
    kind, and the ids of lessons whose rolls it stores and has not reported."""

    receipts: dict[str, str]
    report: PhoneReport | None
    seen_at: datetime | None
    device_words: str | None
    unreported: frozenset[int] = frozenset()


@dataclass
class Desk:
    """The context that kinds work with; one for each batch."""

    session: Session
    sender: CallSender
    device: str
    now: datetime
    # Lessons by the name that the batch uses; their rows are locked.
    lessons: Mapping[str, Lesson]
    # By the same names, when the sender keeps or kept their rolls; a helper at the door has a limit of their own.
    terms: Mapping[str, KeptLesson]
    known: Preloaded
    # unit → lesson's name ("" without one) → kind → number of operations done: the batch's line in the audit trail.
    done: dict[int, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))

    @classmethod
    def open(
        cls,
        session: Session,
        operations: Sequence[Operation],
        *,
        sender: CallSender,
        device: str,
        now: datetime,
        seats: bool,
    ) -> "Desk":
        """Load the rows that the operations name and the sender may see: two statements for any number.

        `seats`: some operations may take a seat, so the courses are locked with the lessons.
        """
        known = _known(session, sender.account_id, device, [operation.uuid for operation in operations])
        lessons, terms = _lessons(session, operations, sender, now, seats)
        return cls(session, sender, device, now, lessons, terms, known)

    @property
    def account_id(self) -> int | None:
        """The account that pressed; None for a helper at the door."""
        return self.sender.account_id

    @property
    def keeper_id(self) -> int | None:
        """The account whose lessons the operations may name; None for a helper, who has one lesson only."""
        return self.sender.keeper_id

    @property
    def helper_id(self) -> int | None:
        """The helper at the door who pressed; None for an account."""
        return self.sender.helper_id

    @property
    def receipts(self) -> dict[str, str]:
        """The digests of operations done before, by uuid."""
        return self.known.receipts

    def lesson(self, operation: Operation) -> Lesson:
        """The lesson that an operation names.

        Raises:
            Refused: it does not exist, belongs to somebody else, was cancelled, or the helper's link had ended.
        """
        name = operation.text("lesson")
        lesson, kept = self.lessons.get(name), self.terms.get(name)
        if lesson is None or (kept is not None and not kept.takes(operation.judged_at(self.now), self.now)):
            raise OperationRefused(
                _("Không có buổi học này, hoặc anh chị không còn dạy lớp này. Anh chị hỏi cán bộ phụ trách của phường.")
            )
        if lesson.state == LessonState.CANCELLED:
            raise OperationRefused(
                _("Buổi này đã hủy nên không ghi được. Nếu vẫn học, phường đặt lại giờ cho buổi rồi anh chị gửi lại.")
            )
        if self.sender.phone_id is not None:
            check_phone(self.session, self.sender.phone_id, operation.at, self.now)
        return lesson

    def count(self, kind: str, lesson: Lesson, times: int = 1) -> None:
        """Count an operation at a lesson for the audit trail."""
        self.done[lesson.course.unit_id][lesson.key][kind] += times

    def count_in(self, unit_id: int, kind: str, times: int = 1) -> None:
        """Count an operation of a ward, outside any lesson, for the audit trail."""
        if times:
            self.done[unit_id][""][kind] += times

    def note(self) -> None:
        """Write the batch into the audit trail, one line for each unit; few batches concern two."""
        for unit_id, lessons in self.done.items():
            only = next(iter(lessons)) if len(lessons) == 1 else None
            AuditEvent.note(
                self.session,
                "outbox.received",
                at=self.now,
                account_id=self.keeper_id,
                unit_id=unit_id,
                subject=("lesson", only) if only else ("device", self.device),
                detail={
                    "lessons": {name: dict(kinds) for name, kinds in lessons.items()},
                    "device": self.device,
                    **({"for": self.sender.public_id} if self.account_id != self.keeper_id else {}),
                    **({"helper": self.sender.public_id} if self.helper_id else {}),
                },
            )

    def record_report(
        self, report: PhoneReport, operations: Sequence[Operation | Result], results: Sequence[Result]
    ) -> None:
        """Store the phone's report as it is after these answers, and report the rolls of the lessons that it marked.

        A press at a running lesson or a counter costs no statement if the phone's report is unchanged within the last
        minute; later it costs one, on a phone without an unreported roll.
        """
        if self.account_id is None:
            return
        kept = sum(result.status in (Verdict.REFUSED, Verdict.CONFLICT) for result in results)
        wait = sum(result.status is Verdict.LOCKED for result in results)
        after = PhoneReport(max(report.waiting - len(operations) + wait, 0), report.refused + kept, report.release)
        seen_at = self.known.seen_at
        quick = all(isinstance(each, Operation) and each.kind in QUICK for each in operations)
        just_now = seen_at is not None and abs(self.now - seen_at) < HEARD_EVERY
        lessons = [lesson for lesson in self.lessons.values() if lesson.key in self.done[lesson.course.unit_id]]
        touched = {lesson.id for lesson in lessons}
        over = any(lesson.is_closed or lesson.ends_at <= self.now for lesson in lessons)
        same = quick and after == self.known.report and touched <= self.known.unreported and not over
        if same and just_now:
            return
        if same and not self.known.unreported and self.sender.device_words in ("", self.known.device_words):
            Phone.seen(self.session, self.account_id, self.device, self.now)
            return
        phone = Phone.heard(
            self.session,
            account_id=self.account_id,
            device=self.device,
            kind=self.sender.device_words,
            release=after.release,
            waiting=after.waiting,
            refused=after.refused,
            now=self.now,
        )
        OfflineRoll.report(self.session, phone, self.now, touched)


def _known(session: Session, account_id: int | None, device: str, uuids: Sequence[str]) -> Preloaded:
    """The receipts of some uuids and the row of the phone that sends them, in one statement."""
    alone = len(uuids) == 1
    asked = {"account_id": account_id, "device": device, "uuids": given(uuids, alone)}
    rows = send(session, _knowing(alone), asked).all()
    first = rows[0]
    report = None if first.last_seen_at is None else PhoneReport(first.waiting, first.refused, first.release)
    unreported = frozenset(map(int, first.lesson_ids.split(","))) if first.lesson_ids else frozenset[int]()
    receipts = {row.uuid: row.digest for row in rows if row.uuid is not None}
    return Preloaded(receipts, report, first.last_seen_at, first.kind, unreported)


@cache  # every tap runs it: built once with open parameters
def _knowing(alone: bool) -> Select[Any]:
    phone, receipt, roll = Phone.__table__, Receipt.__table__, OfflineRoll.__table__
    here = select(literal(1).label("here")).subquery("here")
    this_phone = and_(phone.c.account_id == bindparam("account_id"), phone.c.device == bindparam("device"))
    these = among(receipt.c.uuid, "uuids", alone)
    unreported = select(func.aggregate_strings(cast(roll.c.lesson_id, String), ",")).where(
        roll.c.phone_id == phone.c.id, roll.c.reported_at.is_(None)
    )
    lesson_ids = unreported.correlate(phone).scalar_subquery().label("lesson_ids")
    columns = (phone.c.waiting, phone.c.refused, phone.c.release, phone.c.last_seen_at, phone.c.kind, lesson_ids)
    joined = here.outerjoin(phone, this_phone).outerjoin(receipt, these)
    return select(*columns, receipt.c.uuid, receipt.c.digest).select_from(joined)


def _lessons(
    session: Session, operations: Sequence[Operation], sender: CallSender, now: datetime, seats: bool
) -> tuple[dict[str, Lesson], dict[str, KeptLesson]]:
    """The lessons that some operations name, by that name, rows locked, and when the sender keeps or kept their rolls;
    lessons of other people are left out."""
    texts = {operation.text("lesson") for operation in operations}
    names = {text: name for text in texts if (name := _name(text))}
    if not names:
        return {}, {}
    if sender.lesson_id is not None:
        only = session.scalars(Lesson.locked(sender.lesson_id)).one()
        return {text: only for text, name in names.items() if name == (only.course.folded_code, only.number)}, {}
    if sender.keeper_id is None:
        return {}, {}
    lock = Lock.SEATS if seats else Lock.ROW
    found = KeptLesson.by(session, sender.keeper_id, now, set(names.values()), lock=lock)
    terms = {text: found[name] for text, name in names.items() if name in found}
    return {text: kept.lesson for text, kept in terms.items()}, terms


def _name(text: str) -> tuple[str, int] | None:
    """ "DEM4/3" as the folded code and the number; None for any other text."""
    code, _slash, number = text.rpartition("/")
    plain = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return (codes.fold(code), int(number)) if plain and code else None
