""" "Ghi nhanh": what an account records on a phone outside of rounds, without a list of subjects: events, the own
organisation, what is asked of it; and what was sent before, sent again as it stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import not_, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.country import clock
from app.country.periods import Period
from app.entries.asked_now import AskedNow, Turn
from app.entries.judging import judge
from app.entries.senders import EntrySender
from app.models.movement.bounds import Bounds
from app.models.movement.declaration import Declaration, EntryWay
from app.models.movement.entry_recording import Recording, Submission, lock, record
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import seen
from app.models.movement.site import Site
from app.models.people.account import Account
from app.models.people.residential_group import ResidentialGroup

# What somebody recorded within this time is usual for them.
USUALLY = timedelta(days=180)


class QuickEntry(NamedTuple):
    """What one form records: all that a programme asks of the account, in the order in which it is told. `own`: the
    subjects that it is or speaks for; of events and sites none, these are added: for `organisers`, in `groups`,
    `anywhere`, within `outers`. `periods`: those that may be sent, what is due first. `next`: what is asked next; None
    where what was due is sent, and nothing else is due soon."""

    lines: Sequence[AskedNow]
    programme: Programme
    version: ProgrammeVersion
    own: Sequence[Site]
    organisers: Sequence[Organisation]
    groups: Sequence[ResidentialGroup]
    anywhere: bool
    outers: Sequence[Site]
    periods: Sequence[Period]
    next: AskedNow | None

    @property
    def declared(self) -> Declaration:
        """Its declaration."""
        return self.version.declared


def by_need(session: Session, sender: EntrySender, asked: Iterable[AskedNow], at: datetime) -> list[AskedNow]:
    """What is asked (`asked_now`), with what the sender usually records before the rest of what no period asks for. One
    statement."""
    entry = ProgrammeEntry
    theirs = or_(
        entry.by_id == sender.account_id, entry.organisation_id.in_([each.id for each in sender.organisations])
    )
    usual = {*session.scalars(select(entry.programme_id).where(theirs, entry.at >= at - USUALLY).distinct())}

    def place(line: AskedNow) -> tuple[Turn, bool, bool]:
        return line.turn, line.period is None, line.period is None and line.programme.id not in usual

    return sorted(asked, key=place)


def quick_entries(lines: Iterable[AskedNow]) -> list[QuickEntry]:
    """The forms for some lines, in their order."""
    found: dict[int, list[AskedNow]] = {}
    for each in lines:
        if each.is_quick:
            found.setdefault(each.programme.id, []).append(each)
    return [_entry(each) for each in found.values()]


def _entry(lines: Sequence[AskedNow]) -> QuickEntry:
    sent = any(each.is_sent for each in lines)
    done = [each.is_sent or (each.early and each.turn is Turn.RUNS) for each in lines]
    asked = (each for each, is_done in zip(lines, done, strict=True) if each.again or not is_done)
    return QuickEntry(
        lines, lines[0].programme, lines[0].version,
        own=[*dict.fromkeys(site for each in lines for site in each.own)],
        organisers=[*dict.fromkeys(one for each in lines for one in each.organisers)],
        groups=[*dict.fromkeys(group for each in lines for group in each.place.groups)],
        anywhere=any(each.place.anywhere for each in lines),
        outers=[*dict.fromkeys(site for each in lines for site in each.place.outers)],
        periods=[*dict.fromkeys(each.period for each in lines if each.period and (each.own or not each.again))],
        next=next((each for each in asked if not (sent and each.turn is Turn.LATER)), None),
    )  # fmt: skip


def send_unchanged(session: Session, asked: AskedNow, by: Account, now: datetime) -> list[ProgrammeEntry]:
    """Send again all of a line that was sent too early and that its sender sees. Returns what was stored: nothing where
    an answer would have to be given anew, or there is nothing that was sent too early.

    Raises:
        PeriodNotOpen, SiteGone: see `record`.
    """
    period, entry, unit_id = asked.period, ProgrammeEntry, asked.programme.unit_id
    assert period
    organisation_id = asked.organisation.id if asked.organisation else None
    mine = [
        entry.programme_id == asked.programme.id, entry.of_period(period.key), not_(entry.is_of_all(period)),
        entry.organiser_key == asked.version.declared.organiser_key(organisation_id), entry.latest, entry.was_sent(),
        entry.site_id.in_([each.id for each in asked.own]) if asked.own else entry.organisation_id == organisation_id,
        seen(asked.version.declared, by.id, unit_id, now),
    ]  # fmt: skip
    lock(session, session.scalars(select(entry.site_id).join(entry.site).where(*mine)).all(), organisation_id)
    early = session.scalars(select(entry).join(entry.site).options(contains_eager(entry.site)).where(*mine)).all()
    if any(judge(asked.version, each.outcome, each.given, standing=each.given, reason=each.reason,
                 known=Bounds.of(session, asked.version, clock.local(now).date()).at(each.site)).faults
           for each in early):  # fmt: skip
        return []
    again = [
        Recording(site=each.site, uuid=str(uuid4()), at=now, outcome=each.outcome, answers=each.given,
                  standing=each.given, reason=each.reason)
        for each in early
    ]  # fmt: skip
    way = EntryWay.OFFICE if organisation_id else EntryWay.DOORSTEP
    sent = Submission(asked=asked.version, entries=again, by=by, way=way, organisation_id=organisation_id,
                      period=period.key)  # fmt: skip
    return record(session, sent, now)
