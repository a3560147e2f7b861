"""What becomes of a request for help at home: who could take it, what the office and the helper do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country import clock, names
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import (
    OPEN_STAGES,
    NobodyThere,
    NotTheirs,
    RequestStage,
    RequestStep,
    TakenByAnother,
)
from app.models.movement.team import Team
from app.models.people.account import Account
from app.models.people.residential_group import ResidentialGroup


def assign(
    session: Session, request: HelpRequest, to: Ambassador | Team, *, by: Account, version: str, now: datetime
) -> None:
    """Give it to an ambassador or a team of the ward, whoever had it before. Twice changes nothing.

    Raises:
        NobodyThere: they have ended or were dissolved. RequestOver: it has ended.
        Overtaken: somebody else changed it since `version`.
    """
    session.refresh(to, with_for_update={"of": type(to)})  # whoever ends them meanwhile gives back what they have
    if _has_ended(to, clock.local(now).date()) or to.unit_id != request.unit_id:
        raise NobodyThere
    request.lock(session)
    there = (request.ambassador_id, request.team_id)
    wanted = (to.id, None) if isinstance(to, Ambassador) else (None, to.id)
    if request.state == RequestStage.ASSIGNED and there == wanted:
        return
    request.check(version)
    request.free()
    name = to.person.full_name if isinstance(to, Ambassador) else to.name
    request.ambassador, request.team = (to, None) if isinstance(to, Ambassador) else (None, to)
    request.state, request.assigned_at, request.assigned_by = RequestStage.ASSIGNED, now, by
    request.goes(session, RequestStep.ASSIGNED, now, by=by, words=name)


def decline(session: Session, request: HelpRequest, why: str, *, by: Account, version: str, now: datetime) -> None:
    """The office does not send anybody, and says why; who asked reads it.

    Raises:
        RequestOver: it has ended. Overtaken: somebody else changed it since `version`.
    """
    request.lock(session)
    request.check(version)
    request.state, request.why = RequestStage.DECLINED, why
    request.goes(session, RequestStep.DECLINED, now, by=by, words=why)


def move_due(
    session: Session, request: HelpRequest, due_on: date, why: str, *, by: Account, version: str, now: datetime
) -> None:
    """Set a later due date, with the reason.

    Raises:
        RequestOver: it has ended. Overtaken: somebody else changed it since `version`.
    """
    request.lock(session)
    request.check(version)
    if request.due_on != due_on:
        request.due_on = due_on
        request.goes(session, RequestStep.DUE_MOVED, now, by=by, words=why)


def note(session: Session, request: HelpRequest, words: str, *, by: Account, now: datetime) -> None:
    """Something to know of it ("đã gọi, chưa nghe máy"), also of one that has ended; nothing of who is helped."""
    session.refresh(request, with_for_update={"of": HelpRequest})
    request.goes(session, RequestStep.NOTED, now, by=by, words=words)


def _has_ended(to: Ambassador | Team, day: date) -> bool:
    if isinstance(to, Ambassador):
        return to.until is not None and to.until <= day
    return to.dissolved_at is not None


# The office's board of requests: who could take one, and their open requests.
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


# The helper's acts on a request: accept, set the time of the visit, give it back.
def accept(session: Session, request: HelpRequest, *, by: Account, now: datetime) -> None:
    """Whoever it was given to will go; of a team, the first who says so. Twice changes nothing.

    Raises:
        TakenByAnother: somebody of the team was quicker. NotTheirs: it is not given to them.
        RequestOver: it has ended.
    """
    request.lock(session)
    if not request.is_given_to(session, by):
        raise NotTheirs
    if request.state == RequestStage.ACCEPTED:
        if request.accepted_by_id != by.id:
            raise TakenByAnother
        return
    request.state, request.accepted_at, request.accepted_by = RequestStage.ACCEPTED, now, by
    request.goes(session, RequestStep.ACCEPTED, now, by=by)


def say_when(session: Session, request: HelpRequest, visit_at: datetime, *, by: Account, now: datetime) -> None:
    """When whoever accepted will come.

    Raises:
        NotTheirs: they have not accepted it. RequestOver: it has ended.
    """
    request.lock(session)
    if request.accepted_by_id != by.id:
        raise NotTheirs
    if request.visit_at != visit_at:
        request.visit_at = visit_at
        request.goes(session, RequestStep.VISIT_SET, now, by=by, words=visit_at.isoformat())


def hand_back(session: Session, request: HelpRequest, why: str, *, by: Account, now: datetime) -> None:
    """Whoever has it cannot go: it is the office's again. Before anybody of a team accepted, any of them may say so.

    Raises:
        NotTheirs: it is somebody else's. RequestOver: it has ended.
    """
    request.lock(session)
    accepted = request.state == RequestStage.ACCEPTED
    theirs = request.accepted_by_id == by.id if accepted else request.is_given_to(session, by)
    if not theirs:
        raise NotTheirs
    request.free()
    request.goes(session, RequestStep.HANDED_BACK, now, by=by, words=why)
