"""A new mentee whom a phone kept: once from however many phones, and by the rules of the form."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import Account, Ambassador, AuditEvent, Consent, Mentorship, Person
from app.models.helping.pairs import pairing
from app.web.database import db, immediate
from tests.factories import make_person
from tests.helping import HelpPhone
from tests.pairs import House, make_ambassador


@pytest.fixture
def house(app: Flask) -> House:
    return House.build(app)


def said(house: House, name: str = "Trần Thị Bé", year: str = "1950", **data: Any) -> dict[str, Any]:
    person = {"full_name": name, "birth_year": year, "residential_group": house.village.group.code}
    return {"person": person, "consent": "2026-11", **data}


def send(app: Flask, account: Account, *operations: dict[str, Any]) -> list[tuple[str, str]]:
    phone = HelpPhone(app, account)
    made = [each if "uuid" in each else phone.operation("mentorship", each, clock.now()) for each in operations]
    return [(each.status.value, each.message) for each in phone.send(*made)]


def mentees(app: Flask) -> list[str]:
    """Whom the pairs of the ward are with, the oldest first."""
    with app.app_context():
        pairs = db.session.scalars(select(Mentorship).order_by(Mentorship.id))
        return [each.mentee.full_name for each in pairs]


def test_a_new_mentee_is_taken_once_from_two_phones_with_their_consent(app: Flask, house: House) -> None:
    account = house.village.account
    made = HelpPhone(app, account).operation("mentorship", said(house), clock.now())
    before = mentees(app)

    assert send(app, account, made, made) == [("done", ""), ("already_done", "")]
    [(status, message)] = send(app, account, said(house, "TRẦN THỊ BÉ"))

    assert (status, message) == ("done", "Anh chị đang kèm người này rồi.")
    assert mentees(app) == [*before, "Trần Thị Bé"]
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.full_name == "Trần Thị Bé")).one()
        assert db.session.scalars(Consent.stands(person.id, "follow_up")).one().text_version == "2026-11"
        begun = select(func.count()).where(AuditEvent.action == "mentorship.begun")
        assert db.session.scalars(begun).one() == 1


def test_two_people_stay_two(app: Flask, house: House) -> None:
    """Another year, or a name with other accents, is somebody else."""
    account, before = house.village.account, mentees(app)
    with app.app_context(), immediate() as session:
        group = session.merge(house.village.group)
        make_person(session, group.unit, "Trần Thị Bẻ", 1950, group=group)
    told = send(app, account, said(house), said(house, year="1951"))
    assert [status for status, _message in told] == ["done", "done"]
    assert mentees(app) == [*before, "Trần Thị Bé", "Trần Thị Bé"]


def test_without_consent_or_office_and_of_anothers_mentee_nothing_is_written(app: Flask, house: House) -> None:
    account, before = house.village.account, mentees(app)
    with app.app_context(), immediate() as session:
        ward = session.merge(house.village.ward)
        other = make_ambassador(session, ward, "Lý Văn Tám")
        theirs = make_person(session, ward, "Ma Thị Lan", 1948, group=session.merge(house.village.group))
        pairing.begin(session, other, theirs, now=clock.now(), day=clock.today())
    told = send(app, account, said(house, consent=""), said(house, "Ma Thị Lan", "1948"), said(house, "  "))
    assert [status for status, _message in told] == ["refused"] * 3
    assert "đồng ý" in told[0][1]
    assert "đã có một Đại sứ số kèm" in told[1][1]
    with app.app_context(), immediate() as session:
        for each in session.scalars(select(Ambassador).where(Ambassador.account_id == account.id)):
            each.until = each.since
    [(status, message)] = send(app, account, said(house))
    assert (status, "danh sách Đại sứ số" in message) == ("refused", True)
    assert mentees(app) == [*before, "Ma Thị Lan"]
    with app.app_context():
        assert db.session.scalars(select(Person).where(Person.full_name == "Trần Thị Bé")).first() is None
