"""Half a year after a request for help at home ended, the worker erases whom it was for; what is open stays."""

import uuid
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.jobs import sweeping
from app.models import HelpRequest, HelpTopic
from app.models.helping.requests.asking import ask, cancel
from app.models.helping.requests.requesting import KEPT, NewRequest
from app.web.database import db, immediate
from tests.factories import make_ward


def test_whom_it_was_for_is_erased_half_a_year_after(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            supply(session, ward)
            topics = session.scalars(HelpTopic.offered(ward.id)).all()
            said = {"full_name": "Nguyễn Thị Hoa", "phone": "+84912345678", "where": "Số 12", "words": "máy mới"}
            for topic in topics[:2]:
                asked = NewRequest(unit=ward, submission=str(uuid.uuid4()), topic=topic, birth_year=1949, **said)
                request = ask(session, asked, clock.now())
            asked = NewRequest(
                unit=ward, submission=str(uuid.uuid4()), topic=topics[1], **{**said, "full_name": "Trêu"}
            )
            ask(session, asked, clock.now())  # the same again: it ends with the first
            cancel(session, request, now=clock.now())
        with clock.shifted(KEPT - timedelta(days=1)):
            assert sweeping.forget_requests() == 0
        with clock.shifted(KEPT + timedelta(days=1)):
            assert sweeping.forget_requests() == 2
            assert sweeping.forget_requests() == 0
        open_, ended, again = db.session.scalars(select(HelpRequest).order_by(HelpRequest.id)).all()
        assert (again.same_as, again.full_name, again.phone) == (ended, "", "")
        assert open_.full_name == "Nguyễn Thị Hoa"
        kept = (ended.full_name, ended.phone, ended.where, ended.words, ended.birth_year, ended.topic_id)
        assert kept == ("", "", "", "", None, topics[1].id)
        assert db.session.scalars(HelpRequest.holding(ended.token)).first() is None
