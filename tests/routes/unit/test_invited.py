"""An officer invites who records for an organisation, by a code with which they set their own password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, Invitation, Role, RoleGrant
from tests.factories import make_account, make_grant, make_organisation, make_ward
from tests.pages import Page, Pages
from tests.routes.unit.conftest import School


def room(school: School) -> str:
    return f"/van-phong/co-quan-don-vi/{school.school.id}/dau-moi"


def invite(school: School, officer: Pages, status: int = 200, **typed: str) -> Page:
    form = officer.get(room(school)).form(button="Tạo mã mời")
    return form.submit({"full_name": "Lê Văn Sáu", **typed}, status=status)


def test_from_the_organisations_page_to_the_own_room(school: School) -> None:
    officer = school.officer()
    page = officer.get(f"/van-phong/co-quan-don-vi/{school.school.id}")
    form = page.follow("Đầu mối ghi việc cho nơi này").form(button="Tạo mã mời")
    page = form.submit({"full_name": "Lê Văn Sáu", "until": "31/12/2099"})
    assert page.h1 == "Mã mời Lê Văn Sáu"
    with school.read() as session:
        invitation = session.scalars(select(Invitation)).one()
        token, account = invitation.token, invitation.account
        assert f"/m/{token}" in page.text
        [grant] = session.scalars(RoleGrant.of(account.id))
        assert (grant.role, grant.organisation_id, str(grant.until)) == ("unit", school.school.id, "2099-12-31")
        assert account.password_hash is None
        acts = [each.action for each in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        assert acts == ["account.created", "role.granted", "invitation.created"]
    phone, other = Pages(school.app.test_client()), Pages(school.app.test_client())
    forms = [each.get(f"/m/{token}").form(button="Đặt mật khẩu và vào") for each in (phone, other)]
    typed = dict.fromkeys(("new_password", "new_password_again"), "nồi cơm điện xanh")
    forms[0].submit(typed)
    assert phone.get("/don-vi").h1 == "Trường THCS Túc Duyên"
    forms[1].submit(typed, status=410)
    assert "Đăng nhập" in other.get("/don-vi").h1
    officer.get(f"{room(school)}/{account.public_id}", status=404)


@pytest.mark.parametrize("typed", [{"full_name": ""}, {"until": "1/1/2020"}])
def test_what_cannot_be_is_said_and_nothing_made(school: School, typed: dict[str, str]) -> None:
    with school.read() as session:
        before = len(session.scalars(select(Account.id)).all())
    officer = school.officer()
    invite(school, officer, 422, **typed)
    with school.read() as session:
        assert len(session.scalars(select(Account.id)).all()) == before + 1, "the officer's own"


def test_a_code_that_ran_out_is_made_anew(school: School) -> None:
    officer = school.officer()
    invite(school, officer)
    with school.write() as session:
        invitation = session.scalars(select(Invitation)).one()
        invitation.expires_at, public_id = clock.now() - timedelta(days=1), invitation.account.public_id
    page = officer.get(room(school))
    assert "Mã mời" not in page.links()
    assert page.form(public_id, button="Tạo mã mới").submit().h1 == "Mã mời Lê Văn Sáu"
    with school.read() as session:
        assert len(session.scalars(select(Invitation)).all()) == 2


def test_nobody_is_let_in_as_somebody_else(school: School) -> None:
    officer, at = school.officer(), room(school)
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        leads = make_account(session, unit, Role.LEADER)
        make_grant(session, leads, unit, Role.UNIT, organisation=session.merge(school.school))
        has_password = make_account(session, unit, password="nồi cơm điện xanh")
        make_grant(session, has_password, unit, Role.UNIT, organisation=session.merge(school.school))
        other = make_account(session, unit)
        make_grant(session, other, unit, Role.UNIT, organisation=session.merge(school.union))
        for each in (leads, has_password, other):
            Invitation.offer(session, each, clock.now())
        named = [each.public_id for each in (leads, has_password, other)]
    token = officer.get(at).form(button="Tạo mã mời").fields["csrf_token"][0]
    for account in named:
        officer.get(f"{at}/{account}", status=404)
        officer.post(f"{at}/{account}", {"csrf_token": token}, status=404)


def test_the_role_is_taken_back_at_once(school: School) -> None:
    reader, officer = school.reader(), school.officer()
    reader.get("/don-vi")
    form = officer.get(room(school)).form(button="Thu vai trò")
    assert "không còn là đầu mối" in form.submit().text
    assert "Đăng nhập" in reader.get("/don-vi").h1
    form.submit()
    with school.read() as session:
        acts = [each for each in session.scalars(select(AuditEvent)) if each.action == "role.revoked"]
        assert len(acts) == 1


def test_another_wards_organisation_and_other_roles(school: School) -> None:
    with school.write() as session:
        there = make_organisation(session, make_ward(session, name="Quyết Thắng"), "Trường Ngoài")
        session.flush()
        at = f"/van-phong/co-quan-don-vi/{there.id}/dau-moi"
    school.officer().get(at, status=404)
    school.officer(Role.LEADER).get(room(school), status=403)
    school.reader().get(room(school), status=403)
