"""The desk at which a batch is carried out: the open transaction, who asks, and what is known already."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, String, and_, bindparam, cast, func, literal, select
from sqlalchemy.orm import Session

from app.country import clock, codes
from app.models import AuditEvent, HeldRoll, Lesson, LessonState, Phone, Receipt
from app.models.learning.lesson_terms import Lock
from app.models.storing import among, given, send
from app.outbox.door import check_phone
from app.outbox.operations import Operation, Refused, Result, Verdict
from app.outbox.reading import PhoneReport
from app.outbox.sender import Sender

LONGEST_NUMBER = 4
# A phone that says the same again is written down at most this often.
HEARD_EVERY = timedelta(minutes=1)
# What comes one by one, press after press.
QUICK = frozenset({"mark", "help_record"})


class Known(NamedTuple):
    """What stood before a batch: receipts by uuid, what the phone said last (None where it never did), when, what kind
    of phone it is, and the ids of the lessons whose rolls it holds and has not reported."""

    receipts: dict[str, str]
    told: PhoneReport | None
    seen_at: datetime | None
    device_words: str | None
    held: frozenset[int] = frozenset()


@dataclass
class Desk:
    """What the kinds work with; one a batch."""

    session: Session
    sender: Sender
    device: str
    now: datetime
    # Lessons by the name under which the batch asks for them, their rows locked.
    lessons: Mapping[str, Lesson]
    known: Known
    # unit → lesson's name ("" without one) → kind → how many were done: the batch's line in the audit trail.
    done: dict[int, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))

    @classmethod
    def open(
        cls,
        session: Session,
        operations: Sequence[Operation],
        *,
        sender: Sender,
        device: str,
        now: datetime,
        seats: bool,
    ) -> "Desk":
        """Load what the operations name, as far as this person may know of it: two statements for any number.

        `seats`: some of them may take a seat, so the courses are locked with the lessons.
        """
        known = _known(session, sender.account_id, device, [operation.uuid for operation in operations])
        return cls(session, sender, device, now, _lessons(session, operations, sender, seats), known)

    @property
    def account_id(self) -> int | None:
        """Whose presses they are; None for a helper at the door."""
        return self.sender.account_id

    @property
    def keeper_id(self) -> int | None:
        """Whose lessons they may be about; None for a helper, who has one lesson only."""
        return self.sender.keeper_id

    @property
    def helper_id(self) -> int | None:
        """The helper at the door whose presses they are, where no account's."""
        return self.sender.helper_id

    @property
    def receipts(self) -> dict[str, str]:
        """What was done before, by uuid: the digest of each."""
        return self.known.receipts

    def lesson(self, operation: Operation) -> Lesson:
        """The lesson that an operation is about.

        Raises:
            Refused: there is none, it is not this person's, it does not take place, or a helper's link had ended.
        """
        lesson = self.lessons.get(operation.text("lesson"))
        if lesson is None:
            raise Refused(
                _("Không có buổi học này, hoặc anh chị không còn dạy lớp này. Anh chị hỏi cán bộ phụ trách của phường.")
            )
        if lesson.state == LessonState.CANCELLED:
            raise Refused(
                _("Buổi này đã hủy nên không ghi được. Nếu vẫn học, phường đặt lại giờ cho buổi rồi anh chị gửi lại.")
            )
        if self.sender.phone_id is not None:
            check_phone(self.session, self.sender.phone_id, operation.at, self.now)
        return lesson

    def count(self, kind: str, lesson: Lesson, times: int = 1) -> None:
        """Note for the audit trail that something was done at a lesson."""
        self.done[lesson.course.unit_id][lesson.key][kind] += times

    def count_in(self, unit_id: int, kind: str, times: int = 1) -> None:
        """Note for the audit trail that something was done in a ward that is of no lesson."""
        if times:
            self.done[unit_id][""][kind] += times

    def note(self) -> None:
        """Write the batch into the audit trail: one line a unit, and a batch is seldom of two."""
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

    def hear(self, told: PhoneReport, operations: Sequence[Operation | Result], results: Sequence[Result]) -> None:
        """Note what the phone said of itself, as it is once it has read these answers, and what follows for the rolls
        on it: a phone from which marks came is a phone of their lesson.

        A press of a lesson under way, or at a counter, that leaves the phone as it was within the last minute costs no
        statement; one where that was longer ago, on a phone that holds no roll, costs one.
        """
        if self.account_id is None:
            return
        kept = sum(result.status in (Verdict.REFUSED, Verdict.CONFLICT) for result in results)
        wait = sum(result.status is Verdict.LOCKED for result in results)
        after = PhoneReport(max(told.waiting - len(operations) + wait, 0), told.refused + kept, told.release)
        seen_at = self.known.seen_at
        quick = all(isinstance(each, Operation) and each.kind in QUICK for each in operations)
        just_now = seen_at is not None and abs(self.now - seen_at) < HEARD_EVERY
        lessons = [lesson for lesson in self.lessons.values() if lesson.key in self.done[lesson.course.unit_id]]
        touched = {lesson.id for lesson in lessons}
        over = any(lesson.is_closed or lesson.ends_at <= self.now for lesson in lessons)
        same = quick and after == self.known.told and touched <= self.known.held and not over
        if same and just_now:
            return
        if same and not self.known.held and self.sender.device_words in ("", self.known.device_words):
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
        HeldRoll.report(self.session, phone, self.now, touched)


def _known(session: Session, account_id: int | None, device: str, uuids: Sequence[str]) -> Known:
    """What is known already of some uuids and of the phone that sends them, in one statement."""
    alone = len(uuids) == 1
    asked = {"account_id": account_id, "device": device, "uuids": given(uuids, alone)}
    rows = send(session, _knowing(alone), asked).all()
    first = rows[0]
    told = None if first.last_seen_at is None else PhoneReport(first.waiting, first.refused, first.release)
    held = frozenset(map(int, first.held.split(","))) if first.held else frozenset[int]()
    receipts = {row.uuid: row.digest for row in rows if row.uuid is not None}
    return Known(receipts, told, first.last_seen_at, first.kind, held)


@cache  # asked by every tap: made once, its values left open
def _knowing(alone: bool) -> Select[Any]:
    phone, receipt, roll = Phone.__table__, Receipt.__table__, HeldRoll.__table__
    here = select(literal(1).label("here")).subquery("here")
    this_phone = and_(phone.c.account_id == bindparam("account_id"), phone.c.device == bindparam("device"))
    these = among(receipt.c.uuid, "uuids", alone)
    unreported = select(func.aggregate_strings(cast(roll.c.lesson_id, String), ",")).where(
        roll.c.phone_id == phone.c.id, roll.c.reported_at.is_(None)
    )
    held = unreported.correlate(phone).scalar_subquery().label("held")
    said = (phone.c.waiting, phone.c.refused, phone.c.release, phone.c.last_seen_at, phone.c.kind, held)
    joined = here.outerjoin(phone, this_phone).outerjoin(receipt, these)
    return select(*said, receipt.c.uuid, receipt.c.digest).select_from(joined)


def _lessons(session: Session, operations: Sequence[Operation], sender: Sender, seats: bool) -> dict[str, Lesson]:
    """The lessons that some operations name, by that name, their rows locked; those of other people are left out."""
    texts = {operation.text("lesson") for operation in operations}
    names = {text: name for text in texts if (name := _name(text))}
    if not names:
        return {}
    if sender.lesson_id is not None:
        only = session.scalars(Lesson.locked(sender.lesson_id)).one()
        return {text: only for text, name in names.items() if name == (only.course.folded_code, only.number)}
    if sender.keeper_id is None:
        return {}
    lock = Lock.SEATS if seats else Lock.ROW
    found = Lesson.taught(session, sender.keeper_id, clock.today(), set(names.values()), lock=lock)
    return {text: found[name] for text, name in names.items() if name in found}


def _name(text: str) -> tuple[str, int] | None:
    """ "DEM4/3" as the folded code and the number; None for what names no lesson."""
    code, _slash, number = text.rpartition("/")
    plain = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return (codes.fold(code), int(number)) if plain and code else None
