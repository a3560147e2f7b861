"""Erasure of names in the registers of houses and sites, which know people by name only, not by id."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.country.names import identity_key, search_key
from app.models.movement.entry_photo import EntryPhoto
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.question import AGREED
from app.models.movement.site import Household, Site
from app.models.movement.site_merge import SiteMerge
from app.models.movement.site_name import SiteName
from app.models.people.person import Person


def forget_names(session: Session, people: Collection[Person], *, now: datetime) -> bool:
    """Erase heads of houses and persons in answers with the names of these people, in their groups and in houses
    without a group, also where a merge keeps them for its undo or a house had them before, and remove the photos there.
    House numbers and all other answers stay. Returns whether any name was found."""
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
        found = SiteName.forget(session, select(Site.id).where(*where), search_key(person.full_name)) or found
        named = (
            select(ProgrammeEntry)
            .join(ProgrammeEntry.site)
            .where(*where, ProgrammeEntry.counts | ProgrammeEntry.latest)
        )
        named = named.where(ProgrammeEntry.answers.contains(AGREED)).options(joinedload(ProgrammeEntry.asked_by))
        for entry in session.scalars(named):
            if entry.forget_names({key}):
                found = True
                EntryPhoto.take_all_away(session, [entry.id], now)
        merges = select(SiteMerge).join(SiteMerge.kept).where(*where, SiteMerge.moved.startswith("{"))
        for merge in session.scalars(merges):
            found = merge.forget_name(key) or found
    session.flush()
    return found
