"""Send again as it stands what was sent while its period ran, once that is over."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import not_, select
from sqlalchemy.orm import Session, contains_eager

from app.country import clock
from app.entries.asked_now import AskedNow
from app.entries.judging import judge
from app.models.movement.bounds import Bounds
from app.models.movement.declaration import EntryWay
from app.models.movement.entry_recording import Recording, Submission, lock, record
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import seen
from app.models.people.account import Account


def send_unchanged(session: Session, asked: AskedNow, by: Account, now: datetime) -> list[ProgrammeEntry]:
    """Send again all of a line that was sent too early and that its sender sees. Returns what was stored: nothing where
    an answer would have to be given anew, or there is nothing that was sent too early.

    Raises:
        PeriodNotOpen, SiteGone: see `record`.
    """
    period, entry, unit_id = asked.period, ProgrammeEntry, asked.programme.unit_id
    assert period
    organisation_id = asked.organisation.id if asked.organisation else None
    mine = [
        entry.programme_id == asked.programme.id, entry.of_period(period.key), not_(entry.is_of_all(period)),
        entry.organiser_key == asked.version.declared.organiser_key(organisation_id), entry.latest, entry.was_sent(),
        entry.site_id.in_([each.id for each in asked.own]) if asked.own else entry.organisation_id == organisation_id,
        seen(asked.version.declared, by.id, unit_id, now),
    ]  # fmt: skip
    lock(session, session.scalars(select(entry.site_id).join(entry.site).where(*mine)).all(), organisation_id)
    early = session.scalars(select(entry).join(entry.site).options(contains_eager(entry.site)).where(*mine)).all()
    if any(judge(asked.version, each.outcome, each.given, standing=each.given, reason=each.reason,
                 known=Bounds.of(session, asked.version, clock.local(now).date()).at(each.site)).faults
           for each in early):  # fmt: skip
        return []
    again = [
        Recording(site=each.site, uuid=str(uuid4()), at=now, outcome=each.outcome, answers=each.given,
                  standing=each.given, reason=each.reason)
        for each in early
    ]  # fmt: skip
    way = EntryWay.OFFICE if organisation_id else EntryWay.DOORSTEP
    sent = Submission(asked=asked.version, entries=again, by=by, way=way, organisation_id=organisation_id,
                      period=period.key)  # fmt: skip
    return record(session, sent, now)
