"""What cannot be taken back asks for a fresh proof: ten minutes after the last one, it is asked again."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, Role, RoleGrant, SecondFactor, SignIn
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.architecture.declared import declared
from tests.doors import a_ward, press, someone
from tests.factories import PASSWORD, make_second_factor
from tests.pages import Form, Page, Pages

ASKED = "Xác nhận lại là anh chị"
LATER = timedelta(minutes=11)
WRONG = "không phải mật khẩu này"


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """The ward."""
    return a_ward(app)


@pytest.fixture
def colleague(app: Flask, ward: AdministrativeUnit) -> Account:
    """Whose account is to be changed."""
    return someone(app, Role.COUNTER, ward=ward, username="quay")


@pytest.fixture
def administrator(pages: Pages, app: Flask, ward: AdministrativeUnit) -> Pages:
    """An administrator at work, who proved who they are when signing in."""
    return at_work(pages, app, ward)


def at_work(pages: Pages, app: Flask, ward: AdministrativeUnit) -> Pages:
    """The administrator on a browser; asked for the password, for no second factor is set up."""
    account = someone(app, Role.ADMINISTRATOR, ward=ward, username="quantri")
    with app.app_context(), immediate() as session:
        SecondFactor.take_away(session, account.id)
    return pages.sign_in(account)


def age(app: Flask, by: timedelta | None = LATER) -> None:
    """All proofs grow old (None: they come from before proofs were kept), and nothing else does."""
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.proved_at = clock.now() - by if by else None


def stop(pages: Pages, account: Account) -> Form:
    """The button that stops an account."""
    return pages.get(f"/quan-tri/tai-khoan/{account.public_id}").form(action="/ngung")


def is_enabled(app: Flask, account: Account) -> bool:
    """Whether an account is in use, as stored."""
    with app.app_context():
        return db.session.get_one(Account, account.id).enabled


def proving(page: Page) -> Form:
    """The form of the page that asks."""
    assert page.h1 == ASKED
    return page.form(button="Xác nhận và làm tiếp")


def test_within_ten_minutes_of_signing_in_nothing_is_asked(
    administrator: Pages, app: Flask, colleague: Account
) -> None:
    age(app, timedelta(minutes=9))
    assert stop(administrator, colleague).submit().h1 == colleague.full_name
    assert not is_enabled(app, colleague)


@pytest.mark.parametrize("by", [LATER, timedelta(days=-366), None], ids=["later", "of a clock put back", "of before"])
def test_later_the_act_waits_for_a_proof_and_is_then_done_by_the_same_press(
    administrator: Pages, app: Flask, colleague: Account, by: timedelta | None
) -> None:
    form = stop(administrator, colleague)
    age(app, by)
    asked = form.submit(status=422)
    assert is_enabled(app, colleague)
    done = proving(asked).submit({"proof_password": PASSWORD})
    assert done.h1 == colleague.full_name
    assert not is_enabled(app, colleague)
    with app.app_context():
        acts = [event.action for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        assert acts[-2:] == ["sign_in.proved", "account.stopped"]


def test_what_was_typed_goes_along(administrator: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    form = administrator.get("/quan-tri/tai-khoan/moi").form(action="/quan-tri/tai-khoan")
    age(app)
    typed: dict[str, Any] = {"full_name": "Nguyễn Thị <b>Hoa</b>", "username": "hoant", "roles": ["officer", "counter"]}
    asked = form.submit(typed, status=422)
    proving(asked).submit({"proof_password": PASSWORD})
    with app.app_context():
        made = db.session.scalars(Account.called("hoant")).one()
        assert {grant.role for grant in db.session.scalars(RoleGrant.of(made.id))} == {"officer", "counter"}


def test_after_a_proof_ten_minutes_are_free_again(administrator: Pages, app: Flask, colleague: Account) -> None:
    age(app)
    proving(stop(administrator, colleague).submit(status=422)).submit({"proof_password": PASSWORD})
    administrator.get(f"/quan-tri/tai-khoan/{colleague.public_id}").form(action="/mo-lai").submit()
    assert is_enabled(app, colleague)


def test_a_wrong_proof_does_nothing_and_keeps_what_was_pressed(
    administrator: Pages, app: Flask, colleague: Account
) -> None:
    age(app)
    again = proving(stop(administrator, colleague).submit(status=422)).submit({"proof_password": WRONG}, status=422)
    assert "Mật khẩu chưa đúng" in again.text
    assert WRONG not in again.html
    assert is_enabled(app, colleague)
    proving(again).submit({"proof_password": PASSWORD})
    assert not is_enabled(app, colleague)


def test_five_wrong_proofs_shut_the_sign_in_on_which_they_were_tried_and_no_other(
    administrator: Pages, app: Flask, colleague: Account
) -> None:
    """An open screen is no place to guess the password at, and shuts nobody out at the door."""
    asked = stop(administrator, colleague)
    age(app)
    page = asked.submit(status=422)
    for status in (422, 422, 422, 422, 429):
        page = proving(page).submit({"proof_password": WRONG}, status=status)
    proving(page).submit({"proof_password": PASSWORD}, status=429)
    assert is_enabled(app, colleague)
    assert press(Pages(app.test_client()), "quantri").status_code == 303


def test_the_way_back_is_the_page_before(administrator: Pages, app: Flask, colleague: Account) -> None:
    form = stop(administrator, colleague)
    age(app)
    here = f"/quan-tri/tai-khoan/{colleague.public_id}"
    asked = form.submit(status=422, headers={"Referer": f"http://localhost{here}"})
    assert asked.links()["Thôi, quay lại"] == here
    again = proving(asked).submit(
        {"proof_password": WRONG}, status=422, headers={"Referer": f"http://localhost{here}/ngung"}
    )
    assert again.links()["Thôi, quay lại"] == here
    elsewhere = form.submit(status=422, headers={"Referer": "https://elsewhere.example/quan-tri"})
    assert elsewhere.links()["Thôi, quay lại"] == "/tai-khoan"


def test_a_fragment_asks_over_the_whole_page(administrator: Pages, app: Flask, colleague: Account) -> None:
    form = stop(administrator, colleague)
    age(app)
    answer = administrator.client.post(form.action, data=form.fields, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#noi-dung > .wrap")
    assert "<html" not in answer.text
    assert f'action="{form.action.removeprefix("http://localhost")}"' in answer.text


def test_a_program_hears_that_it_cannot(administrator: Pages, app: Flask, colleague: Account) -> None:
    form = stop(administrator, colleague)
    age(app)
    answer = administrator.client.post(form.action, data=form.fields, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert is_enabled(app, colleague)


def test_a_sign_in_that_ended_meanwhile_is_told_first_and_the_proof_is_not_kept(
    administrator: Pages, app: Flask, colleague: Account
) -> None:
    age(app)
    form = proving(stop(administrator, colleague).submit(status=422))
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = clock.now()
    kept = form.submit({"proof_password": PASSWORD}, status=401)
    assert PASSWORD not in kept.html
    with app.app_context(), immediate() as session:
        make_second_factor(session, session.scalars(Account.called("quantri")).one())
    assert press(administrator, "quantri").status_code == 303
    assert kept.form(button="Gửi lại").submit().h1 == colleague.full_name
    assert not is_enabled(app, colleague)


def test_who_may_not_is_told_so_and_asked_nothing(app: Flask, ward: AdministrativeUnit, colleague: Account) -> None:
    mine = Pages(app.test_client()).sign_in(someone(app, Role.OFFICER, ward=ward))
    token = mine.get("/tai-khoan").forms()[0].fields["csrf_token"][0]
    age(app)
    mine.post(f"/quan-tri/tai-khoan/{colleague.public_id}/ngung", {"csrf_token": token}, status=403)


def test_a_page_that_only_shows_asks_first_and_is_then_opened(administrator: Pages, app: Flask) -> None:
    age(app)
    asked = administrator.get("/tai-khoan/xac-nhan", query_string={"next": "/quan-tri/nhat-ky?ngay=1/2/2026"})
    wrong = proving(asked).submit({"proof_password": WRONG}, status=422)
    done = proving(wrong).submit({"proof_password": PASSWORD})
    assert done.address == "/quan-tri/nhat-ky"
    elsewhere = administrator.get("/tai-khoan/xac-nhan", query_string={"next": "//elsewhere.example"})
    assert proving(elsewhere).submit({"proof_password": PASSWORD}).address == "/tai-khoan"


# docs/promises.md, "Sign-in"; each with the reason why it cannot simply be done again.
ASKING = {
    "admin.accounts.create",
    "admin.grants.create",
    "admin.grants.destroy",
    "admin.invitations.create",  # by which a password is set anew
    "admin.suspensions.create",
    "admin.suspensions.destroy",
    "office.ambassador_papers.invite",  # an account, a role, and a password to be set
    "office.decisions.create",
    "office.request_decisions.update",
    "office.request_decisions.destroy",
    "office.thanks_letters.approve_all",
    "office.thanks_letters.approve",
    "office.thanks_letters.revoke",
}


def test_what_the_promise_names_asks() -> None:
    assert {route.endpoint for route in declared() if route.fresh_proof} >= ASKING


@pytest.mark.parametrize("route", [route for route in declared() if route.fresh_proof], ids=str)
def test_each_marked_route_asks_before_it_looks_at_anything(app: Flask, route: Any) -> None:
    mine = Pages(app.test_client()).sign_in(someone(app, *(Role(role) for role in sorted(route.who))))
    token = mine.get("/tai-khoan").forms()[0].fields["csrf_token"][0]
    age(app)
    address = route.filled("00000000-0000-0000-0000-000000000000")
    answer = mine.client.open(address, method=route.method, data={"csrf_token": token})
    if route.method == "GET":
        assert answer.location.startswith("/tai-khoan/xac-nhan?next=")
    else:
        assert (answer.status_code, ASKED in answer.text) == (422, True)
    assert mine.client.get_cookie(COOKIE) is not None
