"""The door line: one fact of a registration that the office tells whoever stands at the door, "Bàn 3"."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learning.joining import LIVE
from app.models.learning.registration import Registration
from app.models.people.person import Person

# The length that fits under a name on a phone, in two lines.
LIMIT = 80


class DoorLineEdit(NamedTuple):
    """The new text of a line, and the text shown when editing began."""

    wanted: str
    seen: str


@dataclass(frozen=True)
class Written:
    """The result of writing lines: the public ids of changed ones, and the current text of those changed by somebody
    else."""

    changed: tuple[str, ...]
    overtaken: Mapping[str, str]


def write(session: Session, course_id: int, lines: Mapping[str, DoorLineEdit]) -> Written:
    """Write lines of live registrations of a course, by public id; lines that somebody else changed meanwhile stay.

    The rows are locked until the transaction ends. Registrations of other courses and ended ones are skipped. The
    caller has checked the length.
    """
    wanted = select(Registration).where(
        Registration.course_id == course_id, Registration.public_id.in_(lines), Registration.state.in_(LIVE)
    )
    locked = wanted.order_by(Registration.id).with_for_update().execution_options(populate_existing=True)
    changed: list[str] = []
    overtaken: dict[str, str] = {}
    for seat in session.scalars(locked):
        line, stands = lines[seat.public_id], seat.door_line
        if line.wanted in (line.seen, stands):
            continue
        if stands != line.seen:
            overtaken[seat.public_id] = stands
            continue
        seat.door_line = line.wanted
        changed.append(seat.public_id)
    return Written(tuple(changed), overtaken)


def fill(session: Session, course_id: int, text: str, *, group_ids: Collection[int] | None) -> int:
    """Write one line for all live registrations without one, of some residential groups (None: of all); returns how
    many."""
    empty = select(Registration).where(
        Registration.course_id == course_id, Registration.state.in_(LIVE), Registration.door_line == ""
    )
    if group_ids is not None:
        empty = empty.join(Registration.person).where(Person.residential_group_id.in_(group_ids))
    locked = empty.order_by(Registration.id).with_for_update(of=Registration)
    seats = session.scalars(locked.execution_options(populate_existing=True)).all()
    for seat in seats:
        seat.door_line = text
    return len(seats)
