"""Whoever floods the door, or guesses at one browser, keeps nobody out who has the password."""

import hmac
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.country import clock
from app.models import Role
from app.models.people.account import Account, is_password
from app.web.database import immediate
from app.web.sign_in import entry
from app.web.sign_in.limits import LateTries
from tests.doors import door, press, send, someone
from tests.factories import PASSWORD
from tests.pages import Pages, without_tokens

WRONG = "không phải mật khẩu này"


@pytest.fixture
def flooded(pages: Pages, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The address of this test's browsers is used up by wrong tries, and stays so: after 18 seconds it has one more.
    Whose password was looked at beside the requests since (as they were typed)."""
    heard: list[str] = []

    def look(stored: str | None, typed: str) -> bool:
        heard.append(typed)
        return is_password(stored, typed)

    app.extensions["late_tries"] = LateTries(look, AtOnce())
    stranger = Pages(app.test_client())
    form = door(stranger)
    with clock.frozen():
        with monkeypatch.context() as quick:
            quick.setattr(entry, "is_password", lambda stored, typed: False)
            for number in range(50):
                send(stranger.client, form, {"username": f"ten{number}", "password": WRONG})
        assert press(stranger, "aicung").status_code == 429
        yield heard


class AtOnce(Executor):
    """Does what is to be done beside the requests within them, so that a test need not wait."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def test_who_floods_an_address_does_not_slow_a_browser_that_is_known(
    pages: Pages, app: Flask, request: pytest.FixtureRequest
) -> None:
    someone(app, Role.OFFICER, username="canbo")
    assert press(pages, "canbo").status_code == 303
    heard = request.getfixturevalue("flooded")
    pages.client.delete_cookie("lopso_sign_in")
    assert press(pages, "canbo").location == "/van-phong"

    pages.client.delete_cookie("lopso_sign_in")
    assert press(pages, "canbo", WRONG).status_code == 422, "what it knows is the password and nothing else"
    assert press(pages, "canbo2", WRONG).status_code == 429, "known of one name is not known of another"
    assert not heard


def test_who_floods_an_address_does_not_shut_out_a_new_telephone(pages: Pages, app: Flask, flooded: list[str]) -> None:
    someone(app, Role.OFFICER, username="canbo")
    stranger = Pages(app.test_client())
    assert press(pages, "canbo").status_code == 429
    with clock.shifted(timedelta(seconds=18)):
        assert [press(stranger, f"nua{number}", WRONG).status_code for number in range(3)] == [422, 429, 429]
        assert press(pages, " CanBo ").location == "/van-phong", "it waited as it was told, and nobody is before it"


def test_who_is_in_may_change_the_password_at_a_flooded_address(
    pages: Pages, app: Flask, request: pytest.FixtureRequest
) -> None:
    pages.sign_in(someone(app, Role.OFFICER, username="canbo"))
    request.getfixturevalue("flooded")
    form = pages.get("/tai-khoan/mat-khau").form(action="/tai-khoan/mat-khau")
    typed = {"new_password": "chiếc thuyền ngoài xa", "new_password_again": "chiếc thuyền ngoài xa"}
    for _ in range(5):
        assert send(pages.client, form, {"password": WRONG, **typed}).status_code == 422
    assert send(pages.client, form, {"password": PASSWORD, **typed}).status_code == 429, (
        "an open screen is not tried on"
    )
    with clock.shifted(timedelta(minutes=14)):
        pages.get("/tai-khoan")
    with clock.shifted(timedelta(minutes=15, seconds=1)):
        assert send(pages.client, form, {"password": PASSWORD, **typed}).location == "/tai-khoan"


def test_a_flooded_address_tells_nothing_and_hears_little(pages: Pages, app: Flask, flooded: list[str]) -> None:
    someone(app, Role.OFFICER, username="canbo")
    shut = someone(app, Role.OFFICER, username="dakhoa")
    with app.app_context(), immediate() as session:
        session.get_one(Account, shut.id).enabled = False
    told = set()
    for username in ("canbo", "khongco", "dakhoa"):
        for number in range(8):
            answer = press(pages, username, f"{WRONG} {number}")
            told.add((answer.status_code, answer.headers["Retry-After"], words(answer.text, username)))
    assert len(told) == 1
    assert flooded == [f"{WRONG} {number}" for number in range(3)], "only of who exists, and only so often"
    assert press(pages, "canbo").status_code == 429
    assert press(pages, "canbo").status_code == 429, "a name that was guessed at is not heard for a while"
    with clock.shifted(timedelta(minutes=5)):
        for number in range(17):
            press(pages, f"ten{number}", WRONG)
        assert press(pages, "canbo").status_code == 429


def test_a_locked_name_is_not_heard_at_a_flooded_address(pages: Pages, app: Flask, flooded: list[str]) -> None:
    someone(app, Role.OFFICER, username="canbo")
    elsewhere = Pages(app.test_client())
    form = door(elsewhere)
    for _ in range(5):
        typed = {"username": "canbo", "password": WRONG}
        send(elsewhere.client, form, typed, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert press(pages, "canbo").status_code == 429
    assert not flooded


def test_a_browser_stays_known_of_all_who_came_in_there_lately(pages: Pages, app: Flask) -> None:
    for username in ("sang", "chieu"):
        someone(app, Role.COUNTER, username=username)
        assert press(pages, username).status_code == 303
        pages.client.delete_cookie("lopso_sign_in")
    stranger = Pages(app.test_client())
    for username in ("sang", "chieu"):
        for _ in range(5):
            press(stranger, username, WRONG)
        assert press(pages, username).status_code == 303
        pages.client.delete_cookie("lopso_sign_in")


def test_who_guesses_at_one_known_browser_shuts_no_other(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    shared = Pages(app.test_client())
    for browser in (pages, shared):
        assert press(browser, "canbo").status_code == 303
        browser.client.delete_cookie("lopso_sign_in")
    assert [press(shared, "canbo", WRONG).status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    assert press(pages, "canbo").status_code == 303


def test_what_the_release_before_left_in_a_browser_still_knows_it(pages: Pages, app: Flask) -> None:
    someone(app, Role.COUNTER, username="canbo")
    said = hmac.digest(str(app.secret_key).encode(), b"known device canbo", "sha256").hex()
    stranger = Pages(app.test_client())
    for _ in range(5):
        press(stranger, "canbo", WRONG)
    pages.client.set_cookie("lopso_known", said, path="/dang-nhap")
    assert press(pages, "canbo").status_code == 303


def words(html: str, username: str) -> str:
    """The page without what differs from one request to the next."""
    return without_tokens(html).replace(username, "NAME")
