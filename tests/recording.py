"""Records one entry in a line, for tests that need what was recorded."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models import Account, ProgrammeEntry, ProgrammeVersion, Site
from app.models.movement import entry_recording
from app.models.movement.entry_recording import Recording, Submission


def record(
    session: Session, site: Site, asked: ProgrammeVersion, *, by: Account | None, way: str, now: datetime,
    organisation_id: int | None = None, period: date | None = None, confirms: bool = False, **said: Any,
) -> ProgrammeEntry:  # fmt: skip
    """The entry of a site with what `Recording` says."""
    filled = {key: {} if each is None else each for key, each in said.items()}
    one = Recording(site=site, **filled)
    sent = Submission(
        asked=asked, entries=[one], by=by, way=way, organisation_id=organisation_id, period=period, confirms=confirms
    )
    return entry_recording.record(session, sent, now)[0]


def record_all(
    session: Session, asked: ProgrammeVersion, said: Sequence[Recording], *, now: datetime, **sender: Any
) -> list[ProgrammeEntry]:
    """The entries of many sites, recorded at once."""
    return entry_recording.record(session, Submission(asked=asked, entries=said, **sender), now)
