"""Entries of all programmes that wait to be confirmed, by the office or by organisations of a kind, or to be given back
to who asked for them."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry


class Unconfirmed(NamedTuple):
    """An entry that waits, and its programme, which may have come from a merged one whose version asked."""

    entry: ProgrammeEntry
    programme: Programme

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return (self.entry.asked_back_at if self.entry.is_asked_back else None) or self.entry.received_at

    def concerns(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles or relations see it and decide about it."""
        return self.entry.is_decided_by(roles) and self.programme.is_seen_by(roles)


def unconfirmed(session: Session, unit_ids: Collection[int], roles: Collection[str]) -> list[Unconfirmed]:
    """The entries of some units that holders of some roles see and confirm, by programme, the oldest first; of
    programmes that are not retired. One statement where there are none, else two."""
    own = Programme.id == ProgrammeEntry.programme_id
    waits = ProgrammeEntry.unit_id.in_(unit_ids), ProgrammeEntry.to_decide(), Programme.in_use()
    loads = joinedload(ProgrammeEntry.asked_by), joinedload(ProgrammeEntry.site), selectinload(Programme.versions)
    by_programme = Programme.search_key, Programme.id, ProgrammeEntry.received_at, ProgrammeEntry.id
    wanted = select(ProgrammeEntry, Programme).join(Programme, own).where(*waits).options(*loads)
    rows = (Unconfirmed(*row) for row in session.execute(wanted.order_by(*by_programme)))
    return [each for each in rows if each.concerns(roles)]


def seen_by(session: Session, unit_id: int, relation: str) -> list[Programme]:
    """The programmes in use of a unit whose entries a role or relation sees, by name."""
    return [each for each in Programme.running(session, [unit_id]) if each.current and each.is_seen_by([relation])]


def is_confirmed_by(programme: Programme, relation: str) -> bool:
    """Whether a role or relation confirms entries of a programme, by one of its versions."""
    return any(version.declared.is_confirmed_by([relation]) for version in programme.used)
