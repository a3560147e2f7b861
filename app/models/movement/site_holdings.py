"""Houses, and own sites of a programme, that may be one, and what each has, for somebody who decides."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, groupby
from typing import Any

from sqlalchemy import Row, Select, case, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country.periods import name_of
from app.models.movement.declaration import EntryWay
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.entry_photo import EntryPhoto
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.site import Household, Site, SiteDistinction
from app.models.movement.site_name import SiteName

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


# At most so many houses of one key are paired: flats of a block may all bear one number.
MOST_ALIKE = 6
# `rule` of the rows of `lookalikes` that name a pair which somebody marked as two houses.
APART = 2


def lookalikes(session: Session, unit_ids: Collection[int]) -> list[tuple[int, int]]:
    """The pairs of houses of some wards that may be the same, by id, the older first: same group and number, or same
    group and head where one of them has no number; without pairs marked as two houses. One statement, which reads only
    these houses, by index."""
    both = [_sharing(place, key, unit_ids) for place, key in enumerate((Site.place_key, Site.head_key))]
    apart = select(literal(APART), null(), SiteDistinction.one_id, literal(""), SiteDistinction.other_id, literal(""))
    apart = apart.join(Site, Site.id == SiteDistinction.one_id).where(Site.unit_id.in_(unit_ids))
    rows: Sequence[Any] = session.execute(union_all(*both, apart).order_by("rule", "unit", "home", "key", "id")).all()
    found = set[tuple[int, int]]()
    for (rule, *_key), same in groupby((row for row in rows if row.rule != APART), key=lambda row: row[:4]):
        for one, other in combinations(list(same)[:MOST_ALIKE], 2):
            if rule == 0 or not (one.place and other.place):
                found.add((one.id, other.id))
    return sorted(found - {(row.home, row.id) for row in rows if row.rule == APART})


def others_of(session: Session, site: Site) -> tuple[list[Site], list[Site]]:
    """The others in use with which a site may be one: those that look alike, and the rest. Two statements at most."""
    others = session.scalars(site.others()).all()
    if isinstance(site, Household):
        alike = {each.id for each in others if isinstance(each, Household) and each.is_like(site)}
    else:
        alike = {each.id for each in session.scalars(doubles_of(site))}
    return [each for each in others if each.id in alike], [each for each in others if each.id not in alike]


def houses_called(session: Session, unit_id: int, ids: Collection[int]) -> dict[int, Household]:
    """Houses of a ward by id, with their groups."""
    wanted = Household.in_units([unit_id]).where(Household.id.in_(ids))
    return {each.id: each for each in session.scalars(wanted.options(joinedload(Household.residential_group)))}


def doubles_of(site: Site) -> Select[Site]:
    """The own sites in use of the programme that may be one that is theirs: have or had a name that it has or had, and
    lie where it does, or in no known group where the group alone says that; without those marked as two."""
    names = select(SiteName.search_key).where(SiteName.site_id == site.id).union(select(literal(site.search_key)))
    group = site.residential_group_id
    there = [Site.within_id == site.within_id]
    if site.within_id is None and group is not None:
        there += [or_(Site.residential_group_id == group, Site.residential_group_id.is_(None))]
    first = (SiteDistinction.one_id == site.id) & (SiteDistinction.other_id == Site.id)
    second = (SiteDistinction.other_id == site.id) & (SiteDistinction.one_id == Site.id)
    here = Site.unit_id == site.unit_id, Site.kind == site.kind, Site.programme_id == site.programme_id
    wanted = select(Site).where(*here, Site.in_use(), Site.id != site.id, Site.ever_called(names), *there)
    return wanted.where(~exists().where(first | second)).order_by(Site.id)


def _sharing(rule: int, key: Any, unit_ids: Collection[int]) -> Select[Any]:
    """The houses that share a key with another house of their group."""
    group, here = Site.residential_group_id, (Site.unit_id.in_(unit_ids), Site.retired_on.is_(None), key != "")
    several = select(Site.unit_id, group, key).where(*here).group_by(Site.unit_id, group, key)
    found = several.having(func.count() > 1).subquery()
    same = (Site.unit_id == found.c[0]) & group.is_not_distinct_from(found.c[1]) & (key == found.c[2])
    columns = select(
        literal(rule).label("rule"), Site.unit_id.label("unit"), group.label("home"), key.label("key"),
        Site.id.label("id"), Site.place_key.label("place"),
    )  # fmt: skip
    return columns.join(found, same).where(*here)
