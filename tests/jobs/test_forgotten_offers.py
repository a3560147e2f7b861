"""Half a year after an offer to become an ambassador was answered, the worker erases whose it was; who waits stays."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs import sweeping
from app.models import AmbassadorOffer, OfferState, Role
from app.models.helping.ambassadors.ambassador_offer import KEPT
from app.web.database import db, immediate
from tests.factories import make_account, make_ward


def test_whose_an_answered_offer_was_is_erased_half_a_year_after(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward, now = make_ward(session), clock.now()
            officer = make_account(session, ward, Role.OFFICER)
            said = {"unit": ward, "birth_year": 1968, "phone": "+84912345678", "words": "rảnh tối", "made_at": now}
            offers = [AmbassadorOffer(submission=name, full_name=name, **said) for name in ("Chờ", "Xong")]
            for offer in offers:
                AmbassadorOffer.make(session, offer)
            offers[1].decline(session, "đủ người", by=officer, now=now)
        with clock.shifted(KEPT - timedelta(days=1)):
            assert sweeping.forget_offers() == 0
        with clock.shifted(KEPT + timedelta(days=1)):
            assert sweeping.forget_offers() == 1
            assert sweeping.forget_offers() == 0
        waits, done = db.session.scalars(select(AmbassadorOffer).order_by(AmbassadorOffer.id)).all()
        assert waits.full_name == "Chờ"
        assert (done.full_name, done.phone, done.words) == ("", "", "")
        assert (done.state, done.why, done.birth_year) == (OfferState.DECLINED, "–", 1960)
