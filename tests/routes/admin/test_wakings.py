"""An account that sleeps: what its owner hears at the door, whom the administrator sees, the tap that wakes it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, Invitation, Night, Role
from app.models.people.account_state import NIGHTS, SOON, fall_asleep
from app.web.database import db, immediate
from tests.doors import a_ward, press, someone
from tests.pages import Pages

DAY = timedelta(days=1)


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """A ward whose worker has looked for 60 nights."""
    with app.app_context(), immediate() as session:
        for number in range(60):
            session.add(Night(day=clock.today() - number * DAY))
    return a_ward(app)


@pytest.fixture
def sleeper(app: Flask, ward: AdministrativeUnit) -> Account:
    """A clerk who has not come for long."""
    made = someone(app, Role.COUNTER, ward=ward, username="canbo", full_name="Hoàng Thị Vắng")
    with app.app_context(), immediate() as session:
        account = session.get_one(Account, made.id)
        account.created_at = account.last_sign_in_at = clock.now() - 100 * DAY
        session.flush()
        assert [each.id for each in fall_asleep(session, clock.now())] == [made.id]
    return made


@pytest.fixture
def administrator(app: Flask, ward: AdministrativeUnit, pages: Pages) -> Pages:
    """Who may wake them."""
    return pages.sign_in(someone(app, Role.ADMINISTRATOR, ward=ward, full_name="Phạm Quản Trị"))


@pytest.mark.usefixtures("administrator")
def test_at_the_door_who_knows_the_password_hears_whom_to_call(app: Flask, sleeper: Account) -> None:
    theirs = Pages(app.test_client())
    answer = press(theirs, "canbo")
    assert answer.status_code == 403
    assert "gọi người quản trị để được mở lại: Phạm Quản Trị." in answer.text
    assert theirs.client.get("/quay").status_code == 303


def test_a_stranger_hears_what_they_would_hear_of_any_name(app: Flask, sleeper: Account) -> None:
    said = []
    for name in ("canbo", "khongco"):
        answer = press(Pages(app.test_client()), name, "đoán mò")
        said.append((answer.status_code, answer.text.replace(name, "")))
        assert "tạm nghỉ" not in answer.text
    assert said[0][0] == said[1][0] == 422


def test_the_administrator_sees_who_sleeps_and_wakes_them_in_one_tap(
    app: Flask, administrator: Pages, sleeper: Account
) -> None:
    listed = administrator.get("/quan-tri?loc=tam-nghi")
    assert "Hoàng Thị Vắng" in listed.text
    assert "Tạm nghỉ (1)" in listed.text
    page = administrator.get(f"/quan-tri/tai-khoan/{sleeper.public_id}")
    woken = page.form(button="Cho dùng lại").submit()
    assert "Hoàng Thị Vắng dùng lại được rồi" in woken.text
    assert press(Pages(app.test_client()), "canbo").status_code == 303
    with app.app_context():
        assert "account.woken" in set(db.session.scalars(select(AuditEvent.action)))
        with immediate() as session:
            assert fall_asleep(session, clock.now()) == [], "the nights count anew"


def test_an_administrator_of_elsewhere_wakes_nobody(app: Flask, pages: Pages, sleeper: Account) -> None:
    own = someone(app, Role.ADMINISTRATOR)
    token = pages.sign_in(own).get(f"/quan-tri/tai-khoan/{own.public_id}").forms()[0].fields["csrf_token"]
    pages.post(f"/quan-tri/tai-khoan/{sleeper.public_id}/dung-lai", {"csrf_token": token}, status=404)
    with app.app_context():
        assert db.session.get_one(Account, sleeper.id).asleep_at is not None


def test_an_invitation_wakes_too(app: Flask, client_two: Pages, sleeper: Account) -> None:
    with app.app_context(), immediate() as session:
        token = Invitation.offer(session, session.get_one(Account, sleeper.id), clock.now()).token
    new = "áo dài xanh nón lá"
    form = client_two.get(f"/m/{token}").form(button="Đặt mật khẩu và vào")
    assert form.submit({"new_password": new, "new_password_again": new}).response.request.path == "/quay"


@pytest.fixture
def client_two(app: Flask) -> Pages:
    """Another browser."""
    return Pages(app.test_client())


def test_who_falls_asleep_soon_is_listed_beforehand(app: Flask, administrator: Pages, ward: AdministrativeUnit) -> None:
    made = someone(app, Role.COUNTER, ward=ward, full_name="Lò Văn Sắp")
    with app.app_context(), immediate() as session:
        account = session.get_one(Account, made.id)
        account.created_at = account.last_sign_in_at = clock.now() - (NIGHTS - SOON) * DAY
    listed = administrator.get("/quan-tri?loc=sap-nghi")
    assert f"Còn {SOON} ngày thì tạm nghỉ" in listed.text
    assert "Phạm Quản Trị" not in listed.text.split("Lò Văn Sắp")[1]
    page = administrator.get(f"/quan-tri/tai-khoan/{made.public_id}")
    assert f"{SOON} ngày nữa máy cho tạm nghỉ" in page.text
