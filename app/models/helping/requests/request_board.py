"""The office's board of requests: who could take one, and their open requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country import names
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import OPEN_STAGES
from app.models.movement.team import Team
from app.models.people.residential_group import ResidentialGroup


@dataclass(frozen=True)
class CouldGo:
    """Somebody a request could be given to, with how many open ones they have: to share the work, never to rank."""

    who: Ambassador | Team
    name: str
    open_requests: int
    groups: tuple[ResidentialGroup, ...] = ()


def with_helpers(requests: Select[HelpRequest]) -> Select[HelpRequest]:
    """The same with all that a row of the board tells, and their wards."""
    request, helper = HelpRequest, joinedload(HelpRequest.ambassador).joinedload(Ambassador.person)
    related = (request.topic, request.residential_group, request.team, request.accepted_by, request.unit)
    return requests.options(helper, *map(joinedload, related))


def could_go(
    session: Session, unit_id: int, group_id: int | None, day: date
) -> tuple[list[CouldGo], list[CouldGo], list[CouldGo]]:
    """The ambassadors of a group, the ward's other ones, and its teams, those of the group first; each by name. Five
    statements."""
    serving = Ambassador.serving({unit_id}, day).options(
        joinedload(Ambassador.person), joinedload(Ambassador.residential_group)
    )
    ambassadors = session.scalars(serving).all()
    teams = session.scalars(Team.standing_in({unit_id}).options(selectinload(Team.groups))).all()
    theirs, of_teams = (_open_by(session, unit_id, by_team=by_team) for by_team in (False, True))
    people = [
        CouldGo(each, each.person.full_name, theirs.get(each.id, 0), tuple(filter(None, [each.residential_group])))
        for each in ambassadors
    ]
    people.sort(key=lambda each: names.sort_key(each.name))
    near = [each for each in people if group_id in {group.id for group in each.groups}]
    others = [each for each in people if each not in near]
    going = [CouldGo(team, team.name, of_teams.get(team.id, 0), tuple(team.groups)) for team in teams]
    going.sort(key=lambda each: group_id not in {group.id for group in each.groups})
    return near, others, going


def open_of_teams(session: Session, unit_id: int) -> dict[int, int]:
    """How many open requests each team of a ward has."""
    return _open_by(session, unit_id, by_team=True)


def _open_by(session: Session, unit_id: int, *, by_team: bool) -> dict[int, int]:
    column = HelpRequest.team_id if by_team else HelpRequest.ambassador_id
    open_ = HelpRequest.unit_id == unit_id, HelpRequest.state.in_(OPEN_STAGES), column.is_not(None)
    counted = select(column, func.count()).where(*open_).group_by(column)
    return {number: count for number, count in session.execute(counted) if number is not None}


def by_group(requests: Sequence[HelpRequest], day: date) -> list[tuple[str, list[HelpRequest]]]:
    """Requests under the names of their groups: those where one is overdue on a day first, then in the order of the
    groups' codes; "" for those without a group after the others."""
    groups: dict[tuple[bool, str, str], list[HelpRequest]] = {}
    for request in requests:
        group = request.residential_group
        key = (group is None, group.code if group else "", group.name if group else "")
        groups.setdefault(key, []).append(request)
    late = {key for key, some in groups.items() if any(one.is_overdue(day) for one in some)}
    return [(key[2], groups[key]) for key in sorted(groups, key=lambda key: (key not in late, *key))]
