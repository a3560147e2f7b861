"""Whoever approves papers or manages others comes in by two steps; halfway in, nothing is open."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.country import clock
from app.models import Account, AuditEvent, HalfSignIn, RecoveryCode, Role, SecondFactor, SignIn, TotpSecret
from app.models.people.totp_secret import code_at
from app.web.access import COOKIE
from app.web.database import db, immediate
from app.web.sign_in.second_steps import STRANGERS
from app.web.sign_in.welcome import HALF_COOKIE
from app.web.words.roles import first_room
from tests.architecture.declared import declared
from tests.doors import a_ward, door, fresh_code, press, secret_on, send, set_up, someone
from tests.factories import PASSWORD, make_grant, make_sign_in
from tests.pages import Page, Pages

NEEDING = [Role.LEADER, Role.ADMINISTRATOR]
WRONG = "000000"


def knock(pages: Pages, username: str = "lanhdao", **changes: Any) -> TestResponse:
    """The right password; what it is answered, no step further."""
    return send(pages.client, door(pages), {"username": username, "password": PASSWORD, **changes})


def question(pages: Pages, username: str = "lanhdao") -> Page:
    """The page that asks for the code."""
    page = pages.get(knock(pages, username).location)
    assert page.h1 == "Gõ sáu số trên điện thoại"
    return page


def give(page: Page, code: str) -> TestResponse:
    """The answer to a code."""
    return send(page.pages.client, page.form(button="Vào"), {"code": code})


def acts(app: Flask) -> list[str]:
    """What the trail holds."""
    with app.app_context():
        return [event.action for event in db.session.scalars(AuditEvent.in_order())]


def without(app: Flask, account: Account) -> Account:
    """The account as it was before second factors."""
    with app.app_context(), immediate() as session:
        SecondFactor.take_away(session, account.id)
    return account


@pytest.fixture
def leader(app: Flask) -> Account:
    """A leader with a phone that shows codes."""
    return someone(app, Role.LEADER, username="lanhdao", full_name="Lê Hồng Thái")


@pytest.mark.parametrize("role", NEEDING)
def test_the_password_leads_to_the_question_and_the_code_into_ones_room(pages: Pages, app: Flask, role: Role) -> None:
    someone(app, role, username="lanhdao")
    answer = knock(pages)
    assert (answer.status_code, answer.location) == (303, "/dang-nhap/ma")
    assert pages.client.get_cookie(COOKIE) is None
    done = give(question(pages), fresh_code(app, "lanhdao"))
    assert (done.status_code, done.location) == (303, first_room([role]))
    assert "Lường Thị Bích Đào" in pages.get("/tai-khoan").text
    assert pages.client.get_cookie(HALF_COOKIE, path="/dang-nhap") is None


def test_what_was_wanted_is_kept_through_both_steps(pages: Pages, leader: Account, app: Flask) -> None:
    wanted = "/van-phong/duyet?trang=2"
    asked = pages.get(pages.client.get(wanted).location)
    halfway = send(pages.client, asked.form(action="/dang-nhap"), {"username": "lanhdao", "password": PASSWORD})
    assert give(pages.get(halfway.location), fresh_code(app, "lanhdao")).location == wanted
    pages.client.delete_cookie(COOKIE)
    elsewhere = knock(pages, next="https://evil.example/")
    assert elsewhere.location == "/dang-nhap/ma"
    form = pages.get("/dang-nhap/ma?next=//evil.example").form(button="Vào")
    assert form.fields["next"] == [""]
    answer = send(pages.client, form, {"code": fresh_code(app, "lanhdao"), "next": "//evil.example"})
    assert answer.location == "/van-phong"


def test_halfway_in_nothing_is_open(pages: Pages, leader: Account, app: Flask) -> None:
    """Every route, with all that this browser has got."""
    knock(pages)
    looked_at = 0
    for route in declared():
        address = route.filled("00000000-0000-0000-0000-000000000000")
        if route.is_public or not app.url_map.bind("").test(address, method=route.method):
            continue  # a few whose arguments are days or files
        looked_at += 1
        answer = pages.client.open(address, method=route.method)
        assert answer.status_code in (303, 401), f"{route}: {answer.status_code}"
        if answer.status_code == 303:
            assert answer.location.startswith("/dang-nhap?next=")
    assert looked_at > 300


def test_half_a_sign_in_is_no_sign_in_wherever_its_cookie_is_put(pages: Pages, leader: Account) -> None:
    knock(pages)
    half = pages.client.get_cookie(HALF_COOKIE, path="/dang-nhap")
    assert half is not None
    pages.client.set_cookie(COOKIE, half.value)
    assert pages.client.get("/tai-khoan").status_code == 303


def test_without_the_password_first_there_is_no_question(pages: Pages, leader: Account, app: Flask) -> None:
    for address in ("/dang-nhap/ma", "/dang-nhap/hai-lop"):
        assert pages.client.get(address).location == "/dang-nhap"
        pages.client.set_cookie(HALF_COOKIE, "x" * 43, path="/dang-nhap")
        assert pages.client.get(address).location == "/dang-nhap"
        token = door(pages).fields["csrf_token"][0]
        answer = pages.client.post(address, data={"csrf_token": token, "code": fresh_code(app, "lanhdao")})
        assert answer.status_code == 400
        assert "đăng nhập lại" in answer.text


@pytest.mark.parametrize("typed", ["{}{}{} {}{}{}", "  {}{}{}{}{}{} ", "{}{}{}-{}{}{}"])
def test_a_code_may_be_typed_as_it_is_shown(pages: Pages, leader: Account, app: Flask, typed: str) -> None:
    assert give(question(pages), typed.format(*fresh_code(app, "lanhdao"))).location == "/van-phong"


def test_a_code_counts_once(pages: Pages, leader: Account, app: Flask) -> None:
    code = fresh_code(app, "lanhdao")
    assert give(question(pages), code).status_code == 303
    other = Pages(app.test_client())
    again = give(question(other), code)
    assert again.status_code == 422
    assert "đã dùng rồi" in again.text
    assert code not in again.text
    assert other.client.get_cookie(COOKIE) is None


def test_five_wrong_codes_shut_strangers_out_and_not_the_browser_that_is_known(
    pages: Pages, leader: Account, app: Flask
) -> None:
    """Who knows the password and guesses codes keeps nobody out who has the phone and their own browser."""
    press(pages, "lanhdao")
    pages.client.delete_cookie(COOKIE)
    guesser = Pages(app.test_client())
    page = question(guesser)
    assert [give(page, WRONG).status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    shut = give(page, fresh_code(app, "lanhdao"))
    assert shut.status_code == 429, "the right code must not tell that it is right"
    assert 800 <= int(shut.headers["Retry-After"]) <= 900
    assert give(question(Pages(app.test_client())), fresh_code(app, "lanhdao")).status_code == 429
    assert give(question(pages), fresh_code(app, "lanhdao")).location == "/van-phong"
    with clock.shifted(timedelta(minutes=16)):
        assert give(question(guesser), fresh_code(app, "lanhdao")).location == "/van-phong"
    assert "account.codes_locked" in acts(app)


def at(app: Flask, address: str) -> Pages:
    """A browser without history at an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return Pages(client)


@pytest.mark.parametrize(("theirs", "other"), [("203.0.113.7", "203.0.113.8"), ("2001:db8:0:1::1", "2001:db8:0:2::1")])
def test_five_wrong_codes_shut_out_unknown_browsers_of_that_address_alone(
    leader: Account, app: Flask, theirs: str, other: str
) -> None:
    page = question(at(app, theirs))
    assert [give(page, WRONG).status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    neighbour = theirs.replace("::1", "::2")  # of IPv6 a customer has a /64
    assert give(question(at(app, neighbour)), fresh_code(app, "lanhdao")).status_code == 429
    assert give(question(at(app, other)), fresh_code(app, "lanhdao")).location == "/van-phong"


def test_guesses_from_many_addresses_share_a_bound_that_a_known_browser_and_a_paper_code_pass(
    pages: Pages, leader: Account, app: Flask
) -> None:
    """A guess is right three times in a million: 20 a day from wherever are 2.2 % in a year."""
    press(pages, "lanhdao")
    pages.client.delete_cookie(COOKIE)
    with app.app_context(), immediate() as session:
        paper = RecoveryCode.make_anew(session, leader.id, clock.now())[0]
    crowd = [question(at(app, f"203.0.113.{number}")) for number in range(1, 8)]
    begun = clock.now()
    answers = [give(page, WRONG) for _round in range(4) for page in crowd]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(answers) - len(refused) == STRANGERS - 1, "the leader's first sign-in here was one"
    assert "máy chưa quen phải chờ" in refused[0].text
    assert "dự phòng" in refused[0].text

    stranger = question(at(app, "198.51.100.1"))
    shut = give(stranger, fresh_code(app, "lanhdao"))
    assert shut.status_code == 429, "the right code must not tell that it is right"
    assert 4000 <= int(shut.headers["Retry-After"]) <= 4320
    assert give(question(pages), fresh_code(app, "lanhdao")).location == "/van-phong"
    inside = question(at(app, "198.51.100.2")).form(button="Vào bằng mã dự phòng").submit({"code": paper})
    assert inside.address == "/van-phong"
    with clock.shifted(begun + timedelta(minutes=75) - clock.now()):
        assert give(question(at(app, "198.51.100.3")), fresh_code(app, "lanhdao")).location == "/van-phong"


def test_a_right_password_in_between_gives_no_new_tries(pages: Pages, leader: Account) -> None:
    answers = [give(question(pages), WRONG).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]


def test_after_half_an_hour_the_password_is_asked_again(pages: Pages, leader: Account, app: Flask) -> None:
    page = question(pages)
    with clock.shifted(timedelta(minutes=31)):
        late = give(page, fresh_code(app, "lanhdao"))
        assert late.status_code == 400
        assert "quá 30 phút" in late.text
        assert pages.client.get("/dang-nhap/ma").location == "/dang-nhap"


def test_half_a_sign_in_ends_with_the_password_and_with_the_account(pages: Pages, leader: Account, app: Flask) -> None:
    page = question(pages)
    for change in ({"password_hash": "another"}, {"enabled": False}):
        with app.app_context(), immediate() as session:
            account = session.get_one(Account, leader.id)
            before = {name: getattr(account, name) for name in change}
            for name, value in change.items():
                setattr(account, name, value)
        assert give(page, fresh_code(app, "lanhdao")).status_code == 400
        with app.app_context(), immediate() as session:
            for name, value in before.items():
                setattr(session.get_one(Account, leader.id), name, value)
    assert give(page, fresh_code(app, "lanhdao")).status_code == 303


def test_half_a_sign_in_is_used_once(pages: Pages, leader: Account, app: Flask) -> None:
    page = question(pages)
    half = pages.client.get_cookie(HALF_COOKIE, path="/dang-nhap")
    assert half is not None
    assert give(page, fresh_code(app, "lanhdao")).status_code == 303
    thief = app.test_client()
    thief.set_cookie(HALF_COOKIE, half.value, path="/dang-nhap")
    assert thief.get("/dang-nhap/ma").location == "/dang-nhap"


def test_what_a_browser_carried_before_is_worth_nothing_after(pages: Pages, leader: Account, app: Flask) -> None:
    """Somebody planted a half sign-in of their own, hoping that the next person finishes it."""
    someone(app, Role.LEADER, username="kexau", full_name="Kẻ Xấu")
    knock(pages, "kexau")
    page = question(pages)
    assert "Lê Hồng Thái" in page.text
    give(page, fresh_code(app, "lanhdao"))
    assert "Lê Hồng Thái" in pages.get("/tai-khoan").text


def test_a_paper_code_lets_in_once_and_says_how_many_are_left(pages: Pages, leader: Account, app: Flask) -> None:
    with app.app_context(), immediate() as session:
        code = RecoveryCode.make_anew(session, leader.id, clock.now())[0]
    inside = question(pages).form(button="Vào bằng mã dự phòng").submit({"code": code.lower()})
    assert inside.address == "/van-phong"
    assert "còn 9 mã" in inside.text
    other = Pages(app.test_client())
    again = question(other).form(button="Vào bằng mã dự phòng").submit({"code": code}, status=422)
    assert "Mã dự phòng chưa đúng hoặc đã dùng rồi" in again.text
    assert "recovery_code.used" in acts(app)


def test_a_form_kept_over_an_ended_sign_in_is_sent_after_both_steps(pages: Pages, leader: Account, app: Flask) -> None:
    someone(app, Role.ADMINISTRATOR, username="quantri")
    press(pages, "quantri")
    form = pages.get("/quan-tri/tai-khoan/moi").form(action="/quan-tri/tai-khoan")
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = clock.now()
    kept = form.submit({"full_name": "Nguyễn Thị Hoa", "username": "hoant", "roles": "officer"}, status=401)
    assert press(pages, "quantri").status_code == 303
    kept.form(button="Gửi lại").submit()
    with app.app_context():
        assert db.session.scalars(Account.called("hoant")).one().full_name == "Nguyễn Thị Hoa"


# -- the first time ------------------------------------------------------------------------------------------------


def test_the_first_sign_in_after_the_upgrade_sets_it_up_and_shuts_nobody_out(
    pages: Pages, leader: Account, app: Flask
) -> None:
    without(app, leader)
    answer = knock(pages)
    assert (answer.status_code, answer.location) == (303, "/dang-nhap/hai-lop")
    page = set_up(pages, answer.location)
    codes = [item for item in (" ".join(element.itertext()).split() for element in page.all("li")) if len(item) == 4]
    assert len(codes) == 10
    assert page.follow("Tôi đã cất mã, vào làm việc").address == "/van-phong"
    assert acts(app)[-2:] == ["second_factor.set_up", "sign_in.started"]
    with app.app_context():
        assert SecondFactor.of(db.session(), leader.id).codes_left == 10
    pages.client.delete_cookie(COOKIE)
    assert press(pages, "lanhdao").location == "/van-phong"


def test_setting_up_shows_the_same_secret_however_often_the_page_is_opened(
    pages: Pages, leader: Account, app: Flask
) -> None:
    """A phone that goes to the app and back may load the page anew."""
    without(app, leader)
    address = knock(pages).location
    first, second = pages.get(address), pages.get(address)
    assert secret_on(first) == secret_on(second)
    wrong = second.form(button="Bật bảo vệ hai lớp").submit({"code": WRONG}, status=422)
    assert secret_on(wrong) == secret_on(first)
    other = Pages(app.test_client())
    assert secret_on(other.get(knock(other).location)) != secret_on(first)


def test_whoever_else_knows_the_password_cannot_set_up_in_the_place_of_what_stands(
    pages: Pages, leader: Account, app: Flask
) -> None:
    without(app, leader)
    thief = Pages(app.test_client())
    opened = thief.get(knock(thief).location)
    set_up(pages, knock(pages).location)
    form = opened.form(button="Bật bảo vệ hai lớp")
    answer = send(thief.client, form, {"code": code_at(secret_on(opened), clock.now())})
    assert answer.location == "/dang-nhap/ma"
    assert thief.client.get_cookie(COOKIE) is None
    assert thief.client.get("/dang-nhap/hai-lop").location == "/dang-nhap/ma"


def test_a_sign_in_from_before_opens_nothing_to_who_needs_two_steps(app: Flask, pages: Pages) -> None:
    """Of before the upgrade, or from before the role was given; nothing is revoked, so a phone keeps what it saved."""
    ward = a_ward(app)
    account = someone(app, Role.INSTRUCTOR, ward=ward, username="thay")
    assert press(pages, "thay").location == "/giang-vien"
    with app.app_context(), immediate() as session:
        make_grant(session, session.get_one(Account, account.id), session.merge(ward), Role.LEADER)
    answer = pages.client.get("/giang-vien")
    assert (answer.status_code, answer.headers["X-Sign-In"]) == (303, "expired")
    assert knock(pages, "thay").location == "/dang-nhap/hai-lop"


def test_who_needs_none_comes_in_by_the_password_alone(pages: Pages, app: Flask) -> None:
    for role in (Role.INSTRUCTOR, Role.COUNTER, Role.OFFICER, Role.AMBASSADOR):
        someone(app, role, username=f"nguoi{role.value.replace('_', '')}")
        assert knock(Pages(app.test_client()), f"nguoi{role.value}").location == first_room([role])


# -- one's own page ------------------------------------------------------------------------------------------------


def test_another_phone_takes_the_place_of_the_first(pages: Pages, leader: Account, app: Flask) -> None:
    with app.app_context(), immediate() as session:
        RecoveryCode.make_anew(session, leader.id, clock.now())
    press(pages, "lanhdao")
    old = fresh_code(app, "lanhdao")
    page = pages.get("/tai-khoan").follow("Dùng điện thoại khác")
    done = page.form(button="Dùng điện thoại khác").submit({"code": code_at(secret_on(page), clock.now())})
    assert "Mã trong điện thoại cũ không dùng được nữa" in done.text
    assert acts(app)[-1] == "second_factor.moved"
    with app.app_context():
        stored = TotpSecret.of(db.session(), leader.id)
        assert stored is not None
    other = Pages(app.test_client())
    assert give(question(other), old).status_code == 422
    assert press(other, "lanhdao").location == "/van-phong"


def test_ten_new_codes_take_the_place_of_the_old(pages: Pages, leader: Account, app: Flask) -> None:
    with app.app_context(), immediate() as session:
        old = RecoveryCode.make_anew(session, leader.id, clock.now())[0]
    press(pages, "lanhdao")
    page = pages.get("/tai-khoan").form(action="/ma-du-phong").submit()
    assert page.h1 == "Mười mã dự phòng"
    assert page.response.headers["Cache-Control"] == "no-store"
    other = Pages(app.test_client())
    question(other).form(button="Vào bằng mã dự phòng").submit({"code": old}, status=422)


def test_who_needs_none_may_have_one_and_give_it_up(pages: Pages, app: Flask) -> None:
    someone(app, Role.OFFICER, username="canbo")
    press(pages, "canbo")
    page = pages.get("/tai-khoan").follow("Bật bảo vệ hai lớp")
    codes = page.form(button="Bật bảo vệ hai lớp").submit({"code": code_at(secret_on(page), clock.now())})
    assert codes.h1 == "Mười mã dự phòng"
    other = Pages(app.test_client())
    assert press(other, "canbo").location == "/van-phong"
    done = other.get("/tai-khoan").form(action="/thoi").submit()
    assert "chỉ cần mật khẩu" in done.text
    assert knock(Pages(app.test_client()), "canbo").location == "/van-phong"


def test_who_needs_one_cannot_give_it_up(pages: Pages, leader: Account, app: Flask) -> None:
    press(pages, "lanhdao")
    page = pages.get("/tai-khoan")
    assert not [form for form in page.forms() if form.action.endswith("/thoi")]
    token = page.forms()[0].fields["csrf_token"][0]
    told = pages.post("/tai-khoan/hai-lop/thoi", {"csrf_token": token})
    assert "không thôi dùng được" in told.text
    assert knock(Pages(app.test_client())).location == "/dang-nhap/ma"


def test_a_fresh_proof_is_a_code_where_there_is_one(pages: Pages, leader: Account, app: Flask) -> None:
    press(pages, "lanhdao")
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.proved_at = clock.now() - timedelta(minutes=11)
    asked = pages.get("/tai-khoan/hai-lop")
    assert asked.h1 == "Xác nhận lại là anh chị"
    form = asked.form(button="Xác nhận và làm tiếp")
    assert "proof_password" not in form.fields
    wrong = form.submit({"proof_code": WRONG, "proof_password": PASSWORD}, status=422)
    assert "Sáu số chưa đúng" in wrong.text
    done = wrong.form(button="Xác nhận và làm tiếp").submit({"proof_code": fresh_code(app, "lanhdao")})
    assert done.h1 == "Dùng điện thoại khác"


def test_five_wrong_codes_on_an_open_screen_shut_out_that_screen_alone(
    pages: Pages, leader: Account, app: Flask
) -> None:
    press(pages, "lanhdao")
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.proved_at = None
    page = pages.get("/tai-khoan/hai-lop")
    for status in (422, 422, 422, 422, 429, 429):
        page = page.form(button="Xác nhận và làm tiếp").submit({"proof_code": WRONG}, status=status)
    assert press(Pages(app.test_client()), "lanhdao").location == "/van-phong"


# -- ways back -----------------------------------------------------------------------------------------------------


def test_another_administrator_resets_it_and_the_person_is_told(pages: Pages, app: Flask) -> None:
    ward = a_ward(app)
    leader = someone(app, Role.LEADER, ward=ward, username="lanhdao")
    phone = Pages(app.test_client())
    press(phone, "lanhdao")
    pages.sign_in(someone(app, Role.ADMINISTRATOR, ward=ward, username="quantri"))
    page = pages.get(f"/quan-tri/tai-khoan/{leader.public_id}")
    assert "Đã bật từ" in page.text
    done = page.form(action="/hai-lop/dat-lai").submit()
    assert "Lần đăng nhập tới" in done.text
    assert acts(app)[-1] == "second_factor.reset"
    assert phone.client.get("/van-phong").headers["X-Sign-In"] == "revoked"
    told = phone.get(knock(phone).location)
    assert "Bảo vệ hai lớp đã được đặt lại" in told.text
    assert set_up(phone, "/dang-nhap/hai-lop").h1 == "Mười mã dự phòng"


def test_ones_own_is_another_administrators_to_reset(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.ADMINISTRATOR, username="quantri")
    press(pages, "quantri")
    page = pages.get(f"/quan-tri/tai-khoan/{account.public_id}")
    assert not [form for form in page.forms() if form.action.endswith("/dat-lai")]
    token = page.forms()[0].fields["csrf_token"][0]
    told = pages.post(f"/quan-tri/tai-khoan/{account.public_id}/hai-lop/dat-lai", {"csrf_token": token})
    assert "một người quản trị khác" in told.text
    assert knock(Pages(app.test_client()), "quantri").location == "/dang-nhap/ma"


def test_a_new_password_leaves_the_second_step_as_it_is(pages: Pages, leader: Account, app: Flask) -> None:
    """Whoever gets hold of an invitation still lacks the phone."""
    press(pages, "lanhdao")
    form = pages.get("/tai-khoan/mat-khau").form(button="Đổi mật khẩu")
    new = "câu mới không ai biết"
    done = form.submit({"password": PASSWORD, "new_password": new, "new_password_again": new})
    assert done.address == "/tai-khoan"
    other = Pages(app.test_client())
    assert send(other.client, door(other), {"username": "lanhdao", "password": new}).location == "/dang-nhap/ma"


def test_a_planted_sign_in_of_tests_is_in_two_steps(client: FlaskClient, app: Flask, leader: Account) -> None:
    with app.app_context(), immediate() as session:
        client.set_cookie(COOKIE, make_sign_in(session, session.get_one(Account, leader.id)))
    assert client.get("/van-phong").status_code == 200
    with app.app_context():
        assert db.session.scalars(select(HalfSignIn)).all() == []
