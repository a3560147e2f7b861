"""The roll of a lesson: everybody who may be marked, as an instructor reads it. Plain rows, one statement."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration, RegistrationState
from app.models.learning.ticket import Ticket
from app.models.people.person import Person

# A registration is named on its course by the first signs of its public id: two hundred whole ids weigh more than
# the two hundred names beside them. A longer beginning, up to the whole id, names it too.
KEY_LENGTH = 8
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]{0,27})?")


class RollRow(NamedTuple):
    """One person on the roll. `key` names the registration on its course; `state` is the registration's."""

    key: str
    name: str
    birth_year: int
    status: str
    disputed: bool
    state: str
    search_key: str


@dataclass(frozen=True)
class Roll:
    """The people of a lesson, sorted as Vietnam sorts names: who holds a seat, and who was marked without one."""

    rows: list[RollRow]

    @classmethod
    def of(cls, session: Session, lesson: Lesson, also: str = "") -> "Roll":
        """Read the roll of a lesson; `also` is the key of somebody to show who would not stand on it."""
        status = func.coalesce(Attendance.status, Status.UNMARKED)
        wanted = (
            select(
                Registration.public_id,
                Person.full_name,
                Person.birth_year,
                status,
                func.coalesce(Attendance.disputed, False),
                Registration.state,
                Person.search_key,
            )
            .join(Registration.person)
            .outerjoin(
                Attendance, and_(Attendance.registration_id == Registration.id, Attendance.lesson_id == lesson.id)
            )
            .where(
                Registration.course_id == lesson.course_id,
                or_(
                    Registration.state == RegistrationState.SEATED,
                    status != Status.UNMARKED,
                    _beginning() == also[:KEY_LENGTH],
                ),
            )
            .order_by(Person.sort_key, Person.birth_year, Registration.id)
        )
        rows = session.execute(wanted).all()
        doubled = {key for key, count in Counter(row[0][:KEY_LENGTH] for row in rows).items() if count > 1}
        return cls(
            [
                RollRow._make((row[0] if row[0][:KEY_LENGTH] in doubled else row[0][:KEY_LENGTH], *row[1:]))
                for row in rows
            ]
        )

    @classmethod
    def find(cls, session: Session, course_id: int, keys: Iterable[str]) -> dict[str, int]:
        """The ids of the registrations of a course that some keys name, whatever has become of them.

        A key that names none, or more than one, is left out. A key may also be the id that a phone gave to somebody
        who turned out to be registered already.
        """
        wanted = {key for key in keys if _KEY.fullmatch(key)}
        heads = {key[:KEY_LENGTH] for key in wanted}
        if not heads:
            return {}
        there = session.execute(
            select(Registration.public_id, Registration.id).where(
                Registration.course_id == course_id, _beginning().in_(heads)
            )
        ).all()
        named = {key: [found for public_id, found in there if public_id.startswith(key)] for key in wanted}
        missing = [key for key, found in named.items() if not found]
        if missing:
            aliases = select(Ticket.submission, Ticket.repeats_id).where(
                Ticket.course_id == course_id, Ticket.submission.in_(missing), Ticket.repeats_id.is_not(None)
            )
            named.update((str(row.submission), [row.repeats_id]) for row in session.execute(aliases))
        return {key: found[0] for key, found in named.items() if len(found) == 1}

    @cached_property
    def counts(self) -> Counter[str]:
        """How many have each status; the unmarked among them."""
        return Counter(row.status for row in self.rows)

    @property
    def total(self) -> int:
        """How many stand on the roll."""
        return len(self.rows)

    @property
    def came(self) -> int:
        """How many are present, late ones among them."""
        return sum(self.counts[status] for status in CAME)

    @property
    def unmarked(self) -> int:
        """How many nobody has marked."""
        return self.counts[Status.UNMARKED]

    @property
    def without_seat(self) -> int:
        """How many were let in without a seat."""
        return sum(1 for row in self.rows if row.state != RegistrationState.SEATED)


def _beginning() -> ColumnElement[str]:
    return func.substr(Registration.public_id, 1, KEY_LENGTH)
