"""Who answered a count of a programme: of how many who are asked it was recorded, on the last day of a scope.

Of what has periods: for the newest that is due, or by an entry of at most two periods before (`carried`: a new month
does not turn 24 of 24 into 0 of 24); a flow by who sent every period that ended in the days. Who leaves the field of
a count empty does not answer it, unless the count reads that as 0. Of a list of
organisations, groups or teams: by any entry. Houses, events and sites of its own are books that the ward keeps itself:
who has no row there did not fail to answer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.country.periods import Period, Schedule, running_since
from app.indicators.programme_returns import copies_of, own_id, own_unit
from app.models import Answer, Programme, ProgrammeEntry, Site
from app.models.movement.declaration import Count, Declaration, Outcome, Subject
from app.models.movement.represented import REPRESENTING, asked, begun_by
from app.models.reports.returns import expected_of
from app.registers.indicator import Key, Scope
from app.registers.responses import Responses

ResponsesOf = Callable[[Session, Scope, str], Mapping[Key, Responses]]
# So many periods before the newest an entry still speaks for who sent nothing since.
CARRIED = 2
_COLUMNS: Mapping[str, Any] = {"to": Site.residential_group_id, "co-quan": Site.organisation_id, "don-vi": Site.unit_id}


class _Asked(NamedTuple):
    """Conditions for sites of one programme: asked, answered now, answered before; the newest period by name."""

    asked: ColumnElement[bool]
    now: ColumnElement[bool]
    before: ColumnElement[bool]
    period: str


def responses_of(programme: Programme, declared: Declaration, count: Count) -> ResponsesOf | None:
    """Reads who answered, in all ("") or by group, organisation or unit; None of books that the ward keeps itself."""
    own = declared.subject in (Subject.HOUSEHOLD, Subject.EVENT)
    if own or (declared.every is None and declared.subject not in REPRESENTING):
        return None

    def read(session: Session, scope: Scope, dimension: str) -> Mapping[Key, Responses]:
        found = [_conditions(each, declared, count, scope) for each in copies_of(programme, declared, scope)]
        if dimension and dimension not in _COLUMNS:
            return {}
        now, before = (or_(false(), *conditions) for conditions in ([e.now for e in found], [e.before for e in found]))
        counts = func.count(), _many(now), _many(and_(~now, before))
        wanted = select(*counts).select_from(Site).where(Site.unit_id.in_(scope.units))
        wanted = wanted.where(or_(false(), *(each.asked for each in found)))
        if dimension:
            wanted = wanted.add_columns(_COLUMNS[dimension]).group_by(_COLUMNS[dimension])
        noun, period = str(declared.noun), next((each.period for each in found), "")
        return {
            key[0] if key else None: Responses(int(sent or 0), expected, int(carried or 0), noun, period)
            for expected, sent, carried, *key in session.execute(wanted)
            if expected
        }

    return read


def _many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _conditions(programme: Programme, declared: Declaration, count: Count, scope: Scope) -> _Asked:
    id_, unit = own_id(programme, declared, scope), own_unit(programme, declared)
    schedule = programme.schedule
    if schedule is None:
        there = and_(asked(id_, declared, scope.until), begun_by(declared, scope.until), Site.stood_on(scope.until))
        sent = _sent(id_, count, ProgrammeEntry.day <= scope.until)
        return _Asked(and_(there, Site.merged_into_id.is_(None), *unit), and_(sent, *unit), false(), "")
    newest, before = _periods(schedule, count, scope)
    if not newest:
        return _Asked(false(), false(), false(), "")
    running = running_since(schedule.kind, scope.until)
    by_day = or_(ProgrammeEntry.period_key < running, ProgrammeEntry.day <= scope.until)
    expected = [expected_of(programme, declared, each, id_, scope.until) for each in newest]
    came = [_sent(id_, count, ProgrammeEntry.of_period(each.key), by_day) for each in newest]
    now = and_(*(or_(~asks, sent) for asks, sent in zip(expected, came, strict=True)))
    earlier = ProgrammeEntry.period_key.in_([each.key for each in before])
    carried = _sent(id_, count, earlier, by_day) if before else false()
    return _Asked(and_(or_(*expected), *unit), and_(now, *unit), and_(carried, *unit), newest[-1].name)


def _periods(schedule: Schedule, count: Count, scope: Scope) -> tuple[Sequence[Period], Sequence[Period]]:
    """The periods that must have been sent, and those whose entry still speaks; before one is due the first one."""
    begun = schedule.until(scope.until)
    if count.adds_over_time:
        ended = [each for each in begun if each.last <= scope.until and each.key >= scope.since]
        return (ended or begun[-1:]), []
    due = schedule.newest_due(scope.until) or (begun[0] if begun else None)
    return ([due] if due else []), [each for each in begun if due and each.key < due.key][-CARRIED:]


def _sent(id_: Any, count: Count, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether something was sent of a site, be it that nothing happened, that nobody has still to confirm and that
    answers the count."""
    own = ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == id_
    sent = exists().where(*own, ProgrammeEntry.was_sent(), ~ProgrammeEntry.waits, *conditions)
    if not count.field or count.missing == "zero":
        return sent
    field = exists().where(Answer.entry_id == ProgrammeEntry.id, Answer.key == count.field)
    return sent.where(or_(ProgrammeEntry.outcome != Outcome.DONE, field))
