"""Mergers of wards: current work moves to the new ward, finished work stays with the old one and its papers.

Every table with a unit is named here with its rule, so that none is forgotten (a test checks this).
"""

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.country import clock, names
from app.models.base import Base, count_of
from app.models.movement.asked_since import Beginnings
from app.models.movement.programme_merging import merge_copies
from app.models.movement.representing import align
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Person
from app.models.people.ward_relations import repoint

# Stays: issued, counted, planned or done under the ward's former name, and not needed by any current row.
STAYS = frozenset((
    "age_band", "ambassador_offer", "audit_event", "certificate_register", "document", "import_run", "job",
    "letterhead", "measurement", "named_body", "outside_key", "outside_report", "page_version", "plan",
    "plate", "recognition", "reminder", "report", "report_arrival", "report_receipt",
    "reporting_rule", "target",
    "thanks_letter", "ward_figures", "word_template",
))  # fmt: skip
# Courses first: a registration locks its course, and this waits for it.
FIRST = ("course", "person")
MOVES = ("mentorship", "data_request", "help_request", "denominator", "programme_entry", "answer", "matter")
# Rows with a day move from the day of the merger on.
BY_DAY = ("help_record", "help_tally", "kiosk_visit")
# Codes that are unique in a ward; a moved row gets another one on conflict.
CODED: Mapping[str, str] = {
    "residential_group": "code", "place": "code", "organisation": "code", "ambassador": "code",
    "course_template": "code", "help_desk": "key", "programme": "key", "team": "name", "site": "code",
}  # fmt: skip
# If the new ward has a row with the same key, its own row is kept.
FOLDED: Mapping[str, str] = {
    "help_reason": "key", "help_result": "key", "help_topic": "key", "message_text": "moment", "skill": "key",
    "workplace": "account_id", "role_grant": "",
}  # fmt: skip


class CannotMerge(Exception):
    """A ward has ended or did not exist yet on that day, or the units are of two kinds."""


@dataclass
class Moved:
    """The number of moved rows by table; and codes that were taken, before and after."""

    rows: Counter[str] = field(default_factory=Counter)
    codes: list[tuple[str, str, str]] = field(default_factory=list)


def merge(session: Session, parts: Collection[int], into: AdministrativeUnit, on: date, now: datetime) -> Moved:
    """End wards the day before `on` and move their current work to another. Call in one write transaction.

    Raises:
        CannotMerge: nothing was written, or roll back.
    """
    wards = {each.id: each for each in session.scalars(AdministrativeUnit.locked(*parts, into.id))}
    ending = [wards[each] for each in sorted(parts)]
    if into.valid_to or into in ending or not ending:
        raise CannotMerge
    for part in ending:
        end(session, part, into, on)
    moved = Moved()
    for part in ending:
        carry_on(session, part, into, now, moved)
    return moved


def end(session: Session, part: AdministrativeUnit, into: AdministrativeUnit, on: date) -> None:
    """Make the day before a ward's last day; wards merged into it earlier get its successor."""
    early = (part.valid_from or date.min) >= on or (into.valid_from or date.min) > on
    if part.valid_to or not part.is_ward or part.is_demo != into.is_demo or early:
        raise CannotMerge
    part.valid_to, part.successor_id = on - timedelta(days=1), into.id
    part.version += 1
    session.flush()
    # `successor` leads to the current ward in one step.
    session.execute(_of("administrative_unit", "successor_id", [part.id]).values(successor_id=into.id))


def carry_on(
    session: Session, part: AdministrativeUnit, into: AdministrativeUnit, now: datetime, moved: Moved | None = None,
    only: Mapping[str, ColumnElement[bool]] | None = None, day: date | None = None,
) -> Moved:  # fmt: skip
    """Move the current work of an ended ward; called again, it moves what was added in between. For a divided ward
    `only` gives the rows that move by table, from a `day` on, and no other table moves."""
    session.flush()
    moved, day = moved or Moved(), day or (part.valid_to or date.max) + timedelta(days=1)
    beginnings = Beginnings.of(session, part.id, into.id) if only is None else None
    for name in (*FIRST, *CODED, *MOVES, *BY_DAY, *FOLDED):
        if only is not None and name not in only:
            continue
        holds = _lacking(name, into, clock.local(now).date()) if name in FOLDED else _going_on(name)
        if only is not None:
            holds = [*holds, only[name]]
        elif name in BY_DAY:
            holds = [table_of(name).c.day >= day]
        more: dict[str, object] = {}
        if name == "course":
            more = {"began_in_id": part.id, "moved_at": clock.at_local(day)}
        elif name == "residential_group":
            more = {"came_from_id": part.id, "came_on": day}
        if name in CODED:
            _recode(session, moved, name, part, into, holds)
        move(session, moved, name, part, into, *holds, **more)
    repoint(session, into.id)
    if beginnings is not None:
        plans = _of("plan", "unit_id", [part.id]).where(table_of("plan").c.retired_on.is_(None))
        session.execute(plans.values(retired_on=day, version=table_of("plan").c.version + 1))
        session.expire_all()
        merge_copies(session, into.id, now)
        session.expire_all()
        align(session, [into.id])
        beginnings.keep(session, into.id, day)
    session.expire_all()
    return moved


def left_behind(session: Session, part_id: int, only: Mapping[str, ColumnElement[bool]] | None = None) -> bool:
    """Whether an ended ward still has current work, or a divided one rows of `only`."""
    part = session.get_one(AdministrativeUnit, part_id)
    if only is not None:
        kept = {name: [*_going_on(name), holds] for name, holds in only.items() if name not in FOLDED}
    else:
        kept = {name: _going_on(name) for name in (*FIRST, *MOVES, *CODED)}
        kept |= {name: [table_of(name).c.day > part.valid_to] for name in BY_DAY}
    there = (exists().where(table_of(name).c.unit_id == part.id, *holds) for name, holds in kept.items())
    return bool(session.scalar(select(or_(*there))))


def alike(session: Session, unit_ids: Collection[int], group_ids: Collection[int] = ()) -> tuple[int, int]:
    """How many pairs of name and year of birth, and how many telephone numbers, occur in two of some wards, or in one
    ward and in some groups of another."""
    there = Person.unit_id.in_(unit_ids) | Person.residential_group_id.in_(group_ids)
    on_file = there, Person.merged_into_id.is_(None), Person.erased_at.is_(None)
    several = func.count(Person.unit_id.distinct()) > 1
    names_of = select(Person.sort_key).where(*on_file).group_by(Person.sort_key, Person.birth_year).having(several)
    phones = select(Person.phone).where(*on_file, Person.phone.is_not(None)).group_by(Person.phone).having(several)
    return session.scalar(count_of(names_of)) or 0, session.scalar(count_of(phones)) or 0


def table_of(name: str) -> Table:
    """A table by its name: modules on higher layers cannot be imported here."""
    return Base.metadata.tables[name]


def _of(name: str, column: str, ids: Collection[int]) -> Any:
    return update(table_of(name)).where(table_of(name).c[column].in_(ids))


def move(
    session: Session, moved: Moved, name: str, part: AdministrativeUnit, into: AdministrativeUnit,
    *holds: ColumnElement[bool], **more: object,
) -> None:  # fmt: skip
    """Move the rows of a table that match, and count them."""
    done: Any = session.execute(_of(name, "unit_id", [part.id]).where(*holds).values(unit_id=into.id, **more))
    moved.rows[name] += done.rowcount


def _going_on(name: str) -> list[ColumnElement[bool]]:
    """For a table that moves in part, the condition of the rows that move."""
    table = table_of(name)
    if name == "course":
        lesson = table_of("lesson")
        open_still = exists().where(lesson.c.course_id == table.c.id, lesson.c.state.not_in(("held", "cancelled")))
        none_yet = ~exists().where(lesson.c.course_id == table.c.id)
        return [table.c.state != "cancelled", or_(open_still, none_yet)]
    if name == "help_request":
        first, open_ = table.alias("first"), ("new", "assigned", "accepted")
        over = exists().where(first.c.id == table.c.same_as_id, first.c.state.not_in(open_))
        return [table.c.state.in_(open_), ~over]
    if name == "matter":  # tasks of plans stay; what an event asked for goes where that went
        site = table_of("site")
        return [exists().where(site.c.id == table.c.site_id, site.c.unit_id != table.c.unit_id)]
    if name == "denominator":
        return [or_(table.c.residential_group_id.is_not(None), table.c.organisation_id.is_not(None))]
    return []


def _lacking(name: str, into: AdministrativeUnit, today: date) -> list[ColumnElement[bool]]:
    """For a list: the entries that the other ward lacks. For roles: those in force; over courses only if the course
    moved."""
    table, there, column = table_of(name), table_of(name).alias("there"), FOLDED[name]
    if name != "role_grant":
        return [~exists().where(there.c.unit_id == into.id, there.c[column] == table.c[column])]
    course = table_of("course")
    gone = exists().where(course.c.id == table.c.course_id, course.c.unit_id == into.id)
    over = "account_id", "role", "course_id", "residential_group_id", "organisation_id"
    same = and_(*(there.c[each].is_not_distinct_from(table.c[each]) for each in over))
    stands = table.c.revoked_at.is_(None), or_(table.c.until.is_(None), table.c.until >= today)
    granted = exists().where(there.c.unit_id == into.id, same, there.c.revoked_at.is_(None), there.c.until.is_(None))
    return [*stands, or_(table.c.course_id.is_(None), gone), ~granted]


def _recode(
    session: Session, moved: Moved, name: str, part: AdministrativeUnit, into: AdministrativeUnit,
    holds: Sequence[ColumnElement[bool]],
) -> None:  # fmt: skip
    """Append a number to the codes of moving rows that are taken in the new ward."""
    table, column = table_of(name), CODED[name]
    codes = select(table.c.id, table.c[column])
    if name == "site":  # sites of a programme are unique per programme
        codes = codes.where(table.c.kind == "household")
    taken = {str(code).casefold() for _id, code in session.execute(codes.where(table.c.unit_id == into.id)) if code}
    here = session.execute(codes.where(table.c.unit_id == part.id, *holds).order_by(table.c.id)).all()
    mine = {str(code).casefold() for _id, code in here if code}
    for row, code in here:
        if not code or str(code).casefold() not in taken:
            continue
        free = (f"{code}-{number}" for number in itertools.count(2))
        new = next(each for each in free if each.casefold() not in taken | mine)
        taken.add(new.casefold())
        more = {"search_key": names.search_key(new)} if name == "team" else {}
        session.execute(update(table).where(table.c.id == row).values({column: new, **more}))
        if name != "programme":  # its key is in no page
            moved.codes.append((name, code, new))
