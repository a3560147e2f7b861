"""Requests for help at home in each of their states, the teams that go, and who offers to become an ambassador."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import made
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, help_record, known_uuid
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
Row = Mapping[str, Any]
# The first step of every request.
ASKED = "asked"


def make_shown_requests(session: Session, lists: DemoHelp) -> None:
    """Add all of it."""
    teams = make_teams(session, lists)
    for row in help_plan()["requests"]:
        session.add_all(_request(lists, teams, row))
    session.add_all([_offer(lists, row) for row in help_plan()["offers"]])
    session.flush()


def _moment(lists: DemoHelp, days: int, hour: str) -> datetime:
    """An hour of a day so many days from today; never later than now."""
    return min(at(lists.calendar.today + timedelta(days=days), hour), lists.calendar.now)


Made = HelpRequest | HelpRequestStep | HelpRecord


def _request(lists: DemoHelp, teams: Mapping[str, Team], row: Row) -> Iterator[Made]:
    """A request, the steps that it went through, and the help that it led to."""
    team = teams.get(row.get("team", ""))
    by = _who_goes(lists, row, team)
    request = _asked(lists, row, team, by)
    yield request
    yield from _steps(lists, request, by)
    if request.done_at and by:
        yield _record(lists, request, row, by, request.done_at)


def _asked(lists: DemoHelp, row: Row, team: Team | None, by: Account | None) -> HelpRequest:
    state, today = RequestStage(row["state"]), lists.calendar.today
    made_at = _moment(lists, row["made"], "08:20")
    done = _moment(lists, row["done"], "16:30") if "done" in row else None
    ambassador = lists.ambassadors.get(row.get("ambassador", ""))
    given = bool(ambassador or team)
    went = (*BEFORE[state], state) if given else ()
    accepted = RequestStage.ACCEPTED in went
    return made(
        HelpRequest, row, token=codes.fold(known_uuid(row["phone"]))[:16], unit=lists.ward.unit,
        submission=known_uuid(f"request-{row['phone']}"), residential_group=lists.ward.groups[row["group"]],
        topic=lists.topics[row["topic"]], phone=formats.parse_phone(row["phone"]), state=state,
        due_on=today + timedelta(days=row["due"]), ambassador=ambassador, team=team,
        assigned_at=made_at + timedelta(minutes=40) if given else None,
        assigned_by=lists.ward.accounts["canbo"] if given else None,
        accepted_at=made_at + timedelta(minutes=70) if accepted else None, accepted_by=by if accepted else None,
        visit_at=at(today + timedelta(days=row["visit"]), "18:30") if "visit" in row else done, done_at=done,
        made_at=made_at, version=1 + len(went),
    )  # fmt: skip


def _steps(lists: DemoHelp, request: HelpRequest, by: Account | None) -> Iterator[HelpRequestStep]:
    officer, made_at, state = lists.ward.accounts["canbo"], request.made_at, RequestStage(request.state)
    yield HelpRequestStep(request=request, step=ASKED, at=made_at)
    if request.assigned_at:
        for minutes, step in enumerate((*BEFORE[state], state), 1):
            who = officer if step is RequestStage.ASSIGNED else by
            done = request.done_at if step is RequestStage.DONE else None
            words = _name_of(request) if step is RequestStage.ASSIGNED else ""
            moment = done or made_at + timedelta(minutes=30 * minutes + 10)
            yield HelpRequestStep(request=request, step=step, words=words, by=who, at=moment)
    elif state is not RequestStage.NEW:
        who = officer if state is RequestStage.DECLINED else None
        yield HelpRequestStep(request=request, step=state, words=request.why, by=who, at=made_at + timedelta(hours=2))


def _name_of(request: HelpRequest) -> str:
    """Whom it was given to, as the office's own act notes it."""
    if request.team:
        return request.team.name
    return request.ambassador.person.full_name if request.ambassador else ""


def _who_goes(lists: DemoHelp, row: Row, team: Team | None) -> Account | None:
    """The account of the ambassador, or of whoever leads the team."""
    return team.memberships[0].account if team else lists.accounts.get(row.get("ambassador", ""))


def _record(lists: DemoHelp, request: HelpRequest, row: Row, by: Account, done: datetime) -> HelpRecord:
    return help_record(
        lists, f"help-{row['phone']}", done, by, {"desk": "NHA", **row}, row["topic"], place_kind=PlaceKind.HOME,
        residential_group=request.residential_group, request=request,
        day=lists.calendar.today + timedelta(days=row["done"]),
    )  # fmt: skip


def _offer(lists: DemoHelp, row: Row) -> AmbassadorOffer:
    return made(
        AmbassadorOffer, row, submission=known_uuid(f"offer-{row['phone']}"), unit=lists.ward.unit,
        residential_group=lists.ward.groups[row["group"]], phone=formats.parse_phone(row["phone"]),
        made_at=_moment(lists, -row["days"], "19:40"),
    )  # fmt: skip
