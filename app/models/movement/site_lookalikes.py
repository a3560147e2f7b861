"""Find houses, and own sites of a programme, that may be the same, for somebody to decide."""

from collections.abc import Collection, Sequence
from itertools import combinations, groupby
from typing import Any

from sqlalchemy import Select, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.models.movement.site import Household, Site, SiteDistinction
from app.models.movement.site_name import SiteName

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
