"""An older release refuses a union as a place of work: its paid staff belong to none there, and stay."""

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Organisation, Role, Workplace
from app.web.database import db, immediate, schema
from tests.factories import make_account, make_organisation, make_person
from tests.upgrades.revisions import before_revision


def _record(session: Session) -> None:
    ward = session.scalars(AdministrativeUnit.called("05443")).one()
    for name, kind in (("Hội Phụ nữ", "mass_organisation"), ("Trường Hoa Sen", "school")):
        organisation = make_organisation(session, ward, name, kind)
        make_person(session, ward, f"Lò Thị {kind}", 1980).organisation_id = organisation.id
        Workplace.keep(session, make_account(session, ward, Role.COUNTER), ward.id, organisation)


def test_paid_staff_of_a_union_survive_the_way_down_and_up(doomed_app: Flask) -> None:
    people = text(
        "SELECT p.full_name, o.name FROM person p LEFT JOIN organisation o ON o.id = p.organisation_id "
        "WHERE p.full_name IN ('Lò Thị mass_organisation', 'Lò Thị school') ORDER BY p.full_name"
    )
    work = text(
        "SELECT o.name FROM workplace w JOIN organisation o ON o.id = w.organisation_id "
        "WHERE o.name IN ('Hội Phụ nữ', 'Trường Hoa Sen')"
    )
    with doomed_app.app_context():
        with immediate() as session:
            _record(session)
        schema.downgrade(before_revision("0076"))
        with db.engine.connect() as connection:
            assert [tuple(row) for row in connection.execute(people)] == [
                ("Lò Thị mass_organisation", None), ("Lò Thị school", "Trường Hoa Sen"),
            ]  # fmt: skip
            assert connection.scalars(work).all() == ["Trường Hoa Sen"]
        schema.upgrade()
        union = db.session.query(Organisation).filter_by(name="Hội Phụ nữ").one()
        assert union.employs
        assert schema.differences() == []
