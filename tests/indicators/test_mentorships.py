"""Pairs counted: what the office's figure and its list say is the same, at any hour; who reached their goals, once."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators import mentorships
from app.models import MentorVisit, PairOutcome
from app.models.helping.pairs import pair_list
from app.models.helping.pairs.pair_list import PairShelf
from tests.factories import make_person
from tests.pairs import make_pair, make_village, told, visit

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
    counted = mentorships.rows(ward, today, mentorships.Which.UNMET)
    assert {pair.id for pair in session.scalars(counted)} == set(silent)
    for now in (clock.at_local(today), clock.at_local(today, 12), clock.at_local(today, 23, 59)):
        assert {pair.id for pair in session.scalars(pair_list.silent_of([ward], now))} == set(silent)
        assert pair_list.counts(session, [ward], pair_list.Wanted(), now)[PairShelf.SILENT] == len(silent)


def test_who_reaches_goals_again_with_another_is_no_person_more(session: Session) -> None:
    village, today = make_village(session), clock.today()
    thieu = make_person(session, village.ward, "Lương Doãn Thiệu", 1947)
    earlier = make_person(session, village.ward, "Lương Doãn Thịu", 1947)
    earlier.merged_into_id = thieu.id
    for person, ago, goal in ((earlier, 70, "vneid"), (thieu, 10, "ehealth")):
        pair = make_pair(session, village, person=person, goals=(goal,), since=today - 80 * DAY)
        visit(session, village, pair, ago * DAY, said={goal: "can_do"})
        pair.end(PairOutcome.REACHED, day=today - ago * DAY)
        session.flush()
    pjao = make_pair(session, village, "Chu Thị Pjảo", since=today - 80 * DAY)
    visit(session, village, pjao, 5 * DAY, said={"vneid": "can_do", "payments": "can_do"})
    session.flush()

    def reached(until: int, since: int | None = None) -> mentorships.Count:
        first = today - since * DAY if since else None
        return mentorships.count(session, village.ward.id, today - until * DAY, mentorships.Which.REACHED, first)

    assert reached(31, 80) == mentorships.Count(pairs=1, people=1)
    assert reached(0, 30) == mentorships.Count(pairs=2, people=1)
    assert reached(0) == reached(0, 80) == mentorships.Count(pairs=3, people=2)
