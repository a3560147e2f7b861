"""Whether an account may sign in for some units: the state that a list shows and is filtered by, in SQL."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Exists

from app.models.people.account import Account
from app.models.people.role import RoleGrant
from app.models.people.second_factor import NEEDED_BY
from app.models.people.totp_secret import TotpSecret


class AccountState(StrEnum):
    """In use; invited but never signed in; asleep, unused for too long; stopped, or without a role any more."""

    IN_USE = "in_use"
    INVITED = "invited"
    ASLEEP = "asleep"
    STOPPED = "stopped"


def state(unit_ids: Collection[int], day: date) -> ColumnElement[str]:
    """The `AccountState` of an account on a day, by its roles over some units."""
    return case(
        (or_(Account.enabled.is_(False), ~_granted(unit_ids, day)), AccountState.STOPPED.value),
        (Account.asleep_at.is_not(None), AccountState.ASLEEP.value),
        (Account.password_hash.is_(None), AccountState.INVITED.value),
        else_=AccountState.IN_USE.value,
    )


def lacks_factor(unit_ids: Collection[int], day: date) -> ColumnElement[bool]:
    """The condition that an account needs a second factor for some units and has none: its owner sets it up when
    signing in next."""
    known = state(unit_ids, day).in_((AccountState.IN_USE, AccountState.ASLEEP))
    needs = _granted(unit_ids, day).where(RoleGrant.role.in_(NEEDED_BY))
    return and_(known, needs, ~exists().where(TotpSecret.account_id == Account.id))


def states_of(
    session: Session, account_ids: Collection[int], unit_ids: Collection[int], day: date
) -> dict[int, tuple[str, bool]]:
    """The `AccountState` of some accounts and whether they lack a second factor, by id. One statement."""
    wanted = select(Account.id, state(unit_ids, day), lacks_factor(unit_ids, day)).where(Account.id.in_(account_ids))
    return {row[0]: (row[1], bool(row[2])) for row in session.execute(wanted)}


def _granted(unit_ids: Collection[int], day: date) -> Exists:
    theirs = RoleGrant.account_id == Account.id, RoleGrant.unit_id.in_(unit_ids)
    return exists().where(*theirs, RoleGrant.not_over(day))
