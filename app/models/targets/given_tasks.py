"""Tasks by who has them: an account itself, the groups that it heads, the teams that it leads, where it works, the
organisations for which it records."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.models.movement.membership import Membership
from app.models.movement.workplace import Workplace
from app.models.people.account import Account
from app.models.people.role import RoleGrant
from app.models.targets.matter import Matter
from app.models.targets.plan import Plan
from app.models.targets.task_owner import Owner
from app.models.targets.task_states import DOING, OPEN, REPORTED, RETURNED, UNFINISHED

# So many tasks tell to whom one gives.
_LAST = 12
_ORDER = {RETURNED: 0, OPEN: 1, DOING: 1, REPORTED: 2}


def had_by(
    account_id: int, group_ids: Collection[int], unit_ids: Collection[int], organisation_ids: Collection[int] = ()
) -> ColumnElement[bool]:
    """The condition that an account has a task, of some units where it holds a role today, with the groups that it
    heads and the organisations for which it records there."""
    led = select(Membership.team_id).where(
        Membership.account_id == account_id, Membership.until.is_(None), Membership.leads
    )
    works = select(Workplace.organisation_id).where(Workplace.account_id == account_id, Workplace.unit_id.in_(unit_ids))
    theirs = or_(
        Matter.owner_account_id == account_id,
        Matter.owner_residential_group_id.in_(group_ids),
        Matter.owner_team_id.in_(led),
        Matter.owner_organisation_id.in_(works),
        Matter.owner_organisation_id.in_(organisation_ids),
    )
    return Matter.unit_id.in_(unit_ids) & theirs


def given_to(
    account_id: int, group_ids: Collection[int], unit_ids: Collection[int], organisation_ids: Collection[int] = ()
) -> Select[Matter]:
    """What an account has to do or waits for, of no plan that ended: given back first, then by day, reported last."""
    wanted = _in_plans(had_by(account_id, group_ids, unit_ids, organisation_ids), (*UNFINISHED, REPORTED))
    first = case(_ORDER, value=Matter.state)
    return wanted.order_by(first, Matter.due_on.is_(None), Matter.due_on, Matter.id)


def given_in(unit_ids: Collection[int]) -> Select[Matter]:
    """What somebody has in some units and is not done, by day."""
    wanted = _in_plans(Matter.unit_id.in_(unit_ids) & ~Matter.unowned(), UNFINISHED)
    return wanted.order_by(Matter.due_on.is_(None), Matter.due_on, Matter.id)


def ungiven_in(unit_ids: Collection[int]) -> Select[Matter]:
    """What nobody has in some units and is not done: by day, then as the plans order it."""
    wanted = _in_plans(Matter.unit_id.in_(unit_ids) & Matter.unowned(), UNFINISHED)
    return wanted.order_by(Matter.due_on.is_(None), Matter.due_on, Plan.id.desc(), Matter.place_key, Matter.id)


def _in_plans(holds: ColumnElement[bool], states: Collection[str]) -> Select[Matter]:
    goes_on = or_(Matter.plan_id.is_(None), Plan.in_use())
    wanted = select(Matter).outerjoin(Matter.plan).where(holds, Matter.state.in_(states), Matter.in_use(), goes_on)
    return wanted.options(*Matter.with_owner(), contains_eager(Matter.plan))


def readers_of(session: Session, owner: Owner, unit_id: int, day: date) -> list[str]:
    """The names of the enabled accounts to whom a task of this owner is shown on a day."""
    if owner.kind == "account":
        ids: Select[Any] = select(Account.id).where(Account.id == owner.id)
    elif owner.kind == "team":
        leads = Membership.team_id == owner.id, Membership.until.is_(None), Membership.leads
        ids = select(Membership.account_id).where(*leads, Membership.account_id.is_not(None))
    elif owner.kind == "organisation":
        records = select(RoleGrant.account_id).where(RoleGrant.organisation_id == owner.id, RoleGrant.in_force(day))
        works = Workplace.staff(owner.id, [unit_id])
        ids = select(Account.id).where(or_(Account.id.in_(works), Account.id.in_(records)))
    else:
        heads = RoleGrant.residential_group_id == owner.id, RoleGrant.in_force(day)
        ids = select(RoleGrant.account_id).where(*heads)
    holds = select(RoleGrant.account_id).where(RoleGrant.unit_id == unit_id, RoleGrant.in_force(day))
    names = select(Account.full_name).where(Account.id.in_(ids), Account.id.in_(holds), Account.enabled)
    return list(session.scalars(names.order_by(Account.full_name, Account.id)))


def last_owners(session: Session, unit_id: int) -> list[Owner]:
    """To whom tasks of a unit's plans were given last, the newest first."""
    given = select(Matter).where(Matter.unit_id == unit_id, Matter.plan_id.is_not(None), Matter.given_at.is_not(None))
    given = given.options(*Matter.with_owner())
    rows = session.scalars(given.order_by(Matter.given_at.desc(), Matter.id).limit(_LAST))
    return list(dict.fromkeys(each.owner for each in rows if each.owner))
