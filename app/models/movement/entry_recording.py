"""Record entries, withdraw and decide one: what may be recorded, and what else then counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session, selectin_polymorphic

from app.country import clock
from app.country.periods import Period
from app.models.movement.answer import Answer, store_entries
from app.models.movement.bounds import Bounds, Exceeded, doubted
from app.models.movement.declaration import ANSWERED, OF_KIND, Check, EntryWay, Outcome, Subject
from app.models.movement.declared_periods import PeriodNotOpen, check_period
from app.models.movement.entry_photo import EntryPhoto
from app.models.movement.entry_ranking import judge_within, judged, recompute_latest
from app.models.movement.event import Event
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry, stored
from app.models.movement.question import AGREED, Question
from app.models.movement.relations import organisations
from app.models.movement.reopened_period import LONGEST_REASON, ReopenedPeriod, check_open, check_sender
from app.models.movement.rules import Answers, is_filled
from app.models.movement.site import Site
from app.models.people.account import Account


class WrongAnswer(ValueError):
    """An invalid answer; `field` is its question, None where the key is unknown."""

    def __init__(self, key: str, field: Question | None) -> None:
        super().__init__(key)
        self.key, self.field = key, field


class NeedsReason(ValueError):
    """Answers do not meet `checks` of the programme, or exceed what is known, and no reason is given."""

    def __init__(self, checks: Sequence[Check | Exceeded]) -> None:
        super().__init__("; ".join(each.text for each in checks))
        self.checks = checks


class SiteGone(Exception):
    """A site was retired, or merged into another, after it was read."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What is to be recorded of a site, at a moment. `standing`: answers unchanged from these are accepted even if only
    an older version offered them. `reason` says why answers do not meet a check; it is stored only then. `day`: the
    day that figures read where it is not that of the moment, which ranks it. `organisation_id`: for which it is
    recorded, where that is another than the submission's: its sender's subordinate."""

    site: Site
    uuid: str
    at: datetime
    outcome: str = Outcome.DONE
    answers: Answers = field(default_factory=dict)
    standing: Answers = field(default_factory=dict)
    reason: str = ""
    day: date | None = None
    organisation_id: int | None = None

    def sent(self, way: str, now: datetime) -> tuple[date, datetime]:
        """The day and the moment of the recorder's press: of a phone its own, else now."""
        at = self.at if way == EntryWay.DOORSTEP else now
        return clock.day_of(at, now), at

    def entry(self, answers: Answers, reason: str, *, confirmed: bool, now: datetime, **common: Any) -> ProgrammeEntry:
        """The entry to store, with the answers and the reason as `accepted` gives them."""
        common["organisation_id"] = self.organisation_id or common["organisation_id"]
        return ProgrammeEntry(
            **common, uuid=self.uuid, unit_id=self.site.unit_id, site_id=self.site.id, at=self.at,
            day=self.site.entry_day or self.day or clock.day_of(self.at, now), outcome=self.outcome,
            answers=stored(answers), reason=reason, waits=self.outcome == Outcome.DONE and not confirmed,
            received_at=now,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What is sent at once for a version and a period, of one subject or of many: by whom, for whom, which
    way. `confirms`: the recorder is of those who confirm; anybody else's waits, where the version has it confirmed."""

    asked: ProgrammeVersion
    entries: Sequence[Recording]
    by: Account | None
    way: str
    organisation_id: int | None = None
    period: date | None = None
    confirms: bool = False


def record(session: Session, sent: Submission, now: datetime) -> list[ProgrammeEntry]:
    """Store an entry of each of different sites, for one period, and recompute which count: as recording one after
    another would, in as many statements as recording one (photos and files that go along ask more). Locks what `lock`
    does, so that two at one house wait for each other. An organisation is that into which it was merged meanwhile; with
    `one_per` each has an entry of its own. Returns the entries in order; nothing is stored where it raises.

    Raises:
        WrongAnswer: an answer is invalid in this version, there are answers where nothing was done or planned, or an
            event of a day to come is done.
        NeedsReason: the answers do not meet a check, and there is no reason.
        WrongPeriod: the programme has no such period, or it has not begun.
        PeriodNotOpen: it is not open for who records on a phone or for an organisation, nor again for the site.
        SiteGone: a site was retired or merged since the caller read it.
    """
    asked, recordings, organisation_id = sent.asked, sent.entries, sent.organisation_id
    today = clock.local(now).date()
    assert len({each.site.id for each in recordings}) == len(recordings)
    schedule = asked.programme.schedule if asked.declared.every else None
    key = check_period(asked.declared, schedule, sent.period, today)
    bounds = Bounds.of(session, asked, today)
    given = [accepted(asked, each, today, bounds) for each in recordings]
    if not recordings:
        return []
    organisation_id = _lock_in_use(session, asked, [each.site for each in recordings], organisation_id)
    if sent.way == EntryWay.DOORSTEP or organisation_id is not None:
        check_open(session, asked, key, {each.site.id: each.sent(sent.way, now) for each in recordings}, now)
    common: dict[str, Any] = {
        "programme_id": asked.programme_id, "programme_version_id": asked.id, "by_id": sent.by.id if sent.by else None,
        "organisation_id": organisation_id, "organiser_key": asked.declared.organiser_key(organisation_id),
        "way": sent.way, "period_key": key,
    }  # fmt: skip
    confirmed = sent.confirms or not asked.declared.confirmed_by or _confirms(session, sent, organisation_id, now)
    made = [
        each.entry(answers, reason, confirmed=confirmed, now=now, **common)
        for each, (answers, reason) in zip(recordings, given, strict=True)
    ]
    return _store(session, asked, made)


def _lock_in_use(
    session: Session, asked: ProgrammeVersion, sites: Sequence[Site], organisation_id: int | None
) -> int | None:
    """`lock`, and raise SiteGone where one was retired since it was read."""
    in_use = [each for each in sites if each.retired_on is None]
    is_event = asked.declared.subject is Subject.EVENT
    organisation_id = lock(session, [each.id for each in sites], organisation_id, days=is_event)
    if any(each.retired_on is not None for each in in_use):
        raise SiteGone
    return organisation_id


def _store(session: Session, asked: ProgrammeVersion, made: Sequence[ProgrammeEntry]) -> list[ProgrammeEntry]:
    """Store the entries of one period, with the photos and files that go along, and recompute which count."""
    site_ids = [each.site_id for each in made]
    within = judged(session, site_ids, asked.declared.parts)
    before = _files_before(session, made, asked)
    entries = store_entries(session, made, {asked.id: asked}, within)
    EntryPhoto.copy_to(session, before, entries)
    recompute_latest(session, site_ids, asked.programme_id, made[0].period_key)
    return entries


def _files_before(session: Session, made: Sequence[ProgrammeEntry], asked: ProgrammeVersion) -> Sequence[EntryPhoto]:
    """The photos and files of the entries that new ones correct. A further visit of a phone corrects nothing: it brings
    its own."""
    one = made[0]
    if not (asked.declared.photos or asked.declared.files) or (
        one.way == EntryWay.DOORSTEP and not asked.declared.every
    ):
        return ()
    of = [each.site_id for each in made], one.programme_id, one.period_key, one.organiser_key
    return session.scalars(EntryPhoto.of_latest(*of)).all()


def _confirms(session: Session, sent: Submission, organisation_id: int | None, now: datetime) -> bool:
    """Whether who records for an organisation confirms by recording, as that or as its superior."""
    organisation = session.get_one(Organisation, organisation_id) if organisation_id is not None else None
    if organisation is None or sent.asked.declared.is_confirmed_by([OF_KIND + organisation.kind]):
        return organisation is not None
    superior = organisation.superior if sent.asked.declared.by_superiors else None
    if superior is None or sent.by is None or not sent.asked.declared.is_confirmed_by([OF_KIND + superior.kind]):
        return False
    return superior.id in set(session.scalars(organisations(("unit",), sent.by.id, organisation.unit_id, now)))


def accepted(asked: ProgrammeVersion, recording: Recording, today: date, bounds: Bounds) -> tuple[Answers, str]:
    """The answers as an entry stores them, and its reason, "" where they meet all checks and nothing exceeds
    `bounds`. Raises as `record` does."""
    site, outcome, answers = recording.site, recording.outcome, recording.answers
    if outcome == Outcome.DONE and site.entry_day and site.entry_day > today:
        raise WrongAnswer("outcome", None)
    if asked.declared.title and outcome in ANSWERED:
        answers = {**answers, asked.declared.title: site.name}
    given = checked(asked, outcome, answers, recording.standing)
    against = doubted(asked.declared, given, bounds.at(site)) if outcome == Outcome.DONE else []
    if against and not recording.reason:
        raise NeedsReason(against)
    return given, recording.reason if against else ""


def lock(
    session: Session, site_ids: Sequence[int], organisation_id: int | None = None, *, days: bool = False
) -> int | None:
    """Lock the sites about which is recorded and those that contain them, in the order of their ids, after the
    organisation for which: its merge locks them in this order too. Returns the id of that organisation, or of the one
    into which it was merged. Who may record is asked after this. `days`: reads those of events in one statement."""
    recorder = Organisation.lock_target(session, organisation_id) if organisation_id is not None else None
    wanted = Site.locked_with_outer(*site_ids)
    if days and len(site_ids) > 1:
        wanted = wanted.options(selectin_polymorphic(Site, [Event]))
    if site_ids:
        session.scalars(wanted).all()
    return recorder.id if recorder else None


def lock_site_of(session: Session, entry: ProgrammeEntry) -> None:
    """Lock the site of an entry, also where a merge moves it meanwhile, and read the entry afresh."""
    locked = None
    while entry.site_id != locked:
        locked = entry.site_id
        session.scalars(Site.locked_with_outer(locked)).all()
        session.refresh(entry)


def withdraw(session: Session, entry: ProgrammeEntry, now: datetime) -> bool:
    """Withdraw a mistaken entry; the one before counts again. False where it is already withdrawn."""
    lock_site_of(session, entry)
    if entry.withdrawn_at is not None:
        return False
    _withdraw_copies(session, entry, now)
    entry.latest = entry.counts = entry.waits = False
    entry.withdrawn_at, entry.superseded_on = now, None
    entry.forget_names()
    for photo in entry.photos:
        photo.take_away(session, now)
    session.flush()
    session.execute(delete(Answer).where(Answer.entry_id == entry.id))
    recompute_latest(session, [entry.site_id], entry.programme_id)
    if entry.asked_by.declared.parts:
        judge_within(session, entry.site_id)
    return True


class Decided(NamedTuple):
    """What was decided: the period that the return opened again for who sent the entry."""

    reopened: Period | None = None


def decide(
    session: Session, entry: ProgrammeEntry, by: Account, now: datetime, *, returned: str = ""
) -> Decided | None:
    """Confirm an entry that waits or was asked back, or return it with words: the one before counts, and who sent it
    may send it again though the period was closed. None where it does not wait, or a newer one was recorded."""
    lock_site_of(session, entry)
    if not entry.awaits_decision:
        return None
    entry.waits, decided = False, Decided()
    if returned:
        entry.returned_at, entry.returned_words, entry.counts = now, returned, False
        _withdraw_copies(session, entry, now)
        decided = _open_again(session, entry, by, now)
    else:
        entry.confirmed_at, entry.confirmed_by_id = now, by.id
    session.flush()
    recompute_latest(session, [entry.site_id], entry.programme_id)
    if entry.asked_by.declared.parts:
        judge_within(session, entry.site_id)
    return decided


def may_send_again(session: Session, entry: ProgrammeEntry, now: datetime) -> bool:
    """Whether who sent an entry may send it again by themselves: it is the newest, not confirmed, and its period is
    open for them."""
    if not entry.latest or entry.confirmed_at is not None:
        return False
    try:
        check_sender(session, entry, now)
    except PeriodNotOpen:
        return False
    return True


def may_ask_back(session: Session, entry: ProgrammeEntry, now: datetime) -> bool:
    """Whether who sent an entry may ask for it back: it is the newest and counts, they may not send it again by
    themselves, and they have not asked yet."""
    if not (entry.latest and entry.counts and entry.asked_by.declared.decided_by) or entry.is_asked_back:
        return False
    return not may_send_again(session, entry, now)


def ask_back(session: Session, entry: ProgrammeEntry, words: str, now: datetime) -> bool:
    """Ask for an entry back, for who sent it; it counts until it is returned. False where `may_ask_back` says so."""
    lock_site_of(session, entry)
    if not may_ask_back(session, entry, now):
        return False
    entry.asked_back_at, entry.asked_back_words = now, words
    session.flush()
    return True


def _open_again(session: Session, entry: ProgrammeEntry, by: Account, now: datetime) -> Decided:
    """Open the period of a returned entry again for who sent it, or asked to mend it, where it is closed."""
    sent = entry.organisation_id is not None or entry.way == EntryWay.DOORSTEP or entry.asked_back_at is not None
    schedule = session.get_one(Programme, entry.programme_id).schedule if sent and entry.period else None
    period = schedule.called(entry.period_key) if schedule else None
    if period is None:
        return Decided()
    reason = entry.returned_words[:LONGEST_REASON]
    opened = ReopenedPeriod.reopen(session, entry.site_id, entry.programme_id, period, reason=reason, by=by, now=now)
    return Decided(period) if opened else Decided()


def _withdraw_copies(session: Session, entry: ProgrammeEntry, now: datetime) -> None:
    """Withdraw the copies by which the machine says what it met on days before."""
    for each in session.scalars(entry.copies).all() if entry.asked_by.declared.parts else ():
        each.withdrawn_at, each.superseded_on = now, None
        each.forget_names()
        session.flush()
        session.execute(delete(Answer).where(Answer.entry_id == each.id))


def checked(
    asked: ProgrammeVersion, outcome: str, answers: Answers, standing: Answers | None = None
) -> Mapping[str, Any]:
    """The filled answers to fields that are shown, each valid in the version or unchanged from `standing`, without
    persons who may not be named; with the numbers of `standing` that the version has no box for (docs/decisions/0066).

    Raises:
        WrongAnswer: an answer is invalid, or there are answers without outcome done.
    """
    declared = asked.declared
    given = declared.shown({key: value for key, value in answers.items() if is_filled(value)})
    if outcome not in declared.possible_outcomes or (given and outcome not in ANSWERED):
        raise WrongAnswer("outcome", None)
    for key, value in given.items():
        field = declared.by_key.get(key)
        if field is None or not field.carries(value, (standing or {}).get(key)):
            raise WrongAnswer(key, field)
    if outcome in ANSWERED and standing:
        given |= declared.shown({key: standing[key] for key in declared.retired_parts(standing)})
    for each in declared.persons:
        if each.key not in given or not each.agreed(given):
            given = {key: value for key, value in given.items() if key not in (each.key, each.key + AGREED)}
    return given
