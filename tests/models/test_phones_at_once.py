"""One phone, several of its calls at the same moment: one row of it, one row for each roll on it."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import OfflineRoll, Phone
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.classroom import make_classroom


def test_a_phone_that_calls_several_times_at_once_is_one_row(make_app: Callable[[str], Flask], engine: str) -> None:
    app = make_app(engine)
    room = make_classroom(app)

    def call() -> int:
        with app.app_context(), immediate() as session:
            now = clock.now()
            phone = Phone.heard(
                session, account_id=room.account_id, device="phone", kind="", release="", waiting=0, refused=0, now=now
            )
            OfflineRoll.report(session, phone, now, [room.lesson_id])
            return phone.id

    told = at_once([call] * 6)
    assert set(map(type, told)) == {int}, told
    with app.app_context():
        assert db.session.scalar(select(func.count(Phone.id))) == 1
        assert db.session.scalar(select(func.count(OfflineRoll.id))) == 1
