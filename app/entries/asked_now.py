"""What programmes ask of a sender now, of a period where they have any, what is due first: one answer for /don-vi,
"Ghi nhanh" and the pages with which senders begin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import SOON, Period
from app.entries.senders import EntrySender, Key, Place, Places, lets_record, recorded_by
from app.models.kept_reading import kept, kept_nouns
from app.models.movement.declaration import Subject
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.relations import organised_by
from app.models.movement.reopened_period import Reopened, ReopenedPeriod
from app.models.movement.site import Site, SiteKind
from app.models.reports.returns import expected_of

# Subjects that are known beforehand and are not the sender itself, and those that it adds.
_GIVEN, _ADDED = (Subject.GROUP, Subject.SITE), (Subject.SITE, Subject.EVENT)


class Turn(IntEnum):
    """In which order a sender is told what is asked: what is to be sent; of a period that runs and is due when it is
    over; what is due in months; what was sent."""

    NOW, RUNS, LATER, SENT = range(4)


@dataclass(frozen=True, kw_only=True)
class AskedNow:
    """What a programme asks on a day, of a period where it has any, of an organisation, or (None) of an account for its
    groups, its teams and the ward. `own`: the sites that it is or speaks for. `place`: where it adds events and sites.
    `expected`: of how many sites it is asked, 0 where none is known beforehand; `recorded`: of how many all of the
    period was sent, by whomever, else how many the organisation recorded; `early`: of how many only while it ran.
    `again`: the last day on which a closed period may be sent. `waits`: whether some of it waits to be confirmed.
    `below`: the subordinate organisations for which it records as their superior: of those that are themselves asked a
    line of their own, whose `own` are their sites."""

    programme: Programme
    version: ProgrammeVersion
    day: date
    organisation: Organisation | None
    own: Sequence[Site]
    place: Place
    period: Period | None = None
    again: date | None = None
    below: Sequence[Organisation] = ()
    expected: int = 0
    recorded: int = 0
    early: int = 0
    waits: bool = False

    @property
    def is_below(self) -> bool:
        """Whether it is about the subordinate organisations themselves."""
        return bool(self.below) and self.version.declared.subject is Subject.ORGANISATION

    @property
    def organisers(self) -> list[Organisation]:
        """For which organisations it is recorded."""
        if self.organisation is None or self.is_below:
            return [*self.below]
        return recorded_by(self.version.declared, self.organisation, self.below)

    @property
    def is_walked(self) -> bool:
        """Whether the organisation records its sites on a round of what they lie in, which it organises (doorstep)."""
        declared, outers = self.version.declared, self.place.outers if self.organisation else ()
        theirs = {each.id for each in self.organisers}
        own = any(each.kind == SiteKind.OWN and each.organisation_id in theirs for each in outers)
        return own and declared.subject is Subject.SITE and declared.field_visits and declared.every is None

    @property
    def is_quick(self) -> bool:
        """Whether "Ghi nhanh" has a form for it, which opens without a line: about the sender, or for what it adds."""
        declared = self.version.declared
        if self.is_walked or self.is_below:
            return False
        somewhere = self.organisation or self.place.groups or self.place.anywhere
        adds = declared.subject in _ADDED and somewhere and (self.place.outers or not declared.within)
        return declared.is_quick and bool(self.own or adds)

    @property
    def is_sent(self) -> bool:
        """Whether nothing is left to be sent."""
        return 0 < self.expected <= self.recorded

    @property
    def due(self) -> date | None:
        """By when it is due; None where it names no day that could be met."""
        return self.period.deadline if self.period else None

    @property
    def is_late(self) -> bool:
        """Whether it is overdue."""
        return bool(self.due and self.due < self.day and self.recorded < self.expected)

    @property
    def turn(self) -> Turn:
        """See `Turn`; what the office opened again is to be sent, or looked at again."""
        if self.again:
            return Turn.NOW
        if self.is_sent:
            return Turn.SENT
        if self.period and self.period.due and self.period.due > self.period.last >= self.day:
            return Turn.RUNS
        return Turn.LATER if self.due and self.due > self.day + SOON else Turn.NOW


def asked_now(session: Session, sender: EntrySender, at: datetime, typed: int | None = None) -> list[AskedNow]:
    """What the programmes in use ask of a sender, in the order in which it is told. `typed`: the number of a programme
    whose form was typed before it, or its period, ended. As many statements for many programmes as for one."""

    def order(line: AskedNow) -> tuple[Turn, date, bool, str, int, date]:
        programme, key = line.programme, line.period.key if line.period else date.min
        return line.turn, line.due or date.max, line.period is None, programme.search_key, programme.id, key

    Programme.running(session, sender.unit_ids, typed)  # held: each line knows its own without a statement
    return sorted(_asked(session, sender.key, clock.local(at).date(), typed), key=order)


def has_quick(session: Session, sender: EntrySender, at: datetime) -> bool:
    """Whether "Ghi nhanh" has a form for a sender."""
    return _has_quick(session, sender.key, clock.local(at).date())


@kept
def _has_quick(session: Session, sender: Key, day: date) -> bool:
    Programme.running(session, sender[0])
    return any(each.is_quick for each in _uncounted(session, sender, day))


@kept_nouns
def _asked(session: Session, sender: Key, day: date, typed: int | None) -> list[AskedNow]:
    Programme.running(session, sender[0], typed)
    return [*_counted(session, _uncounted(session, sender, day, typed))]


@kept_nouns
def _uncounted(session: Session, sender: Key, day: date, typed: int | None = None) -> list[AskedNow]:
    return [*_lines(session, EntrySender.of(session, sender), clock.end_of(day), typed)]


def _lines(session: Session, sender: EntrySender, at: datetime, typed: int | None = None) -> Iterator[AskedNow]:
    programmes = Programme.running(session, sender.unit_ids, typed)
    versions = [each.current for each in programmes if each.current]
    below = sender.below(session, versions)
    own, places = sender.own(session, versions, at, below), Places(session, sender, at, versions)
    again, day = ReopenedPeriod.open_in(session, sender.unit_ids, at), clock.local(at).date()
    for version in versions:
        for organisation in (*sender.organisations, *([None] if sender.account_id else [])):
            theirs, over = own.get(version.programme_id, ()), version.programme_id == typed
            for line in _both(version, organisation, below, theirs, places, day):
                yield from (replace(line, period=each, again=last) for each, last in _periods(line, again, over=over))


def _both(
    version: ProgrammeVersion, organisation: Organisation | None, below: Mapping[int, Sequence[Organisation]],
    own: Sequence[Site], places: Places, day: date,
) -> Iterator[AskedNow]:  # fmt: skip
    """What a programme asks of an organisation, or (None) of the account, and of an organisation for those below it."""
    declared, of_ward = version.declared, organisation and organisation.unit_id == version.programme.unit_id
    theirs = recorded_by(declared, organisation, below[organisation.id]) if organisation and of_ward else []
    theirs = [each for each in theirs if each is not organisation]
    if line := _line(version, organisation, theirs, own, places, day):
        yield line
    if theirs and declared.subject is Subject.ORGANISATION:
        ids = {each.id for each in theirs}
        if sites := [each for each in own if each.organisation_id in ids]:
            yield AskedNow(
                programme=version.programme, version=version, day=day, organisation=organisation, own=sites,
                place=Place(), below=theirs,
            )  # fmt: skip


def _line(
    version: ProgrammeVersion, organisation: Organisation | None, below: Sequence[Organisation], own: Sequence[Site],
    places: Places, day: date,
) -> AskedNow | None:  # fmt: skip
    """What a programme asks of an organisation, or (None) of the account; None where it asks nothing."""
    declared, about_itself = version.declared, version.declared.subject is Subject.ORGANISATION
    if organisation and organisation.unit_id != version.programme.unit_id:
        return None
    if organisation and not (lets_record(declared, organisation.kind) or (below and not about_itself)):
        return None
    if organisation or about_itself:
        own = [each for each in own if organisation and about_itself and each.organisation_id == organisation.id]
    if about_itself and not own:
        return None
    place = places.of(version, organisation) if declared.is_quick and declared.subject in _ADDED else Place()
    line = AskedNow(
        programme=version.programme, version=version, day=day, organisation=organisation, own=own, place=place,
        below=() if about_itself else below,
    )  # fmt: skip
    return line if organisation or line.is_quick else None


def _periods(line: AskedNow, again: Sequence[Reopened], *, over: bool) -> list[tuple[Period | None, date | None]]:
    """The periods that the sender may send, those first that were opened `again`, each of these with its last day.
    `over`: none where there is none."""
    if (schedule := line.programme.schedule) is None:
        return [(None, None)]
    sites, sender = {each.id for each in line.own}, line.organisation
    last = {
        each.key: each.last_day for each in again if each.programme_id == line.programme.id
        and (each.site_id in sites if sender is None else each.is_for([one.id for one in line.organisers]))
    }  # fmt: skip
    opened, open_ = schedule.closed_among(last, line.day), schedule.open_on(line.day)
    return [*((each, last[each.key]) for each in opened), *((each, None) for each in open_)] or [(None, None)] * over


def _counted(session: Session, lines: Sequence[AskedNow]) -> Iterator[AskedNow]:
    """The lines with what is expected and was recorded, without those of the groups that were there, where none was.
    One statement."""
    counts = [_count(place, each) for place, each in enumerate(lines) if each.own or each.organisation]
    found = {row[0]: row for row in session.execute(union_all(*counts))} if counts else {}
    for place, each in enumerate(lines):
        if (row := found.get(place)) is None:
            yield each
        elif each.own or row[1] or not (each.period and each.version.declared.subject is Subject.GROUP):
            yield replace(each, expected=row[1], recorded=row[2], early=row[3], waits=bool(row[4]))


def _count(place: int, line: AskedNow) -> Select[Any]:
    """A number and the counts of a line."""
    entry, programme, declared, period = ProgrammeEntry, line.programme, line.version.declared, line.period
    sender_id = line.organisation.id if line.organisation else None
    of = [entry.programme_id == programme.id, entry.of_period(period.key if period else None)]
    of.append(entry.organiser_key == declared.organiser_key(sender_id))
    expected: Any = func.count()
    if line.own:
        sites: list[Any] = [Site.id.in_([each.id for each in line.own])]
    elif period and declared.subject in _GIVEN:
        theirs = [organised_by(declared, [sender_id])] if declared.subject is Subject.SITE else []
        sites = [Site.unit_id == programme.unit_id, expected_of(programme, declared, period), *theirs]
    else:
        of.append(entry.organisation_id.in_([each.id for each in line.organisers]))
        sites, expected = [Site.id.in_(select(entry.site_id).where(*of))], literal(0)
    sent = exists().where(entry.site_id == Site.id, *of, entry.was_sent())
    complete = sent.where(entry.is_of_all(period)) if period else sent
    waits = exists().where(entry.site_id == Site.id, *of, entry.waits)
    found: Any = (func.count().filter(each) for each in (complete, and_(sent, ~complete), waits))
    return select(literal(place), expected, *found).select_from(Site).where(*sites)
