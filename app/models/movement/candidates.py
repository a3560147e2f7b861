"""Who may be proposed for recognition: by what a version in use asks, and was not recognised yet or is due again."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.models.movement.plate import DUE, Plate, PlateState
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.programme_entry import MET, Answer, ProgrammeEntry
from app.models.movement.recognition import Recognition
from app.models.movement.site import Site


class Candidate(NamedTuple):
    """A site that meets all that is asked, what was recorded of it, the plate that it would renew, and why a leader
    declined it by the same entry ("": nobody did)."""

    site: Site
    entry: ProgrammeEntry
    renews: Plate | None
    declined: str


def candidates(session: Session, version: ProgrammeVersion, day: date) -> list[Candidate]:
    """Those in use that meet every criterion of a version, in the order of their groups and alleys. One whose plate
    runs out within `DUE` only by an entry made after that plate was given."""
    standing, refused = aliased(Plate), aliased(Plate)
    by_it = and_(refused.entry_id == ProgrammeEntry.id, refused.state == PlateState.DECLINED)
    wanted = (
        _proposable(select(Site, ProgrammeEntry, standing, refused.end_reason), version, day, standing)
        .outerjoin(refused, by_it)
        .options(joinedload(Site.residential_group))
        .order_by(Site.residential_group_id, Site.order_key, Site.search_key, Site.id, refused.id)
    )
    rows: list[Any] = list(session.execute(wanted))
    found = {site.id: Candidate(site, entry, renews, why or "") for site, entry, renews, why in rows}
    return list(found.values())  # declined more than once: as the last time


def candidate_count(session: Session, version: ProgrammeVersion, day: date) -> int:
    """How many that are. One statement."""
    standing = aliased(Plate)
    return session.scalar(_proposable(select(func.count()).select_from(Site), version, day, standing)) or 0


def _proposable(
    wanted: Select[*tuple[Any, ...]], version: ProgrammeVersion, day: date, standing: Any
) -> Select[*tuple[Any, ...]]:
    """Those that meet it and have no plate, or one that is due, joined as `standing`: a site has one at most."""
    own = (ProgrammeEntry.programme_id, ProgrammeEntry.site_id)
    still = and_(standing.programme_id == own[0], standing.site_id == own[1], standing.state == PlateState.STANDING)
    due = and_(standing.valid_until <= day + DUE, ProgrammeEntry.day > standing.decided_on)
    return _that_meet(wanted, version).outerjoin(standing, still).where(or_(standing.id.is_(None), due))


def _that_meet(wanted: Select[*tuple[Any, ...]], version: ProgrammeVersion) -> Select[*tuple[Any, ...]]:
    """Of sites in use the entries of a version that count and meet what recognition asks, on no list that waits."""
    waits = exists().where(
        Plate.site_id == ProgrammeEntry.site_id, Plate.programme_id == ProgrammeEntry.programme_id,
        Plate.recognition_id == Recognition.id, Recognition.waits,
    )  # fmt: skip
    met = [
        exists().where(Answer.entry_id == ProgrammeEntry.id, Answer.key == key, Answer.value == MET)
        for key in version.declared.recognised_when
    ]
    return wanted.join(ProgrammeEntry, ProgrammeEntry.site_id == Site.id).where(
        ProgrammeEntry.programme_id == version.programme_id,  # by which its index is found
        ProgrammeEntry.programme_version_id == version.id,
        ProgrammeEntry.counts,
        Site.retired_on.is_(None),
        ~waits,
        *met,
    )
