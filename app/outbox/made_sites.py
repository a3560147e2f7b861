"""Sites that phones make: each once, whichever phone describes it first, under whichever uuid."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import names
from app.models import Event, Household, Programme, ProgrammeVersion, ResidentialGroup, Site, SiteAlias
from app.models.movement.declaration import Subject
from app.outbox.described import Described, read_described
from app.outbox.doorstep_report import DoorstepReport
from app.registers.programmes import events


def create_or_find(session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int) -> Site:
    """The site that a report describes as new: an existing row, or one created now.

    Raises:
        Refused: the description is refused; nothing was written.
    """
    said = read_described(session, asked, report, account_id)
    # If two phones bring the same site, the second waits here and finds it.
    if said.group is not None and asked.declared.subject is not Subject.EVENT:
        session.scalars(ResidentialGroup.locked(said.group.id)).one()
    else:
        session.scalars(Programme.locked(asked.programme_id)).one()
    there, subject = _existing(session, asked, report.subject, said)
    if there is None:
        there = _made(asked, said, subject)
    elif there.public_id != subject and session.get(SiteAlias, subject) is None:
        session.add(SiteAlias(public_id=subject, site_id=there.id))
    session.add(there)
    session.flush()
    return there


def site_sent_before(session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int) -> Site | None:
    """The site of a page that was sent before; None if the report now describes a new site differently."""
    site = Site.called(session, report.subject) if report.names_site else None
    if not report.described:
        return site
    said = read_described(session, asked, report, account_id)
    if site is None or site.public_id != report.subject:
        return _existing(session, asked, report.subject, said)[0]
    words = said.columns
    if asked.declared.subject is not Subject.HOUSEHOLD:
        words["within_id"] = said.outer.id if said.outer else None
        words["organisation_id"] = said.organiser.id if said.organiser else site.organisation_id
    return site if all(getattr(site, key, None) == each for key, each in words.items()) else None


def _made(asked: ProgrammeVersion, said: Described, subject: str) -> Site:
    where: dict[str, Any] = {
        "unit": asked.programme.unit, "residential_group": said.group, "public_id": subject, **said.called, **said.more,
    }  # fmt: skip
    if asked.declared.subject is Subject.HOUSEHOLD:
        return Household(**where)
    own: dict[str, Any] = {"programme_id": asked.programme_id, "within": said.outer, "organisation": said.organiser}
    if asked.declared.subject is Subject.SITE:
        return Site(**where, **own)
    event = Event(**where, **own)
    events.name(event, asked.declared)
    return event


def _existing(session: Session, asked: ProgrammeVersion, subject: str, said: Described) -> tuple[Site | None, str]:
    """The existing row for a site described as new, and the uuid to use for it."""
    there, subject = _by_uuid(session, asked, subject, said)
    if there is None and asked.declared.subject is Subject.HOUSEHOLD:
        group_id = said.group.id if said.group else None
        there = Household.alike(session, group_id, unit_id=asked.programme.unit_id, **said.called)
    elif there is None and (same := _same(asked, said)) is not None:
        there = session.scalars(same).first()
    return there, subject


def _same(asked: ProgrammeVersion, said: Described) -> Select[Any] | None:
    """The sites that are one with an own site or event so described; None: none is, an event without a title."""
    number, group_id, name = asked.programme_id, said.group.id if said.group else None, said.called.get("name")
    if name is None:
        return None
    if asked.declared.subject is Subject.EVENT:
        ids = {"group_id": group_id, "organiser_id": said.organiser.id if said.organiser else None}
        events_alike: Select[Any] = Event.same_as(number, name=name, day=said.called["held_on"], **ids)
        return events_alike
    if said.outer is not None:
        return Site.within_site(number, said.outer.id, name)
    if said.organiser is not None:
        return Site.organised_by(number, said.organiser.id, name)
    return Site.of_programme(number, group_id, name)


def _by_uuid(session: Session, asked: ProgrammeVersion, subject: str, said: Described) -> tuple[Site | None, str]:
    """The site created under a uuid, and the uuid. A page saved on a phone sends the same uuid for every site it
    creates, so a site with another description gets a uuid derived from it, the same each time."""
    there = Site.called(session, subject)
    if there is None or _agrees(asked, there, said):
        return there, subject
    described = [*map(_key, said.called.values()), *([said.outer.public_id] if said.outer else [])]
    if asked.declared.subject is Subject.EVENT:
        described += [each.code for each in (said.group, said.organiser) if each]
    own = str(uuid5(UUID(subject), "|".join(described)))
    return Site.called(session, own), own


def _agrees(asked: ProgrammeVersion, there: Site, said: Described) -> bool:
    if said.outer is not None and there.within_id != said.outer.id:
        return False
    if asked.declared.subject is Subject.EVENT:
        ids = said.group.id if said.group else None, said.organiser.id if said.organiser else None
        if ids != (there.residential_group_id, there.organisation_id):
            return False
    return all(_key(getattr(there, key, "")) == _key(each) for key, each in said.called.items())


def _key(value: object) -> str:
    return names.search_key(str(value))
