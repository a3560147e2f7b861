"""Pages are tested on SQLite; here each opens once on PostgreSQL, where a query may be refused that SQLite takes."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.architecture.declared import Route, declared
from tests.architecture.wards import Ward, make_everything

PAGES = [route for route in declared() if route.method == "GET" and not (route.is_public and route.arguments)]


@pytest.fixture(scope="module")
def ward(make_app: Callable[[str], Flask]) -> Ward:
    """A ward with something of everything, kept for good: a page that only shows cannot write there."""
    return make_everything(make_app("postgresql"), "Phường Hồng Gai")


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_every_page_opens_on_postgresql(ward: Ward, route: Route) -> None:
    answer = ward.browser().client.get(ward.address(route) if route.arguments else route.address)
    answer.close()
    assert answer.status_code < 500
    assert answer.status_code != 404 or not route.arguments
