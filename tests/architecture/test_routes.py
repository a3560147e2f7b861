"""Who may what: every address answers every role as declared (test_declared.py)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models import Account, AdministrativeUnit, Role
from app.routes.office.desk.moved import MOVED
from app.web.access import COOKIE
from app.web.database import immediate
from tests.architecture.declared import Route, declared
from tests.factories import make_account, make_sign_in, make_ward

PLAIN = [route for route in declared() if not route.arguments]
NOBODY = "nobody"
EVERYBODY = [NOBODY, *(role.value for role in Role)]


def first_of(route: Route) -> str:
    """Somebody who may."""
    return NOBODY if route.is_public else sorted(route.who)[0]


# Somebody for each address: the least of us by whom all can be opened.
OPENERS = sorted({first_of(route) for route in PLAIN})
# What those who may are answered: the page or another address; a form without its fields is refused in words.
SHOWN, SENT = {200, 303}, {200, 303, 409, 410, 422}
# What answers otherwise, and why.
OTHERWISE = {
    "admin.first_run.new": {404},  # the place is set up
    "admin.first_run.create": {404},
    "admin.first_run.show": {404},
    "account.sign_out": {404},  # names no device of one's own
    "account.passkeys.destroy": {404},  # names no passkey of one's own
    "outbox.create": {400},  # takes JSON
    "outbox.create_photo": {400},  # takes a call with its photo
    "phones.create": {400},  # takes JSON
    "second_steps.create": {400},  # nobody gave a password first
    "second_steps.update": {400},
    "public.self_marks.new": {404},  # nobody is in the hall without a code of its wall
    "public.self_marks.create": {404},
    "public.self_marks.show": {404},
    "public.self_marks.destroy": {404},
    "public.hall_requests.new": {404},
    "public.hall_requests.create": {404},
    "public.hall_requests.show": {404},
    "public.check_ins.mark_family": {404},
    "province.outside.update": {404},  # names no ward
    **{f"office.moved.{row.name}": {row.code} for row in MOVED},
    "public.browser_files.favicon": {302},  # an old browser follows it to the icon
}
# What anybody's form may be sent to, for nothing of it is read (`access.stores_nothing`).
READ_BY_NOBODY = {"public.shell_pages.share"}
# What reads codes with its own program where the browser has none (docs/decisions/0017).
SCANS = {"counter.help_records.index"}


@pytest.fixture(scope="module")
def ward(walked: Flask) -> AdministrativeUnit:
    """The one ward of the place that is walked."""
    with walked.app_context(), immediate() as session:
        return make_ward(session)


@pytest.fixture(scope="module")
def walked(make_app: Callable[[str], Flask]) -> Flask:
    """A place of its own: real transactions, in which a page that only shows cannot write."""
    return make_app("sqlite")


def browser_of(app: Flask, ward: AdministrativeUnit, role: str) -> FlaskClient:
    """Somebody with one role, just signed in; or nobody."""
    client = app.test_client()
    if role != NOBODY:
        with app.app_context(), immediate() as session:
            unit = session.get_one(AdministrativeUnit, ward.id)
            made: Account = make_account(session, unit, Role(role))
            client.set_cookie(COOKIE, make_sign_in(session, made))
    return client


def expected(route: Route, role: str) -> set[int]:
    """What somebody may be answered who sends nothing but the request (and, to a form, its token)."""
    if not route.is_public and role == NOBODY:
        return {303, 401}
    if not route.is_public and role not in route.who:
        return {403}
    return OTHERWISE.get(route.endpoint, SHOWN if route.method == "GET" else SENT)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.core("who may open each address")
def test_each_address_answers_each_role_as_declared_and_safely(
    walked: Flask, ward: AdministrativeUnit, role: str
) -> None:
    wrong, client = [], browser_of(walked, ward, role)
    token = token_of(client)
    for route in PLAIN:
        fields = {"csrf_token": token} if route.method == "POST" else {}
        answer = client.open(route.address, method=route.method, data=fields or None)
        if answer.status_code not in expected(route, role):
            wrong.append(f"{route}: {answer.status_code}, declared {sorted(expected(route, role))}")
        if route.method == "GET" and first_of(route) == role:
            wrong += [f"{route}: {name}" for name in lacking(route, answer)]
        if answer.status_code == 303 and role == NOBODY and not route.is_public:
            assert answer.location.startswith("/dang-nhap?next=")
        signed_out = role != NOBODY and client.get_cookie(COOKIE) is None
        if signed_out or (role == NOBODY and route.method == "POST" and answer.status_code in SENT):  # a token is spent
            client = browser_of(walked, ward, role)
            token = token_of(client)
    assert not wrong, "\n".join(wrong)


def token_of(client: FlaskClient) -> str:
    """A form's token for this browser."""
    answer = client.get("/dang-xuat")
    if 'name="csrf_token"' not in answer.text:
        answer = client.get("/dang-nhap")
    return answer.text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize("role", OPENERS)
def test_a_head_of_a_page_that_takes_its_own_form_is_a_get(walked: Flask, ward: AdministrativeUnit, role: str) -> None:
    client = browser_of(walked, ward, role)
    taken = {route.endpoint for route in PLAIN if route.method == "POST"}
    pages = [route for route in PLAIN if route.method == "GET" and route.endpoint in taken and first_of(route) == role]
    heads = [client.head(route.address).status_code for route in pages]
    assert heads == [client.get(route.address).status_code for route in pages]


@pytest.mark.parametrize("role", OPENERS)
def test_no_form_is_taken_without_its_token_or_from_another_site(
    walked: Flask, ward: AdministrativeUnit, role: str
) -> None:
    client = browser_of(walked, ward, role)
    token, wrong = {"csrf_token": token_of(client)}, []
    for route in PLAIN:
        if route.method == "GET" or first_of(route) != role or route.endpoint in READ_BY_NOBODY:
            continue
        bare = client.open(route.address, method=route.method).status_code
        foreign = client.open(
            route.address, method=route.method, data=token, headers={"Sec-Fetch-Site": "cross-site"}
        ).status_code
        if (bare, foreign) != (400, 403):
            wrong.append(f"{route}: {bare} without a token, {foreign} from another site")
    assert not wrong, "\n".join(wrong)


def lacking(route: Route, answer: TestResponse) -> list[str]:
    """The security headers that an answer to a GET does not carry."""
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    if route.endpoint in SCANS:
        policy = policy.replace("'wasm-unsafe-eval'", "")
    kept = {
        "the policy": policy.startswith("default-src 'self'; object-src 'none';") and "unsafe" not in policy,
        "nosniff": headers["X-Content-Type-Options"] == "nosniff",
        "the referrer": headers["Referrer-Policy"] == "same-origin",
        "no-store": route.is_public or headers["Cache-Control"] == "no-store",
    }
    return [name for name, held in kept.items() if not held]
