"""Staff come in by the right password alone; whoever guesses learns nothing and is slowed down."""

import re
import unicodedata
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Role, RoleGrant, SignIn
from app.models.people.account import Account
from app.models.people.term import LATE
from app.web.browsers.devices import device_words
from app.web.database import db, immediate
from app.web.sign_in import entry
from tests.doors import door, press, second_step, send, someone
from tests.factories import PASSWORD
from tests.pages import Pages

WRONG = "không phải mật khẩu này"


@pytest.mark.parametrize(
    ("roles", "room"),
    [
        ([Role.INSTRUCTOR], "/giang-vien"),
        ([Role.OFFICER], "/van-phong"),
        ([Role.LEADER], "/van-phong"),
        ([Role.ADMINISTRATOR], "/quan-tri"),
        ([Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.OFFICER], "/van-phong"),
        ([Role.COUNTER], "/quay"),
        ([Role.AMBASSADOR], "/quay/kem-cap"),
    ],
)
def test_the_right_password_leads_to_ones_room(pages: Pages, app: Flask, roles: list[Role], room: str) -> None:
    someone(app, *roles, username="canbo")
    answer = press(pages, " CanBo ")
    assert (answer.status_code, answer.location) == (303, room)
    assert "Lường Thị Bích Đào" in pages.get("/tai-khoan").text


def test_the_cookie_is_for_our_pages_alone(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    cookie = next(
        header for header in press(pages, "canbo").headers.getlist("Set-Cookie") if header.startswith("lopso_sign_in=")
    )
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/", f"max-age={37 * 24 * 3600}"} <= said


def test_a_wrong_password_keeps_the_name_and_not_the_password(pages: Pages, app: Flask) -> None:
    someone(app, Role.OFFICER, username="canbo")
    page = door(pages).submit({"username": "canbo", "password": WRONG}, status=422)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page.text
    inputs = {field.get("name"): field for field in page.all("input")}
    assert inputs["username"].get("value") == "canbo"
    assert not inputs["password"].get("value")
    assert inputs["password"].get("autofocus") is not None
    assert WRONG not in page.html


def test_nothing_typed_is_told_line_by_line(pages: Pages) -> None:
    page = door(pages).submit({"username": " ", "password": ""}, status=422)
    assert "Anh chị chưa gõ tên đăng nhập." in page.text
    assert "Anh chị chưa gõ mật khẩu." in page.text


def test_a_name_that_nobody_has_looks_like_any_other(pages: Pages, app: Flask) -> None:
    someone(app, Role.OFFICER, username="canbo")
    told = {}
    for username in ("canbo", "khongco"):
        pages.client.delete_cookie("lopso")
        with clock.frozen():  # else a slow machine tells some a second less to wait
            answers = [press(pages, username, WRONG) for _ in range(7)]
        told[username] = [
            (answer.status_code, answer.headers.get("Retry-After"), _words(answer.text, username)) for answer in answers
        ]
    assert [status for status, _wait, _text in told["canbo"]] == [422, 422, 422, 422, 429, 429, 429]
    assert told["canbo"] == told["khongco"]


def _words(html: str, username: str) -> str:
    """The page without what differs from one request to the next."""
    return re.sub(r'name="(csrf_token|idempotency_key)"[^>]*>', "", html).replace(username, "NAME")


def test_a_name_that_nobody_has_takes_the_same_steps(pages: Pages, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by the clock, which lies on a busy machine: each try hashes once, whoever it is about."""
    someone(app, Role.OFFICER, username="canbo")
    stopped = someone(app, Role.OFFICER, username="dangung")
    with app.app_context(), immediate() as session:
        session.get_one(Account, stopped.id).enabled = False
    hashed: list[str | None] = []
    verify = entry.is_password
    monkeypatch.setattr(entry, "is_password", lambda stored, typed: hashed.append(stored) or verify(stored, typed))
    for username in ("canbo", "khongco", "dangung"):
        press(pages, username, WRONG)
    assert len(hashed) == 3
    assert [stored is None for stored in hashed] == [False, True, True]


def test_five_wrong_tries_shut_the_name_for_a_quarter_of_an_hour(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, username="canbo")
    for _ in range(4):
        assert press(pages, "canbo", WRONG).status_code == 422
    shut = press(pages, "canbo", WRONG)
    assert shut.status_code == 429
    assert 800 <= int(shut.headers["Retry-After"]) <= 900
    assert "tạm khóa" in shut.text
    assert press(pages, "canbo").status_code == 429, "the right password must not tell that it is right"
    with clock.shifted(timedelta(minutes=14)):
        assert press(pages, "canbo").status_code == 429
    with clock.shifted(timedelta(minutes=15, seconds=1)):
        assert press(pages, "canbo").location == "/quay"
    with app.app_context():
        noted = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.locked")).one()
        assert (noted.subject_id, noted.account_id) == (account.public_id, None)


def test_a_stranger_who_shuts_the_name_does_not_shut_out_whom_the_browser_knows(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    assert press(pages, "canbo").status_code == 303
    pages.client.delete_cookie("lopso_sign_in")
    stranger, colleague = Pages(app.test_client()), Pages(app.test_client())
    for name in ("canbo", "canbo/KNOWN", "canbo/KNOWN/0"):
        assert [press(stranger, name, WRONG).status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    assert press(colleague, "canbo").status_code == 429, "a browser that nobody came in by is any stranger's"
    assert press(pages, " CanBo ").location == "/quay"

    pages.client.delete_cookie("lopso_sign_in")
    assert [press(pages, "canbo", WRONG).status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    assert press(pages, "canbo").status_code == 429, "what it knows is worth five tries of its own"
    with clock.shifted(timedelta(minutes=15, seconds=1)):
        assert press(pages, "canbo").location == "/quay"


def test_a_known_browser_is_known_of_one_name_alone_and_tells_none(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    someone(app, Role.COUNTER, username="hoant")
    cookie = next(
        line for line in press(pages, "canbo").headers.getlist("Set-Cookie") if line.startswith("lopso_known=")
    )
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/dang-nhap"} <= said
    assert "canbo" not in cookie
    pages.client.delete_cookie("lopso_sign_in")
    stranger = Pages(app.test_client())
    for _ in range(5):
        press(stranger, "hoant", WRONG)
    assert press(pages, "hoant").status_code == 429
    made_up = Pages(app.test_client())
    made_up.client.set_cookie("lopso_known", "0" * 64, path="/dang-nhap")
    assert press(made_up, "hoant").status_code == 429


def test_the_last_tries_are_announced(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    told = [press(pages, "canbo", WRONG).text for _ in range(4)]
    assert "phải chờ" not in told[0] + told[1]
    assert "Sai thêm 2 lần nữa thì phải chờ 15 phút." in told[2]
    assert "Sai thêm 1 lần nữa thì phải chờ 15 phút." in told[3]


def test_a_right_password_and_time_forget_wrong_tries(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    for _ in range(4):
        press(pages, "canbo", WRONG)
    assert press(pages, "canbo").status_code == 303
    pages.client.delete_cookie("lopso_sign_in")
    assert [press(pages, "canbo", WRONG).status_code for _ in range(4)] == [422] * 4
    with clock.shifted(timedelta(minutes=16)):
        assert press(pages, "canbo", WRONG).status_code == 422


def test_a_lock_left_by_a_clock_that_ran_ahead_holds_nobody(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    with clock.shifted(timedelta(days=365)):
        for _ in range(5):
            press(pages, "canbo", WRONG)
    assert press(pages, "canbo").status_code == 303


def test_an_address_that_guesses_many_names_is_slowed_and_no_other(
    pages: Pages, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone(app, Role.COUNTER, username="canbo")
    form = door(pages)
    with monkeypatch.context() as quick:
        quick.setattr(entry, "is_password", lambda stored, typed: False)
        for number in range(50):
            answer = send(pages.client, form, {"username": f"ten{number}", "password": WRONG})
            assert answer.status_code == 422
    slowed = press(pages, "canbo")
    assert slowed.status_code == 429
    assert slowed.headers["Retry-After"] == "18"
    assert "chờ 18 giây" in slowed.text
    elsewhere = app.test_client()
    other = Pages(elsewhere)
    assert (
        send(
            elsewhere,
            door(other),
            {"username": "canbo", "password": PASSWORD},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        ).status_code
        == 303
    )
    with clock.shifted(timedelta(seconds=19)):
        assert press(pages, "canbo").status_code == 303


def test_who_was_stopped_or_has_no_role_stays_out(pages: Pages, app: Flask) -> None:
    stopped = someone(app, Role.OFFICER, username="dangung")
    past = someone(app, Role.OFFICER, username="hethan")
    with app.app_context(), immediate() as session:
        session.get_one(Account, stopped.id).enabled = False
        grant = session.scalars(RoleGrant.of(past.id)).one()
        grant.until = clock.today() - LATE - timedelta(days=1)
    assert "chưa đúng" in press(pages, "dangung").text
    answer = press(pages, "hethan")
    assert answer.status_code == 403
    assert "không có vai trò nào còn hạn" in answer.text
    assert pages.client.get_cookie("lopso_sign_in") is None


def test_an_invited_person_without_a_password_cannot_come_in(pages: Pages, app: Flask) -> None:
    someone(app, Role.OFFICER, username="moi", password=None)
    assert press(pages, "moi", "bất cứ gì cũng thế").status_code == 422


def test_accents_may_be_composed_either_way(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    taken_apart = unicodedata.normalize("NFD", PASSWORD)
    assert taken_apart != PASSWORD
    assert press(pages, "canbo", taken_apart).status_code == 303


@pytest.mark.parametrize("username", ["\u202eobnac", "x" * 5000, "😀", "<b>{{7*7}}</b>", "' OR 1=1 --", "％"])
def test_hostile_names_are_only_wrong(pages: Pages, username: str) -> None:
    answer = press(pages, username, WRONG)
    assert answer.status_code == 422
    assert "<b>{{7*7}}</b>" not in answer.text


@pytest.mark.parametrize(
    "wanted", ["/tai-khoan/mat-khau", "/quan-tri?loc=chua-vao", "/quan-tri/nhat-ky?ngay=21/11/2026"]
)
def test_after_signing_in_a_person_goes_on_to_what_they_wanted(pages: Pages, app: Flask, wanted: str) -> None:
    someone(app, Role.ADMINISTRATOR, username="quantri")
    page = pages.get(wanted)
    assert page.h1 == "Đăng nhập"
    answer = send(pages.client, page.form(action="/dang-nhap"), {"username": "quantri", "password": PASSWORD})
    assert second_step(pages, "quantri", answer).location == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/tai-khoan",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/%0d%0aX-Inj:1",
        "/tai-khoan\r\nX-Inj: 1",
        "\t/tai-khoan",
        "/\t/evil.example",
        "/khong-co-trang-nay",
        "/dang-xuat",
        "tai-khoan",
        "@evil.example",
    ],
)
def test_nobody_is_led_elsewhere(pages: Pages, app: Flask, elsewhere: str) -> None:
    someone(app, Role.COUNTER, username="canbo")
    shown = pages.get("/dang-nhap", query_string={"next": elsewhere})
    assert shown.form(action="/dang-nhap").fields["next"] == [""]
    answer = press(pages, "canbo", next=elsewhere)
    assert answer.location == "/quay"
    assert "X-Inj" not in answer.headers


def test_what_a_browser_carried_before_is_worth_nothing_after(pages: Pages, app: Flask) -> None:
    """Somebody planted their own cookies on the machine, hoping that the next person signs in into them."""
    someone(app, Role.COUNTER, username="canbo")
    client = pages.client
    client.set_cookie("lopso_sign_in", "planted")
    planted = door(pages).fields["csrf_token"]
    before = client.get_cookie("lopso")
    assert before is not None
    press(pages, "canbo")
    token, after = client.get_cookie("lopso_sign_in"), client.get_cookie("lopso")
    assert token is not None
    assert token.value != "planted"
    assert after is None or after.value != before.value
    stale = client.post("/tai-khoan/thiet-bi/dang-xuat-het", data={"csrf_token": planted[0]})
    assert stale.status_code == 400
    thief = app.test_client()
    thief.set_cookie("lopso_sign_in", "planted")
    assert thief.get("/tai-khoan").status_code == 303


def test_signing_in_again_ends_what_the_browser_had(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.COUNTER, username="canbo")
    press(pages, "canbo")
    fresh = app.test_client()
    form = door(Pages(fresh))
    cookie = pages.client.get_cookie("lopso_sign_in")
    assert cookie is not None
    fresh.set_cookie("lopso_sign_in", cookie.value)
    assert send(fresh, form, {"username": "canbo", "password": PASSWORD}).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(SignIn.open_for(account.id)).all()) == 1


def test_who_is_in_is_not_asked_again(pages: Pages, app: Flask) -> None:
    pages.sign_in(someone(app, Role.COUNTER))
    assert pages.get("/dang-nhap").address == "/quay"


def test_a_form_without_its_token_asks_for_the_password_again(client: FlaskClient, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    answer = client.post("/dang-nhap", data={"username": "canbo", "password": PASSWORD})
    assert answer.status_code == 400
    assert 'value="canbo"' in answer.text
    assert PASSWORD not in answer.text
    assert "gõ lại mật khẩu" in answer.text
    assert client.get_cookie("lopso_sign_in") is None


def test_another_site_cannot_sign_anybody_in(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    answer = send(
        pages.client, door(pages), {"username": "canbo", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert pages.client.get_cookie("lopso_sign_in") is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 10; K) (KHTML) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) coc_coc_browser/120 Chrome/114", "Cốc Cốc, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Linux"),
        ("curl/8", ""),
    ],
)
def test_devices_are_told_apart(agent: str, words: str) -> None:
    assert device_words(agent) == words
