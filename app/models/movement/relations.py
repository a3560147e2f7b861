"""Relations of an account to the subjects of a programme, as SQL conditions. Declarations name them (`records:
[group_head, team_member]`). They are evaluated at the time of an entry, not of its arrival."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from app.country import clock
from app.models.movement.membership import Membership
from app.models.movement.team import Team, team_group
from app.models.people.role import Role, RoleGrant

# (group column, account id, unit id, moment) → condition for the residential groups that the account relates to.
Relation = Callable[[Any, int, int, datetime], ColumnElement[bool]]


def within(relations: Iterable[str], group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """Condition for rows of a ward to which an account has one of the relations; `group`: the column of the group
    id."""
    known = (RELATIONS[each] for each in relations if each in RELATIONS)
    return or_(false(), *(relation(group, account_id, unit_id, at) for relation in known))


def _in_force(role: Role, account_id: int, unit_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    day = clock.local(at).date()
    return (
        RoleGrant.account_id == account_id, RoleGrant.unit_id == unit_id, RoleGrant.role == role,
        RoleGrant.since <= day, or_(RoleGrant.until.is_(None), RoleGrant.until >= day),
        or_(RoleGrant.revoked_at.is_(None), RoleGrant.revoked_at > at),
    )  # fmt: skip


def _of_ward(role: Role, group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    return select(RoleGrant.id).where(*_in_force(role, account_id, unit_id, at)).exists()


def _heads_group(group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    in_force = _in_force(Role.GROUP_HEAD, account_id, unit_id, at)
    return group.in_(select(RoleGrant.residential_group_id).where(*in_force))  # type: ignore[no-any-return]


def _goes_with_team(leads: bool, group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """The groups that the account's teams serve; a team without groups serves the entire ward."""
    day = clock.local(at).date()
    teams = select(Membership.team_id).join(Team, Team.id == Membership.team_id).where(
        Membership.account_id == account_id, Team.unit_id == unit_id, Membership.since <= day,
        or_(Membership.until.is_(None), Membership.until >= day), *([Membership.leads] if leads else []),
    )  # fmt: skip
    served = select(team_group.c.residential_group_id).where(team_group.c.team_id.in_(teams))
    everywhere = teams.where(Team.id.not_in(select(team_group.c.team_id))).exists()
    return or_(group.in_(served), everywhere)


RELATIONS: Mapping[str, Relation] = {
    "group_head": _heads_group,
    "team_member": partial(_goes_with_team, False),
    "team_head": partial(_goes_with_team, True),
    "officer": partial(_of_ward, Role.OFFICER),
    "leader": partial(_of_ward, Role.LEADER),
}
