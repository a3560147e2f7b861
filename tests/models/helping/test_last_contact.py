"""When a mentee was last met follows from the visits and helps that stand."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.lists.listed import HelpLists
from app.models.helping.log.correcting import correct, locked_record
from app.models.helping.log.recording import Help, record
from tests.pairs import make_pair, make_village


def test_a_help_that_is_taken_back_is_no_contact(session: Session) -> None:
    village = make_village(session)
    pair, now = make_pair(session, village), clock.now()
    helps = HelpLists.of(session, village.ward.id)
    said = Help(
        uuid="00000000-0000-4000-8000-000000000001",
        unit_id=village.ward.id,
        helper_id=village.account.id,
        topic_ids=(helps.topics["vneid_cai_dat"].id,),
        result_id=helps.results["together"].id,
        at=now,
        device_at=now,
        mentorship_id=pair.id,
    )
    record(session, [said], now=now)
    pair.contacted(now)

    kept = correct(
        session,
        session.scalars(locked_record(said.uuid)).one(),
        {"withdrawn": True},
        uuid="00000000-0000-4000-8000-000000000002",
        by=village.account,
        officer=False,
        at=now + timedelta(seconds=5),
        now=now + timedelta(seconds=6),
    )

    assert kept is not None
    assert pair.last_met_at is None
