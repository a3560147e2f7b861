"""/quay/ho/<programme> for a market board: its stalls, from one to the next, as houses are visited."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Site
from app.models.movement.site_merging import merge_sites
from tests.markets import MARKET, OTHER, Market
from tests.pages import Page, Pages


@pytest.fixture
def market(app: Flask) -> Market:
    return Market.build(app)


@pytest.fixture
def room(market: Market) -> Pages:
    return Pages(market.app.test_client()).sign_in(market.account)


def tiles(page: Page) -> list[str]:
    return re.findall(r'data-name="(Quầy [^"]+)"', page.html)


def test_a_board_walks_the_stalls_of_its_market_by_number(market: Market, room: Pages) -> None:
    page = room.get(f"/quay/ho/{market.stalls}")
    assert tiles(page) == ["Quầy 1", "Quầy 3", "Quầy 4", "Quầy 12"]
    assert MARKET in page.text
    assert OTHER not in page.text
    start = room.get("/don-vi")
    assert start.links()[next(each for each in start.links() if each.startswith("Tiểu thương 4T"))] == (
        f"/quay/ho/{market.stalls}"
    )
    assert f"/don-vi/{market.stalls}?cua={market.board.code}" in page.links().values()
    room.get(f"/quay/ho/{market.stalls}/{market.sites['Quầy 7']}", status=404)
    room.get(f"/quay/ho/{market.stalls}/trong/{market.sites[OTHER]}", status=404)


def test_a_stall_is_recorded_for_the_board_and_leads_to_the_next(market: Market, room: Pages) -> None:
    first = room.get(f"/quay/ho/{market.stalls}/{market.sites['Quầy 1']}")
    after = first.form(button="Lưu, sang Quầy 3").submit({"a_cashless": "yes", "outcome": "done"})
    assert "Quầy 3" in after.text
    room.get(f"/quay/ho/{market.stalls}/{market.sites['Quầy 3']}").form(button="Đi vắng").submit({"outcome": "absent"})
    with market.read() as session:
        outer = session.scalars(select(Site.id).filter_by(public_id=market.sites[MARKET])).one()
    assert market.recorded() == [
        ("Quầy 1", "done", market.board.id, outer), ("Quầy 3", "absent", market.board.id, outer)
    ]  # fmt: skip


def test_a_stall_that_is_not_listed_is_added_to_the_market(market: Market, room: Pages) -> None:
    blank = room.get(f"/quay/ho/{market.stalls}/moi").form(button="Lưu, sang Quầy 1")
    assert OTHER not in blank.page.text
    blank.submit({"name": "Quầy 5", "a_cashless": "yes", "outcome": "done"})
    [(name, _outcome, by, outer)] = market.recorded()
    with market.read() as session:
        assert session.get_one(Site, outer).public_id == market.sites[MARKET]
        made = session.scalars(select(Site).filter_by(name="Quầy 5")).one()
        assert (name, by, made.residential_group_id) == ("Quầy 5", market.board.id, None)


def test_a_phone_is_prepared_with_the_stalls(market: Market, room: Pages) -> None:
    kept = room.client.get("/thiet-bi/chuan-bi").json
    pages = {page for group in kept["groups"] for page in group["pages"]}
    own = {f"/quay/ho/{market.stalls}/{market.sites[f'Quầy {each}']}" for each in (1, 3, 4, 12)}
    assert {f"/quay/ho/{market.stalls}", f"/quay/ho/{market.stalls}/moi", "/don-vi", *own} <= pages


def test_what_was_typed_for_a_market_that_was_merged_is_stored_in_the_one_that_stands(
    market: Market, room: Pages
) -> None:
    with market.write() as session:
        own = session.scalars(select(Site).where(Site.name == MARKET)).one()
        gone = Site(unit=own.unit, programme_id=own.programme_id, name="Chợ Cóc", organisation=own.organisation)
        session.add(gone)
        session.flush()
        within, first, into = f"/quay/ho/{market.stalls}/trong/{gone.public_id}", gone.id, own.id
    blank = room.get(f"{within}/moi").form("/moi")
    merges(market, first, into)
    assert MARKET in room.get(within).text
    assert MARKET in room.get(f"{within}/moi").text
    blank.submit({"name": "Quầy 5", "a_cashless": "yes", "outcome": "done"})
    assert market.recorded() == [("Quầy 5", "done", market.board.id, into)]


def merges(market: Market, gone_id: int, into_id: int) -> None:
    with market.write() as session:
        both = {each.id: each for each in session.scalars(Site.locked(gone_id, into_id))}
        merge_sites(session, both[gone_id], both[into_id], clock.now())
