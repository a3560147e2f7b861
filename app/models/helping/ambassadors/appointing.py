"""A unit's list of ambassadors appointed at once, and the sign-in that an appointment brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, object_session

from app.country import clock, names
from app.models.helping.ambassadors.ambassador import Ambassador, NotServing, ServesAlready, Terms
from app.models.people.account import Account, propose_username
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import Role, RoleGrant
from app.models.people.sign_in import Invitation

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


# The sign-in of an ambassador: an account of their own, the role as long as the appointment, an invitation by QR.
class WorksElsewhere(Exception):
    """The account does other work as well: an invitation, which sets its password anew, is the administrator's."""


def invite(session: Session, ambassador: Ambassador, now: datetime) -> tuple[Invitation, bool]:
    """A new invitation for an ambassador, with an account and the role where they have none; and whether the account
    was made now. Load the ambassador locked. Who was ambassador before keeps the account of then.

    Raises:
        NotServing: the appointment is over.
        WorksElsewhere: see there.
    """
    if ambassador.until is not None:
        raise NotServing
    account = ambassador.account or _of_before(session, ambassador)
    made = account is None
    if account is None:
        account = _made(session, ambassador, now)
    elif not _only_here(session, account, ambassador, now):
        raise WorksElsewhere
    ambassador.account = account
    _grant(session, ambassador, account, now)
    session.flush()
    return Invitation.offer(session, account, now), made


def close(session: Session, ambassador: Ambassador, now: datetime) -> None:
    """Take the role back with the appointment; other roles of the account stay, an invitation of an account that has
    none is closed."""
    account = ambassador.account
    if account is None:
        return
    live = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.local(now).date()))).all()
    theirs = [grant for grant in live if (grant.role, grant.unit_id) == (Role.AMBASSADOR, ambassador.unit_id)]
    for grant in theirs:
        grant.revoke(now)
    if len(theirs) == len(live):
        Invitation.close_all(session, account.id, now)


def _of_before(session: Session, ambassador: Ambassador) -> Account | None:
    earlier = Ambassador.of_person(ambassador.person_id).where(Ambassador.account_id.is_not(None))
    row = session.scalars(earlier.limit(1)).first()
    return row.account if row is not None and row.account is not None and row.account.enabled else None


def _made(session: Session, ambassador: Ambassador, now: datetime) -> Account:
    name = ambassador.person.standing.full_name
    taken = set(session.scalars(Account.usernames_like(propose_username(name))))
    account = Account(username=propose_username(name, taken), full_name=name, created_at=now)
    session.add(account)
    session.flush()
    return account


def is_theirs_alone(ambassador: Ambassador, now: datetime) -> bool:
    """Whether the ambassador's account does nothing else, so that its invitation is the office's to show."""
    session = object_session(ambassador)
    assert session is not None
    return ambassador.account is not None and _only_here(session, ambassador.account, ambassador, now)


def _only_here(session: Session, account: Account, ambassador: Ambassador, now: datetime) -> bool:
    """Whether an account holds, and will hold, nothing but this ward's role of ambassadors."""
    live = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.local(now).date())))
    return all((grant.role, grant.unit_id) == (Role.AMBASSADOR, ambassador.unit_id) for grant in live)


def _grant(session: Session, ambassador: Ambassador, account: Account, now: datetime) -> None:
    granted = select(RoleGrant.id).where(
        RoleGrant.account_id == account.id,
        RoleGrant.role == Role.AMBASSADOR,
        RoleGrant.unit_id == ambassador.unit_id,
        RoleGrant.not_over(clock.local(now).date()),
    )
    if session.scalars(granted.limit(1)).first() is None:
        session.add(
            RoleGrant(
                account=account, role=Role.AMBASSADOR, unit=ambassador.unit, since=ambassador.since, created_at=now
            )
        )
