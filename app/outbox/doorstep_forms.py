"""Doorstep reports from a plain form, whose page, unlike a phone's operation, may be sent again with other answers."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from app.models import ProgrammeEntry
from app.outbox.doorstep import Taken, record
from app.outbox.doorstep_report import DoorstepReport


def record_or_correct(session: Session, report: DoorstepReport, account_id: int, now: datetime) -> ProgrammeEntry:
    """Store the report of a plain form. Other answers by the same person about the same site become another entry,
    under a uuid derived from the answers.

    Raises:
        Taken: the page was sent for another site, or an entry with the same answers exists and is no longer current.
        Refused: the report is refused with a sentence; nothing was written.
    """
    try:
        entry = record(session, report, account_id, now)
    except Taken as taken:
        if not taken.same_site:
            raise
        words = json.dumps([report.outcome, report.answers], sort_keys=True)
        entry = record(session, replace(report, uuid=str(uuid5(UUID(report.uuid), words))), account_id, now)
    if not entry.latest:
        standing = ProgrammeEntry.of([entry.site_id], entry.programme_id).where(ProgrammeEntry.latest)
        raise Taken(session.scalars(standing).first() or entry, same_site=True)
    return entry
