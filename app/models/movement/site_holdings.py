"""What two houses, or own sites, have, for somebody who decides whether they are one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country.periods import name_of
from app.models.movement.declaration import EntryWay
from app.models.movement.entry_period import NO_PERIOD
from app.models.movement.entry_photo import EntryPhoto
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.site import Site, SiteDistinction

# Plates that say something of a house as it is.
SHOWN = PlateState.PROPOSED, PlateState.STANDING, PlateState.REPLACED, PlateState.REVOKED


@dataclass(frozen=True)
class Recorded:
    """What was recorded of a site in a programme and period: how many entries, of them at the door, photos and files,
    those that wait to be confirmed; the newest day."""

    programme: Programme
    period: date | None
    entries: int
    visits: int
    photos: int
    waiting: int
    last: date

    @property
    def place(self) -> tuple[int, date | None]:
        """The programme and the period."""
        return self.programme.id, self.period

    @property
    def title(self) -> str:
        """The programme, with the period as a sentence goes on."""
        every = self.programme.current.declared.every if self.programme.current else None
        named = name_of(every, self.period) if every and self.period else ""
        return f"{self.programme.name}, {named}" if named else self.programme.name


@dataclass(frozen=True)
class Holding:
    """What a site has: entries by programme and period, plates, and how many in use lie within it."""

    recorded: list[Recorded] = field(default_factory=list)
    plates: list[Plate] = field(default_factory=list)
    inner: int = 0

    @property
    def in_force(self) -> dict[tuple[int, date], Plate]:
        """Its plates in force, by programme and period."""
        return {(each.programme_id, each.period): each for each in self.plates if each.state == PlateState.STANDING}


def holdings(session: Session, sites: Collection[Site], sees: Callable[[Programme], bool]) -> dict[int, Holding]:
    """What some sites have, by their ids; entries of programmes that the reader `sees`. Five statements."""
    within = select(Site.within_id, func.count()).where(Site.within_id.in_([each.id for each in sites]), Site.in_use())
    many = {row[0]: row[1] for row in session.execute(within.group_by(Site.within_id))}
    found = {each.id: Holding(inner=many.get(each.id, 0)) for each in sites}
    rows, photos = _entries(session, found), _photos(session, found)
    named = Programme.id.in_({each.programme_id for each in rows})
    every = session.scalars(select(Programme).where(named).options(selectinload(Programme.versions))).all()
    programmes = {each.id: each for each in every if sees(each)}
    for each in rows:
        if (programme := programmes.get(each.programme_id)) is not None:
            period = None if each.period == NO_PERIOD else each.period
            pictured = photos.get((each.site_id, each.programme_id, each.period), 0)
            line = Recorded(programme, period, each.entries, each.visits, pictured, each.waiting, each.last)
            found[each.site_id].recorded.append(line)
    plates = select(Plate).where(Plate.site_id.in_(found), Plate.state.in_(SHOWN)).order_by(Plate.id)
    for plate in session.scalars(plates.options(joinedload(Plate.programme))):
        found[plate.site_id].plates.append(plate)
    return found


def is_distinct(session: Session, one: Site, other: Site) -> bool:
    """Whether somebody said of two sites that they are two."""
    return session.get(SiteDistinction, tuple(sorted((one.id, other.id)))) is not None


def _entries(session: Session, site_ids: Collection[int]) -> list[Row[Any]]:
    entry = ProgrammeEntry
    place = entry.site_id, entry.programme_id, entry.period_key
    waits = func.sum(case((entry.to_decide(), 1), else_=0)).label("waiting")
    visits = func.sum(case((entry.way == EntryWay.DOORSTEP, 1), else_=0)).label("visits")
    columns = entry.period_key.label("period"), func.count().label("entries"), func.max(entry.day).label("last")
    wanted = select(entry.site_id, entry.programme_id, *columns, waits, visits)
    own = entry.site_id.in_(site_ids), entry.withdrawn_at.is_(None), entry.way != BY_PARTS
    wanted = wanted.where(*own).group_by(*place)
    return list(session.execute(wanted.order_by(*place)))


def _photos(session: Session, site_ids: Collection[int]) -> dict[tuple[int, int, date], int]:
    entry = ProgrammeEntry
    place = entry.site_id, entry.programme_id, entry.period_key
    wanted = select(*place, func.count()).join(EntryPhoto, EntryPhoto.entry_id == entry.id).group_by(*place)
    wanted = wanted.where(entry.site_id.in_(site_ids), EntryPhoto.removed_at.is_(None), EntryPhoto.file != "")
    return {(site, programme, period): many for site, programme, period, many in session.execute(wanted)}
