"""A link in a message: opened it writes nothing, pressed it is one visit, over it says so kindly."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, PairOutcome, VisitLink
from app.models.helping.pairs.visit_link import LASTS, UNDO
from app.web.database import db
from tests.pages import Pages
from tests.pairs import House

DAY = timedelta(days=1)


@pytest.fixture
def house(app: Flask) -> House:
    """Bác Thiệu, whom anh Bảy takes by the hand."""
    return House.build(app)


def link_of(house: House) -> str:
    """The address of a new link."""
    with house.write() as (session, village, pair):
        return f"/k/{VisitLink.make(session, pair, by=village.account, now=clock.now()).token}"


@pytest.fixture
def address(house: House) -> str:
    """The link in anh Bảy's message."""
    return link_of(house)


def test_the_page_names_nobody_whole(house: House, address: str, pages: Pages) -> None:
    page = pages.get(address)
    assert page.h1 == "Anh chị đã gặp L. D. Thiệu chưa?"
    assert "Lương Doãn" not in page.html
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_preview_logs_no_visit(make_app: Callable[[str], Flask]) -> None:
    """On a database in which a GET cannot write."""
    house = House.build(make_app("sqlite"))
    address = link_of(house)
    client = house.app.test_client()
    assert [client.open(address, method=method).status_code for method in ("GET", "HEAD", "GET")] == [200] * 3
    assert house.visits() == []


@pytest.mark.parametrize(("button", "met"), [("Đã gặp", True), ("Chưa gặp được", False)])
def test_one_press_is_one_visit(house: House, address: str, pages: Pages, button: str, met: bool) -> None:
    form = pages.get(address).form(button=button)
    result = {"result": "met" if met else "missed"}

    thanked, again = form.submit(result), form.submit({"result": "missed" if met else "met"})

    [made] = house.visits()
    assert (made.met, made.way, made.by_id) == (met, "link", house.village.account.id)
    assert "Cảm ơn anh chị" in thanked.text
    assert thanked.text == again.text
    with house.app.app_context():
        told = select(AuditEvent).where(AuditEvent.action == "mentorship.visit_told")
        assert [event.account_id for event in db.session.scalars(told)] == [None]


def test_a_slip_is_taken_back_for_a_while(house: House, address: str, pages: Pages) -> None:
    thanked = pages.get(address).form(button="Đã gặp").submit({"result": "met"})
    page = thanked.form(button="Bấm nhầm, hoàn tác").submit()
    assert (page.h1, house.visits()) == ("Anh chị đã gặp L. D. Thiệu chưa?", [])

    page.form(button="Chưa gặp được").submit({"result": "missed"})
    with clock.shifted(UNDO):
        late = pages.get(address)
        assert "hoàn tác" not in late.text
        thanked.form(button="Bấm nhầm, hoàn tác").submit()
    assert [made.met for made in house.visits()] == [False]


def test_the_next_visit_is_chosen_beside_the_thanks(house: House, address: str, pages: Pages) -> None:
    thanked = pages.get(address).form(button="Đã gặp").submit({"result": "met"})
    page = thanked.form(action="/hen").submit({"again": "14"})
    assert house.now().next_visit_on == clock.today() + 14 * DAY
    assert "Lần tới ghé" in page.text
    page.form(action="/hen").submit({"again": "x" * 400})
    assert house.now().next_visit_on is None


@pytest.mark.parametrize("over", ["expired", "replaced", "ended"])
def test_a_link_that_is_over_says_so_kindly(house: House, address: str, pages: Pages, over: str) -> None:
    form = pages.get(address).form(button="Đã gặp")
    with house.write() as (session, village, pair):
        if over == "replaced":
            VisitLink.make(session, pair, by=village.account, now=clock.now())
        if over == "ended":
            pair.end(PairOutcome.STOPPED, day=clock.today())
    with clock.shifted(LASTS if over == "expired" else timedelta(0)):
        page = form.submit({"result": "met"}, status=410)
        assert pages.get(address, status=410).text == page.text
    assert {"expired": "đã hết hạn", "replaced": "đã thay bằng", "ended": "đã kết thúc"}[over] in page.text
    assert house.visits() == []


def test_a_press_that_says_nothing_writes_nothing(house: House, address: str, pages: Pages) -> None:
    for odd in ({}, {"result": "perhaps"}):
        assert pages.get(address).form(button="Đã gặp").submit(odd).status == 200
    assert house.visits() == []


def test_an_ambassador_without_an_account_may_answer(house: House, pages: Pages) -> None:
    with house.write() as (_session, village, _pair):
        village.ambassador.account = None
    pages.get(link_of(house)).form(button="Đã gặp").submit({"result": "met"})
    [made] = house.visits()
    assert made.by_id is None


def test_guessing_is_slowed(house: House, address: str, client: FlaskClient) -> None:
    answers = [client.get(f"/k/{uuid.uuid4().hex[:16].upper()}").status_code for _ in range(80)]
    assert set(answers) == {404, 429}
    assert client.get(address).status_code == 200  # a right one always opens


def test_a_token_typed_small_opens_too(house: House, address: str, pages: Pages) -> None:
    assert pages.get(address.lower()).h1.startswith("Anh chị đã gặp")
    assert house.visits() == []
