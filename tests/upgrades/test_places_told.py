"""Accounts of before the eight entries are told what moved; those made since then are not."""

from flask import Flask

from app.country import clock
from app.models import Account
from app.web.database import immediate, schema
from tests.factories import make_account, make_ward
from tests.upgrades.revisions import before_revision


def test_who_had_an_account_before_does_not_know_the_places_yet(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            before = make_account(session, make_ward(session)).id
            gone = Account(username="gone", full_name="Lò Thị Vân", password_hash=None, created_at=clock.now())
            session.add(gone)
            session.flush()
            last = gone.id
            session.delete(gone)
        schema.downgrade(before_revision("0101"))
        schema.upgrade()
        assert schema.differences() == []
        with immediate() as session:
            since = make_account(session, make_ward(session)).id
            assert not session.get_one(Account, before).knows_places
            assert session.get_one(Account, since).knows_places
            assert since > last  # the number of an account that is gone is never given again
