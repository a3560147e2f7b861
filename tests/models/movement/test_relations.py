"""Who may record which houses: the group's head, whoever goes with a team that serves it, the office."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, Household, Membership, RoleGrant, Site, Team, TeamKind
from app.models.movement.relations import RELATIONS, within
from app.web.database import db, immediate
from tests.doorsteps import Street


@pytest.fixture
def street(app: Flask) -> Street:
    """See `Street`."""
    return Street.build(app, "6")


def houses(street: Street, who: Account, *relations: str, at: datetime | None = None) -> set[str]:
    """The heads of the houses to which somebody is one of these."""
    with street.app.app_context():
        fulfils = within(relations, Site.residential_group_id, who.id, street.group.unit_id, at or clock.now())
        return set(db.session.scalars(select(Household.head).where(fulfils)))


@pytest.mark.postgresql
def test_each_relation_leads_to_its_own_houses(street: Street) -> None:
    own, away = "Đồng Xuân 6", "Ma Thị Lan"
    every = ("group_head", "team_member", "officer")
    assert houses(street, street.head, *every) == {own}
    assert houses(street, street.member, *every) == {away}
    assert houses(street, street.member, "team_head") == set()
    assert houses(street, street.officer, *every) == {own, away}
    assert houses(street, street.officer, "group_head", "team_member", "leader", "nobody") == set()
    assert houses(street, street.head) == set()


def test_a_team_that_names_no_group_serves_the_whole_ward(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        team = session.scalars(select(Team).where(Team.unit_id == street.group.unit_id)).one()
        team.groups.clear()
    assert len(houses(street, street.member, "team_member")) == 2


def test_who_is_in_a_committee_records_no_house_by_that(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        team = session.scalars(select(Team).where(Team.unit_id == street.group.unit_id)).one()
        team.groups.clear()
        team.kind = TeamKind.COMMITTEE
    assert houses(street, street.member, "team_member", "team_head") == set()


@pytest.mark.postgresql
def test_what_somebody_was_at_the_time_counts(street: Street) -> None:
    now = clock.now()
    with street.app.app_context(), immediate() as session:
        for member in session.scalars(Membership.live(street.member.id)):
            member.until = clock.today() - timedelta(days=2)
        for grant in session.scalars(RoleGrant.of(street.head.id)):
            grant.revoke(now)
    for who, relation in ((street.member, "team_member"), (street.head, "group_head")):
        assert houses(street, who, relation, at=now + timedelta(seconds=1)) == set()
        assert len(houses(street, who, relation, at=now - timedelta(days=3))) == 1


def test_what_is_kept_of_a_relation_is_of_one_account_ward_and_moment() -> None:
    """A page asks the same of each programme; whoever asks next is somebody else, elsewhere, or later."""
    now = clock.now()

    def values(account_id: int, unit_id: int, at: datetime) -> set[object]:
        asked = select(Site.id).where(within(RELATIONS, Site.residential_group_id, account_id, unit_id, at))
        key = asked._generate_cache_key()
        assert key is not None
        return {each.effective_value for each in key.bindparams}

    for account_id, unit_id, days in ((71, 81, 0), (72, 81, 0), (71, 82, 0), (71, 81, 3), (71, 81, 0)):
        at = now + timedelta(days=days)
        found = values(account_id, unit_id, at)
        assert {account_id, unit_id, at, clock.local(at).date()} <= found
        assert not found & ({71, 72, 81, 82} - {account_id, unit_id})
