"""An enterprise records its own stall at a market that a board keeps, and a market board offers to take part."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicator_called
from app.models import AdministrativeUnit, Organisation, Programme, Role, Site
from app.registers.indicator import Scope
from tests.factories import make_account, make_grant, make_organisation
from tests.markets import MARKET, OTHER, Market
from tests.pages import Pages


@pytest.fixture
def market(app: Flask) -> Market:
    return Market.build(app)


def enterprise(market: Market) -> Pages:
    """Who records for an enterprise of the ward."""
    with market.write() as session:
        unit = session.get_one(AdministrativeUnit, session.get_one(Organisation, market.board.id).unit_id)
        sells = make_organisation(session, unit, "Công ty Rau sạch Gia Sàng", "enterprise")
        account = make_account(session, unit, full_name="Vi Quốc Khánh")
        make_grant(session, account, unit, Role.UNIT, organisation=sells)
    return Pages(market.app.test_client()).sign_in(account)


def count(market: Market, key: str) -> int | None:
    """A figure of the ward of today."""
    with market.read() as session:
        unit_id = session.get_one(Organisation, market.board.id).unit_id
        indicator = indicator_called(session, key, [unit_id])
        assert indicator is not None
        return indicator.figure(session, Scope((unit_id,), clock.today(), clock.today()))


def test_an_enterprise_records_its_stall_and_sees_no_other(market: Market) -> None:
    room, before = enterprise(market), count(market, "market_stall.asked") or 0
    form = room.get(f"/don-vi/{market.stalls}/moi").form(button="Lưu")
    form.submit({"name": "Quầy rau sạch", "within": market.sites[MARKET], "a_cashless": "yes"})
    assert count(market, "market_stall.asked") == before + 1
    assert count(market, "market_stall.cashless") == before + 1
    listed = room.get(f"/don-vi/{market.stalls}")
    assert "Quầy rau sạch" in listed.text
    for other in ("Quầy 1", "Quầy 3", "Quầy 12"):
        assert other not in listed.text
        room.get(f"/don-vi/{market.stalls}/{market.sites[other]}", status=404)
        room.get(f"/quay/ho/{market.stalls}/{market.sites[other]}", status=404)
    [line] = [to for words, to in room.get("/don-vi").links().items() if words.startswith("Tiểu thương 4T")]
    assert "Quầy rau sạch" in room.get(line).text, "it goes no round of a market that another keeps"
    assert (
        "Quầy rau sạch" in Pages(market.app.test_client()).sign_in(market.account).get(f"/don-vi/{market.stalls}").text
    ), "the board sees each stall of its market"


def test_a_market_board_offers_a_trainer(market: Market) -> None:
    with market.write() as session:
        unit = session.get_one(AdministrativeUnit, session.get_one(Organisation, market.board.id).unit_id)
        offers = Programme.begun(
            session, unit, catalogue()["partner_offer"], catalogue="partner_offer", now=clock.now()
        )
        offers.use_draft(seen=str(offers.version), now=clock.now())
        session.flush()
        number = offers.id
    board = Pages(market.app.test_client()).sign_in(market.account)
    form = board.get(f"/don-vi/{number}/moi").form(button="Lưu")
    form.submit(
        {"name": "Cử người dạy 4T", "held_on": clock.today().strftime("%d/%m/%Y"), "a_helps": ["trainer"],
         "a_people": "2", "outcome": "done"}
    )  # fmt: skip
    assert "Cử người dạy 4T" in board.get(f"/don-vi/{number}").text


def test_without_a_market_no_stall_is_offered_and_the_page_says_what_lacks(market: Market) -> None:
    room = enterprise(market)
    assert "Thêm quầy" in room.get(f"/don-vi/{market.stalls}").text
    with market.write() as session:
        for site in session.scalars(select(Site).where(Site.name.in_((MARKET, OTHER)))):
            site.retired_on = clock.today()
    page = room.get(f"/don-vi/{market.stalls}")
    assert "Chưa có chợ nào trong sổ" in page.text
    assert not any("/moi" in to for to in page.links().values())
