"""The report of a team by a reporting rule: its head sends it in "Ghi nhanh", on the page or from a phone; nobody else
of the groups that it serves does."""

from typing import Any

import pytest
from flask import Flask

from app.country import clock
from app.data.programmes import catalogue
from app.models import Account, Programme, ResidentialGroup, Role, Team
from app.models.movement.represented import TeamSite
from tests.factories import make_account
from tests.following import make_rule
from tests.pages import Page, Pages
from tests.quick_entries import BEGAN, TODAY, Quick
from tests.returns import moment
from tests.routes.outbox.test_quick_entries import send

NAME = "Báo cáo của Tổ công nghệ số cộng đồng"
DUE = "2026-11-20"
# Each with whether it serves one group; the others serve the ward.
TEAMS = {"Tổ Một": True, "Tổ Hai": True, "Tổ Ba": False}


class Teams:
    """Three teams, each with a head and a member who have accounts, and the programme that asks them."""

    def __init__(self, quick: Quick) -> None:
        self.quick = quick
        with quick.write() as session:
            group = session.get_one(ResidentialGroup, quick.group.id)
            ward = group.unit
            self.people: dict[str, tuple[Account, Account]] = {}
            for name, serves in TEAMS.items():
                team = Team(unit=ward, name=name, groups=[group] if serves else [], created_at=moment(BEGAN))
                session.add(team)
                self.people[name] = make_account(session, ward, Role.COUNTER), make_account(session, ward, Role.COUNTER)
                for account in self.people[name]:
                    team.take_in(session, account, leads=account is self.people[name][0], day=BEGAN)
            declared, rule = catalogue()["team_report"], make_rule(session, ward)
            programme = Programme.begun(session, ward, declared, catalogue="team_report", now=moment(BEGAN))
            programme.use_draft(seen="1", now=moment(BEGAN), rule=rule)
            session.flush()
            self.programme = programme.id
            rows = session.scalars(TeamSite.in_units([ward.id]))
            self.sites = {each.name: each.public_id for each in rows}

    def page(self, who: Account, at: str = "/quay/ghi-nhanh") -> Page:
        return Pages(self.quick.app.test_client()).sign_in(who).get(at)

    def said(self, team: str, **answers: Any) -> dict[str, Any]:
        """An operation about a team as a phone sends it."""
        return self.quick.operation(
            {
                "programme": self.programme, "version": 1, "subject": self.sites[team], "outcome": "done",
                "answers": answers, "period": DUE,
            }
        )  # fmt: skip


@pytest.fixture
def teams(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Teams:
    """See `Teams`; it is five days after the report was due."""
    monkeypatch.setattr(clock, "now", lambda: moment(TODAY))
    return Teams(Quick.build(app))


@pytest.mark.postgresql
def test_a_head_sends_the_report_of_their_team_without_script_and_finds_it_again(teams: Teams) -> None:
    head, _member = teams.people["Tổ Một"]
    page = teams.page(head)
    line = next(each for each in page.links() if each.startswith(NAME))
    form = page.follow(line).form(button="Lưu")
    form.submit({"a_visits": "34", "a_helped": "51", "a_done": "Đến từng nhà", "outcome": "done", "period": DUE})
    [entry] = teams.quick.entries()
    assert (entry.site.name, entry.given["visits"], entry.by_id) == ("Tổ Một", 34, head.id)
    listed = teams.page(head, "/quay/ghi-nhanh/da-ghi")
    assert "Tổ Một" in listed.text
    assert NAME not in teams.page(teams.people["Tổ Hai"][0], "/quay/ghi-nhanh/da-ghi").text


@pytest.mark.parametrize("team", TEAMS)
def test_a_head_sends_from_a_phone_for_their_own_team_alone(teams: Teams, team: str) -> None:
    head, _member = teams.people[team]
    statuses = [send(teams.quick, head, teams.said(each, visits=1))[0][0] for each in TEAMS]
    assert statuses == ["done" if each == team else "refused" for each in TEAMS]
    assert [each.site.name for each in teams.quick.entries()] == [team]


def test_nobody_else_is_offered_it(teams: Teams) -> None:
    others = [member for _head, member in teams.people.values()]
    for who in (*others, teams.quick.head, teams.quick.officer):
        assert NAME not in teams.page(who).text
        assert send(teams.quick, who, teams.said("Tổ Một", visits=1))[0][0] == (
            "done" if who is teams.quick.officer else "refused"
        )
