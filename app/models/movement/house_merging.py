"""Two sites turn out to be one: what was recorded of either, and the plates of both, are of the one that stays. Which
houses may be one waits for somebody to look."""

from datetime import datetime
from itertools import combinations, groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.plate import Plate
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Household, Site, SiteDistinction

# Of a block whose flats all bear one number not every pair is asked about.
MOST_ALIKE = 6


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


def lookalikes(session: Session, unit_id: int) -> list[tuple[int, int]]:
    """The houses of a ward that may be one, the older first: one group and number, or one group and head where one of
    them has no number; without those that somebody told apart. By id; three statements."""
    group, found = Household.residential_group_id, set[tuple[int, int]]()
    here = Household.unit_id == unit_id, Household.in_use()
    for key, told in ((Household.order_key, Household.number), (Household.head, Household.head)):
        several = select(group, key).where(*here, told != "").group_by(group, key).having(func.count() > 1).subquery()
        both = group.is_not_distinct_from(several.c[0]) & (key == several.c[1])
        rows = session.execute(
            select(Household.id, Household.number, group, key).join(several, both).where(*here, told != "")
            .order_by(group, key, Household.id)
        )  # fmt: skip
        for _key, same in groupby(rows, key=lambda row: (row[2], row[3])):
            for one, other in combinations(list(same)[:MOST_ALIKE], 2):
                if told is Household.number or not (one.number and other.number):
                    found.add((one.id, other.id))
    apart = select(SiteDistinction.one_id, SiteDistinction.other_id).join(Site, Site.id == SiteDistinction.one_id)
    return sorted(found - {(row[0], row[1]) for row in session.execute(apart.where(Site.unit_id == unit_id))})
