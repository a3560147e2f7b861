"""/quay/nha-tiep-theo, where the icon of the installed app leads who goes from house to house."""

import pytest
from flask import Flask

from app.models import Role
from app.web.database import immediate
from tests.doorsteps import Street
from tests.factories import make_account, make_ward
from tests.pages import Page, Pages

ADDRESS = "/quay/nha-tiep-theo"


def leads(page: Page) -> bool:
    """Whether the script goes on to the next house by itself."""
    return any(each.get("data-lead") is not None for each in page.all("div"))


def test_of_one_round_the_next_house_is_one_press_away_and_nobody_is_named(app: Flask) -> None:
    street = Street.build(app, "6 8")
    page = Pages(app.test_client()).sign_in(street.head).get(ADDRESS)

    assert page.h1 == "Nhà tiếp theo"
    assert page.links()["Tới nhà tiếp theo"] == f"/quay/ho/{street.programme}/{street.houses['6']}"
    assert leads(page)
    assert "Đồng Xuân" not in page.text
    assert page.response.headers["X-Offline"] == "1"


def test_of_several_rounds_each_has_its_row(app: Flask) -> None:
    street = Street.build(app, "6 8")
    number = street.keep_shelves("Tủ nhà bà Hoa")
    page = Pages(app.test_client()).sign_in(street.head).get(ADDRESS)

    assert {f"/quay/ho/{street.programme}", f"/quay/ho/{number}"} <= set(page.links().values())
    assert not leads(page)
    assert "bà Hoa" not in page.text


@pytest.mark.parametrize("role", list(Role))
def test_who_visits_nobody_reads_what_it_is_for(app: Flask, role: Role) -> None:
    with app.app_context(), immediate() as session:
        account = make_account(session, make_ward(session), role)

    assert "chưa có sổ nhà nào" in Pages(app.test_client()).sign_in(account).get(ADDRESS).text
