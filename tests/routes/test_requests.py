"""What no form and no address of ours holds: numbers larger than any column, JSON where a form belongs."""

import pytest
from flask import Flask

from app.models import Role
from app.web.database import immediate
from tests.factories import make_account, make_course, make_ward
from tests.pages import Pages

pytestmark = pytest.mark.postgresql

HUGE = (2**31, 2**63, 10**30, -(2**63))


@pytest.fixture
def officer(app: Flask, pages: Pages) -> Pages:
    """Signed in as an officer of a ward with the class TC01."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_course(session, ward, code="TC01")
        account = make_account(session, ward, Role.OFFICER)
    return pages.sign_in(account)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("address", ["lop?trang=", "so-cap?trang=", "so-cap?nam=", "thu-cam-on?nam="])
def test_a_number_larger_than_any_asks_for_nothing(officer: Pages, address: str, number: int) -> None:
    officer.get(f"/van-phong/{address}{number}")


@pytest.mark.parametrize("digits", [str(10**30), "9" * 5000])
def test_an_address_with_such_a_number_is_none_of_ours(officer: Pages, digits: str) -> None:
    officer.get(f"/van-phong/lop/TC01/buoi/{digits}/sua", status=404)


@pytest.mark.parametrize("body", ["[" * 100_000, "[1]", '"x"', '{"full_name": {"a": 1}}', "{}"])
def test_a_form_that_comes_as_json_is_an_empty_one(officer: Pages, body: str) -> None:
    token = officer.get("/l/TC01").form(action="/l/TC01").fields["csrf_token"][0]
    headers = {"X-CSRFToken": token}
    answer = officer.client.post(
        "/l/TC01", data=body, content_type="application/json", headers=headers, follow_redirects=True
    )
    assert answer.status_code == 422
    assert "Chưa có họ và tên." in answer.get_data(as_text=True)
