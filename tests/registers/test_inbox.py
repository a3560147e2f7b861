"""What waits for an office is counted in the units and at the moment that are asked for, whatever was asked before."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.inbox import waits_in
from app.models import HelpRequest
from tests.factories import make_course, make_ward
from tests.helping import Counter


def test_the_days_that_pass_and_the_ward_that_asks_are_not_those_of_who_asked_before(session: Session) -> None:
    now, here, there = clock.now(), make_ward(session), make_ward(session)
    make_course(session, here, registration_closes_at=now + timedelta(hours=20))
    counter, due = Counter(session, here), clock.today()
    request = {"full_name": "Ma Thị Sen", "topic": counter.topics["vneid_cai_dat"], "phone": "+84912345678"}
    session.add(HelpRequest(unit=here, submission="sen", due_on=due, made_at=now, **request))
    session.flush()

    def waits(units: set[int], days: int) -> tuple[str | None, int, int, int]:
        ward, waits = waits_in(session, units, now + timedelta(days=days))
        closing, unclosed, late = (waits.counts.get(key, 0) for key in ("sap-dong", "chua-xong", "help_late"))
        return ward.code if ward else None, closing, unclosed, late

    assert waits({here.id}, 0) == (here.code, 1, 0, 0)
    assert waits({there.id}, 0) == (there.code, 0, 0, 0)
    assert waits({here.id, there.id}, 2) == (min(here.code, there.code), 0, 1, 1)
    assert waits({here.id}, -3) == (here.code, 0, 0, 0)
    assert waits(set(), 0) == (None, 0, 0, 0)
