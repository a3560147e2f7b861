"""The site of what is said of a new subject: made once, whoever describes it first, under whichever uuid."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import names
from app.entries.event_days import name_event
from app.entries.posted import Posted
from app.entries.subjects import NewSubject, read_subject
from app.models import Event, Household, Programme, ProgrammeVersion, ResidentialGroup, Site, SiteAlias
from app.models.movement.declaration import Subject


def find_or_make(session: Session, asked: ProgrammeVersion, posted: Posted, account_id: int) -> Site:
    """The site described as new: an existing row, or one created now.

    Raises:
        NotRecorded: the description is refused; nothing was written.
    """
    given = read_subject(session, asked, posted, account_id)
    # If two phones bring the same site, the second waits here and finds it.
    if given.group is not None and asked.declared.subject is not Subject.EVENT:
        session.scalars(ResidentialGroup.locked(given.group.id)).one()
    else:
        session.scalars(Programme.locked(asked.programme_id)).one()
    there, subject = _existing(session, asked, posted.subject, given)
    if there is None:
        there = _made(asked, given, subject)
    elif there.public_id != subject and session.get(SiteAlias, subject) is None:
        session.add(SiteAlias(public_id=subject, site_id=there.id))
    session.add(there)
    session.flush()
    return there.target(session)


def site_sent_before(session: Session, asked: ProgrammeVersion, posted: Posted, account_id: int) -> Site | None:
    """The site of a page that was sent before; None if it now describes a new site differently."""
    site = Site.called(session, posted.subject) if posted.names_site else None
    if not posted.described:
        return site
    given = read_subject(session, asked, posted, account_id)
    if site is None or site.public_id != posted.subject:
        there = _existing(session, asked, posted.subject, given)[0]
        return there.target(session) if there is not None else None
    words = given.columns
    if asked.declared.subject is not Subject.HOUSEHOLD:
        words["within_id"] = given.outer.id if given.outer else None
        words["organisation_id"] = given.organiser.id if given.organiser else site.organisation_id
    same = given.lies_in(site.residential_group_id)
    return site if same and all(getattr(site, key, None) == each for key, each in words.items()) else None


def _made(asked: ProgrammeVersion, given: NewSubject, subject: str) -> Site:
    where: dict[str, Any] = {
        "unit": asked.programme.unit, "residential_group": given.group, "public_id": subject, **given.identity,
        **given.details,
    }  # fmt: skip
    if asked.declared.subject is Subject.HOUSEHOLD:
        return Household(**where)
    own: dict[str, Any] = {"programme_id": asked.programme_id, "within": given.outer, "organisation": given.organiser}
    if asked.declared.subject is Subject.SITE:
        return Site(**where, **own)
    event = Event(**where, **own)
    name_event(event, asked.declared)
    return event


def _existing(session: Session, asked: ProgrammeVersion, subject: str, given: NewSubject) -> tuple[Site | None, str]:
    """The existing row for a site described as new, merged or not, and the uuid to use for it."""
    there, subject = _by_uuid(session, asked, subject, given)
    for group in (given.group, given.former) if given.former else (given.group,):
        group_id = group.id if group else None
        if there is None and asked.declared.subject is Subject.HOUSEHOLD:
            there = Household.alike(session, group_id, unit_id=asked.programme.unit_id, **given.identity)
        elif there is None and (same := _same(asked, given, group_id)) is not None:
            there = session.scalars(same).first()
    return there, subject


def _same(asked: ProgrammeVersion, given: NewSubject, group_id: int | None) -> Select[Any] | None:
    """The sites that are one with an own site or event so described; None: none is, an event without a title."""
    number, name = asked.programme_id, given.identity.get("name")
    if name is None:
        return None
    if asked.declared.subject is Subject.EVENT:
        ids = {"group_id": group_id, "organiser_id": given.organiser.id if given.organiser else None}
        events_alike: Select[Any] = Event.same_as(number, name=name, day=given.identity["held_on"], **ids)
        return events_alike
    if given.outer is not None:
        return Site.within_site(number, given.outer.id, name)
    if given.organiser is not None:
        return Site.organised_by(number, given.organiser.id, name)
    return Site.of_programme(number, group_id, name)


def _by_uuid(session: Session, asked: ProgrammeVersion, subject: str, given: NewSubject) -> tuple[Site | None, str]:
    """The site created under a uuid, and the uuid. A page saved on a phone sends the same uuid for every site it
    creates, so a site with another description gets a uuid derived from it, the same each time."""
    there = Site.named(session, subject)
    if there is None or _agrees(asked, there, given):
        return there, subject
    described = [*map(_key, given.identity.values()), *([given.outer.public_id] if given.outer else [])]
    if asked.declared.subject is Subject.EVENT:
        described += [each.code for each in (given.former or given.group, given.organiser) if each]
    own = str(uuid5(UUID(subject), "|".join(described)))
    return Site.named(session, own), own


def _agrees(asked: ProgrammeVersion, there: Site, given: NewSubject) -> bool:
    if given.outer is not None and there.within_id != given.outer.id:
        return False
    if asked.declared.subject is Subject.EVENT:
        organiser_id = given.organiser.id if given.organiser else None
        if not given.lies_in(there.residential_group_id) or organiser_id != there.organisation_id:
            return False
    return all(_key(getattr(there, key, "")) == _key(each) for key, each in given.identity.items())


def _key(value: object) -> str:
    return names.search_key(str(value))
