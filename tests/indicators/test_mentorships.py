"""Pairs counted: what the office's figure and its list say is the same, at any hour."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators import mentorships
from app.models import MentorVisit
from app.models.helping.pairs import pairing
from app.registers.indicator import Scope
from tests.pairs import make_pair, make_village, told

DAY = timedelta(days=1)


def test_the_figure_and_the_list_agree_on_the_thirtieth_day(session: Session) -> None:
    village, today = make_village(session), clock.today()
    silent = []
    for ago in (29, 30, 31):
        day = today - ago * DAY
        never = make_pair(session, village, since=day)
        early, late = make_pair(session, village, since=day), make_pair(session, village, since=day)
        for pair, at in ((early, clock.at_local(day)), (late, clock.at_local(day, 23, 59))):
            MentorVisit.record(session, pair, told(village, at), by=village.account, now=clock.now())
        silent += [never.id, early.id, late.id] if ago >= 30 else []
    session.flush()
    ward = village.ward.id
    counted = mentorships.UNMET_PAIRS.behind(Scope((ward,), today, today))
    assert {pair.id for pair in session.scalars(counted)} == set(silent)
    for now in (clock.at_local(today), clock.at_local(today, 12), clock.at_local(today, 23, 59)):
        assert {pair.id for pair in session.scalars(pairing.silent_of([ward], now))} == set(silent)
