"""The sign-in of an ambassador: an account of their own, the role as long as the appointment, an invitation by QR."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador, NotServing
from app.models.people.account import Account, propose_username
from app.models.people.role import Role, RoleGrant
from app.models.people.sign_in import Invitation


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
