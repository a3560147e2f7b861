"""The calls from the tablets of a ward, in one statement: each page of the counter polls them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.helping.kiosks.kiosk import Kiosk
from app.models.helping.kiosks.kiosk_visit import CALL_STANDS, KioskVisit
from app.models.helping.lists.help_desk import HelpDesk
from app.models.helping.lists.ward_list import HelpTopic


def calls_of(
    session: Session, unit_ids: Collection[int], now: datetime
) -> Sequence[tuple[str, str, str | None]] | None:
    """The calls that somebody waits for, the longest wait first: uuid, the tablet's name, the topic's label.

    None where no tablet stands. One statement, made once and kept.
    """
    asked = {"units": list(unit_ids), "since": now - CALL_STANDS}
    found = session.execute(_asking(), asked).all()
    if not found:
        return None
    return [(row.uuid, row.name, row.label) for row in found if row.uuid is not None]


@cache
def _asking() -> Select[*tuple[Any, ...]]:
    waiting = and_(
        KioskVisit.kiosk_id == Kiosk.id,
        KioskVisit.called_at > bindparam("since", type_=UtcDateTime()),
        KioskVisit.called_at.is_not(None),
        KioskVisit.taken_at.is_(None),
        KioskVisit.is_there(),
    )
    return (
        select(KioskVisit.uuid, Kiosk.name, HelpTopic.label)
        .select_from(Kiosk)
        .join(HelpDesk, HelpDesk.id == Kiosk.desk_id)
        .outerjoin(KioskVisit, waiting)
        .outerjoin(HelpTopic, HelpTopic.id == KioskVisit.topic_id)
        .where(HelpDesk.unit_id.in_(bindparam("units", expanding=True)), Kiosk.revoked_at.is_(None))
        .order_by(KioskVisit.called_at, KioskVisit.id)
    )
