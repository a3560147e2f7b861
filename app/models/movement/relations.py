"""Relations of an account to the subjects of programmes, as declarations name them (`records: [officer, group_head,
unit]`). They are evaluated at the time of an entry, not of its arrival.

By a group: `group_head`, `team_member`, `team_head`; to a team as subject these two are its own people. By an
organisation for which the account records: `unit` (any), `organisation.<kind>`, `own_organisation` (which is the
subject itself), `superior` (of the one that is the subject or organises it)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, false, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.country import clock
from app.models.movement.declaration import OF_KIND, OF_ORGANISATIONS, SUPERIOR, Declaration, Subject
from app.models.movement.membership import Membership
from app.models.movement.organisation import SELLS, Organisation
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Site, SiteKind
from app.models.movement.team import Team, team_group
from app.models.people.role import Role, RoleGrant

# Subjects about which an organisation that `records` names may record in the entire ward.
WARD_WIDE = frozenset((Subject.HOUSEHOLD, Subject.GROUP))
# A page asks the same of each programme at one moment: the newest pieces of statements that are kept. They hold numbers
# and that moment.
KEPT = 64
# (group column, account id, unit id, moment) → condition for the residential groups that the account relates to.
Relation = Callable[[Any, int, int, datetime], ColumnElement[bool]]


def within(relations: Iterable[str], group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """Condition for rows of a ward to which an account has one of the relations; `group`: the column of the group
    id."""
    known = (RELATIONS[each] for each in relations if each in RELATIONS)
    return or_(false(), *(relation(group, account_id, unit_id, at) for relation in known))


def related(
    declared: Declaration, relations: Collection[str], account_id: int, unit_id: int, at: datetime
) -> ColumnElement[bool]:
    """Condition for the sites of a ward to which an account has one of the relations: in its groups; of teams those
    that it leads, or is in, whomever else they serve."""
    if declared.subject is not Subject.TEAM:
        return within(relations, Site.residential_group_id, account_id, unit_id, at)
    own = [Site.team_id.in_(_teams(OF_TEAMS[each], account_id, unit_id, at)) for each in relations if each in OF_TEAMS]
    return or_(within({*relations} - OF_TEAMS.keys(), Site.residential_group_id, account_id, unit_id, at), *own)


def may_record(declared: Declaration, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """Condition for the sites of a ward about which an account may record: those in its groups, its own teams; all
    houses and groups for an organisation that `records` names; of other subjects what that organisation organises, or
    is, see `organised_by`."""
    if declared.subject in WARD_WIDE:
        return in_groups(declared, Site.residential_group_id, account_id, unit_id, at)
    theirs = related(declared, declared.records, account_id, unit_id, at)
    if OF_ORGANISATIONS.isdisjoint(declared.records):
        return theirs
    return or_(theirs, organised_by(declared, organisations(declared.records, account_id, unit_id, at)))


def organised_by(declared: Declaration, ids: Any) -> ColumnElement[bool]:
    """Condition for the sites that some organisations organise or are; of those within another site all in one that
    they organise (a market board its stalls), and their own within any event (a stall at a festival), of an enterprise
    within any site (its stall at a market). `ids`: ids, or a statement of them."""
    own = Site.organisation_id.in_(ids)
    if not declared.within:
        return own
    outer = aliased(Site)
    around = select(outer.id).where(outer.id == Site.within_id)
    in_event = around.where(outer.kind == SiteKind.EVENT).exists()
    sells = select(Organisation.id).where(Organisation.id == Site.organisation_id, Organisation.kind == SELLS).exists()
    return or_(around.where(outer.organisation_id.in_(ids)).exists(), and_(own, or_(in_event, sells)))


def in_groups(declared: Declaration, group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """Condition for the groups of a ward in which an account may record; `group`: the column of the group id."""
    placed = within(declared.records, group, account_id, unit_id, at)
    if declared.subject not in WARD_WIDE or OF_ORGANISATIONS.isdisjoint(declared.records):
        return placed
    return or_(placed, organisations(declared.records, account_id, unit_id, at).exists())


def may_make(
    declared: Declaration, account_id: int, unit_id: int, at: datetime, *, group_id: int | None,
    organiser_id: int | None,
) -> ColumnElement[bool]:  # fmt: skip
    """Condition that an account may record a new event or site of a group (None: of none) and an organiser (None: the
    ward): in its groups what nobody organises, for an organisation of its own what that organises, and the office
    whatever anybody organises."""
    where = literal(group_id, Integer)
    if organiser_id is None:
        return within(declared.records, where, account_id, unit_id, at)
    office = within({"officer", "leader"}.intersection(declared.records), where, account_id, unit_id, at)
    if OF_ORGANISATIONS.isdisjoint(declared.records):
        return office
    theirs = organisations(declared.records, account_id, unit_id, at)
    return or_(office, literal(organiser_id, Integer).in_(theirs))


def organisations(relations: Collection[str], account_id: int, unit_id: int, at: datetime) -> Select[int | None]:
    """The ids of the organisations of a ward for which an account records and that some relations name; with `superior`
    those, too, whose superior is any for which it records."""
    granted = select(RoleGrant.organisation_id).where(*_in_force(Role.UNIT, account_id, unit_id, at))
    named = granted
    if {"unit", "own_organisation"}.isdisjoint(relations):
        kinds = [each.removeprefix(OF_KIND) for each in relations if each.startswith(OF_KIND)]
        named = granted.where(
            RoleGrant.organisation_id.in_(select(Organisation.id).where(Organisation.kind.in_(kinds)))
        )
    if SUPERIOR not in relations:
        return named
    return select(Organisation.id).where(or_(Organisation.id.in_(named), Organisation.superior_id.in_(granted)))


def recorded_for(session: Session, declared: Declaration, site: Site, account_id: int, at: datetime) -> int | None:
    """The id of the organisation for which an account records about a site; None where it may do so in its groups or
    for the ward. Of several organisations the one that organises the site or is it, also where the account records for
    its superior, else the one granted first."""
    group_id, own = site.residential_group_id, site.organisation_id
    return recorded_in(session, declared, group_id, account_id, site.unit_id, at, own)


def recorded_in(
    session: Session, declared: Declaration, group_id: int | None, account_id: int, unit_id: int, at: datetime,
    own: int | None = None,
) -> int | None:  # fmt: skip
    """The same about what lies in a group (None: in none); `own`: the id of the organisation that organises it or is
    it."""
    if OF_ORGANISATIONS.isdisjoint(declared.records):
        return None
    if session.scalar(select(within(declared.records, literal(group_id, Integer), account_id, unit_id, at))):
        return None
    theirs = {*declared.records} - {SUPERIOR}
    granted = list(session.scalars(organisations(theirs, account_id, unit_id, at).order_by(RoleGrant.id)))
    if own not in granted and own is not None and declared.by_superiors:
        below = organisations((SUPERIOR,), account_id, unit_id, at).where(Organisation.id == own)
        return session.scalar(below) or next(iter(granted), None)
    return own if own in granted else next(iter(granted), None)


def seen(declared: Declaration, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """Condition for the entries of a ward, joined with their site, that an account sees: by `sees`, and always what it
    recorded itself or what was recorded for an organisation of its own; where superiors record, for a subordinate of
    one."""
    granted = organisations(("unit",), account_id, unit_id, at)
    theirs = organisations(("unit", SUPERIOR), account_id, unit_id, at) if declared.by_superiors else granted
    own = ProgrammeEntry.organisation_id.in_(theirs)
    ways = [ProgrammeEntry.by_id == account_id, own]
    ways.append(related(declared, declared.sees, account_id, unit_id, at))
    if not {"unit", "own_organisation"}.isdisjoint(declared.sees):
        ways.append(Site.organisation_id.in_(granted))
    if kinds := [each for each in declared.sees if each.startswith(OF_KIND)]:
        ways.append(organisations(kinds, account_id, unit_id, at).exists())
    return or_(*ways)


def sees_entry(session: Session, entry: ProgrammeEntry, account_id: int, at: datetime) -> bool:
    """Whether an account sees an entry, by the version of its programme that is in use."""
    current = session.get_one(Programme, entry.programme_id).standing.current or entry.asked_by
    theirs = seen(current.declared, account_id, entry.unit_id, at)
    wanted = select(ProgrammeEntry.id).join(ProgrammeEntry.site).where(ProgrammeEntry.id == entry.id, theirs)
    return session.scalars(wanted).first() is not None


@lru_cache(KEPT)
def _in_force(role: Role, account_id: int, unit_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    day = clock.local(at).date()
    return (
        RoleGrant.account_id == account_id, RoleGrant.unit_id == unit_id, RoleGrant.role == role,
        RoleGrant.since <= day, or_(RoleGrant.until.is_(None), RoleGrant.until >= day),
        or_(RoleGrant.revoked_at.is_(None), RoleGrant.revoked_at > at),
    )  # fmt: skip


def _of_ward(role: Role, group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    return _holds(role, account_id, unit_id, at)


@lru_cache(KEPT)
def _holds(role: Role, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    return select(RoleGrant.id).where(*_in_force(role, account_id, unit_id, at)).exists()


def _heads_group(group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    return group.in_(_headed(account_id, unit_id, at))  # type: ignore[no-any-return]


@lru_cache(KEPT)
def _headed(account_id: int, unit_id: int, at: datetime) -> Select[int | None]:
    in_force = _in_force(Role.GROUP_HEAD, account_id, unit_id, at)
    return select(RoleGrant.residential_group_id).where(*in_force)


@lru_cache(KEPT)
def _teams(leads: bool, account_id: int, unit_id: int, at: datetime) -> Select[int]:
    """The ids of the teams that help people and that an account leads, or is in."""
    day = clock.local(at).date()
    return select(Membership.team_id).join(Team, Team.id == Membership.team_id).where(
        Membership.account_id == account_id, Team.unit_id == unit_id, Team.helps(), Membership.since <= day,
        or_(Membership.until.is_(None), Membership.until >= day), *([Membership.leads] if leads else []),
    )  # fmt: skip


def _goes_with_team(leads: bool, group: Any, account_id: int, unit_id: int, at: datetime) -> ColumnElement[bool]:
    """The groups that the account's teams serve; a team without groups serves the entire ward."""
    served, everywhere = _served(leads, account_id, unit_id, at)
    return or_(group.in_(served), everywhere)


@lru_cache(KEPT)
def _served(leads: bool, account_id: int, unit_id: int, at: datetime) -> tuple[Select[int], ColumnElement[bool]]:
    """The ids of the groups of the account's teams, and whether one of these has none."""
    teams = _teams(leads, account_id, unit_id, at)
    served = select(team_group.c.residential_group_id).where(team_group.c.team_id.in_(teams))
    return served, teams.where(Team.id.not_in(select(team_group.c.team_id))).exists()


# Relations by a team, each with whether it is its head's.
OF_TEAMS: Mapping[str, bool] = {"team_member": False, "team_head": True}
RELATIONS: Mapping[str, Relation] = {
    "group_head": _heads_group,
    **{each: partial(_goes_with_team, leads) for each, leads in OF_TEAMS.items()},
    "officer": partial(_of_ward, Role.OFFICER),
    "leader": partial(_of_ward, Role.LEADER),
}
