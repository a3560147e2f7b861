"""What stands of the sites within a site: how many have an entry that counts, how many of them meet a criterion."""

from collections.abc import Collection, Mapping

from sqlalchemy import and_, column, func, or_, select, table
from sqlalchemy.orm import Session

from app.models.movement.answer import MET, Answer
from app.models.movement.programme import Programme
from app.models.movement.rules import Parts
from app.models.movement.site import Site

_ENTRY = table("programme_entry", *(column(name) for name in ("id", "site_id", "programme_id", "counts"))).alias()


def judged(
    session: Session, outer_ids: Collection[int], asked: Collection[Parts]
) -> Mapping[int, Mapping[str, tuple[int, int]]]:
    """Of the sites in use within each of some sites, by id and `Parts.key`: (how many have an entry of its programme
    that counts, how many of these meet its criterion). One statement for each part."""
    counted = {each.key: _counted(session, outer_ids, each) for each in asked} if outer_ids else {}
    return {
        outer_id: {key: found.get(outer_id, (0, 0)) for key, found in counted.items()} for outer_id in set(outer_ids)
    }


def _counted(session: Session, outer_ids: Collection[int], parts: Parts) -> dict[int, tuple[int, int]]:
    met = and_(Answer.entry_id == _ENTRY.c.id, Answer.key == parts.met, Answer.value == MET)
    wanted = (
        select(Site.within_id, func.count(_ENTRY.c.id), func.count(Answer.id))
        .select_from(Site)
        .join(_ENTRY, and_(_ENTRY.c.site_id == Site.id, _ENTRY.c.counts))
        .join(Programme, Programme.id == _ENTRY.c.programme_id)
        .outerjoin(Answer, met)
        .where(Site.within_id.in_(outer_ids), Site.retired_on.is_(None))
        .where(or_(Programme.key == parts.of, Programme.catalogue == parts.of))
        .group_by(Site.within_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(wanted) if row[0] is not None}
