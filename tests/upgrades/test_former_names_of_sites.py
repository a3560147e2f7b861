"""Sites of before former names were remembered: they stand as they were, and leave their names from now on."""

from flask import Flask
from sqlalchemy import select

from app.models import Site, SiteName
from app.web.database import immediate, schema
from tests.models.movement.test_sites_within import make_market
from tests.upgrades.revisions import before_revision


def test_a_stall_of_before_has_no_former_name_until_it_is_renamed(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            _market, [stall] = make_market(session, 1)
            stall.change({"name": "Quầy 4, ông Chiến"}, str(stall.version))
            id_ = stall.id
        schema.downgrade(before_revision("0100"))
        schema.upgrade()
        assert schema.differences() == []
        with immediate() as session:
            stall = session.get_one(Site, id_)
            assert session.scalars(select(SiteName)).all() == []
            stall.change({"name": "Quầy 4, bà Liên"}, str(stall.version))
            session.flush()
            assert session.scalars(SiteName.had(["quay 4 ong chien"])).all() == [id_]
