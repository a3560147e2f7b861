"""The desk at which a batch is carried out: the open transaction, who asks, and what is known already."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock, codes
from app.models import AuditEvent, Lesson, LessonState, Receipt
from app.models.learning.lesson import Lock
from app.outbox.operations import Operation, Refused

LONGEST_NUMBER = 4


@dataclass
class Desk:
    """What the kinds work with; one a batch."""

    session: Session
    account_id: int
    device: str
    now: datetime
    # Lessons by the name under which the batch asks for them, their rows locked; receipts by uuid.
    lessons: Mapping[str, Lesson]
    receipts: dict[str, str]
    # unit → lesson's name ("" without one) → kind → how many were done: the batch's line in the audit trail.
    done: dict[int, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))

    @classmethod
    def open(
        cls,
        session: Session,
        operations: Sequence[Operation],
        *,
        account_id: int,
        device: str,
        now: datetime,
        seats: bool,
    ) -> "Desk":
        """Load what the operations name, as far as this person may know of it: two statements for any number.

        `seats`: some of them may take a seat, so the courses are locked with the lessons.
        """
        known = Receipt.among(session, [operation.uuid for operation in operations])
        return cls(session, account_id, device, now, _lessons(session, operations, account_id, seats), known)

    def lesson(self, operation: Operation) -> Lesson:
        """The lesson that an operation is about.

        Raises:
            Refused: there is none, it is not this person's, or it does not take place.
        """
        lesson = self.lessons.get(operation.text("lesson"))
        if lesson is None:
            raise Refused(_("Không có buổi học này, hoặc anh chị không dạy lớp này."))
        if lesson.state == LessonState.CANCELLED:
            raise Refused(_("Buổi này đã hủy nên không ghi được."))
        return lesson

    def count(self, kind: str, lesson: Lesson, times: int = 1) -> None:
        """Note for the audit trail that something was done at a lesson."""
        self.done[lesson.course.unit_id][lesson.key][kind] += times

    def note(self) -> None:
        """Write the batch into the audit trail: one line a unit, and a batch is seldom of two."""
        for unit_id, lessons in self.done.items():
            only = next(iter(lessons)) if len(lessons) == 1 else None
            AuditEvent.note(
                self.session,
                "outbox.received",
                at=self.now,
                account_id=self.account_id,
                unit_id=unit_id,
                subject=("lesson", only) if only else ("device", self.device),
                detail={"lessons": {name: dict(kinds) for name, kinds in lessons.items()}, "device": self.device},
            )


def _lessons(session: Session, operations: Sequence[Operation], account_id: int, seats: bool) -> dict[str, Lesson]:
    """The lessons that some operations name, by that name, their rows locked; those of other people are left out."""
    texts = {operation.text("lesson") for operation in operations}
    names = {text: name for text in texts if (name := _name(text))}
    if not names:
        return {}
    lock = Lock.SEATS if seats else Lock.ROW
    found = Lesson.taught(session, account_id, clock.today(), set(names.values()), lock=lock)
    return {text: found[name] for text, name in names.items() if name in found}


def _name(text: str) -> tuple[str, int] | None:
    """ "DEM4/3" as the folded code and the number; None for what names no lesson."""
    code, _slash, number = text.rpartition("/")
    plain = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return (codes.fold(code), int(number)) if plain and code else None
