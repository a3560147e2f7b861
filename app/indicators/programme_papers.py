"""Which entries the figures of recognition read: by the plate or paper that their site was given."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.indicators.programme_periods import read_in
from app.models import Plate, ProgrammeEntry, Site
from app.models.movement.declaration import RECOGNISED, Count, Declaration, Subject
from app.registers.indicator import Scope


def given_in(declared: Declaration, count: Count, programmes: Any, scope: Scope) -> list[Any]:
    """Conditions for the entries that a count of `recognised` or `lapsed` reads in a scope.

    Without periods these are the entries by which a plate was given that stood on the last day, whatever was recorded
    later; of events those held in the scope. With periods they are those that the figures of that programme read, whose
    site has a paper of that very period, given also later: that of a year is given when the year is over. A report
    tells none that was decided after its last day.
    """
    if declared.every is not None:
        own = Plate.site_id == ProgrammeEntry.site_id, Plate.programme_id == ProgrammeEntry.programme_id
        of_period = Plate.period == ProgrammeEntry.period_key, Plate.not_ended_by(scope.until)
        by_then = [Plate.decided_on <= scope.until] if scope.of_report else []
        given = exists().where(*own, *of_period, *by_then, _lasts(count, scope)).correlate(ProgrammeEntry)
        return [*read_in(declared, count, programmes, scope), given]
    holds = Plate.valid_on if count.where == RECOGNISED else Plate.lapsed_by
    by_entry = select(Plate.entry_id).where(Plate.programme_id.in_(programmes), holds(scope.until))
    of_events = [ProgrammeEntry.day.between(scope.since, scope.until)] if declared.subject is Subject.EVENT else []
    return [ProgrammeEntry.id.in_(by_entry), Site.stood_on(scope.until), *of_events]


def _lasts(count: Count, scope: Scope) -> ColumnElement[bool]:
    if count.where == RECOGNISED:
        return or_(Plate.valid_until.is_(None), Plate.valid_until >= scope.until)
    return Plate.valid_until < scope.until
