"""Each night the worker looks once who is unused, and says in the trail whom it put to sleep."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs.rounds import put_to_sleep
from app.models import Account, AuditEvent, Night, Role
from app.models.people.account_state import NIGHTS
from app.web.database import db, immediate
from tests.factories import PASSWORD, make_account, make_ward

DAY = timedelta(days=1)


def to_noon() -> timedelta:
    """How far it is to the next noon in Vietnam."""
    return clock.at_local(clock.today() + DAY, 12) - clock.now()


def test_night_by_night_somebody_who_never_comes_falls_asleep(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            account = make_account(session, ward, Role.COUNTER, password=PASSWORD)
            make_account(session, ward, Role.COUNTER, password=PASSWORD).last_sign_in_at = clock.now() + 30 * DAY
            account_id = account.id
        for night in range(NIGHTS):
            with clock.shifted(to_noon() + night * DAY):
                assert put_to_sleep() == (1 if night == NIGHTS - 1 else 0)
                assert put_to_sleep() == 0, "once a night"
        assert db.session.get_one(Account, account_id).asleep_at is not None
        assert len(db.session.scalars(select(Night)).all()) == NIGHTS
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.fell_asleep")).one()
        assert (told.account_id, told.unit_id) == (None, ward.id)


def test_before_one_at_night_nobody_looks(app: Flask) -> None:
    with app.app_context(), clock.shifted(clock.at_local(clock.today() + DAY, 0, 30) - clock.now()):
        assert put_to_sleep() == 0
        assert db.session.scalars(select(Night)).all() == []
