"""A database in which sites that are no houses had no sort key."""

from flask import Flask
from sqlalchemy import select

from app.models import Household, Site
from app.web.database import db, immediate, schema
from tests.factories import make_ward
from tests.returns import make_returns


def test_stalls_that_were_there_before_sort_by_their_numbers(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            _programme, sites = make_returns(session, ward, sites=12)
            house = Household(unit=ward, number="14", alley="Ngõ 12", head="Ma Văn Hai")
            session.add(house)
            session.flush()
            before = {each.id: each.order_key for each in (*sites, house)}
            wanted = [each.id for each in sites]
        schema.downgrade("0098")
        schema.upgrade()
        after = select(Site.id, Site.order_key).where(Site.id.in_(before))
        assert {row[0]: row[1] for row in db.session.execute(after)} == before
        own = select(Site.id).where(Site.id.in_(wanted)).order_by(Site.order_key)
        assert db.session.scalars(own).all() == wanted
