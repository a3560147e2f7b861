"""What a stranger's phone fetches at its first visit of the pages that nearly everybody opens: bytes, no time."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client

from app.models import Course, Registration, RegistrationState, Ticket
from app.web.database import db
from tools.measure.weight import REPEAT, WHOLE, Visit, visited, weighed


@pytest.fixture(scope="module")
def demo(make_app: Callable[..., Flask]) -> Flask:
    return make_app("sqlite", demo=True)


@pytest.fixture(scope="module")
def ticket(demo: Flask) -> str:
    """The address of a ticket of the class whose page is weighed."""
    seated = Registration.state == RegistrationState.SEATED
    of_class = select(Ticket).where(
        Ticket.course.has(Course.code == "DEM1"), Registration.ticket_id == Ticket.id, seated
    )
    with demo.app_context():
        return f"/v/{db.session.scalars(of_class.order_by(Ticket.id).limit(1)).one().token}"


def first_visit(app: Flask, path: str) -> Visit:
    """A page and all that it links, as a browser that takes brotli gets them, with their headers."""
    client = Client(app, use_cookies=False)

    def fetch(address: str, cookie: str) -> tuple[int, bytes, str]:
        given = {"Accept-Encoding": "br, gzip"} | ({"Cookie": cookie} if cookie else {})
        with client.get(address, headers=given, base_url="https://lopso.example") as answer:
            assert answer.status_code == 200, address
            return weighed(answer.status, list(answer.headers), answer.data)

    return visited(fetch, path)


def test_a_first_visit_fits_twenty_eight_kilobytes(demo: Flask, ticket: str) -> None:
    weighed = {path: first_visit(demo, path) for path in ("/", "/l/DEM1", ticket)}

    assert {path: visit.whole for path, visit in weighed.items() if visit.whole > WHOLE} == {}, weighed
    assert weighed["/l/DEM1"].again <= REPEAT, "the page alone, for who has its files"
    assert any("resident_worker" in name for name in weighed[ticket].later), "what the worker brings counts too"
