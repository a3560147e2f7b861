"""The site of which something is posted, where its sender may record; a new one is made once, whoever describes it
first, under whichever uuid."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.country import names
from app.entries.event_days import name_event
from app.entries.judging import NotRecorded
from app.entries.reading import Posted
from app.entries.subjects import NewSubject, not_theirs
from app.models import Event, Household, Organisation, Programme, ProgrammeVersion, ResidentialGroup, Site, SiteAlias
from app.models.movement.declaration import EntryWay, Subject
from app.models.movement.doorstep import visits
from app.models.movement.entry_recording import lock
from app.models.movement.relations import may_record, organisations, organised_by, recorded_for
from app.models.movement.site import SiteKind, described_house
from app.models.movement.site_name import SiteName


def locked_site(
    session: Session, asked: ProgrammeVersion, posted: Posted, site: Site | None, given: NewSubject | None,
    account_id: int,
) -> tuple[Site, int | None]:  # fmt: skip
    """The site, locked, and the id of the organisation for which is recorded: the `site` that is named; one that is
    `given` is made, or is the one that another phone made. Where it was merged, that into which.

    Raises:
        MayBe: a form asks whether what is given is one that is there.
        NotRecorded: the sender may not record there.
    """
    named, site = site, _find_or_make(session, asked, posted, given) if given else site and site.target(session)
    assert site
    recorder_id = _recorder(session, asked, posted, account_id, site)
    organisation_id = lock(session, [site.id], recorder_id)
    site = Site.lock_target(session, site.id) if site.merged_into_id is not None else site
    if posted.way == EntryWay.OFFICE and (organisation_id != recorder_id or site.retired_on is not None):
        raise NotRecorded(not_theirs(asked))  # what a form of an organisation names went meanwhile
    unit_id, at = asked.programme.unit_id, posted.rights_at
    theirs = may_record(asked.declared, account_id, unit_id, at)
    visited = select(Site.id).where(Site.id == site.id, Site.unit_id == unit_id, visits(asked.programme, at))
    if session.scalars(visited.where(theirs)).first() is None:
        # Of what was merged, whose it was may record: an own site that is named, the group of a new one.
        merged = bool(given and given.former and given.lies_in(site.residential_group_id))
        if not merged and named is not None and named.kind == SiteKind.OWN and named.id != site.id:
            merged = session.scalars(select(Site.id).where(Site.id == named.id, theirs)).first() is not None
        if not merged or session.scalars(visited).first() is None:
            raise NotRecorded(not_theirs(asked))
    return site, organisation_id


def _recorder(session: Session, asked: ProgrammeVersion, posted: Posted, account_id: int, site: Site) -> int | None:
    """The id of the organisation for which is recorded: the one that is named, for whose subordinate the site is where
    superiors record that one, else what the sender is there.

    Raises:
        NotRecorded: the sender does not record for the one that is named.
    """
    declared, unit_id, at = asked.declared, asked.programme.unit_id, posted.rights_at
    if not posted.organisation:
        return recorded_for(session, declared, site, account_id, at)
    named = Organisation.coded(session, unit_id, posted.organisation)
    theirs = set(session.scalars(organisations(declared.records, account_id, unit_id, at)))
    if declared.by_superiors and site.organisation_id in theirs:
        return site.organisation_id
    merged = named is not None and named.code != posted.organisation and posted.way == EntryWay.OFFICE
    if named is None or named.id not in theirs or merged:
        raise NotRecorded(not_theirs(asked))
    return named.id


def _find_or_make(session: Session, asked: ProgrammeVersion, posted: Posted, given: NewSubject) -> Site:
    """The site described as new: an existing row, or one created now."""
    # If two phones bring the same site, the second waits here and finds it.
    if given.group is not None and asked.declared.subject is not Subject.EVENT:
        session.scalars(ResidentialGroup.locked(given.group.id)).one()
    else:
        session.scalars(Programme.locked(asked.programme_id)).one()
    _check_alike(session, asked, posted, given)
    there, subject = _existing(session, asked, posted, given)
    if there is None:
        there = _made(asked, given, subject)
    elif there.public_id != subject and session.get(SiteAlias, subject) is None:
        session.add(SiteAlias(public_id=subject, site_id=there.id))
    session.add(there)
    session.flush()
    return there.target(session)


class MayBe(NotRecorded):
    """A form of an organisation says a new place that may be one that is there; `message`: name and place of another's,
    of a stall, whose name is a person's, its place alone; "" of an own one."""

    def __init__(self, asked: ProgrammeVersion, site: Site, *, is_own: bool) -> None:
        declared, place = asked.declared, site.within or site.residential_group
        where = {"place": place.name if place else asked.programme.unit.full_name}
        words = (
            _("Đã có một %(what)s như vậy ở %(place)s", what=declared.noun, **where)
            if declared.has_personal_title
            else _("Đã có “%(name)s”, %(place)s", name=site.name, **where)
        )
        super().__init__("" if is_own else str(words))
        self.public_id, self.name = site.public_id, site.name


def _check_alike(session: Session, asked: ProgrammeVersion, posted: Posted, given: NewSubject) -> None:
    """Raises MayBe where a form asks (`apart`) whether what it describes is one that is there: one of its organiser
    first, in use, of its title on its day, or that has or had its name where it lies; of a group also where either
    names none, and of events that no title names all of its day and group. Each organiser has its own of these."""
    apart = posted.described.get("apart") if posted.compares else None
    if apart is None or given.organiser is None:
        return
    declared, key = asked.declared, names.search_key(given.identity.get("name", ""))
    group = Site.residential_group_id == (given.group.id if given.group else None)
    own = organised_by(declared, [given.organiser.id])
    called = [Site.search_key == key if key else group if declared.asks_group else true()]
    if declared.subject is Subject.EVENT:
        called.append(Event.held_on == given.identity["held_on"])
    else:
        near = group | Site.residential_group_id.is_(None) if given.group else true()
        called = [Site.ever_called([key]), Site.within_id == given.outer.id if given.outer else near]
    noun = Event if declared.subject is Subject.EVENT else Site
    here = noun.programme_id == asked.programme_id, noun.in_use(), *called, *([] if key else [own])
    found = session.execute(select(noun, own).where(*here).order_by(own.desc(), noun.order_key, noun.id)).first()
    if found and found[0].public_id not in (posted.subject, apart):
        raise MayBe(asked, found[0], is_own=found[1])


def site_sent_before(
    session: Session, asked: ProgrammeVersion, posted: Posted, site: Site | None, given: NewSubject
) -> Site | None:
    """The site of a page that was sent before and describes a new one; `site`: the one of its uuid. None if it now
    describes it differently."""
    if site is not None and site.public_id == posted.subject:
        words = given.columns
        if asked.declared.subject is not Subject.HOUSEHOLD:
            words["within_id"] = given.outer.id if given.outer else None
            words["organisation_id"] = given.organiser.id if given.organiser else site.organisation_id
        same = given.lies_in(site.residential_group_id)
        if same and all(getattr(site, key, None) == each for key, each in words.items()):
            return site
        if _agrees(asked, site, given):
            return None
    there = _existing(session, asked, posted, given)[0]
    return there.target(session) if there is not None else None


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


def _existing(
    session: Session, asked: ProgrammeVersion, posted: Posted, given: NewSubject
) -> tuple[Site | None, str]:  # fmt: skip
    """The existing row for a site described as new, merged or not, and the uuid to use for it: by its uuid, else one
    that is called so, else the only one in use that was when this was pressed, or shortly before (`SiteName.had`). A
    page saved on a phone sends the same uuid for every site it creates, so a site with another description gets a uuid
    derived from it, the same each time."""
    about, subject, name = asked.declared.subject, posted.subject, given.identity.get("name")
    lying = [_lying(asked, given, each) for each in given.group_ids]
    own = str(uuid5(UUID(subject), _described(asked, given)))
    there = Site.named(session, subject)
    if there is not None and not _agrees(asked, there, given):
        there, subject = Site.named(session, own), own
    if there is not None or posted.described.get("apart"):  # its sender was shown the one that is called so
        return there, subject
    for group_id, here in zip(given.group_ids, lying, strict=True):
        there = there or _called(session, asked, given, group_id, here)
    key = described_house(**given.identity) if about is Subject.HOUSEHOLD else names.search_key(name or "")
    if there is not None or about is Subject.EVENT or not key:
        return there, subject
    had = select(Site).where(or_(*(and_(*each) for each in lying)), Site.id.in_(SiteName.had([key], pressed=posted.at)))
    found = {each.id: each for row in session.scalars(had) if (each := row.target(session)).retired_on is None}
    return next(iter(found.values())) if len(found) == 1 else None, subject


def _called(
    session: Session, asked: ProgrammeVersion, given: NewSubject, group_id: int | None,
    here: Sequence[ColumnElement[bool]],
) -> Site | None:  # fmt: skip
    """The row that is called as described; none is, of an event without a title."""
    if asked.declared.subject is Subject.HOUSEHOLD:
        return Household.alike(session, group_id, unit_id=asked.programme.unit_id, **given.identity)
    if (name := given.identity.get("name")) is None:
        return None
    if asked.declared.subject is Subject.EVENT:
        ids = {"group_id": group_id, "organiser_id": given.organiser.id if given.organiser else None}
        alike = Event.same_as(asked.programme_id, name=name, day=given.identity["held_on"], **ids)
        event: Event | None = session.scalars(alike).first()
        return event
    named = select(Site).where(*here, Site.search_key == names.search_key(name), Site.in_use()).order_by(Site.id)
    return session.scalars(named).first()


def _lying(asked: ProgrammeVersion, given: NewSubject, group_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the sites where one so described lies: a house in its group; an own one within another, else what
    an organisation organises, in whichever group, else in a group or in none."""
    if asked.declared.subject is Subject.HOUSEHOLD:
        house = Site.kind == SiteKind.HOUSEHOLD, Site.unit_id == asked.programme.unit_id
        return *house, Site.residential_group_id == group_id
    where = Site.residential_group_id == group_id
    if given.outer is not None:
        where = Site.within_id == given.outer.id
    elif given.organiser is not None:
        where = Site.organisation_id == given.organiser.id
    return Site.programme_id == asked.programme_id, where


def _described(asked: ProgrammeVersion, given: NewSubject) -> str:
    described = [
        *map(names.search_key, map(str, given.identity.values())),
        *([given.outer.public_id] if given.outer else []),
    ]
    if asked.declared.subject is Subject.EVENT:
        described += [each.code for each in (given.former or given.group, given.organiser) if each]
    return "|".join(described)


def _agrees(asked: ProgrammeVersion, there: Site, given: NewSubject) -> bool:
    if given.outer is not None and there.within_id != given.outer.id:
        return False
    if asked.declared.subject is Subject.EVENT:
        organiser_id = given.organiser.id if given.organiser else None
        if not given.lies_in(there.residential_group_id) or organiser_id != there.organisation_id:
            return False
    pairs = [(str(getattr(there, key, "")), str(each)) for key, each in given.identity.items()]
    return all(names.search_key(its) == names.search_key(each) for its, each in pairs)
