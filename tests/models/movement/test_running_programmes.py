"""The programmes in use are read once in a transaction: four parts of a page ask for them."""

from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import AdministrativeUnit, Programme
from app.web.database import db, immediate
from tests.factories import make_ward
from tests.statements import counted


def begin(session: Session, ward: AdministrativeUnit) -> Programme:
    programme = Programme.begun(session, ward, catalogue()["household"], catalogue="household", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme


def test_each_ward_is_read_once_in_a_transaction_and_anew_in_the_next(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            here, there = make_ward(session), make_ward(session)
            first, second = begin(session, here).id, begin(session, there).id
            wards = here.id, there.id
        session = db.session()
        for _transaction in range(2):
            with counted() as seen:
                for _ in range(2):
                    assert [[each.id for each in Programme.running(session, [ward])] for ward in wards] == [
                        [first], [second]
                    ]  # fmt: skip
                    assert {each.id for each in Programme.running(session, wards)} == {first, second}
            assert len(seen) == 3 * 2  # programmes, and their versions
            session.rollback()
        with immediate() as session:
            session.get_one(Programme, first).retired_on = clock.today()
        assert Programme.running(db.session(), wards[:1]) == []


def test_what_is_written_is_read_in_the_same_transaction(session: Session) -> None:
    ward = make_ward(session)
    assert Programme.running(session, [ward.id]) == []
    programme = begin(session, ward)
    assert Programme.running(session, [ward.id]) == [programme]
