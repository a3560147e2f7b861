"""Names in the books of houses and sites, where nobody is known by a key: of who is erased none stays."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.country.names import identity_key
from app.models.movement.declaration import AGREED
from app.models.movement.entry_photo import EntryPhoto
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Household, Site
from app.models.people.person import Person


def forget_names(session: Session, people: Collection[Person], *, now: datetime) -> bool:
    """Empty the heads and the persons in answers that are called as these are, in their groups, and in houses of no
    known group, and take away the photos of such a house; it keeps its number and all else that was recorded. Whether
    there was any."""
    found = False
    for person in people:
        key = identity_key(person.full_name)
        where = [Site.unit_id == person.unit_id]
        if person.residential_group_id:
            own = Site.residential_group_id == person.residential_group_id
            where.append(or_(own, Site.residential_group_id.is_(None)))
        heads = session.execute(select(Household.id, Household.head).where(*where, Household.head != ""))
        for house in session.scalars(Site.locked(*(id_ for id_, head in heads if identity_key(head) == key))):
            house.change({"head": ""}, str(house.version))
            entries = session.scalars(select(ProgrammeEntry.id).where(ProgrammeEntry.site_id == house.id)).all()
            EntryPhoto.take_all_away(session, entries, now)
            found = True
        named = select(ProgrammeEntry).join(ProgrammeEntry.site).where(*where, ProgrammeEntry.counts)
        named = named.where(ProgrammeEntry.answers.contains(AGREED)).options(joinedload(ProgrammeEntry.asked_by))
        for entry in session.scalars(named):
            if entry.forget_names({key}):
                found = True
                EntryPhoto.take_all_away(session, [entry.id], now)
    session.flush()
    return found
