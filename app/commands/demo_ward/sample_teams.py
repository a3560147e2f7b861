"""The sample's 24 teams with their heads; of some of them members have accounts, as help.yaml says."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import made, rows
from app.commands.demo_ward.help_plan import DemoHelp, help_plan
from app.models import Membership, Team, TeamMonth
from app.registers.definitions.teams import TRAININGS

BEGAN = date(2026, 4, 20)  # since when the sample's people are in their teams


def make_teams(session: Session, lists: DemoHelp) -> dict[str, Team]:
    """Add them; by code, and by the key that requests name them by."""
    levels = {str(words): key for key, words in TRAININGS.items()}
    since = lists.calendar.moved(BEGAN)
    teams = {}
    for row in rows("teams"):
        teams[row["code"]] = made(
            Team, row, unit=lists.ward.unit, name=row["name"].replace("Tổ dân phố ", ""), decision_by="UBND phường",
            groups=[lists.ward.groups[row["group_code"]]], training=levels.get(row["training_level"], ""),
            active_on=_day(lists, row["last_activity_on"]), created_at=at(since, "08:00"),
        )  # fmt: skip
        head = lists.ward.people[row["head_id"]]
        Membership(team=teams[row["code"]], person=head, leads=True, since=since)
    months = [_month(lists, team, number) for number, team in enumerate(teams.values()) if team.active_on]
    for row in help_plan()["teams"]:
        teams[row["key"]] = _with_accounts(lists, teams, row, since)
    session.add_all([*dict.fromkeys(teams.values()), *months])
    session.flush()
    lists.ward.teams = teams
    return teams


def _month(lists: DemoHelp, team: Team, number: int) -> TeamMonth:
    """What the officer noted for a team of the month before this one; every ninth had nothing to do."""
    last = lists.calendar.today.replace(day=1) - timedelta(days=1)
    idle = number % 9 == 5
    return TeamMonth(
        team=team, month=last.replace(day=1), visits=0 if idle else 8 + number * 5 % 17,
        helps=0 if idle else 12 + number * 7 % 29, went=0 if idle else 2 + number % 4, met=not idle,
        announced=not idle and number % 3 == 0, trouble="Nhà văn hóa mất mạng hai tuần" if number == 3 else "",
        sent_by=lists.ward.accounts["canbo"], sent_at=at(last.replace(day=24 + number % 4), "19:30"),
    )  # fmt: skip


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
