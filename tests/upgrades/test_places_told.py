"""Accounts of before the eight entries are told what moved; those made since then are not."""

from flask import Flask

from app.models import Account
from app.web.database import immediate, schema
from tests.factories import make_account, make_ward
from tests.upgrades.revisions import before_revision


def test_who_had_an_account_before_does_not_know_the_places_yet(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            before = make_account(session, make_ward(session)).id
        schema.downgrade(before_revision("0101"))
        schema.upgrade()
        assert schema.differences() == []
        with immediate() as session:
            since = make_account(session, make_ward(session)).id
            assert not session.get_one(Account, before).knows_places
            assert session.get_one(Account, since).knows_places
