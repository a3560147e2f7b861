"""An entry that a phone or a plain form brings, at a house or as "Ghi nhanh", judged and stored in one way."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.entries.asked_version import asked_version
from app.entries.event_days import DAY, wrong_days
from app.entries.judging import Fault, judge, unlisted
from app.entries.posted import Posted
from app.entries.reading import read_answers
from app.entries.refusals import AlreadySent, NotRecorded, Overtaken, check
from app.entries.second_entry import Changes, Recorder, Subject, current_entries, of_newer_form, with_visit
from app.entries.sites import find_or_make, site_sent_before
from app.entries.subjects import check_event, not_theirs, read_subject
from app.entries.words import not_open_words
from app.models import Account, EntryPhoto, Event, Organisation, ProgrammeEntry, ProgrammeVersion, Site
from app.models.movement import entry_recording
from app.models.movement.bounds import NOTHING_KNOWN, Bounds, Known
from app.models.movement.declaration import Outcome
from app.models.movement.doorstep import visits
from app.models.movement.entry_period import PeriodNotOpen, WrongPeriod, check_period
from app.models.movement.entry_recording import Recording, Submission
from app.models.movement.relations import may_record, organisations, recorded_for
from app.models.movement.reopened_period import check_open
from app.models.movement.represented import REPRESENTING
from app.models.movement.site import SiteKind


class Submitted(NamedTuple):
    """The entry of a submission; `is_new`: it was stored now, not sent before with the same content."""

    entry: ProgrammeEntry
    is_new: bool


def submit(session: Session, posted: Posted, account_id: int, now: datetime) -> Submitted:
    """Store what a phone or a plain form says of a subject. The same uuid sent twice with the same content is one
    entry.

    Raises:
        AlreadySent: the uuid belongs to an entry of another person, site or programme, or with other content.
        Overtaken: somebody else changed the same answers since the form was drawn.
        NotRecorded: it is refused with a sentence; nothing was written.
    """
    named = Site.named(session, posted.subject) if posted.names_site else None
    site = named.target(session) if named else None
    asked = asked_version(session, posted, site)
    if there := session.scalars(ProgrammeEntry.sent_as(posted.uuid)).one_or_none():
        return Submitted(_sent_again(session, there, asked, posted, site, account_id), is_new=False)
    if not asked.programme.takes(posted.judged_at, now):
        raise NotRecorded(_("Phong trào này đã thôi nên chưa ghi. Anh chị hỏi cán bộ phụ trách của phường."))
    check([Fault(key, str(words)) for key, words in wrong_days({DAY: posted.day}).items()])
    period = _period(session, asked, posted, site, now)
    site, organisation_id = _locked(session, asked, posted, named, account_id)
    sender = Recorder(account_id, organisation_id)
    current = _current(session, asked, posted, site, period, sender)
    here = Bounds.of(session, asked, clock.local(now).date()).at(site)
    version, answers = of_newer_form(asked, current, _answers(session, asked, posted, current, here))
    if isinstance(site, Event):
        check_event(asked, {"held_on": site.held_on}, posted)
    # Checks that only the newer form shows are not held against who filled in the older one.
    reason = posted.reason or ("" if version is asked else str(_("Ghi theo mẫu cũ")))
    recording = Recording(
        site=site, uuid=posted.uuid, at=_moment(posted, period), outcome=posted.outcome, answers=answers,
        standing=answers, reason=reason, day=posted.day,
    )  # fmt: skip
    sent = Submission(
        asked=version, entries=[recording], by=session.get_one(Account, account_id), organisation_id=organisation_id,
        way=posted.way, period=period,
    )  # fmt: skip
    [entry] = entry_recording.record(session, sent, now)
    for key in _photographed(version, posted):
        EntryPhoto.put(session, entry, key, by_id=account_id, now=now)
    return Submitted(entry, is_new=True)


def submit_form(session: Session, posted: Posted, account_id: int, now: datetime) -> ProgrammeEntry:
    """Store what a plain form says, whose page, unlike a phone's operation, may be sent again with other answers: by
    the same person about the same site they become another entry, under a uuid derived from them.

    Raises:
        AlreadySent: the page was sent for another site, or an entry with the same answers exists and is no longer
            current.
        NotRecorded: as `submit`.
    """
    try:
        entry, is_new = submit(session, posted, account_id, now)
    except AlreadySent as already:
        if not already.same_site:
            raise
        words = json.dumps([posted.outcome, posted.answers], sort_keys=True)
        entry, is_new = submit(session, replace(posted, uuid=str(uuid5(UUID(posted.uuid), words))), account_id, now)
    if not (is_new or entry.latest or entry.outcome == Outcome.ABSENT):
        latest = ProgrammeEntry.of([entry.site_id], entry.programme_id).where(ProgrammeEntry.latest)
        raise AlreadySent(session.scalars(latest).first() or entry, same_site=True)
    return entry


def _current(
    session: Session, asked: ProgrammeVersion, posted: Posted, site: Site, period: date | None, sender: Recorder
) -> ProgrammeEntry | None:
    """The entry whose answers a blank keeps; None where nothing is kept."""
    if posted.anew or posted.outcome != Outcome.DONE:
        return None
    subject = Subject(asked, site.id, period, sender)
    return current_entries(session, [subject], posted.at, shown=posted.prefilled is not None).get(subject)


def _answers(
    session: Session, asked: ProgrammeVersion, posted: Posted, current: ProgrammeEntry | None = None,
    here: Mapping[str, Known] = NOTHING_KNOWN,
) -> Mapping[str, Any]:  # fmt: skip
    """The answers to store, by key. `here`: what is known of the place.

    Raises:
        Overtaken: see `submit`.
        NotRecorded: something is wrong with them: the first thing is said.
    """
    declared, before = asked.declared, current.given if current else {}
    prefilled = None if posted.prefilled is None else read_answers(declared.asked, posted.prefilled)
    changes = Changes.of(read_answers(declared.asked, posted.answers), prefilled)
    if current and posted.compares and prefilled is not None and (keys := changes.conflicts(before, prefilled)):
        raise Overtaken(current, [declared.by_key[each].label for each in keys])
    is_blank = not prefilled and not changes.given  # of a form that showed nothing: nothing is said
    before = {} if is_blank else before
    filed = bool((posted.files_follow and (declared.photos or declared.files)) or _photographed(asked, posted))
    known, faults = judge(
        asked, posted.outcome, changes.merged(declared, before), standing=before, reason=posted.reason, filed=filed,
        known=here,
    )  # fmt: skip
    fresh = {key: each for key, each in known.items() if each != before.get(key)}
    check([*faults, *unlisted(session, asked, fresh)])
    return with_visit(declared, known)


def _period(session: Session, asked: ProgrammeVersion, posted: Posted, site: Site | None, now: datetime) -> date | None:
    """The key of the period that is named; None in a programme without periods. A new site has none that was
    opened again.

    Raises:
        NotRecorded: it names none of the programme, or one that is not open.
    """
    try:
        period = date.fromisoformat(posted.period) if posted.period is not None else None
        key = check_period(asked, period, clock.local(now).date())
        check_open(session, asked, key, {site.id if site else 0: (clock.day_of(posted.at, now), posted.at)}, now)
    except PeriodNotOpen as closed:
        raise NotRecorded(not_open_words(closed.period)) from None
    except (WrongPeriod, ValueError):
        unclear = _("Chưa ghi: chưa rõ ghi cho kỳ nào. Anh chị mở lại trang khi có mạng rồi chọn kỳ.")
        raise NotRecorded(unclear) from None
    return period


def _sent_again(
    session: Session, there: ProgrammeEntry, asked: ProgrammeVersion, posted: Posted, site: Site | None,
    account_id: int,
) -> ProgrammeEntry:  # fmt: skip
    """The entry stored under the uuid, if its content is that of the posted about the site."""
    mine = there.by_id == account_id and there.programme_id == asked.programme_id
    if mine and posted.described:
        site = site_sent_before(session, asked, posted, site, read_subject(session, asked, posted, account_id))
    same_site = mine and site is not None and there.site_id == site.id
    period = there.period.isoformat() if there.period else None
    if same_site and (there.outcome, period) == (posted.outcome, posted.period):
        title = asked.declared.title
        given = {key: each for key, each in there.given.items() if key != title}
        current = None if posted.anew else there
        of_same = _answers(session, asked, replace(posted, compares=False), current)
        of_same = of_newer_form(asked, current, of_same)[1]
        if {key: each for key, each in of_same.items() if key != title} == given:
            return there
    raise AlreadySent(there, same_site=same_site)


def _photographed(asked: ProgrammeVersion, posted: Posted) -> list[str]:
    photos = asked.declared.photos if posted.outcome == Outcome.DONE else ()
    return [each.key for each in photos if each.key in posted.photographed]


def _locked(
    session: Session, asked: ProgrammeVersion, posted: Posted, named: Site | None, account_id: int
) -> tuple[Site, int | None]:
    """The site, locked, if the sender may record there, and the id of the organisation for which: the one that is
    named; a new one is created, or is the one that another phone created. Where it was merged, that into which.

    Raises:
        NotRecorded: the sender may not, or what is said of a new one is refused.
    """
    site, given = named.target(session) if named else None, None
    if site is None or posted.made:
        if asked.declared.subject in REPRESENTING:
            raise NotRecorded(_("Không có nơi này trong sổ nên chưa ghi. Anh chị mở lại danh sách khi có mạng."))
        _answers(session, asked, posted)  # judged before the site is made
        given = read_subject(session, asked, posted, account_id)
        site = find_or_make(session, asked, posted, given)
    organisation_id = _recorder(session, asked, posted, account_id, site)
    organisation_id = entry_recording.lock(session, [site.id], organisation_id)
    site = Site.lock_target(session, site.id) if site.merged_into_id is not None else site
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
    if named is None or named.id not in theirs:
        raise NotRecorded(not_theirs(asked))
    return named.id


def _moment(posted: Posted, period: date | None) -> datetime:
    """The moment that ranks an entry: of a period the later word counts, whatever day it names; without periods noon of
    another day that is named."""
    if posted.day in (None, clock.local(posted.at).date()) or period is not None:
        return posted.at
    return clock.at_local(posted.day, 12)
