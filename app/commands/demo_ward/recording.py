"""How the demo ward's movement is recorded: who sends, programmes put to use, entries stored and confirmed, lists for
recognition; each by what an organisation's, a head's or the office's press does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.data.programmes import catalogue
from app.models import Account, Course, Programme, ProgrammeVersion, Recognition
from app.models.movement import entry_recording
from app.models.movement.candidates import candidates
from app.models.movement.declaration import EntryWay
from app.models.movement.declaration_reading import read
from app.models.movement.entry_recording import Recording, Submission
from app.models.movement.question import REFERRING
from app.models.reports.handing_down import offered_to

# Who of the office writes in what others brought on paper, confirms and proposes; who decides.
OFFICE, LEADER = "canbo", "lanhdao"
# The office confirms after so long; what is newer waits.
CONFIRMED_AFTER = PROPOSED_BEFORE = timedelta(days=2)

Shown = Mapping[str, Any]


class DemoSender(NamedTuple):
    """Who records, and for which organisation (None: in their groups, or for the ward)."""

    account: Account
    organisation_id: int | None = None


def sender_of(ward: DemoWard, code: str) -> DemoSender:
    """The account of an organisation that is set up; else the office, to which paper was brought."""
    if code not in ward.senders:
        return DemoSender(ward.accounts[OFFICE])
    return DemoSender(ward.senders[code], ward.organisations[code].id)


def in_use(session: Session, ward: DemoWard, shown: Shown) -> ProgrammeVersion:
    """A programme that ships, put to use so many days before today as `began` says; its version. `older`: by part of
    the declaration the keys that its edition of then had not."""
    key, began = shown["programme"], ward.calendar.now - timedelta(days=shown["began"])
    definition = dict(catalogue()[key].definition)
    for part, later in shown.get("older", {}).items():
        definition[part] = [each for each in definition[part] if each["key"] not in later]
    programme = Programme.begun(session, ward.unit, read(definition), catalogue=key, now=began)
    rules = offered_to(session, programme, programme.versions[-1].declared, ward.calendar.today)
    rule = next((each for each in rules if each.every == shown.get("rule")), None)
    programme.use_draft(seen=str(programme.version), now=began, rule=rule)
    session.flush()
    assert programme.current
    return programme.current


def referred(session: Session, ward: DemoWard, asked: ProgrammeVersion, given: Shown) -> Shown:
    """Answers with the ids of the organisations and courses that are named by their codes; without those that are
    None."""
    refer = {each.key for each in asked.declared.fields if each.type in REFERRING}
    named = {key: each for key, each in given.items() if key in refer and each is not None}
    ids: dict[str, int] = {}
    if named:
        ids = {each.code: each.id for each in (*ward.organisations.values(), *session.scalars(Course.of(ward.unit.id)))}
    meant = {key: [ids[one] for one in each] if isinstance(each, list) else ids[each] for key, each in named.items()}
    return {**{key: each for key, each in given.items() if each is not None}, **meant}


def record(
    session: Session, ward: DemoWard, asked: ProgrammeVersion, recordings: Sequence[Recording], by: DemoSender,
    moment: datetime, period: date | None = None,
) -> None:  # fmt: skip
    """Store what somebody sent at a moment; what waits for it the office confirmed two days later."""
    office = ward.accounts[OFFICE]
    sent = Submission(
        asked=asked, entries=recordings, by=by.account, organisation_id=by.organisation_id, way=EntryWay.OFFICE,
        period=period, confirms=by.account is office,
    )  # fmt: skip
    entries = entry_recording.record(session, sent, moment)
    if (confirmed := moment + CONFIRMED_AFTER) < ward.calendar.now:
        for each in entries:
            if each.waits:
                entry_recording.decide(session, each, office, confirmed)


def recognise(
    session: Session, ward: DemoWard, asked: ProgrammeVersion, many: int, ago: timedelta, period: date | None = None
) -> None:
    """A list of the officer, with so many of those who met everything by then, on which the leader decided so long ago,
    two days later."""
    decided = ward.calendar.now - ago
    proposed = decided - PROPOSED_BEFORE
    found = candidates(session, asked, clock.local(proposed).date(), period=period)
    found = [each for each in found if each.entry.at <= proposed][:many]
    if found:
        listed = Recognition.submit(session, asked, found, by=ward.accounts[OFFICE], now=proposed)
        listed.approve(session, by=ward.accounts[LEADER], now=decided)
