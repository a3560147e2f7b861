"""Merging two rows of one person in one transaction, and undoing it unless something contradicts."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.helping import merged_help
from app.models.learning import merged_registrations
from app.models.learning.course import Course
from app.models.learning.registration import Registration
from app.models.merge_refusals import Contradicted, Contradiction, ReadAnew
from app.models.people import duplicates
from app.models.people.account import Account
from app.models.people.consent import Consent
from app.models.people.duplicates import PersonMerge
from app.models.people.person import WRITTEN_COLUMNS, Person


class AlreadyMerged(Exception):
    """One of the two was merged meanwhile; `person` is the row kept."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class NotAsTheyStand(Exception):
    """The two cannot be merged in their current state; `why` are the kinds of `merged_help.contradictions`."""

    def __init__(self, why: list[str]) -> None:
        super().__init__(why)
        self.why = why


def merge(
    session: Session,
    kept_id: int,
    gone_id: int,
    *,
    take: Collection[str] = (),
    seen: tuple[str, str],
    by: Account,
    now: datetime,
) -> PersonMerge:
    """Merge one row into another of the same unit; the values named by `take` (see `WRITTEN_COLUMNS`) are taken from
    the row that goes. `seen` are the versions of both when they were compared.

    Courses, then people are locked, as in registering. On a course where both are live one registration stays
    (`merged_registrations`); all others, with their certificates, and the consents move unchanged.

    Raises:
        AlreadyMerged: somebody else merged one of them.
        ReadAnew: one of the two was changed, or registered, since they were compared.
        NotAsTheyStand: both are ambassadors or have an open pair, or one is the other's mentee.
    """
    kept, gone, pairs = _as_compared(session, kept_id, gone_id, seen)
    moved: dict[str, Any] = {"kept": _facts(kept), "gone": {"unsure": gone.unsure}, "take": sorted(take)}
    moved["ended"] = [merged_registrations.end_one(session, *pair, by=by, now=now) for pair in pairs]
    moved["registrations"] = _move(session, Registration, gone, kept)
    moved["consents"] = _move(session, Consent, gone, kept)
    moved["help"] = merged_help.move(session, gone, kept)
    for name in (column for choice in take for column in WRITTEN_COLUMNS[choice]):
        setattr(kept, name, getattr(gone, name))
    kept.rename(kept.full_name)
    was_unsure = kept.unsure or gone.unsure
    gone.merged_into_id, gone.unsure = kept.id, False
    gone.version, kept.version = gone.version + 1, kept.version + 1
    session.flush()
    kept.unsure = was_unsure and bool(duplicates.others(session, [kept])[kept.id])
    moved["after"] = _facts(kept)
    made = PersonMerge(kept=kept, gone=gone, moved=json.dumps(moved, sort_keys=True), by_id=by.id, at=now)
    session.add(made)
    session.flush()
    return made


def _as_compared(
    session: Session, kept_id: int, gone_id: int, seen: tuple[str, str]
) -> tuple[Person, Person, list[tuple[Registration, Registration]]]:
    """Both rows, locked and unchanged since compared, and their registrations on courses where both are live."""
    locked = merged_registrations.lock_courses(session, (kept_id, gone_id))
    people = {person.id: person for person in session.scalars(Person.locked(kept_id, gone_id))}
    kept, gone = people[kept_id], people[gone_id]
    for person in (kept, gone):
        if person.merged_into_id is not None:
            raise AlreadyMerged(person.standing)
    pairs = merged_registrations.pairs_of(session, kept, gone)
    if seen != (str(kept.version), str(gone.version)) or {stays.course_id for stays, _ in pairs} - locked:
        raise ReadAnew
    if why := merged_help.contradictions(session, kept, gone):
        raise NotAsTheyStand(why)
    return kept, gone, pairs


def undo(session: Session, made: PersonMerge, *, by: Account, now: datetime) -> bool:
    """Undo a merge: both rows are restored. False if it was undone already.

    Later changes of the kept row stay with it. Call with a merge loaded in this transaction.

    Raises:
        Contradicted: with all later changes that prevent it; nothing was changed.
    """
    moved = json.loads(made.moved)
    _lock_ended(session, moved["ended"])
    people = {person.id: person for person in session.scalars(Person.locked(made.kept_id, made.gone_id))}
    session.refresh(made, with_for_update=True)
    if made.undone_at is not None:
        return False
    kept, gone = people[made.kept_id], people[made.gone_id]
    if why := _contradictions(session, made, kept, moved):
        raise Contradicted(why)
    for table, ids in ((Registration, moved["registrations"]), (Consent, moved["consents"])):
        session.execute(update(table).where(table.id.in_(ids)).values(person_id=gone.id))
    merged_help.put_back(session, moved.get("help", {}), gone.id)
    session.expire_all()
    for record in moved["ended"]:
        merged_registrations.bring_back(session, record, by=by, now=now)
    for name in _changed(moved):
        setattr(kept, name, _value(name, moved["kept"][name]))
    kept.rename(kept.full_name)
    kept.unsure, gone.unsure = moved["kept"]["unsure"], moved["gone"]["unsure"]
    gone.merged_into_id = None
    gone.version, kept.version = gone.version + 1, kept.version + 1
    made.undone_at, made.undone_by_id = now, by.id
    session.flush()
    return True


def _move(session: Session, table: type[Registration] | type[Consent], gone: Person, kept: Person) -> list[int]:
    ids = list(session.scalars(select(table.id).where(table.person_id == gone.id).order_by(table.id)))
    session.execute(update(table).where(table.id.in_(ids)).values(person_id=kept.id))
    return ids


def _facts(person: Person) -> dict[str, Any]:
    """The values of a row that a merge may change, JSON-ready."""
    names = [column for columns in WRITTEN_COLUMNS.values() for column in columns]
    facts = {name: getattr(person, name) for name in names}
    born = person.birth_date
    return facts | {"birth_date": born.isoformat() if born else None, "unsure": person.unsure}


def _changed(moved: dict[str, Any]) -> list[str]:
    """The columns that a merge changed."""
    return [name for name, value in moved["after"].items() if name != "unsure" and value != moved["kept"][name]]


def _value(name: str, plain: Any) -> Any:
    return date.fromisoformat(plain) if name == "birth_date" and plain else plain


def _lock_ended(session: Session, ended: list[dict[str, Any]]) -> None:
    courses = select(Registration.course_id).where(Registration.id.in_([record["ends"] for record in ended]))
    session.scalars(Course.locked(*session.scalars(courses))).all()


def _contradictions(session: Session, made: PersonMerge, kept: Person, moved: dict[str, Any]) -> list[Contradiction]:
    if kept.merged_into_id is not None:
        return [Contradiction("later")]
    if kept.erased_at is not None:
        return [Contradiction("erased")]
    now = _facts(kept)
    why = [
        Contradiction("field", choice)
        for choice, columns in WRITTEN_COLUMNS.items()
        if any(name in _changed(moved) and now[name] != moved["after"][name] for name in columns)
    ]
    theirs = select(Registration).where(Registration.id.in_(moved["registrations"]))
    if any(row.person_id != kept.id for row in session.scalars(theirs.execution_options(populate_existing=True))):
        why.append(Contradiction("moved"))
    if merged_help.went_elsewhere(session, moved.get("help", {}), kept.id):
        why.append(Contradiction("help_moved"))
    owners = dict.fromkeys(moved["registrations"], made.gone_id)
    for record in moved["ended"]:
        if kind := merged_registrations.why_not(session, record, owners):
            course = session.get_one(Registration, record["ends"]).course
            why.append(Contradiction(kind, course.named_title))
    return why
