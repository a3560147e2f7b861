"""A period that is closed for who sends, as the page of a row shows it to the office."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period
from app.models import Programme, ReopenedPeriod, Site
from app.models.movement.declaration import Declaration
from app.models.movement.reopened_period import DAYS, LONGEST_REASON, sender_of
from app.registers.programmes.register import ProgrammeRegister


class Reopening(NamedTuple):
    """A closed period of a row: who would send it, from when on it was closed, and how it was opened again, if so."""

    period: Period
    sender: str
    stands: ReopenedPeriod | None
    is_open: bool
    longest: int = LONGEST_REASON
    days: int = DAYS.days

    @property
    def closed_on(self) -> date:
        """The last day on which everybody could send it."""
        return self.period.closes


def reopening(
    session: Session, declared: Declaration, programme: Programme, period: Period | None, row: Site
) -> Reopening | None:
    """The period of a row that is closed for its sender; None where it is not, or nobody sends. One statement."""
    if period is None or row.retired_on or clock.today() <= period.closes:
        return None
    sender = sender_of(declared, row)
    if not sender:
        return None
    stands = session.get(ReopenedPeriod, (programme.id, row.id, period.key))
    return Reopening(period, sender, stands, stands is not None and stands.is_open(clock.now()))


def reopened_rows(session: Session, register: ProgrammeRegister, rows: Iterable[Site]) -> Mapping[int, ReopenedPeriod]:
    """How the period of a sender's form is open again for some rows, by id of the row; none while it is open for all.
    At most one statement."""
    period, now = register.period, clock.now()
    ids = [each.id for each in rows]
    if period is None or not ids or period.is_open(clock.local(now).date()):
        return {}
    return ReopenedPeriod.open_at(session, ids, register.programme.id, period.key, now)
