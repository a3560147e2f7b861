"""Requests for help at home in each of their states, the teams that go, and who offers to become an ambassador."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, known_uuid
from app.commands.demo_ward.sample_teams import make_teams
from app.country import codes, formats
from app.models import Account, AmbassadorOffer, HelpRecord, HelpRequest, HelpRequestStep, PlaceKind, RequestStage, Team

# What a request went through before the state that it is shown in.
BEFORE = {
    RequestStage.NEW: (),
    RequestStage.CANCELLED: (),
    RequestStage.DECLINED: (),
    RequestStage.ASSIGNED: (),
    RequestStage.ACCEPTED: (RequestStage.ASSIGNED,),
    RequestStage.DONE: (RequestStage.ASSIGNED, RequestStage.ACCEPTED),
}
Said = Mapping[str, Any]
# The first step of every request.
ASKED = "asked"


def make_shown_requests(session: Session, lists: DemoHelp) -> None:
    """Add all of it."""
    teams = make_teams(session, lists)
    for said in help_plan()["requests"]:
        session.add_all(_request(lists, teams, said))
    session.add_all([_offer(lists, said) for said in help_plan()["offers"]])
    session.flush()


def _moment(lists: DemoHelp, days: int, hour: str) -> datetime:
    """An hour of a day so many days from today; never later than now."""
    return min(at(lists.calendar.today + timedelta(days=days), hour), lists.calendar.now)


Made = HelpRequest | HelpRequestStep | HelpRecord


def _request(lists: DemoHelp, teams: Mapping[str, Team], said: Said) -> Iterator[Made]:
    """A request, the steps that it went through, and the help that it led to."""
    team = teams.get(said.get("team", ""))
    by = _who_goes(lists, said, team)
    request = _asked(lists, said, team, by)
    yield request
    yield from _steps(lists, request, by)
    if request.done_at and by:
        yield _record(lists, request, said, by, request.done_at)


def _asked(lists: DemoHelp, said: Said, team: Team | None, by: Account | None) -> HelpRequest:
    state, today = RequestStage(said["state"]), lists.calendar.today
    made = _moment(lists, said["made"], "08:20")
    done = _moment(lists, said["done"], "16:30") if "done" in said else None
    ambassador = lists.ambassadors.get(said.get("ambassador", ""))
    given = bool(ambassador or team)
    went = (*BEFORE[state], state) if given else ()
    accepted = RequestStage.ACCEPTED in went
    return HelpRequest(
        token=codes.fold(known_uuid(said["phone"]))[:16],
        submission=known_uuid(f"request-{said['phone']}"),
        unit=lists.ward.unit,
        full_name=said["full_name"],
        birth_year=said["birth_year"],
        asked_by=said.get("asked_by", ""),
        residential_group=lists.ward.groups[said["group"]],
        topic=lists.topics[said["topic"]],
        words=said.get("words", ""),
        suits=said["suits"],
        phone=formats.parse_phone(said["phone"]),
        state=state,
        due_on=today + timedelta(days=said["due"]),
        ambassador=ambassador,
        team=team,
        assigned_at=made + timedelta(minutes=40) if given else None,
        assigned_by=lists.ward.accounts["canbo"] if given else None,
        accepted_at=made + timedelta(minutes=70) if accepted else None,
        accepted_by=by if accepted else None,
        visit_at=at(today + timedelta(days=said["visit"]), "18:30") if "visit" in said else done,
        done_at=done,
        why=said.get("why", ""),
        made_at=made,
        version=1 + len(went),
    )


def _steps(lists: DemoHelp, request: HelpRequest, by: Account | None) -> Iterator[HelpRequestStep]:
    officer, made, state = lists.ward.accounts["canbo"], request.made_at, RequestStage(request.state)
    yield HelpRequestStep(request=request, step=ASKED, at=made)
    if request.assigned_at:
        for minutes, step in enumerate((*BEFORE[state], state), 1):
            who = officer if step is RequestStage.ASSIGNED else by
            done = request.done_at if step is RequestStage.DONE else None
            words = _name_of(request) if step is RequestStage.ASSIGNED else ""
            moment = done or made + timedelta(minutes=30 * minutes + 10)
            yield HelpRequestStep(request=request, step=step, words=words, by=who, at=moment)
    elif state is not RequestStage.NEW:
        who = officer if state is RequestStage.DECLINED else None
        yield HelpRequestStep(request=request, step=state, words=request.why, by=who, at=made + timedelta(hours=2))


def _name_of(request: HelpRequest) -> str:
    """Whom it was given to, as the office's own act notes it."""
    if request.team:
        return request.team.name
    return request.ambassador.person.full_name if request.ambassador else ""


def _who_goes(lists: DemoHelp, said: Said, team: Team | None) -> Account | None:
    """The account of the ambassador, or of whoever leads the team."""
    return team.memberships[0].account if team else lists.accounts.get(said.get("ambassador", ""))


def _record(lists: DemoHelp, request: HelpRequest, said: Said, by: Account, done: datetime) -> HelpRecord:
    return HelpRecord(
        uuid=known_uuid(f"help-{said['phone']}"),
        unit_id=lists.ward.unit.id,
        helper=by,
        desk=lists.desks["NHA"],
        place_kind=PlaceKind.HOME,
        topics=[request.topic],
        result=lists.results[said["result"]],
        residential_group=request.residential_group,
        minutes=said["minutes"],
        request=request,
        day=lists.calendar.today + timedelta(days=said["done"]),
        at=done,
        device_at=done,
        received_at=done,
    )


def _offer(lists: DemoHelp, said: Said) -> AmbassadorOffer:
    return AmbassadorOffer(
        submission=known_uuid(f"offer-{said['phone']}"),
        unit=lists.ward.unit,
        full_name=said["full_name"],
        birth_year=said["birth_year"],
        residential_group=lists.ward.groups[said["group"]],
        phone=formats.parse_phone(said["phone"]),
        organisation=said["organisation"],
        words=said.get("words", ""),
        made_at=_moment(lists, -said["days"], "19:40"),
    )
