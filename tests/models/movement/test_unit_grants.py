"""The role `unit` is held for one organisation: it goes with a merger and ends with the organisation."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Organisation, Role, RoleGrant
from app.models.movement.merging import merge
from app.models.people import ward_division, ward_merging
from app.models.people.visit import Visit
from tests.factories import make_account, make_grant, make_group, make_organisation, make_sign_in, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def theirs(session: Session, account: Account) -> list[tuple[int | None, bool]]:
    """The grants of an account: for which organisation, and whether one is over."""
    session.expire_all()
    return [(each.organisation_id, each.is_over(clock.today())) for each in session.scalars(RoleGrant.of(account.id))]


def test_the_role_names_an_organisation_and_no_other_role_does(session: Session, ward: AdministrativeUnit) -> None:
    school, account = make_organisation(session, ward), make_account(session, ward)
    wrong = {"account": account, "unit": ward, "since": clock.today(), "created_at": clock.now()}
    for said in ({"role": Role.UNIT}, {"role": Role.OFFICER, "organisation_id": school.id}):
        before = session.begin_nested()
        session.add(RoleGrant(**wrong, **said))
        with pytest.raises(IntegrityError, match="organisation_for_units"):
            session.flush()
        before.rollback()


def test_one_account_may_record_for_several_organisations(session: Session, ward: AdministrativeUnit) -> None:
    school, union = make_organisation(session, ward), make_organisation(session, ward, "Hội Phụ nữ", "front")
    account = make_account(session, ward)
    for each in (school, union):
        make_grant(session, account, ward, Role.UNIT, organisation=each)
    visit = Visit.of(session, make_sign_in(session, account), clock.today())
    assert visit is not None
    assert [each.organisation_id for each in visit.grants] == [school.id, union.id]


def test_grants_go_with_the_organisation_that_is_merged(session: Session, ward: AdministrativeUnit) -> None:
    gone, into = make_organisation(session, ward), make_organisation(session, ward, "Trường Tiểu học Đồng Quang")
    one, both, former = (make_account(session, ward) for _each in range(3))
    for account in (one, both, former):
        make_grant(session, account, ward, Role.UNIT, organisation=gone)
    make_grant(session, both, ward, Role.UNIT, organisation=into)
    session.scalars(RoleGrant.of(former.id)).one().revoke(clock.now())
    merge(session, gone, into, clock.today())
    session.flush()
    assert theirs(session, one) == [(into.id, False)]
    assert theirs(session, both) == [(gone.id, True), (into.id, False)]
    assert theirs(session, former) == [(gone.id, True)]


def test_a_longer_grant_is_moved_beside_a_shorter_one(session: Session, ward: AdministrativeUnit) -> None:
    gone, into = make_organisation(session, ward), make_organisation(session, ward, "Trường Tiểu học Đồng Quang")
    account = make_account(session, ward)
    make_grant(session, account, ward, Role.UNIT, organisation=gone)
    make_grant(session, account, ward, Role.UNIT, organisation=into, until=clock.today() + timedelta(days=3))
    merge(session, gone, into, clock.today())
    assert theirs(session, account) == [(into.id, False), (into.id, False)]


def test_grants_end_with_the_organisation(session: Session, ward: AdministrativeUnit) -> None:
    school, account = make_organisation(session, ward), make_account(session, ward)
    make_grant(session, account, ward, Role.UNIT, organisation=school)
    school.retire(clock.today())
    assert theirs(session, account) == [(school.id, True)]
    school.retire(None)
    assert theirs(session, account) == [(school.id, True)], "who comes back is asked anew"


def test_grants_go_with_an_organisation_to_another_ward(session: Session, ward: AdministrativeUnit) -> None:
    other, group = make_ward(session, name="Quyết Thắng"), make_group(session, ward)
    school, stays = make_organisation(session, ward), make_organisation(session, ward, "Trường Mầm non")
    school.residential_group = group
    accounts = [make_account(session, ward), make_account(session, ward)]
    for account, each in zip(accounts, (school, stays), strict=True):
        make_grant(session, account, ward, Role.UNIT, organisation=each)
    ward_division.divide(session, ward, {group.id: other}, None, clock.today(), clock.now())
    assert [session.scalars(RoleGrant.of(each.id)).one().unit_id for each in accounts] == [other.id, ward.id]


def test_each_keeps_the_own_organisation_when_wards_merge(session: Session, ward: AdministrativeUnit) -> None:
    into, account = make_ward(session, name="Quyết Thắng"), make_account(session, ward)
    here, there = make_organisation(session, ward), make_organisation(session, into)
    for unit, each in ((into, there), (ward, here)):
        make_grant(session, account, unit, Role.UNIT, organisation=each)
    ward_merging.merge(session, [ward.id], into, clock.today(), clock.now())
    grants = {each.organisation_id: each.unit_id for each in session.scalars(RoleGrant.of(account.id))}
    assert grants == {there.id: into.id, here.id: into.id}
    assert session.get_one(Organisation, here.id).unit_id == into.id
