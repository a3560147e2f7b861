"""What stands of the sites within a site: how many have an entry that counts, how many of them meet a criterion."""

from collections.abc import Collection, Mapping

from sqlalchemy import and_, column, func, or_, select, table
from sqlalchemy.orm import Session

from app.models.movement.answer import MET, Answer
from app.models.movement.programme import Programme
from app.models.movement.rules import Parts
from app.models.movement.site import Site

_ENTRY = table("programme_entry", *(column(name) for name in ("id", "site_id", "programme_id", "counts"))).alias()


def judged(session: Session, outer_id: int, asked: Collection[Parts]) -> Mapping[str, tuple[int, int]]:
    """Of the sites in use within a site, by `Parts.key`: (how many have an entry of its programme that counts, how many
    of these meet its criterion). One statement for each."""
    return {each.key: _counted(session, outer_id, each) for each in asked}


def _counted(session: Session, outer_id: int, parts: Parts) -> tuple[int, int]:
    met = and_(Answer.entry_id == _ENTRY.c.id, Answer.key == parts.met, Answer.value == MET)
    wanted = (
        select(func.count(_ENTRY.c.id), func.count(Answer.id))
        .select_from(Site)
        .join(_ENTRY, and_(_ENTRY.c.site_id == Site.id, _ENTRY.c.counts))
        .join(Programme, Programme.id == _ENTRY.c.programme_id)
        .outerjoin(Answer, met)
        .where(Site.within_id == outer_id, Site.retired_on.is_(None))
        .where(or_(Programme.key == parts.of, Programme.catalogue == parts.of))
    )
    row = session.execute(wanted).one()
    return row[0], row[1]
