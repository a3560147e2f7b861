"""An invitation lets one person set a password once, within a week; whoever comes later is told so."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from app.country import clock
from app.models import Account, AuditEvent, Invitation, Role, RoleGrant, SignIn
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.at_once import all_at_once
from tests.doors import press, send, someone
from tests.pages import Form, Pages

NEW = "áo dài xanh nón lá"
TYPED = {"new_password": NEW, "new_password_again": NEW}
EASY = {"new_password": "hoant2026!", "new_password_again": "hoant2026!"}


def invite(app: Flask, account: Account) -> str:
    """The address of a new invitation."""
    with app.app_context(), immediate() as session:
        return f"/m/{Invitation.offer(session, session.get_one(Account, account.id), clock.now()).token}"


def take_up(pages: Pages, address: str) -> Form:
    """Open the invitation."""
    return pages.get(address).form(button="Đặt mật khẩu và vào")


def test_who_was_invited_sets_a_password_and_is_in(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, username="hoant", full_name="Nguyễn Thị Hoa", password=None)
    page = pages.get(invite(app, account))
    assert page.h1 == "Chào Nguyễn Thị Hoa"
    assert "hoant" in page.text
    assert "Trực quầy hỗ trợ" in page.text
    answer = send(pages.client, page.form(button="Đặt mật khẩu và vào"), TYPED)
    assert (answer.status_code, answer.location) == (303, "/quay")
    assert "Nguyễn Thị Hoa" in pages.get("/tai-khoan").text
    pages.client.delete_cookie(COOKIE)
    assert press(pages, "hoant", NEW).status_code == 303
    with app.app_context():
        acts = [event.action for event in db.session.scalars(AuditEvent.in_order())]
        assert acts[:2] == ["invitation.taken_up", "sign_in.started"]


def test_a_code_read_aloud_opens_too(pages: Pages, app: Flask) -> None:
    address = invite(app, someone(app, Role.COUNTER, full_name="Nguyễn Thị Hoa", password=None))
    assert pages.get(address.lower().replace("/m/", "/m/ ")).h1 == "Chào Nguyễn Thị Hoa"


def test_it_works_once(pages: Pages, app: Flask) -> None:
    address = invite(app, someone(app, Role.COUNTER, username="hoant", full_name="Nguyễn Thị Hoa", password=None))
    late = app.test_client()
    second = take_up(Pages(late), address)
    send(pages.client, take_up(pages, address), TYPED)
    gone = pages.get(address, status=410)
    assert gone.h1 == "Lời mời này đã dùng rồi"
    assert "Hoa" not in gone.text
    assert send(late, second, {"new_password": f"{NEW} 2", "new_password_again": f"{NEW} 2"}).status_code == 410
    assert late.get_cookie(COOKIE) is None
    assert press(Pages(app.test_client()), "hoant", NEW).status_code == 303


def test_it_works_for_a_week(pages: Pages, app: Flask) -> None:
    address = invite(app, someone(app, Role.INSTRUCTOR, password=None))
    with clock.shifted(timedelta(days=6, hours=23)):
        form = take_up(pages, address)
    with clock.shifted(timedelta(days=7, minutes=1)):
        assert pages.get(address, status=410).h1 == "Lời mời này đã hết hạn"
        assert send(pages.client, form, TYPED).status_code == 410


def test_a_newer_one_closes_it(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, password=None)
    old = invite(app, account)
    new = invite(app, account)
    assert pages.get(old, status=410).h1 == "Lời mời này đã hết hạn"
    take_up(pages, new)


def test_a_new_password_ends_what_the_old_one_opened_and_lifts_the_lock(pages: Pages, app: Flask) -> None:
    """Somebody forgot the password, or somebody else knew it."""
    account = someone(app, Role.COUNTER, username="hoant")
    thief = Pages(app.test_client()).sign_in(account)
    for _ in range(5):
        press(pages, "hoant", "quên mất rồi")
    send(pages.client, take_up(pages, invite(app, account)), TYPED)
    assert thief.client.get("/tai-khoan").status_code == 303
    pages.client.delete_cookie(COOKIE)
    assert press(pages, "hoant", NEW).status_code == 303


def test_an_easy_password_is_refused_and_the_invitation_stays(pages: Pages, app: Flask) -> None:
    address = invite(app, someone(app, Role.COUNTER, username="hoant", password=None))
    refused = take_up(pages, address).submit(EASY, status=422)
    assert "là tên của anh chị" in refused.text
    assert "hoant2026!" not in refused.html
    take_up(pages, address)


def test_nobody_comes_in_with_the_invitation_of_a_stopped_account(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, password=None)
    address = invite(app, account)
    with app.app_context(), immediate() as session:
        session.get_one(Account, account.id).enabled = False
    assert pages.get(address, status=410).h1 == "Lời mời này đã hết hạn"


def test_a_role_that_begins_later_is_said_to(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, username="hoant", password=None)
    with app.app_context(), immediate() as session:
        session.scalars(RoleGrant.of(account.id)).one().since = clock.today() + timedelta(days=3)
    page = take_up(pages, invite(app, account)).submit(TYPED)
    assert page.h1 == "Đã đặt mật khẩu"
    assert "Vai trò của anh chị chưa bắt đầu" in page.text
    with clock.shifted(timedelta(days=3)):
        assert press(pages, "hoant", NEW).status_code == 303


@pytest.mark.parametrize("token", ["0" * 16, "x", "khong-co", "%20", "A" * 300])
def test_a_code_that_nobody_gave_out_is_a_404_in_words(pages: Pages, token: str) -> None:
    page = pages.get(f"/m/{token}", status=404)
    assert page.h1 == "Không có lời mời nào mang mã này"


def test_guessing_codes_is_slowed_while_a_right_one_opens(pages: Pages, app: Flask) -> None:
    answers = Counter(pages.client.get(f"/m/{number:016d}").status_code for number in range(60))
    assert answers == {404: 50, 429: 10}
    take_up(pages, invite(app, someone(app, Role.COUNTER, password=None)))


@pytest.mark.postgresql
def test_two_who_press_at_the_same_moment(engine: str, make_app: Callable[[str], Flask]) -> None:
    app = make_app(engine)
    account = someone(app, Role.COUNTER, username="hoant", password=None)
    address = invite(app, account)
    browsers = [Pages(app.test_client()) for _ in range(8)]
    forms = [take_up(browser, address) for browser in browsers]

    def press_it(number: int) -> int:
        password = f"{NEW} của người {number}"
        typed = {"new_password": password, "new_password_again": password}
        return send(browsers[number].client, forms[number], typed).status_code

    answers = Counter(all_at_once([partial(press_it, number) for number in range(8)]))
    assert answers == {303: 1, 410: 7}
    with app.app_context():
        assert len(db.session.scalars(SignIn.open_for(account.id)).all()) == 1
