"""The line for whoever stands at the door: one fact of a registration that the office tells, "Bàn 3"."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learning.joining import LIVE
from app.models.learning.registration import Registration
from app.models.people.person import Person

# What fits under a name on a phone's screen, in two lines.
LIMIT = 80


class Line(NamedTuple):
    """A line as somebody wants it, and what stood there when they began to write."""

    wanted: str
    seen: str


@dataclass(frozen=True)
class Written:
    """What became of some lines: the public ids of those changed; what stands where somebody else was quicker."""

    changed: tuple[str, ...]
    overtaken: Mapping[str, str]


def write(session: Session, course_id: int, lines: Mapping[str, Line]) -> Written:
    """Write lines of live registrations of a course, by public id; another's that came meanwhile stays.

    The rows are locked until the transaction ends. Those of other courses, and what has ended, are left out. The
    caller has seen to the length.
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
    """Write one line for everybody live of some residential groups (None: of all) who has none yet; how many."""
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
