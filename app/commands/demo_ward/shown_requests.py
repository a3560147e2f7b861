"""Requests for help at home in each of their states, the teams that go, and who offers to become an ambassador."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import at, made, rows
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, help_record, known_uuid
from app.country import codes, formats
from app.models import (
    Account,
    AmbassadorOffer,
    HelpRecord,
    HelpRequest,
    HelpRequestStep,
    Membership,
    PlaceKind,
    RequestStage,
    Team,
)
from app.registers.definitions.teams import TRAININGS

# The sample's 24 teams with their heads; of some of them members have accounts, as help.yaml says.
BEGAN = date(2026, 4, 20)  # since when the sample's people are in their teams


def make_teams(session: Session, lists: DemoHelp) -> dict[str, Team]:
    """Add them; by code, and by the key that requests name them by."""
    levels = {str(words): key for key, words in TRAININGS.items()}
    since = lists.calendar.moved(BEGAN)
    teams = {}
    for row in rows("teams"):  # a ward's own list, which is imported, too
        of_list = {"decision_on": row["decision_date"], "entered_size": row["member_count"]}
        teams[row["code"]] = made(
            Team, {**row, **of_list}, unit=lists.ward.unit, name=row["name"].replace("Tổ dân phố ", ""),
            groups=[lists.ward.groups[row["group_code"]]], training=levels.get(row["training_level"], ""),
            decision_by="UBND phường", active_on=_day(lists, row["last_activity_on"]), created_at=at(since, "08:00"),
        )  # fmt: skip
        head = lists.ward.people[row["head_id"]]
        Membership(team=teams[row["code"]], person=head, leads=True, since=since)
    for row in help_plan()["teams"]:
        teams[row["key"]] = _with_accounts(lists, teams, row, since)
    session.add_all(dict.fromkeys(teams.values()))
    session.flush()
    lists.ward.teams = teams
    return teams


def _day(lists: DemoHelp, text: str) -> date | None:
    return lists.calendar.moved(date.fromisoformat(text)) if text else None


def _with_accounts(lists: DemoHelp, teams: dict[str, Team], row: dict[str, Any], since: date) -> Team:
    """One of the sample, or a further one; the first of its members leads it."""
    team = teams.get(row.get("of", ""))
    if team is None:
        organisation = lists.ward.organisations.get(row.get("organisation", ""))
        team = Team(
            unit=lists.ward.unit, name=row["name"], kind=row["kind"], organisation=organisation,
            created_at=at(since, "08:00"),
        )  # fmt: skip
    team.lead(None)
    for number, code in enumerate(row["members"]):
        account = lists.accounts.get(code) or lists.ward.accounts[code]
        person = lists.ambassadors[code].person if code in lists.ambassadors else None
        Membership(team=team, account=account, person=person, leads=number == 0, since=since)
    return team


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
