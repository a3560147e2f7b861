"""A ward with two markets, one of a market board, whose account records the stalls there; by what ships."""

from dataclasses import dataclass
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.data.programmes import catalogue
from app.models import Account, Organisation, Programme, ProgrammeEntry, Role, Site
from app.web.database import immediate
from tests.factories import make_account, make_grant, make_organisation, make_ward
from tests.quick_entries import BEGAN
from tests.returns import moment
from tests.transactions import Transactions

MARKET, OTHER = "Chợ Gia Sàng", "Chợ Thái"


@dataclass
class Market(Transactions):
    """The programme of stalls, the board, its account, and the uuids of sites by name."""

    app: Flask
    stalls: int
    board: Organisation
    account: Account
    sites: dict[str, str]

    @classmethod
    def build(cls, app: Flask, stalls: str = "1 12 3 4") -> "Market":
        """Rows for all of it; a stall for each number, and one in the other market."""
        with app.app_context(), immediate() as session:
            ward = make_ward(session)
            board = make_organisation(session, ward, kind="market_board", name="Ban quản lý chợ Gia Sàng")
            account = make_account(session, ward)
            make_grant(session, account, ward, Role.UNIT, organisation=board)
            markets, programme = (
                Programme.begun(session, ward, catalogue()[key], catalogue=key, now=moment(BEGAN))
                for key in ("market", "market_stall")
            )
            for each in (markets, programme):
                each.use_draft(seen="1", now=moment(BEGAN))
            session.flush()
            own, other = (
                Site(unit=ward, programme_id=markets.id, name=name, organisation=by, public_id=str(uuid4()))
                for name, by in ((MARKET, board), (OTHER, None))
            )
            session.add_all([own, other])
            named = [(f"Quầy {number}", own) for number in stalls.split()] + [("Quầy 7", other)]
            there = [
                Site(unit=ward, programme_id=programme.id, name=name, within=outer, public_id=str(uuid4()))
                for name, outer in named
            ]
            session.add_all(there)
            session.flush()
            sites = {each.name: each.public_id for each in (own, other, *there)}
            return cls(app, programme.id, board, account, sites)

    def recorded(self) -> list[tuple[str, str, int | None, int | None]]:
        """Name, outcome, organisation and market of each entry of a stall, oldest first."""
        with self.read() as session:
            wanted = select(ProgrammeEntry).filter_by(programme_id=self.stalls).order_by(ProgrammeEntry.id)
            return [
                (each.site.name, each.outcome, each.organisation_id, each.site.within_id)
                for each in session.scalars(wanted)
            ]
