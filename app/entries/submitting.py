"""An entry that a phone or a plain form brings, at a house or as "Ghi nhanh", judged and stored in one way."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.entries.asked_version import asked_version
from app.entries.judging import AlreadySent, NotRecorded, judge_posted
from app.entries.posted import Posted
from app.entries.second_entry import Recorder, current_entry
from app.entries.sites import locked_site, site_sent_before
from app.entries.subjects import read_subject
from app.entries.words import not_open_words
from app.models import Account, EntryPhoto, ProgrammeEntry, ProgrammeVersion, Site
from app.models.movement.bounds import Bounds
from app.models.movement.declaration import Outcome
from app.models.movement.entry_period import PeriodNotOpen, WrongPeriod
from app.models.movement.entry_recording import Recording, Submission, record


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
    there = session.scalars(ProgrammeEntry.sent_as(posted.uuid)).one_or_none()
    if there is None and not asked.programme.takes(posted.judged_at, now):
        raise NotRecorded(_("Phong trào này đã thôi nên chưa ghi. Anh chị hỏi cán bộ phụ trách của phường."))
    if there is not None and not (there.by_id == account_id and there.programme_id == asked.programme_id):
        raise AlreadySent(there, same_site=False)
    given = read_subject(session, asked, posted, site, account_id)
    if there is not None:
        site = site_sent_before(session, asked, posted, site, given) if given else site
        return Submitted(_sent_again(session, there, asked, posted, site), is_new=False)
    with session.begin_nested() if given else nullcontext():  # what is refused makes no site either
        site, organisation_id = locked_site(session, asked, posted, named, given, account_id)
        current = current_entry(session, asked, posted, site, Recorder(account_id, organisation_id))
        known = Bounds.of(session, asked, clock.local(now).date()).at(site)
        judged = judge_posted(session, asked, posted, current, known)
        # Checks that only the newer form shows are not held against who filled in the older one.
        reason = posted.reason or ("" if judged.asked is asked else str(_("Ghi theo mẫu cũ")))
        recording = Recording(
            site=site, uuid=posted.uuid, at=posted.moment, outcome=posted.outcome, answers=judged.answers,
            standing=judged.answers, reason=reason, day=posted.day,
        )  # fmt: skip
        sent = Submission(
            asked=judged.asked, entries=[recording], by=session.get_one(Account, account_id), way=posted.way,
            organisation_id=organisation_id, period=posted.period,
        )  # fmt: skip
        entry = _record(session, sent, now)
        for key in judged.photos:
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


def _record(session: Session, sent: Submission, now: datetime) -> ProgrammeEntry:
    try:
        return record(session, sent, now)[0]
    except PeriodNotOpen as closed:
        raise NotRecorded(not_open_words(closed.period)) from None
    except WrongPeriod:
        unclear = _("Chưa ghi: chưa rõ ghi cho kỳ nào. Anh chị mở lại trang khi có mạng rồi chọn kỳ.")
        raise NotRecorded(unclear) from None


def _sent_again(
    session: Session, there: ProgrammeEntry, asked: ProgrammeVersion, posted: Posted, site: Site | None
) -> ProgrammeEntry:
    """The entry stored under the uuid, if its content is that of the posted about the site."""
    same_site = site is not None and there.site_id == site.id
    if same_site and (there.outcome, there.period) == (posted.outcome, posted.period):
        title, judged = asked.declared.title, judge_posted(session, asked, posted, None if posted.anew else there)
        before, said = ({k: v for k, v in of.items() if k != title} for of in (there.given, judged.answers))
        if said == before:
            return there
    raise AlreadySent(there, same_site=same_site)
