"""An older release counts what the machine judged by the stalls of a market, as an entry of the office."""

from flask import Flask
from sqlalchemy import select, text

from app.models import Answer, ProgrammeEntry, Site
from app.web.database import db, immediate, schema
from tests.models.movement.test_sites_within import make_market, meets, record
from tests.upgrades.revisions import before_revision


def test_what_a_market_meets_stays_on_the_way_down_and_up(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            market, stalls = make_market(session)
            record(session, market, running=True)
            for stall in stalls[:5]:
                record(session, stall, cashless=True)
            market_id = market.id
        mine = select(Answer.entry_id, Answer.site_id, Answer.key, Answer.value)
        before = sorted(map(tuple, db.session.execute(mine)))
        db.session.rollback()
        schema.downgrade(before_revision("0071"))
        with db.engine.connect() as connection:
            assert set(connection.scalars(text("SELECT DISTINCT way FROM programme_entry"))) <= {
                "office", "doorstep", "import",
            }  # fmt: skip
        schema.upgrade()
        assert sorted(map(tuple, db.session.execute(mine))) == before
        session = db.session()
        assert meets(session, session.get_one(Site, market_id))
        assert session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.site_id == market_id)).all()
        assert schema.differences() == []
