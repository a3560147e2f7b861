"""A unit's list of ambassadors appointed at once: what would become of each, and the appointments in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.country import names
from app.models.helping.ambassadors.ambassador import Ambassador, ServesAlready, Terms
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup

# By which two lines, or a line and somebody who serves, are one person: name, year, group.
Key = tuple[str, int, int | None]


class AppointmentStatus(StrEnum):
    """How somebody of a list stands: new to the ward, on file, perhaps on file, ambassador already, named twice."""

    NEW = "new"
    KNOWN = "known"
    UNSURE = "unsure"
    SERVES = "serves"
    REPEATED = "repeated"


APPOINTED = (AppointmentStatus.NEW, AppointmentStatus.KNOWN, AppointmentStatus.UNSURE)


@dataclass(frozen=True)
class Foreseen:
    """What would become of one of a list; `about` are those on file who are meant, or who might be."""

    status: AppointmentStatus
    about: tuple[Person, ...] = ()
    serves: Ambassador | None = None


def foresee(session: Session, unit_id: int, candidates: Sequence[Person]) -> list[Foreseen]:
    """How each of some candidates, who are not stored, stands in a ward. Two statements for any number."""
    serving = _serving(session, unit_id)
    by_person = {each.person.standing.id: each for each in serving.values()}
    alike = _alike(session, unit_id, candidates)
    seen: set[object] = set()
    foreseen = []
    for one in candidates:
        key = _key(one)
        group = one.comparable(alike.get((one.search_key, one.birth_year, key[2]), []))
        meant = one.among(group)
        stands = serving.get(key) or (by_person.get(meant.id) if meant else None)
        if key in seen or (meant is not None and meant.id in seen):
            foreseen.append(Foreseen(AppointmentStatus.REPEATED))
        elif stands is not None:
            foreseen.append(Foreseen(AppointmentStatus.SERVES, (stands.person,), stands))
        elif meant is not None:
            foreseen.append(Foreseen(AppointmentStatus.KNOWN, (meant,)))
        elif one.unsure:
            foreseen.append(Foreseen(AppointmentStatus.UNSURE, tuple(dict.fromkeys(row.standing for row in group))))
        else:
            foreseen.append(Foreseen(AppointmentStatus.NEW))
        seen |= {key, meant.id} if meant else {key}
    return foreseen


def appoint_all(
    session: Session, unit_id: int, list_: Sequence[tuple[Person, Terms]], *, now: datetime
) -> list[tuple[Foreseen, Ambassador | None]]:
    """Appoint everybody of a list who is not ambassador, in its order, as `Ambassador.appoint` does one; whoever serves
    or was named before is left out. Call inside a write transaction.
    """
    _hold(session, unit_id, [person for person, _terms in list_])
    foreseen = foresee(session, unit_id, [person for person, _terms in list_])
    done: list[tuple[Foreseen, Ambassador | None]] = []
    for each, (person, terms) in zip(foreseen, list_, strict=True):
        if each.status not in APPOINTED:
            done.append((each, None))
            continue
        try:
            done.append((each, Ambassador.appoint(session, person, terms, now=now)))
        except ServesAlready as refused:  # two lines that only their telephone shows to be one person
            done.append((Foreseen(AppointmentStatus.REPEATED, serves=refused.ambassador), None))
    return done


def _hold(session: Session, unit_id: int, candidates: Sequence[Person]) -> None:
    """Take the locks that appointments take, groups before the ward, so that two lists wait for each other."""
    groups = {person.residential_group.id for person in candidates if person.residential_group}
    locked = select(ResidentialGroup.id).where(ResidentialGroup.id.in_(groups)).order_by(ResidentialGroup.id)
    session.execute(locked.with_for_update(key_share=True))
    session.scalars(AdministrativeUnit.locked(unit_id)).one()


def _serving(session: Session, unit_id: int) -> dict[Key, Ambassador]:
    wanted = Ambassador.in_units([unit_id]).where(Ambassador.until.is_(None)).options(joinedload(Ambassador.person))
    return {_key(each.person.standing): each for each in session.scalars(wanted)}


def _alike(session: Session, unit_id: int, candidates: Sequence[Person]) -> dict[Key, list[Person]]:
    """Those on file who have a candidate's name, accents aside, by name, year and group, in order of arrival."""
    wanted = select(Person).where(
        Person.unit_id == unit_id, Person.search_key.in_({person.search_key for person in candidates})
    )
    found: dict[Key, list[Person]] = {}
    for row in session.scalars(wanted.order_by(Person.id)):
        found.setdefault((row.search_key, row.birth_year, row.residential_group_id), []).append(row)
    return found


def _key(person: Person) -> Key:
    # A candidate knows its group before it knows the group's number.
    group_id = person.residential_group.id if person.residential_group else None
    return names.identity_key(person.full_name), person.birth_year, group_id
