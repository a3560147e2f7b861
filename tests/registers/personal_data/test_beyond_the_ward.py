"""Who is erased in a ward that was divided, or that was divided off, stands in no row that went along or stayed behind;
the office meets none of these, and a ward that has somebody on file itself decides for itself."""

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    AdministrativeUnit,
    AuditEvent,
    HelpRequest,
    HelpTopic,
    Membership,
    Person,
    ResidentialGroup,
    Team,
)
from app.models.helping.requests.requesting import RequestStage
from app.models.people.ward_division import divide
from app.registers.personal_data.erasing import StillNeeded, anonymise
from app.registers.personal_data.mentions import Search
from app.web.database import db, immediate
from tests.factories import make_course, make_group, make_person, make_registration, make_ward
from tests.registers.personal_data.test_mentions import LOCKED, NAME, PHONE, fed, prepared, where_they_stand


def divided(session: Session) -> tuple[AdministrativeUnit, AdministrativeUnit, ResidentialGroup]:
    """A ward with a group that is to go, and the ward that receives it."""
    old, new = (make_ward(session, name=name) for name in ("Linh Sơn", "Đồng Bẩm"))
    return old, new, make_group(session, old, "Tổ dân phố 1")


def named(session: Session, team: Team) -> Membership:
    """Somebody in a team by name alone."""
    team.name_in(session, NAME, "", day=clock.today())
    session.flush()
    return session.scalars(select(Membership).where(Membership.name == NAME)).one()


def test_who_stands_in_a_team_that_went_along_leaves_it(session: Session) -> None:
    old, new, group = divided(session)
    person = make_person(session, old, NAME, 1951, phone=PHONE)
    team = Team(unit=old, name="Tổ 1", groups=[group], created_at=clock.now())
    session.add(team)
    member = named(session, team)
    divide(session, old, {group.id: new}, None, clock.today(), clock.now())
    session.flush()
    assert team.unit_id == new.id
    assert Search.of(session, person).mentions(session) == []  # the office of the old ward meets nothing of it

    erased = anonymise(session, person, now=clock.now(), why="asked")
    AuditEvent.seal(session)

    session.refresh(member)
    assert (member.name, member.until, erased.left, erased.wards) == ("(đã xóa tên)", clock.today(), (), ())
    told = select(AuditEvent.unit_id).where(AuditEvent.action == "person.erased").order_by(AuditEvent.unit_id)
    assert session.scalars(told).all() == sorted((old.id, new.id))


def test_who_went_along_stands_in_no_row_that_stayed(used: Flask) -> None:
    with used.app_context():
        with immediate() as session:
            ward = session.scalars(ResidentialGroup.wards_for_people()).first()
            assert ward
            person_id = prepared(session, ward)
            fed(session, ward.id)
            over = {"state": RequestStage.CANCELLED, "done_at": None}
            session.execute(update(HelpRequest).where(HelpRequest.phone == PHONE).values(over))
            session.execute(update(Membership).where(Membership.phone == PHONE).values(until=Membership.since))
            new = make_ward(session)
            group = make_group(session, ward, "Tổ dân phố 99")
            session.get_one(Person, person_id).residential_group_id = group.id
            divide(session, ward, {group.id: new}, None, clock.today(), clock.now())
        with immediate() as session:
            person = session.get_one(Person, person_id)
            assert person.unit_id == new.id
            beyond, _wards = Search.beyond(session, person)
            before = {each.id: each for each in beyond.mentions(session)}
            sure = {key for key, each in before.items() if each.sure or each.own}
            assert {each.table for each in before.values()} > LOCKED | {"registration", "shift_note", "matter"}
            assert {each.id for each in Search.of(session, person).mentions(session)} & before.keys() == set()
            erased = anonymise(session, person, now=clock.now(), why="asked")
            after = {each.id for each in beyond.mentions(session)}
        assert sure
        assert not sure & after
        assert len(erased.wards) == 1  # there are rows of which no machine can tell: who asked is told where
        assert AuditEvent.first_broken(db.session()) is None
        tables = {place.split(".")[0] for place in where_they_stand(db.session())}
        assert tables <= LOCKED | {before[key].table for key in before.keys() - sure}


def test_a_ward_that_has_them_on_file_itself_decides_for_itself(session: Session) -> None:
    old, new, group = divided(session)
    person = make_person(session, old, NAME, 1951, phone=PHONE)
    divide(session, old, {group.id: new}, None, clock.today(), clock.now())
    team = Team(unit=new, name="Tổ 1", groups=[group], created_at=clock.now())
    session.add(team)
    member = named(session, team)
    there = make_person(session, new, NAME, 1951, phone=PHONE)

    erased = anonymise(session, person, now=clock.now(), why="asked")

    session.refresh(member)
    session.refresh(there)
    assert (member.name, there.full_name, there.phone) == (NAME, NAME, PHONE)
    assert erased.wards == ("phường Đồng Bẩm",)
    assert "Ở phường Đồng Bẩm" in str(erased.outcome["stays"])


def test_a_ward_that_gave_nothing_is_not_searched(session: Session) -> None:
    old, new, _group = divided(session)
    person = make_person(session, old, NAME, 1951, phone=PHONE)
    away = make_registration(session, make_course(session, new), "Nông Thị Hạ", 1970)
    away.door_line = f"Bà {NAME} đón"

    anonymise(session, person, now=clock.now(), why="asked")

    session.refresh(away)
    assert NAME in away.door_line


def test_who_waits_there_by_their_number_is_helped_first_and_not_named(session: Session) -> None:
    old, new, group = divided(session)
    supply(session, new)
    person = make_person(session, old, NAME, 1951, phone=PHONE)
    divide(session, old, {group.id: new}, None, clock.today(), clock.now())
    topic = session.scalars(HelpTopic.of(new.id)).first()
    assert topic
    session.add(HelpRequest(
        submission="1", unit=new, full_name="Nông Thị Hạ", asked_by=NAME, phone=PHONE, topic=topic,
        due_on=clock.today(), made_at=clock.now(),
    ))  # fmt: skip
    with pytest.raises(StillNeeded) as needed:
        anonymise(session, person, now=clock.now(), why="asked")
    assert "phường Đồng Bẩm" in needed.value.why
    assert "Nông Thị Hạ" not in needed.value.why
