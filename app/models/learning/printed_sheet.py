"""Printed sheets: which name has which number on the paper list, whoever registers afterwards."""

import re
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import Keyed
from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import CAME, Mark, MarkWay, Status
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonClosed, LessonState
from app.models.learning.registration import Registration
from app.models.learning.staying import Meant, staying
from app.models.people.person import Person

# "1–7" in any notation: hyphen, dashes, minus, or in words.
_TO = re.compile(r"\s*(?:[-‐‑‒–—−~]|\bđến\b|\bden\b|\btới\b|\btoi\b)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;./+&]+")
_PIECE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


class NotNumbers(Exception):
    """The typed text contains something that is not a number: `pieces`, as typed."""

    def __init__(self, pieces: list[str]) -> None:
        super().__init__(pieces)
        self.pieces = pieces


class Backwards(Exception):
    """A range whose end comes before its start: "9–3"."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


class BeyondSheet(Exception):
    """Numbers without a name: `numbers`, as typed; the sheet has `most`."""

    def __init__(self, numbers: list[str], most: int) -> None:
        super().__init__(numbers, most)
        self.numbers = numbers
        self.most = most


@dataclass(frozen=True)
class SheetLine:
    """One line of a sheet: number, registration, and status at the lesson."""

    number: int
    registration: Registration
    status: str

    @property
    def came(self) -> bool:
        """Whether they are marked as present (or late) already."""
        return self.status in CAME


class PrintedSheet(Keyed):
    """The order of one print of a lesson's sheet: `seats` holds the registration ids in order of their numbers.

    Frozen when the paper is requested. Printed again with the same names, it is the same sheet; so each row of a lesson
    is a different paper, distinguished by `number`.
    """

    __tablename__ = "printed_sheet"
    __table_args__ = (UniqueConstraint("lesson_id", "number"), CheckConstraint("number > 0", name="number_positive"))

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    number: Mapped[int]
    seats: Mapped[str]
    printed_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def registration_ids(self) -> list[int]:
        """The registration ids in order of their numbers."""
        return [int(seat) for seat in self.seats.split()]

    @classmethod
    def of(cls, lesson_id: int) -> Select["PrintedSheet"]:
        """The different prints of a lesson's sheet, the newest first."""
        return select(cls).where(cls.lesson_id == lesson_id).order_by(cls.number.desc())

    def people(self, session: Session) -> list[Registration]:
        """The registrations in order of their numbers, with person and group. One statement."""
        ids = self.registration_ids
        wanted = select(Registration).where(Registration.id.in_(ids))
        person = joinedload(Registration.person).joinedload(Person.residential_group)
        found = {each.id: each for each in session.scalars(wanted.options(person))}
        return [found[id_] for id_ in ids if id_ in found]

    def lines(self, session: Session) -> list[SheetLine]:
        """The sheet with the status of everybody at the lesson, by number. Two statements."""
        states = session.execute(select(Attendance.registration_id, Attendance.status).where(self._here()))
        stands: dict[int, str] = {row.registration_id: row.status for row in states}
        people = {each.id: each for each in self.people(session)}
        numbered = enumerate(self.registration_ids, 1)
        return [SheetLine(n, people[id_], stands.get(id_, Status.UNMARKED)) for n, id_ in numbered if id_ in people]

    def key_in(
        self, session: Session, lesson: Lesson, numbers: Collection[int], *, by_id: int, device: str, now: datetime
    ) -> tuple[list[SheetLine], list[SheetLine]]:
        """Mark those who signed as present; anyone marked so already, and anyone who did not sign, is left alone.

        Pressed twice, it marks once. The caller holds the lesson's row lock. Returns the lines that were marked, and
        those whose mark is stored but overtaken by another device's newer one.

        Raises:
            LessonClosed: the lesson is closed or called off.
        """
        if lesson.is_closed or lesson.state == LessonState.CANCELLED:
            raise LessonClosed
        signed = [line for line in self.lines(session) if line.number in numbers and not line.came]
        went = staying(session, [each.registration.id for each in signed if each.registration.merged_into_id])
        meant = [went.get(line.registration.id) or Meant(line.registration.id) for line in signed]
        marks = [
            Mark(
                str(uuid.uuid4()), each.registration_id, Status.PRESENT, now, now, device, place, MarkWay.SHEET,
                meant_for_id=each.meant_for_id,
            )
            for place, each in enumerate(meant)
        ]  # fmt: skip
        outcomes = Attendance.record(session, lesson, marks, by_id=by_id, now=now, locked=True) if marks else []
        judged = list(zip(signed, outcomes, strict=True))
        return (
            [line for line, outcome in judged if outcome is Outcome.DONE],
            [line for line, outcome in judged if outcome is Outcome.OVERTAKEN],
        )

    def _here(self) -> ColumnElement[bool]:
        return and_(Attendance.lesson_id == self.lesson_id, Attendance.registration_id.in_(self.registration_ids))

    @classmethod
    def freeze(cls, session: Session, lesson: Lesson, *, by_id: int | None, now: datetime) -> "PrintedSheet":
        """The sheet with the current names: an earlier identical print, else a new one.

        The lesson's row is locked, so that simultaneous prints get consecutive numbers.
        """
        session.scalars(Lesson.locked(lesson.id)).one()
        seated = session.scalars(Registration.seated_on(lesson.course_id).with_only_columns(Registration.id)).all()
        seats = " ".join(map(str, seated))
        printed = session.scalars(cls.of(lesson.id)).all()
        if same := next((sheet for sheet in printed if sheet.seats == seats), None):
            return same
        number = printed[0].number + 1 if printed else 1
        sheet = cls(lesson_id=lesson.id, number=number, seats=seats, printed_at=now, by_id=by_id)
        session.add(sheet)
        session.flush()
        return sheet


def read_numbers(typed: str, most: int) -> list[int]:
    """The numbers of "1–7, 9, 12–30", each once, in order; `most` is the sheet's last. None for empty text.

    Raises:
        NotNumbers: something is not a number.
        Backwards: a range runs backwards.
        BeyondSheet: the sheet does not have a number.
    """
    pieces = [piece for piece in _BETWEEN.split(_TO.sub("-", typed.strip())) if piece]
    read = [(_PIECE.fullmatch(piece), piece) for piece in pieces]
    if strange := [piece for found, piece in read if found is None]:
        raise NotNumbers(strange)
    spans = [(int(found[1]), int(found[2] or found[1])) for found, _piece in read if found]
    for (first, last), piece in zip(spans, pieces, strict=True):
        if last < first:
            raise Backwards(piece.replace("-", "–"))
    if beyond := [str(end) for end in _ends(spans) if not 1 <= end <= most]:
        raise BeyondSheet(beyond, most)
    return sorted({number for first, last in spans for number in range(first, last + 1)})


def _ends(spans: Iterable[tuple[int, int]]) -> list[int]:
    """Both ends of each range, without duplicates, in the order typed."""
    return list(dict.fromkeys(end for span in spans for end in span))
