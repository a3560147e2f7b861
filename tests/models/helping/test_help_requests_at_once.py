"""Two at one moment: of a team one accepts, of two phones one asks, of two officers one gives."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, AdministrativeUnit, HelpRequest, HelpRequestStep, HelpTopic, Role, Team
from app.models.helping.requests.asking import ask
from app.models.helping.requests.assigning import accept, assign
from app.models.helping.requests.requesting import NewRequest, TakenByAnother
from app.models.people.changing import Overtaken
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_ward


@pytest.fixture
def app(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine, rooms=False)
    yield made
    with made.app_context():
        db.engine.dispose()


@dataclass
class Ward:
    """A ward with two teams, the first of two people, and a request that is new: numbers only."""

    app: Flask
    ward_id: int
    account_ids: list[int]
    team_ids: list[int]
    request_id: int = 0

    @property
    def version(self) -> str:
        """What a page opened now would send along."""
        with self.app.app_context():
            return str(db.session.get_one(HelpRequest, self.request_id).version)

    def ask(self) -> int:
        """Ask for the same thing with the same telephone, by a form of one's own; the number of what came of it."""
        with self.app.app_context(), immediate() as session:
            topic = session.scalars(HelpTopic.called(self.ward_id, ["thue"])).one()
            unit = session.get_one(AdministrativeUnit, self.ward_id)
            form = NewRequest(
                unit=unit, submission=str(uuid.uuid4()), full_name="Hoa", phone="+84912345678", topic=topic
            )
            return ask(session, form, clock.now()).id

    def give(self, team_id: int, version: str) -> str:
        """Give it to a team."""
        with self.app.app_context(), immediate() as session:
            request, by = session.get_one(HelpRequest, self.request_id), session.get_one(Account, self.account_ids[0])
            assign(session, request, session.get_one(Team, team_id), by=by, version=version, now=clock.now())
            return "given"

    def accept(self, account_id: int) -> str:
        """Say that one goes there."""
        with self.app.app_context(), immediate() as session:
            request = session.get_one(HelpRequest, self.request_id)
            accept(session, request, by=session.get_one(Account, account_id), now=clock.now())
            return "mine"


@pytest.fixture
def ward(app: Flask) -> Ward:
    """One."""
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        supply(session, unit)
        people = [make_account(session, unit, Role.COUNTER) for _number in range(2)]
        teams = [Team(unit=unit, name=name, created_at=clock.now()) for name in ("Đội một", "Đội hai")]
        session.add_all(teams)
        session.flush()
        for account in people:
            teams[0].take_in(session, account, leads=False, day=clock.today())
        return Ward(app, unit.id, [each.id for each in people], [each.id for each in teams])


def test_two_who_ask_two_who_give_two_who_accept(ward: Ward) -> None:
    at_once([ward.ask, ward.ask])
    with ward.app.app_context():
        first, again = db.session.scalars(select(HelpRequest).order_by(HelpRequest.same_as_id.is_not(None)))
        assert (first.same_as_id, again.same_as_id) == (None, first.id)
        ward.request_id = first.id

    given = at_once([partial(ward.give, team_id, ward.version) for team_id in ward.team_ids])
    assert given.count("given") == 1
    assert [type(each) for each in given if each != "given"] == [Overtaken]

    ward.give(ward.team_ids[0], ward.version)
    accepted = at_once([partial(ward.accept, account_id) for account_id in ward.account_ids])
    assert accepted.count("mine") == 1
    assert [type(each) for each in accepted if each != "mine"] == [TakenByAnother]
    with ward.app.app_context():
        steps = [step.step for step in db.session.scalars(HelpRequestStep.of(ward.request_id))]
    assert steps.count("accepted") == steps.count("asked_again") == 1


def test_two_teams_of_one_name(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward_id = make_ward(session).id

    def makes(name: str) -> str:
        with app.app_context(), immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward_id)
            session.add(Team(unit=unit, name=name, created_at=clock.now()))
            return "made"

    told = at_once([partial(makes, "Đoàn thanh niên"), partial(makes, "đoàn Thanh Niên")])
    assert told.count("made") == 1
    assert [type(each) for each in told if each != "made"] == [IntegrityError]
