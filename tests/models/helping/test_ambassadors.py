"""Ambassadors: appointed once, coded without holes, changed by who read last; their sign-in lasts as they serve."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    AmbassadorOffer,
    Invitation,
    OfferState,
    Person,
    ResidentialGroup,
    Role,
    RoleGrant,
    Training,
)
from app.models.helping.ambassadors import appointing
from app.models.helping.ambassadors.ambassador import NotServing, ServesAlready, Terms
from app.models.helping.ambassadors.appointing import WorksElsewhere
from app.models.mixins.decided import AlreadyDecided
from app.models.people.changing import Overtaken
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_grant, make_group, make_person, make_ward

TODAY = date(2026, 11, 20)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def appoint(session: Session, person: Person, **terms: Any) -> Ambassador:
    return Ambassador.appoint(session, person, Terms(**{"since": TODAY, **terms}), now=clock.now())


def test_codes_follow_each_other_in_a_ward_and_are_never_given_again(session: Session, ward: AdministrativeUnit):
    other = make_ward(session)
    made = [appoint(session, make_person(session, ward, f"Người {number}")) for number in range(3)]
    assert [each.code for each in made] == ["DSS01", "DSS02", "DSS03"]
    assert appoint(session, make_person(session, other)).code == "DSS01"
    made[2].end(TODAY, "chuyển nơi ở")
    session.flush()
    assert appoint(session, made[2].person).code == "DSS04"
    assert len({each.token for each in session.scalars(Ambassador.in_units([ward.id]))}) == 4


def test_after_ninety_nine_codes_stay_in_order(session: Session, ward: AdministrativeUnit):
    first = appoint(session, make_person(session, ward, "Một"))
    first.code = "DSS99"
    session.flush()
    assert appoint(session, make_person(session, ward, "Hai")).code == "DSS100"
    assert [each.code for each in session.scalars(Ambassador.in_units([ward.id]))] == ["DSS99", "DSS100"]


def test_somebody_new_is_looked_for_on_file_first(session: Session, ward: AdministrativeUnit):
    group = make_group(session, ward)
    lan = make_person(session, ward, "Nguyễn Thị Lan", 1968, group=group)
    typed = make_person(session, ward, "Nguyễn Thị Lan", 1968, group=group, add=False, phone="+84912345678")
    made = appoint(session, typed, residential_group_id=group.id, organisation="Hội Liên hiệp Phụ nữ")
    assert made.person is lan
    assert lan.phone == "+84912345678"
    assert (made.residential_group, made.organisation) == (group, "Hội Liên hiệp Phụ nữ")
    with pytest.raises(ServesAlready) as refused:
        appoint(session, typed)
    assert refused.value.ambassador is made


def test_what_changed_meanwhile_is_not_written_over(session: Session, ward: AdministrativeUnit):
    made = appoint(session, make_person(session, ward))
    changed = made.change({"training": Training.BASIC, "trained_on": TODAY, "organisation": ""}, "1")
    assert set(changed) == {"training", "trained_on"}
    with pytest.raises(Overtaken):
        made.change({"training": Training.ADVANCED}, "1")
    assert (made.training, made.version) == (Training.BASIC, 2)


def test_from_the_day_of_the_end_on_they_serve_no_more(session: Session, ward: AdministrativeUnit):
    made = appoint(session, make_person(session, ward), since=TODAY - timedelta(days=9))
    made.end(TODAY, "sức khỏe")
    session.flush()
    days = [TODAY - timedelta(days=10), TODAY - timedelta(days=1), TODAY]
    assert [made.serves(day) for day in days] == [False, True, False]
    assert [bool(session.scalars(Ambassador.serving([ward.id], day)).all()) for day in days] == [False, True, False]
    with pytest.raises(NotServing):
        made.end(TODAY, "lần nữa")


def test_a_sign_in_is_made_by_the_invitation_and_kept_for_the_next_appointment(
    session: Session, ward: AdministrativeUnit
):
    made, now = appoint(session, make_person(session, ward, "Nguyễn Thị Lan")), clock.now()
    first, new = appointing.invite(session, made, now)
    assert new
    account = first.account
    assert (account.username, account.full_name, account.password_hash) == ("lannt", "Nguyễn Thị Lan", None)
    again, new = appointing.invite(session, made, now + timedelta(minutes=1))
    assert not new
    assert again.account is account
    assert session.scalars(Invitation.open_of(account.id, now + timedelta(minutes=2))).all() == [again]
    assert [grant.role for grant in session.scalars(RoleGrant.of(account.id))] == [Role.AMBASSADOR]

    made.end(clock.today(), "hết nhiệm kỳ")
    appointing.close(session, made, now)
    session.flush()
    assert session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.today()))).all() == []
    assert session.scalars(Invitation.open_of(account.id, now + timedelta(minutes=3))).all() == []
    with pytest.raises(NotServing):
        appointing.invite(session, made, now)

    next_one = appoint(session, made.person, since=clock.today())
    assert appointing.invite(session, next_one, now)[0].account is account


def test_nobody_sets_the_password_of_an_account_that_does_other_work(session: Session, ward: AdministrativeUnit):
    """An invitation sets a password anew: by it an officer would become whoever else the account is."""
    made, now = appoint(session, make_person(session, ward)), clock.now()
    account = appointing.invite(session, made, now)[0].account
    make_grant(session, account, ward, Role.LEADER)
    with pytest.raises(WorksElsewhere):
        appointing.invite(session, made, now)
    made.end(clock.today(), "hết nhiệm kỳ")
    appointing.close(session, made, now)
    session.flush()
    live = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.today()))).all()
    assert [grant.role for grant in live] == [Role.LEADER]


def offer(ward: AdministrativeUnit, submission: str, name: str = "Nguyễn Thị Lan", phone: str = "+84912345678"):
    return AmbassadorOffer(
        submission=submission, unit=ward, full_name=name, birth_year=1968, phone=phone, made_at=clock.now()
    )


def test_an_offer_is_made_once_a_press_and_waits_once_a_name_and_phone(session: Session, ward: AdministrativeUnit):
    by, now = make_account(session, ward, Role.OFFICER), clock.now()
    first = offer(ward, "một")
    told = [AmbassadorOffer.make(session, each) for each in (first, offer(ward, "một"), offer(ward, "hai"))]
    assert told == [True, False, False]
    assert not AmbassadorOffer.make(session, offer(ward, "hai rưỡi", name="nguyễn thị lan"))
    assert AmbassadorOffer.make(session, offer(ward, "ba", name="Trần Văn Ba"))
    assert session.scalar(AmbassadorOffer.count_waiting([ward.id])) == 2
    first.decline(session, "Năm nay đủ người", by=by, now=now)
    assert first.state == OfferState.DECLINED
    with pytest.raises(AlreadyDecided):
        first.take_on(session, appoint(session, make_person(session, ward)), by=by, now=now)
    assert AmbassadorOffer.make(session, offer(ward, "bốn"))


@pytest.fixture
def apart(engine: str, make_app: Callable[..., Flask]) -> Flask:
    return make_app(engine, rooms=False)


def appointed(app: Flask, person_id: int) -> str:
    with app.app_context(), immediate() as session:
        return appoint(session, session.get_one(Person, person_id)).code


def test_appointments_at_once_leave_no_hole_and_appoint_nobody_twice(apart: Flask):
    with apart.app_context(), immediate() as session:
        ward = make_ward(session)
        people = [make_person(session, ward, f"Người {number}").id for number in range(5)]
    told = at_once([partial(appointed, apart, person) for person in [*people, people[0]]])
    codes = sorted(each for each in told if isinstance(each, str))
    assert codes == ["DSS01", "DSS02", "DSS03", "DSS04", "DSS05"]
    assert [type(each) for each in told if not isinstance(each, str)] == [ServesAlready]


def typed(app: Flask, group_id: int) -> str:
    with app.app_context(), immediate() as session:
        group = session.get_one(ResidentialGroup, group_id)
        return appoint(session, make_person(session, group.unit, "Vi Thị Mùi", 1970, group=group, add=False)).code


def test_a_double_press_for_somebody_new_makes_one_person_and_one_ambassador(apart: Flask):
    with apart.app_context(), immediate() as session:
        ward = make_ward(session)
        group_id, unit_id = make_group(session, ward).id, ward.id
    told = at_once([partial(typed, apart, group_id)] * 3)
    assert [each for each in told if isinstance(each, str)] == ["DSS01"]
    with apart.app_context(), immediate() as session:
        assert len(session.scalars(select(Person).where(Person.unit_id == unit_id)).all()) == 1


def decided(app: Flask, offer_id: int, account_id: int) -> str:
    with app.app_context(), immediate() as session:
        row, by = session.get_one(AmbassadorOffer, offer_id), session.get_one(Account, account_id)
        row.decline(session, "Năm nay đủ người", by=by, now=clock.now())
    return "declined"


def test_an_offer_is_decided_once(apart: Flask):
    with apart.app_context(), immediate() as session:
        ward = make_ward(session)
        made = offer(ward, f"một {ward.id}")
        AmbassadorOffer.make(session, made)
        offer_id, account_id = made.id, make_account(session, ward, Role.OFFICER).id
    told = at_once([partial(decided, apart, offer_id, account_id)] * 3)
    assert sorted(map(str, told)) == ["", "", "declined"]
