"""Division of a ward by residential groups: what belongs to a group moves with it; the rest stays with the ward if it
continues, or goes where the rest goes (the rules of `ward_merging` apply here too)."""

from collections.abc import Mapping, Set
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.asked_since import Beginnings
from app.models.movement.programme_merging import recorded_apart, rehang, shared_versions
from app.models.movement.representing import align
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.ward_merging import CannotMerge, Moved, carry_on, end, left_behind, table_of

# The columns by which a row follows: the first that is set decides the ward. A table comes after those it depends on.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "person": ("residential_group_id",), "organisation": ("residential_group_id",),
    "ambassador": ("residential_group_id", "person_id"),
    "site": ("within_id", "residential_group_id", "organisation_id", "team_id"),
    "mentorship": ("ambassador_id",), "data_request": ("person_id",),
    "help_request": ("residential_group_id", "ambassador_id"),
    "denominator": ("residential_group_id", "organisation_id"),
    "programme_entry": ("site_id",), "answer": ("site_id",), "matter": ("site_id",),
    "help_record": ("residential_group_id",),
    "role_grant": ("residential_group_id", "course_id", "organisation_id"),
}  # fmt: skip
# These move once the divided ward has none of their groups any more.
OF_GROUPS: Mapping[str, str] = {"course": "course_group", "team": "team_group"}
# Lists that each ward has of its own: the receiving ward gets the entries that it lacks.
COPIED = ("help_reason", "help_result", "help_topic", "message_text", "skill")
# Tables whose rows belong to the ward and not to a group.
UNDIVIDED = frozenset(("course_template", "help_desk", "help_tally", "kiosk_visit", "place", "programme", "workplace"))

# The latest that phones can still send something: they keep it for a month (`term.LATE`).
LATE = timedelta(days=62)


def divide(
    session: Session, part: AdministrativeUnit, given: Mapping[int, AdministrativeUnit],
    rest: AdministrativeUnit | None, on: date, now: datetime,
) -> list[tuple[AdministrativeUnit, Moved]]:  # fmt: skip
    """Give groups of a ward, by id, to others from a day on. With `rest` the ward ends, and everything else goes there.
    Call in one write transaction.

    Raises:
        CannotMerge: a ward or group has changed since this was asked; nothing was written, or roll back.
    """
    wards = list(dict.fromkeys([*given.values(), *([rest] if rest else [])]))
    session.scalars(AdministrativeUnit.locked(part.id, *(each.id for each in wards))).all()
    bad = part in wards or any(each.valid_to or (each.valid_from or date.min) > on for each in wards)
    if bad or not given or not part.is_ward or part.valid_to or (part.valid_from or date.min) >= on:
        raise CannotMerge
    course, group = table_of("course"), table_of("residential_group")
    # Lock courses before groups, in the same order as a registration does.
    session.execute(select(course.c.id).where(course.c.unit_id == part.id).with_for_update()).all()
    moves = {each: Moved() for each in wards}
    beginnings = {each.id: Beginnings.of(session, part.id, each.id) for each in wards}
    for into, moved in moves.items():
        mine = [key for key, ward in given.items() if ward is into]
        carry_on(session, part, into, now, moved, {"residential_group": group.c.id.in_(mine)}, on)
    if sum(moved.rows["residential_group"] for moved in moves.values()) < len(given):
        raise CannotMerge
    for into in dict.fromkeys(given.values()):
        follow(session, part, into, now, moves[into], on, beginnings[into.id])
    if rest:
        end(session, part, rest, on)
        carry_on(session, part, rest, now, moves[rest])
    part.version += 1
    return list(moves.items())


def follow(
    session: Session, part: AdministrativeUnit, into: AdministrativeUnit, now: datetime, moved: Moved, on: date,
    beginnings: Beginnings | None = None,
) -> None:  # fmt: skip
    """Move what belongs to groups that moved to another ward; called again, it moves what was added in between.
    `beginnings`: of both before the groups moved."""
    beginnings = beginnings or Beginnings.of(session, part.id, into.id)
    for name in COPIED:
        _copy(session, name, _lacks(name, part, into), unit_id=into.id)
    only = following(part, into)
    for name in ("programme_entry", "answer"):
        only.pop(name)  # moved with their programme, below
    _part_ranks(session, part, only["organisation"])
    carry_on(session, part, into, now, moved, only, on)
    twins = _programmes(session, part, into, moved, now)
    team, served, group = table_of("team"), table_of("team_group"), table_of("residential_group")
    other = exists().where(
        team.c.id == served.c.team_id, team.c.dissolved_at.is_(None), group.c.id == served.c.residential_group_id,
        team.c.unit_id.in_((part.id, into.id)), group.c.unit_id != team.c.unit_id,
    )  # fmt: skip
    session.execute(delete(served).where(other))
    _release_tasks(session, part, into)
    session.expire_all()
    align(session, [part.id, into.id])
    beginnings.keep(session, into.id, on, twins)


def _part_ranks(session: Session, part: AdministrativeUnit, moves: ColumnElement[bool]) -> None:
    """Let organisations have no superior any more from which the division parts them."""
    table = table_of("organisation")
    moving = select(table.c.id).where(table.c.unit_id == part.id, moves).scalar_subquery()
    apart = table.c.id.in_(moving) != table.c.superior_id.in_(moving)
    gone = update(table).where(table.c.unit_id == part.id, table.c.superior_id.is_not(None), apart)
    session.execute(gone.values(superior_id=None, superior_is_top=None, is_top=True, version=table.c.version + 1))


def _release_tasks(session: Session, part: AdministrativeUnit, into: AdministrativeUnit) -> None:
    """Let tasks of a ward that goes on, and words of its plans, lead to no group, team or organisation that moved, nor
    tasks that moved to one that did not: an officer chooses anew."""
    bodies = ("named_body", "", {"state": "unsure"})
    for ward in (part, into):
        for name, prefix, more in () if ward.valid_to else (("matter", "owner_", {}), bodies):
            table = table_of(name)
            for owner in ("organisation", "residential_group", "team"):
                column, there = f"{prefix}{owner}_id", table_of(owner)
                moved = select(there.c.id).where(there.c.unit_id != ward.id)
                gone = update(table).where(table.c.unit_id == ward.id, table.c[column].in_(moved))
                session.execute(gone.values({column: None, "version": table.c.version + 1, **more}))


def following(part: AdministrativeUnit, into: AdministrativeUnit) -> dict[str, ColumnElement[bool]]:
    """For each table that follows, the condition of the rows that go to a ward to which groups went."""
    group, serving = table_of("residential_group"), table_of("ambassador")
    only = {name: _of_groups(name, through, part, into) for name, through in OF_GROUPS.items()}
    only |= {name: _after(table_of(name), columns, into) for name, columns in FOLLOWS.items()}
    record, grant = table_of("help_record"), table_of("role_grant")
    since = select(group.c.came_on).where(group.c.id == record.c.residential_group_id).scalar_subquery()
    only["help_record"] = and_(only["help_record"], record.c.day >= since)
    theirs = exists().where(
        serving.c.account_id == grant.c.account_id, serving.c.unit_id == into.id, serving.c.until.is_(None)
    )
    entry, programme = table_of("programme_entry"), table_of("programme")
    going_on = exists().where(programme.c.id == entry.c.programme_id, programme.c.retired_on.is_(None))
    only["programme_entry"] = and_(only["programme_entry"], going_on)
    only["role_grant"] = or_(only["role_grant"], and_(grant.c.role == "ambassador", theirs))
    return only


def strays(session: Session, part_id: int, today: date) -> list[tuple[AdministrativeUnit, date]]:
    """The wards to which groups of a ward moved recently, where rows in it have still to follow; with the day."""
    group = table_of("residential_group").c
    went = select(group.unit_id, func.max(group.came_on)).where(group.came_from_id == part_id, group.unit_id != part_id)
    rows = session.execute(went.where(group.came_on > today - LATE).group_by(group.unit_id)).all()
    part = session.get_one(AdministrativeUnit, part_id)
    wards = [(session.get_one(AdministrativeUnit, each), on) for each, on in rows]
    return [
        (into, on)
        for into, on in wards
        if left_behind(session, part_id, following(part, into))
        or session.scalar(select(recorded_apart(part_id, into.id)))
    ]


def follow_on(session: Session, part: AdministrativeUnit, now: datetime) -> None:
    """Move what was added to a divided ward since."""
    for into, on in strays(session, part.id, clock.local(now).date()):
        follow(session, part, into, now, Moved(), on)


def _after(table: FromClause, columns: tuple[str, ...], into: AdministrativeUnit) -> ColumnElement[bool]:
    """The condition that the first row that a row refers to is in the ward, or goes there with it, as one that contains
    another of its own table does."""
    before, ways = list[ColumnElement[bool]](), []
    for number, column in enumerate(columns, 1):
        [key] = table.c[column].foreign_keys
        there = key.column.table.alias(f"{table.description}_{column}")
        holds = there.c.unit_id == into.id
        if key.column.table is table:
            holds = or_(holds, _after(there, columns[number:], into))
        ways.append(and_(*before, exists().where(there.c.id == table.c[column], holds)))
        before.append(table.c[column].is_(None))
    return or_(*ways)


def _of_groups(name: str, through: str, part: AdministrativeUnit, into: AdministrativeUnit) -> ColumnElement[bool]:
    table, link, group = table_of(name), table_of(through), table_of("residential_group")
    served = link.c[f"{name}_id"] == table.c.id, link.c.residential_group_id == group.c.id
    there, here = (exists().where(*served, group.c.unit_id == ward.id) for ward in (into, part))
    return and_(there, ~here)


def _lacks(name: str, part: AdministrativeUnit, into: AdministrativeUnit) -> ColumnElement[bool]:
    table, there = table_of(name), table_of(name).alias("there")
    key = "moment" if name == "message_text" else "key"
    return and_(table.c.unit_id == part.id, ~exists().where(there.c.unit_id == into.id, there.c[key] == table.c[key]))


def _copy(session: Session, name: str, *holds: ColumnElement[bool], **other: object) -> None:
    table = table_of(name)
    columns = [each for each in table.c if not each.primary_key]
    selected = [literal(other[each.name], each.type) if each.name in other else each for each in columns]
    session.execute(insert(table).from_select(columns, select(*selected).where(*holds)))


def _programmes(
    session: Session, part: AdministrativeUnit, into: AdministrativeUnit, moved: Moved, now: datetime
) -> dict[int, int]:
    """Assign entries and plates of houses that moved to a programme of their new ward: the copy of the same shipped
    programme, else one with the same definition, else a new copy. Returns it by the programme of before."""
    programme, taken, twins = table_of("programme").c, set[int](), dict[int, int]()
    wanted = select(programme.id, programme.key, programme.catalogue).where(
        programme.unit_id == part.id, programme.retired_on.is_(None)
    )
    for mine, key, catalogue in session.execute(wanted.order_by(programme.id)).all():
        if not (asked := _asked(session, mine)):
            continue
        twin = _ships(session, catalogue, into) or _twin(session, mine, key, asked, into, taken)
        taken.add(twin)
        twins[mine] = twin
        versions = shared_versions(session, mine, twin, add=bool(catalogue))
        moved.rows["programme_entry"] += rehang(session, mine, twin, versions, now, into.id)
    return twins


def _ships(session: Session, catalogue: str, into: AdministrativeUnit) -> int | None:
    programme = table_of("programme").c
    there = programme.unit_id == into.id, programme.catalogue == catalogue, programme.merged_into_id.is_(None)
    running = select(programme.id).where(*there, programme.retired_on.is_(None)).order_by(programme.id).limit(1)
    return session.scalars(running).first() if catalogue else None


def _twin(session: Session, mine: int, key: str, asked: Set[str], into: AdministrativeUnit, taken: set[int]) -> int:
    programme, version = table_of("programme"), table_of("programme_version")
    theirs = select(programme.c.id, programme.c.key).where(programme.c.unit_id == into.id).order_by(programme.c.id)
    there: dict[int, str] = dict(session.execute(theirs).all())
    for one in there:
        if one not in taken and asked <= _asked(session, one):
            return one
    free = (key, *(f"{key}-{number}" for number in range(2, len(there) + 3)))
    new = next(each for each in free if each not in there.values())
    _copy(session, "programme", programme.c.id == mine, unit_id=into.id, key=new)
    named = select(programme.c.id).where(programme.c.unit_id == into.id, programme.c.key == new)
    twin: int = session.scalars(named).one()
    _copy(session, "programme_version", version.c.programme_id == mine, programme_id=twin)
    return twin


def _asked(session: Session, programme_id: int) -> set[str]:
    """The definitions that a programme has or had."""
    version = table_of("programme_version").c
    used = select(version.said).where(version.programme_id == programme_id, version.used_since.is_not(None))
    return set(session.scalars(used))
