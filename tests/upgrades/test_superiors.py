"""Organisations that are on file before they may have a superior have none, and keep what they are."""

from flask import Flask
from sqlalchemy import select

from app.models import Organisation
from app.web.database import db, immediate, schema
from tests.factories import make_organisation, make_ward
from tests.upgrades.revisions import before_revision


def test_organisations_of_the_release_before_have_no_superior(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            office = make_organisation(session, ward, "Văn phòng Đảng ủy phường", "party_office")
            make_organisation(session, ward, "Chi bộ 5", "party_cell").superior = office
        kept = select(Organisation.id, Organisation.name, Organisation.kind, Organisation.employs)
        kept = kept.order_by(Organisation.id)
        before = db.session.execute(kept).all()
        db.session.rollback()
        schema.downgrade(before_revision("0103"))
        schema.upgrade()
        assert db.session.execute(kept).all() == before
        assert {(each.superior_id, each.is_top) for each in db.session.scalars(select(Organisation))} == {(None, True)}
        db.session.rollback()
        with immediate() as session:
            cell, office = session.scalars(select(Organisation).order_by(Organisation.id.desc()).limit(2)).all()
            cell.superior = office
        assert [each.name for each in db.session.scalars(Organisation.below(office.id))] == ["Chi bộ 5"]
