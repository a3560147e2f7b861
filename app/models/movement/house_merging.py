"""Two sites turn out to be one: what was recorded of either, and the plates of both, are of the one that stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.plate import Plate
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Site


def merge_sites(session: Session, gone: Site, into: Site, now: datetime) -> None:
    """Join one to the other; what phones still send for it goes there. The caller holds both rows.

    Raises:
        AlreadyGone: one of them is used no longer; nothing was changed.
    """
    gone.join_to(into, clock.local(now).date())
    session.flush()
    ProgrammeEntry.move_all(session, gone, into)
    Plate.move_all(session, gone, into, now)
    session.expire_all()
