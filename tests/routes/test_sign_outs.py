"""A sign-in ends when its owner says so, when it lies idle, when it is old; and what was being typed is not lost."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Role, RoleGrant, SignIn
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.doors import a_ward, press, second_step, send, someone
from tests.factories import PASSWORD, make_account, make_sign_in
from tests.pages import Page, Pages


def is_in(client: FlaskClient) -> bool:
    """Whether the browser's sign-in still opens one's own page."""
    return client.get("/tai-khoan").status_code == 200


def a_copy(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with a copy of the sign-in's cookie."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie(COOKIE, cookie.value)
    return thief


def test_a_copy_of_the_cookie_is_dead_after_signing_out(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    press(pages, "canbo")
    thief = a_copy(app, pages.client)
    assert is_in(thief)
    done = pages.get("/tai-khoan").form(action="/dang-xuat").submit()
    assert done.h1 == "Anh chị đã đăng xuất"
    assert pages.client.get_cookie(COOKIE) is None
    assert not is_in(thief)
    with app.app_context():
        acts = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert acts == ["sign_in.started", "sign_in.ended"]


def test_opening_the_address_signs_nobody_out(pages: Pages, app: Flask) -> None:
    """A picture on another page may point there."""
    pages.sign_in(someone(app, Role.COUNTER))
    page = pages.get("/dang-xuat")
    assert page.h1 == "Đăng xuất"
    assert is_in(pages.client)
    assert page.form(button="Đăng xuất").submit().h1 == "Anh chị đã đăng xuất"
    assert not is_in(pages.client)


def test_a_form_without_its_token_signs_nobody_out(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.COUNTER))
    answer = pages.post("/dang-xuat", {}, status=400)
    assert answer.h1 == "Đăng xuất", "the button is offered again"
    assert is_in(pages.client)


def test_signing_out_twice_is_no_error(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.COUNTER))
    form = pages.get("/dang-xuat").form(button="Đăng xuất")
    form.submit()
    assert pages.post("/dang-xuat", {}, status=400).h1 == "Anh chị đã đăng xuất"


def test_each_page_starts_the_idle_time_anew(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.OFFICER))
    for minutes in (10, 20, 30):
        with clock.shifted(timedelta(minutes=minutes)):
            assert is_in(pages.client)
    with clock.shifted(timedelta(minutes=46)):
        assert not is_in(pages.client)


def test_a_sign_in_in_daily_use_ends_with_its_cookie(pages: Pages, app: Flask) -> None:
    """A stolen cookie does not live on because somebody uses it."""
    pages.sign_in(someone(app, Role.INSTRUCTOR))
    for day in (10, 20, 29):
        with clock.shifted(timedelta(days=day)):
            assert is_in(pages.client)
    with clock.shifted(timedelta(days=30, minutes=1)):
        assert not is_in(pages.client)


def test_a_role_that_ends_ends_what_it_opened(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.INSTRUCTOR)
    pages.sign_in(account)
    with app.app_context(), immediate() as session:
        session.scalars(RoleGrant.of(account.id)).one().until = clock.today() + timedelta(days=2)
    with clock.shifted(timedelta(days=2)):
        assert is_in(pages.client)
    with clock.shifted(timedelta(days=3)):
        assert not is_in(pages.client)


# -- what was being typed -----------------------------------------------------------------------------------------


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """A ward whose page the administrator is writing on."""
    return a_ward(app)


@pytest.fixture
def administrator(pages: Pages, app: Flask, ward: AdministrativeUnit) -> Pages:
    """An administrator at work."""
    someone(app, Role.ADMINISTRATOR, ward=ward, username="quantri")
    press(pages, "quantri")
    return pages


def end_all(app: Flask) -> None:
    """Everybody's sign-in ends, behind their backs."""
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = clock.now()


def test_a_page_asks_to_sign_in_and_comes_back(administrator: Pages, app: Flask) -> None:
    end_all(app)
    answer = administrator.client.get("/quan-tri/nhat-ky?ngay=1/2/2026")
    assert (answer.status_code, answer.location) == (303, "/dang-nhap?next=/quan-tri/nhat-ky?ngay%3D1/2/2026")
    form = administrator.get("/quan-tri/nhat-ky?ngay=1/2/2026").form(action="/dang-nhap")
    halfway = send(administrator.client, form, {"username": "quantri", "password": PASSWORD})
    done = second_step(administrator, "quantri", halfway)
    assert done.location == "/quan-tri/nhat-ky?ngay=1/2/2026"


def test_a_fragment_hears_401_and_a_way_to_sign_in_over_the_page(administrator: Pages, app: Flask) -> None:
    end_all(app)
    answer = administrator.client.get("/quan-tri", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "<html" not in answer.text
    assert 'href="/dang-nhap"' in answer.text
    assert "vẫn còn đây" in answer.text


def test_a_program_hears_401_in_json(administrator: Pages, app: Flask) -> None:
    end_all(app)
    answer = administrator.client.post("/dong-bo", json={"operations": []})
    assert answer.status_code == 401
    assert answer.json is not None
    assert "đăng nhập" in answer.json["message"].lower()


def test_a_form_that_comes_too_late_is_kept_and_sent_once_more(
    administrator: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    form = administrator.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    end_all(app)
    kept = form.submit({"signer_name": "Nguyễn <b>Thị</b> Hoa"}, status=401)
    assert kept.h1 == "Phiên đăng nhập đã hết"
    again = kept.form(button="Gửi lại")
    assert again.fields["signer_name"] == ["Nguyễn <b>Thị</b> Hoa"]
    press(administrator, "quantri")
    assert "Đã lưu" in again.submit().text
    with app.app_context():
        assert db.session.scalars(AdministrativeUnit.called(ward.code)).one().signer_name == "Nguyễn <b>Thị</b> Hoa"


def test_whoever_else_signs_in_next_finds_every_page_that_lay_open_too_old(
    administrator: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    """Whoever used this browser before knows what its pages carried, so it counts for nobody but them."""
    kept = administrator.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    with app.app_context(), immediate() as session:
        make_account(
            session,
            session.get_one(AdministrativeUnit, ward.id),
            Role.ADMINISTRATOR,
            username="nguoikhac",
            password=PASSWORD,
        )
    end_all(app)
    press(administrator, "nguoikhac")
    kept.submit({"signer_name": "Người Trước"}, status=400)
    with app.app_context():
        assert db.session.scalars(AdministrativeUnit.called(ward.code)).one().signer_name == "Lê Hồng Thái"


def test_a_kept_form_holds_no_password(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.COUNTER))
    form = pages.get("/tai-khoan/mat-khau").form(button="Đổi mật khẩu")
    end_all(app)
    typed = {
        "password": PASSWORD,
        "new_password": "câu mới không ai biết",
        "new_password_again": "câu mới không ai biết",
    }
    kept = form.submit(typed, status=401)
    assert PASSWORD not in kept.html
    assert "câu mới" not in kept.html


def test_another_persons_sign_in_sends_nothing_of_mine(app: Flask, ward: AdministrativeUnit) -> None:
    """The kept form belongs to whoever signs in next only as far as their own rights go."""
    client = app.test_client()
    mine = Pages(client)
    mine.sign_in(someone(app, Role.ADMINISTRATOR, ward=ward))
    form = mine.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    end_all(app)
    kept = form.submit({"signer_name": "Người Khác"}, status=401)
    with app.app_context(), immediate() as session:
        stranger = make_account(session, session.get_one(AdministrativeUnit, ward.id), Role.COUNTER)
        client.set_cookie(COOKIE, make_sign_in(session, stranger))
    kept.form(button="Gửi lại").submit(status=403)
    with app.app_context():
        assert db.session.scalars(AdministrativeUnit.called(ward.code)).one().signer_name == "Lê Hồng Thái"


@pytest.fixture
def officer(pages: Pages, app: Flask, ward: AdministrativeUnit) -> Pages:
    """An officer with a password and no second factor, signed in."""
    with app.app_context(), immediate() as session:
        here = session.get_one(AdministrativeUnit, ward.id)
        account = make_account(session, here, Role.OFFICER, username="chidao", password=PASSWORD)
    return pages.sign_in(account)


PLACE = {"name": "Nhà văn hóa <b>Gia Sàng</b>", "seats": "40"}


def resumed(page: Page, typed: dict[str, str], status: int = 200) -> Page:
    """Sign in on the page, and send on what the answer says to send on, as a browser does."""
    form = page.form("/dang-nhap/tiep")
    fields = {**form.fields, **typed}
    answer = page.pages.client.post(form.action, data=fields)
    assert answer.status_code == 307
    return page.pages.post(answer.location, fields, status=status)


WITH = {"unlock_username": "chidao", "unlock_password": PASSWORD}


def test_name_and_password_on_the_page_itself_send_what_was_kept(officer: Pages, app: Flask) -> None:
    form = officer.get("/van-phong/dia-diem/moi").form("/dia-diem/moi")
    end_all(app)
    kept = form.submit(PLACE, status=401)
    assert "vẫn còn đây" in kept.text

    wrong = kept.form("/dang-nhap/tiep").submit({**WITH, "unlock_password": "sai hẳn"}, status=422)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in wrong.text
    done = resumed(wrong, WITH)

    assert "Đã thêm Nhà văn hóa <b>Gia Sàng</b>." in done.text
    assert PASSWORD not in wrong.html


def test_another_name_on_that_page_is_asked_once_more_before_anything_is_stored(officer: Pages, app: Flask) -> None:
    form = officer.get("/van-phong/dia-diem/moi").form("/dia-diem/moi")
    with app.app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.wards()).first()
        assert unit
        make_account(session, unit, Role.OFFICER, username="nguoikhac", password=PASSWORD)
    end_all(app)
    kept = form.submit(PLACE, status=401)

    stopped = resumed(kept, {**WITH, "unlock_username": "nguoikhac"}, status=400)

    assert "Những gì anh chị ghi vẫn còn đây. Bấm Gửi lại là xong." in stopped.text
    assert "bác" not in stopped.text.lower().replace("các", "")


def test_a_second_factor_is_asked_on_a_page_of_its_own_and_the_form_stays(
    administrator: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    form = administrator.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    end_all(app)
    kept = form.submit({"signer_name": "Hoa"}, status=401)

    halfway = kept.form("/dang-nhap/tiep").submit({**WITH, "unlock_username": "quantri"}, status=401)

    assert any((link.get("href") or "").startswith("/dang-nhap/") for link in halfway.all("a"))
    assert halfway.form(button="Gửi lại").fields["signer_name"] == ["Hoa"]
