"""Teams: one who leads, who has no account, groups served, what a list says of kinds; two who let somebody lead."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import Account, AdministrativeUnit, Membership, Person, Role, Team
from app.models.movement.team import Dissolved, TeamKind
from app.registers.indicator import Scope
from app.registers.personal_data.erasing import StillNeeded, anonymise
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_group, make_person, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def made(session: Session, ward: AdministrativeUnit, **said: object) -> Team:
    team = Team.made(session, ward, {"name": "Tổ công nghệ số Tân Thịnh", **said})
    session.add(team)
    session.flush()
    return team


def test_a_list_without_kinds_is_understood_by_its_names(session: Session, ward: AdministrativeUnit) -> None:
    names = ("Tổ Đề án 06 tổ 3", "TỔ ỨNG CỨU công nghệ", "Tổ thanh niên chuyển đổi số", "Đội hình tình nguyện", "Tổ 5")
    assert [made(session, ward, name=name).kind for name in names] == [
        TeamKind.PROJECT_06, TeamKind.RESCUE, TeamKind.YOUTH, TeamKind.SQUAD, TeamKind.COMMUNITY,
    ]  # fmt: skip
    assert made(session, ward, name="Tổ Đề án 06 tổ 4", kind="other").kind == TeamKind.OTHER


def test_a_committee_has_members_and_does_no_work_of_teams(session: Session, ward: AdministrativeUnit) -> None:
    """Its head reports no month, and it is none of the teams that figures count."""
    committee, account = made(session, ward, name="Ban Chỉ đạo chuyển đổi số"), make_account(session, ward)
    assert committee.kind == TeamKind.COMMITTEE
    committee.take_in(session, account, leads=True, day=clock.today())
    assert [each.full_name for each in committee.members] == [account.full_name]
    assert session.scalars(Team.led_by(account.id)).all() == []
    assert session.scalars(Team.wards_of(account.id)).all() == []
    assert session.scalars(Team.standing_in([ward.id])).all() == []
    scope = Scope((ward.id,), clock.today(), clock.today())
    assert INDICATORS["to-dang-co"].figure(session, scope) == INDICATORS["thanh-vien-to"].figure(session, scope) == 0
    assert INDICATORS["thanh-vien-ban-chi-dao"].figure(session, scope) == 1


def test_one_leads_and_whoever_led_stays_a_member(session: Session, ward: AdministrativeUnit) -> None:
    team = made(session, ward, head_name="Lò Văn Ân", head_phone="+84912345678")
    assert (team.head_name, team.head_phone) == ("Lò Văn Ân", "+84912345678")
    team.change({"head_name": "Hà Thị Bé", "head_phone": ""}, "1")
    session.flush()
    assert [(each.full_name, each.leads) for each in team.members] == [("Hà Thị Bé", True), ("Lò Văn Ân", False)]
    team.change({"head_name": "LÒ VĂN ÂN"}, "2")
    assert [each.full_name for each in team.members if each.leads] == ["Lò Văn Ân"]
    account = make_account(session, ward, Role.COUNTER)
    team.take_in(session, account, leads=True, day=clock.today())
    assert team.head is not None
    assert team.head.account is account
    assert team.change({"head_name": ""}, str(team.version)) == {"head_name": ""}
    assert (team.head, len(team.members)) == (None, 3)


def test_who_has_no_account_is_named_once_and_leaves(session: Session, ward: AdministrativeUnit) -> None:
    team = made(session, ward)
    assert team.name_in(session, "Lò Văn Ân", "+84912345678", day=clock.today())
    assert not team.name_in(session, "lò văn ân", "", day=clock.today())
    assert team.name_in(session, "Lò Văn Ân", "+84912345679", day=clock.today())
    assert team.let_go(team.members[0], day=clock.today())
    assert not team.let_go(team.memberships[0], day=clock.today())
    assert len(team.members) == 1
    team.retire(clock.today())
    with pytest.raises(Dissolved):
        team.name_in(session, "Hà Thị Bé", "", day=clock.today())


def test_names_that_differ_by_a_mark_are_two_members(session: Session, ward: AdministrativeUnit) -> None:
    team = made(session, ward, head_name="Lò Văn Tú", head_phone="+84912345678")
    assert team.name_in(session, "Lò Văn Tư", "+84912345678", day=clock.today())
    assert not team.name_in(session, "lo van tu", "+84912345678", day=clock.today())  # written without marks
    team.change({"head_name": "Lò Văn Tự"}, str(team.version))
    assert [(each.full_name, each.leads) for each in team.members] == [
        ("Lò Văn Tự", True), ("Lò Văn Tú", False), ("Lò Văn Tư", False),
    ]  # fmt: skip


def test_the_database_asks_for_somebody_once_and_one_who_leads(session: Session, ward: AdministrativeUnit) -> None:
    team, day = made(session, ward, head_name="Lò Văn Ân"), clock.today()
    person = make_person(session, ward, "Hà Thị Bé", 1970)
    session.add(Membership(team=team, person=person, since=day))
    session.flush()
    for wrong in (
        {}, {"name": "Bé", "person": person}, {"person": person}, {"name": "Cả", "leads": True},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Membership(team=team, since=day, **wrong))


def test_a_group_no_community_team_serves(session: Session, ward: AdministrativeUnit) -> None:
    one, other = make_group(session, ward, "Tổ 1"), make_group(session, ward, "Tổ 2")
    team = made(session, ward, groups=[one])
    made(session, ward, name="Tổ Đề án 06", groups=[other])
    assert session.scalars(Team.unserved([ward.id])).all() == [other]
    assert session.scalars(Team.unserved([ward.id], TeamKind.PROJECT_06)).all() == [one]
    assert Team.move_groups(session, one, other) == 2 - 1
    assert team.groups == [other]
    team.retire(clock.today())
    session.flush()
    assert session.scalars(Team.unserved([ward.id])).all() == [one, other]


@pytest.fixture
def real_app(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made_app = make_app(engine, rooms=False)
    yield made_app
    with made_app.app_context():
        db.engine.dispose()


def test_two_who_let_another_lead_leave_one_who_leads(real_app: Flask) -> None:
    app = real_app
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        people = [make_account(session, ward, Role.COUNTER).id for _number in range(4)]
        team_id = made(session, ward).id

    def lead(account_id: int) -> bool:
        with app.app_context(), immediate() as session:
            team = session.scalars(Team.locked(team_id)).one()
            return team.take_in(session, session.get_one(Account, account_id), leads=True, day=clock.today())

    assert at_once([partial(lead, each) for each in people]) == [True] * 4
    with app.app_context():
        heads = db.session.scalars(select(Membership).where(Membership.team_id == team_id, Membership.leads)).all()
        assert len(heads) == 1


def test_a_person_of_a_team_is_not_erased_and_a_name_goes_with_its_telephone(
    session: Session, ward: AdministrativeUnit
) -> None:
    team, person = made(session, ward), make_person(session, ward, "Hà Thị Bé", 1970, phone="+84912345678")
    team.name_in(session, "Hà Thị Bé", "+84912345678", day=clock.today())
    with pytest.raises(StillNeeded, match="tổ"):
        anonymise(session, person, now=clock.now())
    member = team.members[0]
    team.let_go(member, day=clock.today())
    anonymise(session, session.get_one(Person, person.id), now=clock.now())
    session.refresh(member)
    assert (member.name, member.phone) == ("(đã xóa tên)", "")
