"""An entry that a phone or a plain form brings, at a house or as "Ghi nhanh", judged and stored in one way."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.entries.event_days import check_days
from app.entries.judging import AlreadySent, NotRecorded, completed, judge_posted
from app.entries.reading import Posted
from app.entries.second_entry import Recorder, current_entry
from app.entries.sites import locked_site, site_sent_before
from app.entries.subjects import read_subject
from app.entries.words import not_open_words
from app.models import (
    Account,
    AdministrativeUnit,
    EntryPhoto,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    ResidentialGroup,
    Site,
)
from app.models.movement.bounds import NOTHING_KNOWN, Bounds
from app.models.movement.declaration import Outcome
from app.models.movement.declared_periods import PeriodNotOpen, WrongPeriod
from app.models.movement.entry_recording import Recording, Submission, record


class Submitted(NamedTuple):
    """The entry of a submission; `is_new`: it was stored now, not sent before with the same content."""

    entry: ProgrammeEntry
    is_new: bool


def submit(session: Session, posted: Posted, account_id: int, now: datetime) -> Submitted:
    """Store what a phone or a plain form says of a subject; what is sent twice under one uuid is stored once.

    Raises:
        AlreadySent: the uuid belongs to an entry of another person, site or programme, or with other content.
        NotRecorded: it is refused with a sentence, a form also as Overtaken, Unread or MayBe; nothing was written.
    """
    named = Site.named(session, posted.subject) if posted.names_site else None
    asked = _asked_version(session, posted, site := named and named.target(session))
    there = session.scalars(ProgrammeEntry.sent_as(posted.uuid)).one_or_none()
    if there is not None and (there.by_id, there.programme_id) != (account_id, asked.programme_id):
        raise AlreadySent(there, same_site=False)
    if there is None and not asked.programme.takes(posted.judged_at, now):
        raise NotRecorded(_("Phong trào này đã thôi nên chưa ghi. Anh chị hỏi cán bộ phụ trách của phường."))
    check_days(asked.declared, posted, site)
    given = read_subject(session, asked, posted, site, account_id)
    with session.begin_nested() if given else nullcontext(), _in_words():  # what is refused makes no site either
        if there is not None:
            site = site_sent_before(session, asked, posted, site, given) if given else site
            if site is None or (there.site_id, there.period) != (site.id, posted.period):
                raise AlreadySent(there, same_site=site is not None and there.site_id == site.id)
            current, known = None if posted.anew else there, NOTHING_KNOWN
        else:
            site, for_id = locked_site(session, asked, posted, named, given, account_id)
            current = current_entry(session, asked, posted, site, Recorder(account_id, for_id))
            known = Bounds.of(session, asked, clock.local(now).date()).at(site)
        judged = completed(session, judge_posted(asked, posted, current.given if current else {}, known), current)
        if there is not None:
            return Submitted(judged.equal_entry(there), is_new=False)
        sent = Submission(
            asked=judged.asked, by=session.get_one(Account, account_id), organisation_id=for_id, way=posted.way,
            period=posted.period, entries=[Recording(
                site=site, uuid=posted.uuid, at=posted.moment, outcome=posted.outcome, answers=judged.answers,
                standing=judged.answers, reason=judged.reason, day=posted.day,
            )],
        )  # fmt: skip
        [entry] = record(session, sent, now)
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
    changed_uuid = str(uuid5(UUID(posted.uuid), json.dumps([posted.outcome, posted.answers], sort_keys=True)))
    for uuid in (posted.uuid, changed_uuid):
        try:
            entry, is_new = submit(session, replace(posted, uuid=uuid), account_id, now)
            break
        except AlreadySent as already:
            if not already.same_site or uuid == changed_uuid:
                raise
    if not (is_new or entry.latest or entry.outcome == Outcome.ABSENT):
        latest = ProgrammeEntry.of([entry.site_id], entry.programme_id).where(ProgrammeEntry.latest)
        raise AlreadySent(session.scalars(latest).first() or entry, same_site=True)
    return entry


@contextmanager
def _in_words() -> Iterator[None]:
    """Says to a sender why a period is not theirs to send."""
    try:
        yield
    except PeriodNotOpen as closed:
        raise NotRecorded(not_open_words(closed.period)) from None
    except WrongPeriod:
        unclear = _("Chưa ghi: chưa rõ ghi cho kỳ nào. Anh chị mở lại trang khi có mạng rồi chọn kỳ.")
        raise NotRecorded(unclear) from None


def _asked_version(session: Session, posted: Posted, site: Site | None) -> ProgrammeVersion:
    """The version whose questions are answered of a site (None: a new one); the same one in the ward that the house, or
    the group of a new house, has moved to, and in the programme that its programme was merged into.

    Raises:
        NotRecorded: there is none, or none that is recorded on phones, where no organisation is named.
    """
    asked = _named(session, posted)
    made, ward = posted.described, asked.programme.unit
    where: Site | ResidentialGroup | None = site or _group_that_left(session, ward, str(made.get("group")))
    unit_id = where.unit_id if where is not None else ward.id
    if unit_id != ward.id or asked.programme.merged_into_id is not None:
        there = ProgrammeVersion.asked_in([unit_id]).where(
            ProgrammeVersion.said == asked.said, Programme.merged_into_id.is_(None)
        )
        asked = session.scalars(there).first() or asked
    return asked


def _named(session: Session, posted: Posted) -> ProgrammeVersion:
    """The version of the programme that asked the questions."""
    programme = session.get(Programme, posted.programme) if 0 < posted.programme < 2**31 else None
    used = [each for each in programme.versions if each.used_since is not None] if programme else []
    asked = next((each for each in used if each.number == posted.version), None)
    # Whose organisation records sends from its room whatever it is asked there.
    if programme is None or asked is None or not (asked.declared.field_visits or posted.organisation):
        raise NotRecorded(_("Không có phong trào này. Anh chị mở lại danh sách khi có mạng."))
    return asked


def _group_that_left(session: Session, ward: AdministrativeUnit, code: str) -> ResidentialGroup | None:
    """The group of a code that a ward, or one that was merged into it, gave to another."""
    called = ResidentialGroup.code == code
    went = session.scalars(ResidentialGroup.that_left(ward.code).where(called)).first()
    if went is not None or session.scalars(ResidentialGroup.of(ward.id).where(called)).first() is not None:
        return went
    return session.scalars(ResidentialGroup.that_left_parts(ward.id).where(called)).first()
