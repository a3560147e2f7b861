"""What programmes ask of an organisation of their ward: about itself, or of others about which it records."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period
from app.models.movement.declaration import OF_KIND, Declaration, Subject
from app.models.movement.entry_period import NO_PERIOD
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.relations import organised_by
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.represented import OrganisationSite
from app.models.movement.site import Site
from app.models.reports.returns import expected_of, sent_of

# Subjects that are known beforehand and are not the organisation itself.
GIVEN = (Subject.GROUP, Subject.SITE)


class Asked(NamedTuple):
    """What a programme asks, of a period where it has any. `own`: the site that represents the organisation, where it
    is the subject. `recorded`: of how many sites it sent an entry, of that period (`ProgrammeEntry.was_sent`); of
    itself one at most. `again`: the last day on which it may send the period that the office opened again for it.
    `expected`: of how many places a period is expected, all groups or its own sites; then `recorded` is of how many of
    them it was sent, by whomever. 0: of none that is known beforehand. `waits`: whether some of it waits to be
    confirmed."""

    programme: Programme
    period: Period | None
    own: OrganisationSite | None
    recorded: int
    again: date | None = None
    expected: int = 0
    waits: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether nothing is left to be sent, about itself or any place of which it is expected."""
        return 0 < (1 if self.own else self.expected) <= self.recorded

    @property
    def is_open(self) -> bool:
        """Whether the organisation is to send it, or to look again at what it sent: the office opened that again."""
        return self.again is not None or not self.is_sent

    @property
    def due(self) -> date | None:
        """By when it is due; None where it names no day that could be met."""
        return self.period.deadline if self.period else None

    def days_late(self, day: date) -> int:
        """How many days it is overdue; 0 if it is not, or names no day."""
        return max((day - self.due).days, 0) if self.due and not self.is_sent else 0

    def runs(self, day: date) -> bool:
        """Whether its period runs, is due when that is over and may be sent before: it is not asked yet."""
        period = self.period
        return bool(period and period.due and period.due > period.last >= day and not self.again)

    def days_left(self, day: date) -> int:
        """How many days are left until it is due; 0 if it is sent or overdue, names no day, or was opened again."""
        return max((self.due - day).days, 0) if self.due and not (self.is_sent or self.again) else 0


def lets_record(declared: Declaration, kind: str) -> bool:
    """Whether a declaration lets organisations of a kind record."""
    about_itself = declared.subject is Subject.ORGANISATION
    if about_itself and not (declared.among and kind in declared.among.kinds):
        return False
    return not {"own_organisation" if about_itself else "unit", OF_KIND + kind}.isdisjoint(declared.records)


def asked_of(session: Session, organisation: Organisation, now: datetime) -> list[Asked]:
    """What the programmes in use ask of an organisation: what is due first, then what was sent. Nine statements."""
    every = session.scalars(Programme.in_units([organisation.unit_id]).where(Programme.in_use())).all()
    own = session.scalars(OrganisationSite.of(organisation.id)).one_or_none()
    again, day = ReopenedPeriod.open_for(session, organisation.id, now), clock.local(now).date()
    complete = ~or_(false(), *_sent_early(every, day))
    counted = _counted(session, and_(ProgrammeEntry.organisation_id == organisation.id, complete))
    decided = _decided(session, own)
    sent = _counted(session, and_(ProgrammeEntry.site_id == own.id, complete)) if own else {}
    theirs = ProgrammeEntry.organisation_id == organisation.id, ProgrammeEntry.site_id == (own.id if own else None)
    waiting = _counted(session, and_(ProgrammeEntry.waits, or_(*theirs)))
    lines = list[Asked]()
    for programme in every:
        if programme.current is None or not lets_record(declared := programme.current.declared, organisation.kind):
            continue
        itself = declared.subject is Subject.ORGANISATION
        chosen = declared.among is not None and declared.among.chosen
        if itself and (own is None or not decided.get(programme.id, not chosen)):
            continue
        counts, site = (sent, own) if itself else (counted, None)
        for period, opened in _periods(programme, day, again.get(programme.id, {})):
            key = programme.id, period.key if period else NO_PERIOD
            lines.append(Asked(programme, period, site, counts.get(key, 0), opened, waits=key in waiting))
    return sorted(_with_expected(session, organisation, lines), key=_order)


def _with_expected(session: Session, organisation: Organisation, lines: Sequence[Asked]) -> list[Asked]:
    """The lines, those of a period of groups or own sites with of how many it is expected and was sent."""
    counts = [
        _expected(place, each.programme, each.programme.current.declared, each.period, organisation)
        for place, each in enumerate(lines)
        if each.period and each.programme.current and each.programme.current.declared.subject in GIVEN
    ]
    found = {row[0]: row[1:] for row in session.execute(union_all(*counts))} if counts else {}
    return [
        each._replace(expected=found[place][0], recorded=found[place][1]) if place in found else each
        for place, each in enumerate(lines)
    ]


def _expected(
    place: int, programme: Programme, declared: Declaration, period: Period, organisation: Organisation
) -> Select[int, int, int]:
    """A number, of how many places a programme expects a period of an organisation, and of how many it was sent."""
    own = [organised_by(declared, [organisation.id])] if declared.subject is Subject.SITE else []
    key = ProgrammeEntry.organiser_key == declared.organiser_key(organisation.id)
    sent = func.count().filter(sent_of(programme.id, period, key))
    wanted = select(literal(place), func.count(), sent).select_from(Site)
    return wanted.where(Site.unit_id == organisation.unit_id, expected_of(programme, declared, period), *own)


def _order(line: Asked) -> tuple[bool, date, str, int]:
    return not line.is_open, line.due or date.max, line.programme.search_key, line.programme.id


def _periods(
    programme: Programme, day: date, again: Mapping[date, date]
) -> Sequence[tuple[Period | None, date | None]]:
    """The open periods, those first that were opened `again`, each of these with its last day."""
    if (schedule := programme.schedule) is None:
        return [(None, None)]
    opened = schedule.closed_among(again, day)
    return [*((each, again[each.key]) for each in opened), *((each, None) for each in schedule.open_on(day))]


def _sent_early(programmes: Sequence[Programme], day: date) -> Iterator[ColumnElement[bool]]:
    """Conditions for what was sent of open periods while they ran that ended since."""
    entry = ProgrammeEntry
    for programme in programmes:
        for period in programme.schedule.open_on(day) if programme.schedule else ():
            if period.complete_since(day) > date.min:
                own = entry.programme_id == programme.id, entry.of_period(period.key)
                yield and_(*own, ~entry.is_of_all(period, day))


def _decided(session: Session, own: OrganisationSite | None) -> Mapping[int, bool]:
    """Whether the office chose the organisation or left it out, by programme."""
    if own is None:
        return {}
    holds = ProgrammeSubject.site_id == own.id, ProgrammeSubject.until.is_(None)
    rows = select(ProgrammeSubject.programme_id, ProgrammeSubject.included).where(*holds)
    return dict(session.execute(rows).all())


def _counted(session: Session, holds: ColumnElement[bool]) -> Mapping[tuple[int, date], int]:
    """Of how many sites an entry was sent that meets a condition, by programme and key of the period."""
    by, sites = (ProgrammeEntry.programme_id, ProgrammeEntry.period_key), func.count(ProgrammeEntry.site_id.distinct())
    rows = session.execute(select(*by, sites).where(ProgrammeEntry.was_sent(), holds).group_by(*by))
    return {(programme, period): count for programme, period, count in rows}
