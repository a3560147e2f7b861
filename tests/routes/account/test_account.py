"""One's own page: roles, devices, password."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import AdministrativeUnit, Role, SignIn
from app.models.people.account import Account
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.doors import a_ward, press, someone
from tests.factories import PASSWORD, make_course, make_grant, make_sign_in
from tests.pages import Pages

NEW = "áo dài xanh nón lá"


def on_another_device(app: Flask, account: Account, device: str = "Chrome, Android") -> Pages:
    """A second browser of the same person."""
    with app.app_context(), immediate() as session:
        token = make_sign_in(session, session.get_one(Account, account.id))
        session.flush()
        session.scalars(SignIn.holding(token)).one().device = device
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return Pages(client)


def test_it_says_what_one_is_and_where_one_works(pages: Pages, app: Flask) -> None:
    ward = a_ward(app)
    account = someone(app, Role.ADMINISTRATOR, ward=ward, username="quantri")
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        course = make_course(session, unit, code="DEM4")
        make_grant(session, session.get_one(Account, account.id), unit, Role.INSTRUCTOR, course=course)
    page = pages.sign_in(account).get("/tai-khoan")
    assert "Tên đăng nhập: quantri" in page.text
    assert "Quản trịPhường Phan Đình Phùng" in page.text
    assert "Giảng viênlớp DEM4" in page.text
    assert page.links()["Quản trị"] == "/quan-tri"
    assert page.links()["Buổi dạy của tôi"] == "/giang-vien"


def test_one_device_can_be_signed_out_from_another(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER)
    lost = on_another_device(app, account)
    page = pages.sign_in(account).get("/tai-khoan")
    assert "Đang đăng nhập trên 2 máy" in page.text
    assert "Chrome, Android" in page.text
    after = page.form(action="/thiet-bi/dang-xuat").submit()
    assert "Đang đăng nhập trên 1 máy" in after.text
    assert lost.client.get("/tai-khoan").status_code == 303


def test_nobody_signs_out_another_persons_device(pages: Pages, app: Flask) -> None:
    other = someone(app, Role.COUNTER)
    theirs = on_another_device(app, other)
    with app.app_context():
        wanted = db.session.scalars(SignIn.open_for(other.id)).one().id
    mine = someone(app, Role.COUNTER)
    on_another_device(app, mine)
    form = pages.sign_in(mine).get("/tai-khoan").form(action="/thiet-bi/dang-xuat")
    form.submit({"device": str(wanted)}, status=404)
    form.submit({"device": "x' OR 1=1"}, status=404)
    assert theirs.client.get("/tai-khoan").status_code == 200


def test_signing_out_everywhere_signs_out_here_too(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER)
    others = [on_another_device(app, account) for _ in range(2)]
    done = pages.sign_in(account).get("/tai-khoan").form(action="/dang-xuat-het").submit()
    assert done.h1 == "Anh chị đã đăng xuất"
    for browser in (pages, *others):
        assert browser.client.get("/tai-khoan").status_code == 303


@pytest.mark.parametrize(("since", "count"), [(timedelta(minutes=20), 2), (timedelta(days=31), 1)])
def test_a_device_is_listed_while_it_can_be_unlocked(pages: Pages, app: Flask, since: timedelta, count: int) -> None:
    account = someone(app, Role.OFFICER)
    on_another_device(app, account)
    with clock.shifted(since):
        page = pages.sign_in(account).get("/tai-khoan")
        assert f"Đang đăng nhập trên {count} máy" in page.text


def change(pages: Pages, now: str = PASSWORD, new: str = NEW, again: str | None = None, status: int = 200) -> str:
    """Change the password; what the page then says."""
    form = pages.get("/tai-khoan/mat-khau").form(button="Đổi mật khẩu")
    typed = {"password": now, "new_password": new, "new_password_again": new if again is None else again}
    page = form.submit(typed, status=status)
    assert new not in page.html
    return page.text


def test_a_new_password_signs_out_every_other_device(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, username="canbo")
    other = on_another_device(app, account)
    press(pages, "canbo")
    before = pages.client.get_cookie(COOKIE)
    assert "Đã đổi mật khẩu" in change(pages)
    after = pages.client.get_cookie(COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value, "the sign-in is a new one"
    assert other.client.get("/tai-khoan").status_code == 303
    pages.client.delete_cookie(COOKIE)
    assert press(pages, "canbo", PASSWORD).status_code == 422
    assert press(pages, "canbo", NEW).status_code == 303


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("ngắn quá", "ít nhất 10 ký tự"),
        ("1234567890", "dễ bị đoán"),
        ("0912345678", "dễ bị đoán"),
        ("Mật khẩu 2026", "dễ bị đoán"),
        ("aaaaaaaaaaaa", "dễ bị đoán"),
        ("Lường Thị Bích Đào", "là tên của anh chị"),
        ("canbophuong", "dễ bị đoán"),
        ("bichdao2026", "là tên của anh chị"),
        ("dài" * 100, "dài quá 200 ký tự"),
    ],
)
def test_easy_passwords_are_refused_in_words(pages: Pages, app: Flask, new: str, why: str) -> None:
    pages.sign_in(someone(app, Role.COUNTER, username="bichdao"))
    assert why in change(pages, new=new, status=422)


def test_two_different_new_passwords_are_asked_for_again(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.COUNTER))
    assert "Hai lần gõ chưa giống nhau" in change(pages, again=f"{NEW}.", status=422)


def test_an_open_screen_does_not_let_guess_the_password(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.COUNTER, username="canbo"))
    for _ in range(4):
        assert "chưa đúng" in change(pages, now="đoán thử xem nào", status=422)
    assert "chưa đúng" in change(pages, now="đoán thử xem nào", status=422)
    assert "tạm khóa" in change(pages, status=429), "the right one, too late"
    with clock.shifted(timedelta(minutes=14, seconds=50)):
        assert "tạm khóa" in change(pages, status=429)
