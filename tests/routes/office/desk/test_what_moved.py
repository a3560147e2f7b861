"""Whoever knew the office before it had eight entries is told once on the start page what moved."""

import pytest

from app.models import Account
from tests.routes.office.conftest import Office

MOVED = "Vài việc nay ở chỗ mới"


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_an_account_of_before_is_told_until_it_says_that_it_has_seen_it(office: Office, who: str) -> None:
    with office.write() as session:
        session.get_one(Account, getattr(office, who).id).knows_places = False
    pages = office.as_officer() if who == "officer" else office.as_leader()

    page = pages.get("/van-phong")
    assert MOVED in page.text
    assert MOVED not in pages.get("/van-phong/lop").text

    assert MOVED not in page.form(button="Đã xem").submit().text
    assert MOVED not in pages.get("/van-phong").text


def test_an_account_made_since_then_is_told_nothing(office: Office) -> None:
    assert MOVED not in office.as_officer().get("/van-phong").text
    assert MOVED not in office.as_leader().get("/van-phong").text
