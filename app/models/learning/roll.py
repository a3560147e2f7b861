"""The roll of a lesson: everybody who may be marked, as plain rows of one statement."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.models.learning.absences import AbsenceNotice
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.contest import LastWord, MarkSource
from app.models.learning.joining import RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.roll_state import RollState
from app.models.learning.staying import Meant, staying
from app.models.learning.ticket import Ticket
from app.models.people import duplicates
from app.models.people.person import Person
from app.models.storing import among, given, send

# A registration's key on a roll is "p" and the shortest start of its public id that no older registration of the
# course shares, at least two characters. So a key is permanent, whoever registers later, and two hundred of them
# weigh less than the names. The full id works too.
MARK = "p"
SHORTEST = 2
_KEY = re.compile(rf"{MARK}[0-9a-f][0-9a-f-]{{1,35}}")
_FULL_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RollRow(NamedTuple):
    """One person on the roll. `key` names the registration on its course; `state` is the registration's.

    `needs` are special needs by name, separated by spaces; `door_line` is the office's fact for the people at the door;
    `gave_notice`: they announced their absence; `in_class`: they had a seat when the lesson was over; `unsure`: the
    office has to say whether they are on file twice; ids are for the server only; `source` is who made the mark that
    counts, None if unmarked.
    """

    key: str
    name: str
    birth_year: int
    status: str
    disputed: bool
    state: str
    search_key: str
    needs: str = ""
    door_line: str = ""
    gave_notice: bool = False
    in_class: bool = True
    merged_into_id: int | None = None
    person_id: int = 0
    unsure: bool = False
    registration_id: int = 0
    source: MarkSource | None = None

    @property
    def listed(self) -> bool:
        """Whether they are on the list of the lesson, as in `class_list.on_list`."""
        return self.in_class or self.status != Status.UNMARKED


@dataclass(frozen=True)
class Roll:
    """The people of a lesson, in Vietnamese name order: those on its list, and those who took a seat after it.

    The latter may be marked if they were there; unmarked, they count in no figure of the lesson. `just` is the person
    requested by key, if any.
    """

    rows: list[RollRow]
    just: RollRow | None = None

    @classmethod
    def of(cls, session: Session, lesson: Lesson | RollState, just: str = "") -> "Roll":
        """Read the roll of a lesson; the person of the key `just` is included even if unmarked and without a seat.

        One statement.
        """
        there = cls.everybody(session, lesson)
        wanted = _named(just, sorted((row.registration_id, public_id) for row, public_id in there))
        went = {row.registration_id: row.merged_into_id for row, _public_id in there if row.merged_into_id}
        while into := went.get(wanted or 0):
            wanted = into
        rows = []
        shown = None
        for row, _public_id in there:
            if row.registration_id == wanted:
                shown = row
            elif row.state != RegistrationState.SEATED and not row.listed:
                continue
            rows.append(row)
        return cls(rows, shown)

    def newest_by(self, account_id: int) -> str:
        """The start of the uuid of the newest mark of a member of staff that counts; "-" where they made none."""
        sources = [row.source for row in self.rows if row.source and not row.source.is_foreign(account_id)]
        return max(sources, key=lambda each: (each.at, each.uuid)).uuid[:8] if sources else "-"

    @classmethod
    def everybody(cls, session: Session, lesson: Lesson | RollState) -> list[tuple[RollRow, str]]:
        """Everybody who ever registered on the lesson's course, in any state, with their public ids.

        Sorted as on the roll. One statement.
        """
        found = session.execute(_everybody(), {"lesson_id": lesson.id, "course_id": lesson.course_id}).all()
        keys = _keys(sorted((row.id, row.public_id) for row in found))
        of_source = len(MarkSource._fields)
        return [
            (RollRow._make((keys[row.id], *row[2:-of_source], row.id, _source(row[-of_source:]))), row.public_id)
            for row in found
        ]

    @classmethod
    def notices_at(cls, lesson_ids: Collection[int]) -> Select[int, int]:
        """The number of seated people with an absence notice for some lessons: pairs of lesson and count, without
        zeros."""
        return (
            select(AbsenceNotice.lesson_id, func.count())
            .join(Registration, Registration.id == AbsenceNotice.registration_id)
            .where(
                AbsenceNotice.lesson_id.in_(lesson_ids),
                AbsenceNotice.withdrawn_at.is_(None),
                Registration.state == RegistrationState.SEATED,
            )
            .group_by(AbsenceNotice.lesson_id)
        )

    def disputes(self, session: Session, lesson: Lesson) -> list[tuple[RollRow, list[LastWord]]]:
        """The people about whom devices disagree, with the last mark of every device, the newest first. One statement,
        and none if there is no dispute."""
        ids = [row.registration_id for row in self.disputed]
        words = LastWord.of(session, lesson.id, ids) if ids else {}
        return [(row, words.get(row.registration_id, [])) for row in self.disputed]

    def lookalikes(self, session: Session) -> list[tuple[Person, Person]]:
        """The people on the list who may be one. No statement if the office has nobody here to check."""
        unsure = [row.person_id for row in self.listed if row.unsure]
        return duplicates.pairs_within(session, unsure, {row.person_id for row in self.listed})

    @classmethod
    def find(cls, session: Session, course_id: int, keys: Iterable[str]) -> dict[str, int]:
        """The registration ids of some keys on a course, in any state; see `meant`."""
        return {key: meant.registration_id for key, meant in cls.meant(session, course_id, keys).items()}

    @classmethod
    def meant(cls, session: Session, course_id: int, keys: Iterable[str]) -> dict[str, Meant]:
        """The registrations of some keys on a course, in any state; of one that was merged, the one that stays.

        Unknown keys are left out. A key may also be the id that a phone gave to somebody who turned out to be
        registered already.
        """
        wanted = {key for key in keys if _KEY.fullmatch(key) or _FULL_ID.fullmatch(key)}
        if not wanted:
            return {}
        heads = {_signs(key)[:SHORTEST] for key in wanted}
        alone = len(heads) == 1
        asked = {"course_id": course_id, "heads": given(list(heads), alone)}
        there = send(session, _beginning_so(alone), asked).all()
        alike: dict[str, list[Row[Any, Any]]] = defaultdict(list)
        for row in there:
            alike[row.public_id[:SHORTEST]].append(row)
        found = {key: named for key in wanted if (named := _named(key, alike[_signs(key)[:SHORTEST]]))}
        merged = {row.id for row in there if row.merged_into_id is not None} & set(found.values())
        if missing := wanted - found.keys():
            aliases = select(Ticket.submission, Registration.id, Registration.merged_into_id).where(
                Ticket.course_id == course_id, Ticket.submission.in_(missing), Ticket.repeats_id == Registration.id
            )
            for key, named, merged_into_id in session.execute(aliases):
                found[str(key)] = named
                merged |= {named} if merged_into_id is not None else set()
        went = staying(session, merged)
        return {key: went.get(named) or Meant(named) for key, named in found.items()}

    @cached_property
    def counts(self) -> Counter[str]:
        """The number of people on the list by status, the unmarked included."""
        return Counter(row.status for row in self.listed)

    @cached_property
    def listed(self) -> list[RollRow]:
        """The people on the list of the lesson."""
        return [row for row in self.rows if row.listed]

    @property
    def outside(self) -> list[RollRow]:
        """The people who took a seat after the lesson and were not marked."""
        return [row for row in self.rows if not row.listed]

    @property
    def total(self) -> int:
        """The number of people on the list."""
        return len(self.listed)

    @property
    def came(self) -> int:
        """The number of present people, late ones included."""
        return sum(self.counts[status] for status in CAME)

    @property
    def unmarked(self) -> int:
        """The number of unmarked people."""
        return self.counts[Status.UNMARKED]

    @property
    def notices(self) -> int:
        """The number of seated people with an absence notice."""
        return sum(1 for row in self.rows if row.gave_notice and row.state == RegistrationState.SEATED)

    @property
    def expected(self) -> int:
        """The number of seated people on the list without one."""
        return sum(1 for row in self.listed if not row.gave_notice and row.state == RegistrationState.SEATED)

    @property
    def disputed(self) -> list[RollRow]:
        """The people about whom two devices disagree."""
        return [row for row in self.rows if row.disputed]

    @property
    def without_seat(self) -> int:
        """The number of people let in without a seat who still have none."""
        return sum(1 for row in self.listed if not row.in_class and row.state != RegistrationState.SEATED)


@cache  # run by every tap: compiled once, with bind parameters
def _beginning_so(alone: bool) -> Select[Any, Any]:
    there = Registration.__table__.c
    beginning = func.substr(there.public_id, 1, SHORTEST)
    return (
        select(there.id, there.public_id, there.merged_into_id)
        .where(there.course_id == bindparam("course_id"), among(beginning, "heads", alone))
        .order_by(there.id)
    )


@cache
def _everybody() -> Select[*tuple[Any, ...]]:
    """Everybody who ever registered on a lesson's course, with their status at the lesson."""
    here = and_(Attendance.registration_id == Registration.id, Attendance.lesson_id == bindparam("lesson_id"))
    notice = and_(
        AbsenceNotice.registration_id == Registration.id,
        AbsenceNotice.lesson_id == bindparam("lesson_id"),
        AbsenceNotice.withdrawn_at.is_(None),
    )
    columns = (
        Registration.id,
        Registration.public_id,
        Person.full_name,
        Person.birth_year,
        func.coalesce(Attendance.status, Status.UNMARKED.value).label("status"),
        func.coalesce(Attendance.disputed, False),
        Registration.state,
        Person.search_key,
        Registration.needs,
        Registration.door_line,
        AbsenceNotice.id.is_not(None),
        Registration.is_in_class_at(Lesson.listed_at),
        Registration.merged_into_id,
        Person.id.label("person_id"),
        Person.unsure,
        *MarkSource.columns(),
    )
    everybody = (
        select(*columns)
        .select_from(Registration)
        .join(Lesson, Lesson.id == bindparam("lesson_id"))
        .join(Registration.person)
        .outerjoin(Attendance, here)
        .outerjoin(AbsenceNotice, notice)
    )
    return (
        MarkSource.joined(everybody)
        .where(Registration.course_id == bindparam("course_id"))
        .order_by(Person.sort_key, Person.birth_year, Registration.id)
    )


def _source(columns: Sequence[Any]) -> MarkSource | None:
    return MarkSource._make(columns) if columns[0] is not None else None


def _keys(ids: Iterable[tuple[int, str]]) -> dict[int, str]:
    """The shortest key of each registration; `ids` starts with the oldest."""
    older: dict[str, list[str]] = defaultdict(list)
    keys: dict[int, str] = {}
    for registration_id, public_id in ids:
        alike = older[public_id[:SHORTEST]]
        length = SHORTEST
        while any(other.startswith(public_id[:length]) for other in alike):
            length += 1
        keys[registration_id] = MARK + public_id[:length]
        alike.append(public_id)
    return keys


def _named(key: str, ids: Iterable[Row[Any, Any] | tuple[int, str]]) -> int | None:
    """The oldest registration whose id begins with the key; `ids` starts with the oldest."""
    signs = _signs(key)
    if len(signs) < SHORTEST:
        return None
    return next((each[0] for each in ids if each[1].startswith(signs)), None)


def _signs(key: str) -> str:
    """The start of the public id that a key names."""
    return key.removeprefix(MARK)
