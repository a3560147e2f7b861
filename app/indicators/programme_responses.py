"""Who answered a count of a programme: of how many who are asked it was recorded, on the last day of a scope.

Of what has periods: for the newest that is due, or by an entry of at most two periods before, or one that was sent
while its period ran (`carried`: a new month does not turn 24 of 24 into 0 of 24); a flow by who sent every period that
ended in the days. Who leaves the field of a count empty in the entry that the figure reads does not answer it, unless
the count reads that as 0. Of a list of organisations, groups or teams: by any entry. Houses, events and sites of its
own are books that the ward keeps itself: who has no row there did not fail to answer. Those who are asked are also what
a share of subjects is of, and of whom something was recorded unasked is among them, so that a share reads the same
subjects in both halves.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.country.periods import Period, Schedule, running_since
from app.indicators.programme_periods import read_in
from app.indicators.programme_returns import copies_of, own_id, own_unit
from app.models import Answer, Programme, ProgrammeEntry, ProgrammeSubject, Site
from app.models.movement.declaration import Count, Declaration, Outcome, Subject
from app.models.movement.represented import REPRESENTING, asked, begun_by
from app.models.reports.returns import asked_for
from app.registers.indicator import Key, Scope
from app.registers.responses import Responses

ResponsesOf = Callable[[Session, Scope, str], Mapping[Key, Responses]]
# So many periods before the newest an entry still speaks for who sent nothing since.
CARRIED = 2
_COLUMNS: Mapping[str, Any] = {"to": Site.residential_group_id, "co-quan": Site.organisation_id, "don-vi": Site.unit_id}


class _Asked(NamedTuple):
    """Conditions for sites of one programme: asked, answered now, answered before, or of a flow some of its periods;
    the newest period by name; of those asked who began after it was due."""

    asked: ColumnElement[bool]
    now: ColumnElement[bool]
    before: ColumnElement[bool]
    period: str
    joined: ColumnElement[bool] = false()


def responses_of(programme: Programme, declared: Declaration, count: Count) -> ResponsesOf | None:
    """Reads who answered, in all ("") or by group, organisation or unit; None of books that the ward keeps itself."""
    own = declared.subject in (Subject.HOUSEHOLD, Subject.EVENT)
    if own or (declared.every is None and declared.subject not in REPRESENTING):
        return None

    def read(session: Session, scope: Scope, dimension: str) -> Mapping[Key, Responses]:
        found = _asked(programme, declared, scope, adds=count.adds_over_time, count=count)
        if dimension and dimension not in _COLUMNS:
            return {}
        now, before = (or_(false(), *conditions) for conditions in ([e.now for e in found], [e.before for e in found]))
        joined = and_(or_(false(), *(each.joined for each in found)), ~now, ~before)
        counts = func.count(), _many(now), _many(and_(~now, before)), _many(joined)
        wanted: Any = _sites(found, scope).with_only_columns(*counts)
        if dimension:
            wanted = wanted.add_columns(_COLUMNS[dimension]).group_by(_COLUMNS[dimension])
        noun, period = str(declared.noun), next((each.period for each in found), "")
        old = "partly" if count.adds_over_time else "carried"
        return {
            key[0] if key else None: Responses(
                int(sent or 0), expected, noun=noun, period=period, joined=int(new or 0), **{old: int(rest or 0)}
            )
            for expected, sent, rest, new, *key in session.execute(wanted)
            if expected
        }

    return read


def asked_sites(programme: Programme, declared: Declaration, scope: Scope, *, adds: bool = False) -> Select[Any]:
    """Selects the sites that are asked on the last day of a scope; `adds`: for every period that ended in it."""
    return _sites(_asked(programme, declared, scope, adds=adds), scope)


def _sites(found: Sequence[_Asked], scope: Scope) -> Select[Any]:
    return select(Site).where(Site.unit_id.in_(scope.units), or_(false(), *(each.asked for each in found)))


def _asked(
    programme: Programme, declared: Declaration, scope: Scope, *, adds: bool, count: Count | None = None
) -> list[_Asked]:
    return [_conditions(each, declared, scope, count, adds=adds) for each in copies_of(programme, declared, scope)]


def _many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _conditions(
    programme: Programme, declared: Declaration, scope: Scope, count: Count | None, *, adds: bool
) -> _Asked:
    id_, unit = own_id(programme, declared, scope), own_unit(programme, declared)
    fields = declared.fields_answering(count) if count and not count.missing else ()
    # The entries that the figure of the count reads.
    read = read_in(declared, count, id_, scope) if count else []
    schedule, recorded, then = programme.schedule, _recorded(id_, declared, scope), programme.declared_on(scope.until)
    there = and_(asked(id_, then, scope.until), begun_by(then, scope.until))
    in_use = Site.stood_on(scope.until), Site.merged_into_id.is_(None)
    if schedule is None:
        sent = or_(_sent(id_, fields, *read), ~there)
        return _Asked(and_(or_(there, recorded), *in_use, *unit), and_(sent, *unit), false(), "")
    newest, before = _periods(schedule, scope, adds=adds)
    if not newest:
        return _Asked(false(), false(), false(), "")
    running = running_since(schedule.kind, scope.until)
    by_day = or_(ProgrammeEntry.period_key < running, ProgrammeEntry.day <= scope.until)
    expected = [asked_for(programme, declared, each, id_, scope.until) for each in newest]
    keys = [each.key for each in (before if adds else [*before, *newest])]
    answered = _sent(id_, fields, ProgrammeEntry.period_key.in_(keys), *read)
    of_each = [(ProgrammeEntry.of_period(each.key), by_day, ProgrammeEntry.is_of_all(each)) for each in newest]
    # A figure that does not add up reads one period of each: the newest, be it not due.
    came = [_sent(id_, fields, *each, *read) if adds else and_(_sent(id_, (), *each), answered) for each in of_each]
    joined: ColumnElement[bool] = false()
    if not adds:  # who began since then is one of all from that day on
        since = ~Site.begun_by(min(newest[-1].due or newest[-1].last, scope.until))
        joined = and_(since, there, *in_use, *unit)
        expected = [or_(*expected, joined)]
    now = and_(*(or_(~asks, sent) for asks, sent in zip(expected, came, strict=True)))
    stood = [] if adds else [Site.stood_on(scope.until)]  # who ended since is no part of the number either
    every = and_(or_(*expected, recorded), *stood, *unit)
    return _Asked(every, and_(now, *unit), and_(answered, *unit), newest[-1].name, joined)


def _recorded(programme: Any, declared: Declaration, scope: Scope) -> ColumnElement[bool]:
    """Condition for the sites in use of which something was recorded until the last day of a scope, though they may be
    asked no longer, or not yet."""
    entry, until = ProgrammeEntry, scope.until
    begun = entry.period_key if declared.every else entry.day
    own = entry.programme_id == programme, entry.unit_id.in_(scope.units), entry.withdrawn_at.is_(None)
    there = Site.id.in_(select(entry.site_id).where(*own, begun <= until))
    left_out = [ProgrammeSubject.left_out(programme, Site.id, until)] if declared.subject in REPRESENTING else []
    return and_(there, Site.stood_on(until), Site.merged_into_id.is_(None), *(~each for each in left_out))


def _periods(schedule: Schedule, scope: Scope, *, adds: bool) -> tuple[Sequence[Period], Sequence[Period]]:
    """The periods that must have been sent, and those whose entry still speaks: of a flow all whose numbers are added
    up, also those that run; before one is due the first one."""
    begun = schedule.until(scope.until)
    if adds:
        added = [each for each in begun if each.key >= scope.since]
        return ([each for each in added if each.last <= scope.until] or begun[-1:]), added
    due = schedule.newest_due(scope.until) or (begun[0] if begun else None)
    before = [each for each in begun if due and each.key < due.key][-CARRIED:]
    since = [each for each in begun if due and due.key <= each.key <= scope.until]  # sent while they ran
    return ([due] if due else []), [*before, *since]


def _sent(id_: Any, fields: Collection[str], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether something was sent of a site, be it that nothing happened, that nobody has still to confirm and that
    answers all of some fields."""
    own = ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == id_
    sent = exists().where(*own, ProgrammeEntry.was_sent(), ~ProgrammeEntry.waits, *conditions)
    answers = [exists().where(Answer.entry_id == ProgrammeEntry.id, Answer.key == each) for each in fields]
    return sent.where(or_(ProgrammeEntry.outcome != Outcome.DONE, and_(*answers))) if answers else sent
