"""Counts of what waits for an office, in one statement: every page of the office shows them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import Session

from app.indicators.waiting import classes, reports
from app.indicators.waiting.kind import Asked, Harm, Kind, count_of_any
from app.indicators.waiting.kinds import KINDS, QUERIED
from app.models import Role
from app.models.base import UtcDateTime, count_of
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.due import asked_for
from app.models.targets.reporting_rule import BACK


@dataclass(frozen=True)
class Waits:
    """How many rows wait as each kind that the rail counts, and how many classes wait as any of theirs."""

    counts: Mapping[str, int]
    classes: int

    def of(self, roles: Collection[Role]) -> Iterator[tuple[Kind, int]]:
        """The kinds of which something waits for whoever holds some roles, in their order."""
        kinds = ((kind, self.counts.get(kind.key, 0)) for kind in KINDS if set(kind.roles) & set(roles))
        return ((kind, count) for kind, count in kinds if count)

    def at(self, place: str, roles: Collection[Role]) -> int:
        """How many rows wait at a place: a class that waits as two kinds is one."""
        found = [count for kind, count in self.of(roles) if kind.place == place]
        return self.classes if place == "courses" and found else sum(found)

    def is_late(self, roles: Collection[Role], place: str = "") -> bool:
        """Whether somebody waits there, or anywhere, past what was promised."""
        return any(kind.harm == Harm.LATE and place in ("", kind.place) for kind, _count in self.of(roles))

    def urgent(self, roles: Collection[Role]) -> int:
        """How many lines of "Hôm nay" cannot wait: one a kind; of what was sent back, one a row."""
        return sum(
            count if kind.harm == Harm.SENT_BACK else 1 for kind, count in self.of(roles) if kind.harm != Harm.USUAL
        )


def waits_in(session: Session, units: Collection[int], now: datetime) -> tuple[AdministrativeUnit | None, Waits]:
    """The first of some units by code, and the counts of all of them."""
    asked = Asked.at(session, units, now)
    values = {"units": units, "now": now, "soon": asked.soon, "day": asked.day, "back": asked.day - BACK}
    row = session.execute(_statement(), values).first()
    if row is None:
        return None, Waits({}, 0)
    unit, together, asked_for_reports, *counts = row
    due = reports.counted(asked_for_reports, asked.day)
    return unit, Waits({**dict(zip([kind.key for kind in QUERIED], counts, strict=True)), **due}, together)


@cache  # building the statement costs many times its execution: built once, with bound parameters
def _statement() -> Select[*tuple[Any, ...]]:
    units: Any = bindparam("units", expanding=True)
    now, soon = (bindparam(name, type_=UtcDateTime()) for name in ("now", "soon"))
    day, back = (bindparam(name, type_=Date) for name in ("day", "back"))
    asked = Asked(units, now, soon, day)
    counts = [
        count_of_any(classes.COUNTED, asked),
        asked_for(units, day, back),
        *(count_of(kind.ids(asked)) for kind in QUERIED),
    ]
    first = select(AdministrativeUnit).where(AdministrativeUnit.id.in_(units)).order_by(*AdministrativeUnit.in_order())
    return first.limit(1).add_columns(*(each.scalar_subquery() for each in counts))
