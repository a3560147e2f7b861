"""What the help log of a new ward begins with (app/data/help_lists.yaml); from then on the lists are the ward's own."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.country.written import read_yaml
from app.models import AdministrativeUnit, AgeBand, HelpDesk, HelpReason, HelpResult, HelpTopic, Skill
from app.models.helping.lists.definitions import lock
from app.models.helping.lists.ward_list import ListEntry

FILE = Path(__file__).with_name("help_lists.yaml")
GUIDE = ("steps", "bring", "service_url")
KINDS: Mapping[str, type[ListEntry]] = {
    "topics": HelpTopic,
    "results": HelpResult,
    "reasons": HelpReason,
    "age_bands": AgeBand,
    "skills": Skill,
}


@cache
def common_lists() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Each list's entries by the list's name, in the order of the file."""
    lists: Mapping[str, Sequence[Mapping[str, Any]]] = read_yaml(FILE.read_text(encoding="utf-8"))
    return lists


@cache
def common_keys() -> Mapping[str, frozenset[str]]:
    """The keys of the entries of each list, by its name."""
    return {name: frozenset(row["key"] for row in common_lists()[name]) for name in KINDS}


def supply(session: Session, unit: AdministrativeUnit, *, desks: bool = True) -> None:
    """Give a new ward (already flushed) its lists and first desks. Call once, inside a write transaction."""
    for name, kind in KINDS.items():
        for position, row in enumerate(common_lists()[name]):
            session.add(kind(unit_id=unit.id, position=position, **row))
    for position, row in enumerate(common_lists()["desks"] if desks else ()):
        session.add(HelpDesk(unit=unit, position=position, **row))
    session.flush()


# What a ward may fill up again; desks are its own, and age bands hold together as a whole.
RESTOCKED = ("topics", "results", "reasons", "skills")


def missing(session: Session, unit_id: int, kind: type[ListEntry]) -> int:
    """How many of the common entries a ward's list lacks, or has without their guide. What the ward calls so itself, in
    use or retired, is not lacking: two entries that are called alike could not be told apart."""
    there = {entry.key: entry for entry in session.scalars(kind.of(unit_id))}
    return sum(_wanted(row, there) for row in _common(kind))


def restock(session: Session, unit_id: int, kind: type[ListEntry]) -> int:
    """Add the common entries that a ward's list lacks (`missing`), last on it, and the guide to topics that nobody has
    touched; returns how many. What was retired stays retired. Call inside a write transaction."""
    lock(session, unit_id)
    there = {entry.key: entry for entry in session.scalars(kind.of(unit_id))}
    position = max((entry.position for entry in there.values()), default=-1) + 1
    done = 0
    for row in _common(kind):
        if not _wanted(row, there):
            continue
        if (entry := there.get(row["key"])) is None:
            session.add(kind(unit_id=unit_id, position=position + done, **row))
        else:
            for name in GUIDE:
                setattr(entry, name, row.get(name, ""))
        done += 1
    session.flush()
    return done


def _common(kind: type[ListEntry]) -> Sequence[Mapping[str, Any]]:
    [name] = [name for name in RESTOCKED if KINDS[name] is kind]
    return common_lists()[name]


def _wanted(row: Mapping[str, Any], there: Mapping[str, ListEntry]) -> bool:
    entry = there.get(row["key"])
    if entry is not None:
        return _lacks_guide(entry, row)
    return row["label"].casefold() not in {each.label.casefold() for each in there.values()}


def _lacks_guide(entry: ListEntry, row: Mapping[str, Any]) -> bool:
    """Whether a topic that is offered stands as it was before guides came, and there is one."""
    if not isinstance(entry, HelpTopic) or entry.retired_at is not None or entry.version > 1 or not row.get("steps"):
        return False
    return not any(getattr(entry, name) for name in GUIDE)
