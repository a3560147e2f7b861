"""A phone sends later than a role ended by its date: what was pressed under the role is taken for a month, of every
kind, also where it was its owner's last. It opens nothing else, and a role that was taken away is cut at once."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.country import clock, formats
from app.models import Account, Membership, Role, RoleGrant
from app.models.people.term import LATE
from app.web.access import SIGN_IN_HEADER
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark
from tests.doors import press, second_step, send, someone
from tests.factories import PASSWORD, make_account, make_grant, make_sign_in
from tests.helping import HelpPhone
from tests.pages import Pages
from tests.routes.outbox.each_kind import Maker, each_kind

DAY = timedelta(days=1)


def ends_today(app: Flask, account: Account) -> None:
    """All that somebody holds ends with this day."""
    day = clock.today()
    with app.app_context(), immediate() as session:
        session.execute(update(RoleGrant).where(RoleGrant.account_id == account.id).values(until=day))
        session.execute(update(Membership).where(Membership.account_id == account.id).values(until=day))


def taken_away(app: Flask, account: Account) -> None:
    """An administrator takes all of it away now."""
    with app.app_context(), immediate() as session:
        for grant in session.scalars(RoleGrant.of(account.id)):
            grant.revoke(clock.now())


def stopped(app: Flask, account: Account) -> None:
    """An administrator stops the account."""
    with app.app_context(), immediate() as session:
        session.get_one(Account, account.id).enabled = False


def phone_of(app: Flask, room: Classroom, account: Account) -> Phone:
    """Their phone, signed in while they still could."""
    with app.app_context(), immediate() as session:
        token = make_sign_in(session, session.get_one(Account, account.id))
    return Phone.of(room, token, account.public_id)


@pytest.mark.postgresql
@each_kind
def test_each_kind_goes_by_the_role_that_was_held_when_it_was_pressed(
    app: Flask, room: Classroom, name: str, made: Maker
) -> None:
    account, data = made(app, room, name)
    ends_today(app, account)
    pressed = HelpPhone(app, account).operation(name, data, clock.now())
    with clock.shifted(DAY):
        phone = phone_of(app, room, account)
        [answer] = phone.send([pressed])
    assert answer["status"] == "done", answer["message"]


@pytest.mark.postgresql
@pytest.mark.parametrize(("days", "status"), [(LATE.days, 200), (LATE.days + 1, 401)])
def test_the_month_is_over_after_its_last_day(app: Flask, room: Classroom, days: int, status: int) -> None:
    ends_today(app, room_owner(room))
    pressed = mark(room, 0)
    with clock.shifted(days * DAY):
        phone = phone_of(app, room, room_owner(room))
        answer = phone.post(phone.body([pressed]))
    assert answer.status_code == status
    assert (room.statuses() == {room.people[0]: "present"}) == (status == 200)


def room_owner(room: Classroom) -> Account:
    with room.app.app_context():
        return db.session.get_one(Account, room.account_id)


def other_role(room: Classroom) -> None:
    """They also stand at a counter, and go on doing so."""
    with room.app.app_context(), immediate() as session:
        account = session.get_one(Account, room.account_id)
        [grant] = session.scalars(RoleGrant.of(account.id))
        make_grant(session, account, grant.unit, Role.COUNTER)
        grant.until = clock.today()


def test_who_has_another_role_sends_the_marks_of_the_one_that_ended(room: Classroom) -> None:
    other_role(room)
    pressed = mark(room, 0)
    with clock.shifted(DAY):
        phone = phone_of(room.app, room, room_owner(room))
        assert phone.verdicts([pressed]) == ["done"]
        later = mark(room, 1)
        [refused] = phone.send([later])
        assert (refused["status"], "không còn dạy lớp này" in refused["message"]) == ("refused", True)
    with clock.shifted((LATE.days + 1) * DAY):
        assert phone_of(room.app, room, room_owner(room)).verdicts([mark(room, 2, at=clock.now() - LATE - DAY)]) == [
            "refused"
        ]


def test_a_press_after_the_role_ended_is_refused_and_names_nobody(room: Classroom) -> None:
    ends_today(room.app, room_owner(room))
    with clock.shifted(DAY):
        phone = phone_of(room.app, room, room_owner(room))
        assert phone.verdicts([mark(room, 0)]) == ["refused"]


@pytest.mark.parametrize("gate", ["/dong-bo", "/dong-bo/anh"])
def test_a_role_that_was_taken_away_is_cut_at_once_whatever_was_pressed(room: Classroom, gate: str) -> None:
    account = room_owner(room)
    phone = phone_of(room.app, room, account)
    pressed = mark(room, 0)
    ends_today(room.app, account)
    taken_away(room.app, account)
    with clock.shifted(DAY):
        answer = phone.client.get(gate)
        assert (answer.status_code, answer.headers[SIGN_IN_HEADER]) == (401, "revoked")
        assert phone.post(phone.body([pressed])).status_code == 401
    assert room.statuses() == {}


def test_a_file_of_the_phone_is_handed_in_late_as_well(room: Classroom) -> None:
    """On another phone, where its owner signed in after the role had ended: it tells what became of each line."""
    ends_today(room.app, room_owner(room))
    pressed = mark(room, 0)
    with clock.shifted(DAY):
        phone = phone_of(room.app, room, room_owner(room))
        file = {"file": "lopso-outbox", "version": 1, "device": "d", "account": room.public_id, "operations": [pressed]}
        form = {"csrf_token": phone.csrf, "file": (BytesIO(json.dumps(file).encode()), "cho-gui.json")}
        answer = phone.client.post("/cho-gui/tep", data=form)
    assert (answer.status_code, "Đã gửi 1" in answer.text.replace("\xa0", " ")) == (200, True)
    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.postgresql
def test_one_of_two_that_was_taken_away_takes_no_marks_any_more(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        account = session.get_one(Account, room.account_id)
        [grant] = session.scalars(RoleGrant.of(account.id))
        make_grant(session, account, grant.unit, Role.COUNTER)
        grant.revoke(clock.now())
    pressed = mark(room, 0, at=clock.now() - timedelta(minutes=5))
    assert phone_of(room.app, room, room_owner(room)).verdicts([pressed]) == ["refused"]


def opened(phone: Phone, address: str) -> tuple[int, str]:
    answer = phone.client.get(address)
    return answer.status_code, (answer.location or "").partition("?")[0]


def test_an_ended_role_opens_nothing_but_the_gate(room: Classroom) -> None:
    ends_today(room.app, room_owner(room))
    with clock.shifted(DAY):
        phone = phone_of(room.app, room, room_owner(room))
        told: dict[str, Any] = phone.client.get("/dong-bo").get_json()
        assert sorted(told) == ["account", "csrf_token", "now"]
        for address in (
            room.address,
            "/giang-vien",
            "/tai-khoan",
            "/quay",
            "/thiet-bi/chuan-bi",
            f"{room.address}/ghi",
        ):
            assert opened(phone, address) == (303, "/dang-nhap"), address


def test_who_stopped_using_the_phone_at_a_desk_sends_after_signing_in_again(app: Flask, room: Classroom) -> None:
    """What lies idle sends nothing, with a role or without."""
    with app.app_context(), immediate() as session:
        [grant] = session.scalars(RoleGrant.of(room.account_id))
        officer = make_account(session, grant.unit, Role.OFFICER)
    ends_today(app, officer)
    phone = phone_of(app, room, officer)
    pressed = mark(room, 0)
    with clock.shifted(DAY):
        assert phone.post(phone.body([pressed])).status_code == 401
        assert phone_of(app, room, officer).verdicts([pressed]) == ["done"]


def test_signing_in_after_the_last_role_ended_leads_to_the_page_that_says_so(app: Flask, pages: Pages) -> None:
    account = someone(app, Role.COUNTER, username="quay")
    ends_today(app, account)
    with clock.shifted(DAY):
        answer = press(pages, "quay", next="/van-phong")
        assert (answer.status_code, answer.location) == (303, "/dang-nhap/cho-gui")
        page = pages.get(answer.location)
        assert formats.date(clock.today() - DAY) in page.text
        assert formats.date(clock.today() - DAY + LATE) in page.text
        assert pages.client.get("/dong-bo").get_json()["account"] == account.public_id
        assert pages.client.get("/quay").location == "/dang-nhap?next=/quay"
        assert "/dang-nhap/cho-gui" in pages.get("/dang-nhap").links().values()
        pages.get("/dang-xuat").form(button="Đăng xuất").submit()
        assert pages.client.get("/dong-bo").status_code == 401
    with clock.shifted((LATE.days + 1) * DAY):
        refused = press(pages, "quay")
        assert (refused.status_code, "không có vai trò nào còn hạn" in refused.text) == (403, True)


@pytest.mark.postgresql
@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR])
def test_a_role_that_needed_a_second_factor_needs_it_to_send_late(app: Flask, pages: Pages, role: Role) -> None:
    account = someone(app, role, username="lanhdao")
    ends_today(app, account)
    with clock.shifted(DAY):
        form = pages.get("/dang-nhap").form(action="/dang-nhap")
        halfway = send(pages.client, form, {"username": "lanhdao", "password": PASSWORD})
        assert halfway.location == "/dang-nhap/ma"
        assert pages.client.get("/dong-bo").status_code == 401
        assert second_step(pages, "lanhdao", halfway).location == "/dang-nhap/cho-gui"


@pytest.mark.parametrize("cut", [taken_away, stopped])
def test_who_was_stopped_or_had_the_role_taken_away_stays_out(
    app: Flask, pages: Pages, cut: Callable[[Flask, Account], None]
) -> None:
    account = someone(app, Role.COUNTER, username="quay")
    ends_today(app, account)
    cut(app, account)
    with clock.shifted(DAY):
        assert press(pages, "quay").status_code in (403, 422)
        assert pages.client.get("/dong-bo").status_code == 401
        assert pages.client.get("/dang-nhap/cho-gui").location == "/dang-nhap"
