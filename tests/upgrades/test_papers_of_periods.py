"""Plates of before get their kind; of papers of several periods, an older release keeps the latest in force."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.country import clock
from app.models import AdministrativeUnit, Plate, Recognition, Role
from app.models.movement.candidates import candidates
from app.web import trusted_days
from app.web.database import db, immediate, schema
from tests.factories import make_account
from tests.models.movement.test_papers_of_programmes import MERIT
from tests.returns import make_returns, moment, send

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
STANDS = select(Plate.number, Plate.state, Plate.end_reason, Plate.kind, Plate.period).order_by(Plate.id)


def test_papers_of_two_periods_go_down_as_one_and_come_up_as_a_plate(doomed_app: Flask) -> None:
    with doomed_app.app_context(), clock.shifted(moment(date(2026, 11, 20)) - clock.now()):
        trusted_days.trust(doomed_app.extensions["settings"])
        with immediate() as session:
            ward = session.scalars(AdministrativeUnit.called("05443")).one()
            officer, leader = (make_account(session, ward, role) for role in (Role.OFFICER, Role.LEADER))
            programme, [site] = make_returns(session, ward, sites=1, **MERIT)
            for period in (SEPTEMBER, OCTOBER):
                send(session, programme, site, period, date(2026, 11, 3), loans=4)
                assert programme.current
                chosen = candidates(session, programme.current, clock.today(), period=period)
                listed = Recognition.submit(session, programme.current, chosen, by=officer, now=clock.now())
                listed.approve(session, by=leader, now=clock.now())
            there = programme.id
        wanted = STANDS.where(Plate.programme_id == there)
        (first, *rest), (second, *other) = [tuple(row) for row in db.session.execute(wanted)]
        assert (rest, other) == (["standing", "", "merit", SEPTEMBER], ["standing", "", "merit", OCTOBER])
        assert second == first + 1
        db.session.rollback()
        for changed in ({"kind": "thanks"}, {"period": date(2026, 8, 1)}):
            with pytest.raises(DBAPIError, match=r"never changes|stay"), immediate() as session:
                session.execute(update(Plate).where(Plate.programme_id == there).values(changed))
        schema.downgrade("0076")
        schema.upgrade()
        assert [tuple(row)[:4] for row in db.session.execute(wanted)] == [
            (first, "replaced", f"{second:03d}/2026", "plate"), (second, "standing", "", "plate"),
        ]  # fmt: skip
