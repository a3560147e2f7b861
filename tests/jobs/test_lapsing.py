"""The worker ends offers that nobody took, without anybody having to look at the course."""

from datetime import timedelta

from flask import Flask

from app.country import clock
from app.jobs import sweeping
from app.models import Registration
from app.models.learning.leaving import cancel
from app.web.database import immediate
from app.web.sign_in.limits import TOKENS
from tests.registering import open_course, registrations


def test_addresses_of_those_who_guessed_are_not_kept(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        with immediate() as session:
            TOKENS.note_wrong(session)
        assert sweeping.forget_addresses() == 0
        with clock.shifted(timedelta(hours=25)):
            assert sweeping.forget_addresses() == 1
            assert sweeping.forget_addresses() == 0


def test_a_seat_nobody_took_in_time_goes_on_by_itself(app: Flask) -> None:
    open_course(app, seats=1, people=3, offer_hours=24, first=clock.now() + timedelta(days=10))
    holder = registrations(app)[0].id
    with app.app_context():
        with immediate() as session:
            cancel(session, session.get_one(Registration, holder), now=clock.now())
        assert sweeping.lapse() == 0
        with clock.shifted(timedelta(hours=26)):
            assert sweeping.lapse() == 1
            assert sweeping.lapse() == 0
    assert [(made.state, made.end_reason) for made in registrations(app)] == [
        ("cancelled", ""),
        ("cancelled", "lapsed"),
        ("offered", ""),
    ]
