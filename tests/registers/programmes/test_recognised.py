"""The history of a row in words: which entry is judged by the criteria."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.entries.ward_lists import WardLists
from app.models import Programme
from app.registers.programmes.recognised import recorded
from tests.models.movement.test_sites_within import make_market, record


def test_the_newest_entry_that_people_made_is_judged_by_what_lies_within(session: Session) -> None:
    market, stalls = make_market(session)
    record(session, market, running=False)
    record(session, market, running=True)
    programme = session.scalars(select(Programme).where(Programme.id == market.programme_id)).one()

    def criteria() -> list[list[bool]]:
        lists = WardLists.of(session, programme.unit_id, programme.current.declared.asked if programme.current else ())
        return [[met for _text, met in each.criteria] for each in recorded(session, market, programme, lists)]

    assert criteria() == [[True, False], []]
    for stall in stalls[:5]:
        record(session, stall, cashless=True)
    assert criteria() == [[True, True], []]
