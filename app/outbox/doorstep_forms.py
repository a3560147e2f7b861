"""What a plain form says of a house: unlike a phone's operation its page may come back with other answers."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from app.models import ProgrammeEntry
from app.outbox.doorstep import DoorstepReport, Taken, record


def record_or_correct(session: Session, told: DoorstepReport, account_id: int, now: datetime) -> ProgrammeEntry:
    """Keep what a plain form says, whose page may have been sent before: other answers of the same person about the
    same site are a further entry, under a uuid of their own that is the same each time.

    Raises:
        Taken: the page was sent for something else, or what it says was recorded before and stands no more.
        Refused: in words, and nothing was written.
    """
    try:
        entry = record(session, told, account_id, now)
    except Taken as taken:
        if not taken.same_site:
            raise
        words = json.dumps([told.outcome, told.answers], sort_keys=True)
        entry = record(session, replace(told, uuid=str(uuid5(UUID(told.uuid), words))), account_id, now)
    if not entry.latest:
        standing = ProgrammeEntry.of([entry.site_id], entry.programme_id).where(ProgrammeEntry.latest)
        raise Taken(session.scalars(standing).first() or entry, same_site=True)
    return entry
