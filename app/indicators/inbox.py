"""What waits for an office, read in one statement: the rail of every page counts it, "Hôm nay" names it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Date, Select, bindparam, cast, literal_column, null, select, true, union_all
from sqlalchemy.orm import Session, aliased

from app.indicators.waiting import classes, reports
from app.indicators.waiting.kind import Harm, Since, WaitingKind, WaitingQuery, in_order
from app.indicators.waiting.kinds import ASKED, KINDS, QUERIED
from app.models import Role
from app.models.base import UtcDateTime
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.due import asked_for
from app.models.targets.reporting_rule import BACK


@dataclass(frozen=True)
class Waits:
    """How many rows wait as each kind that the rail counts, how many classes wait as any of theirs, and the rows of
    each kind that a query finds, the longest waiting first."""

    counts: Mapping[str, int]
    classes: int
    found: Mapping[str, Sequence[Since]]

    def rows(self, kind: WaitingKind, asked: WaitingQuery) -> Sequence[Since]:
        """The rows of a kind; read now where no query finds them and the rail does not count none."""
        if kind.query:
            return self.found.get(kind.key, ())
        return kind.rows(asked) if self.counts.get(kind.key) != 0 else ()

    def of(self, roles: Collection[Role]) -> Iterator[tuple[WaitingKind, int]]:
        """The kinds of which something waits for whoever holds some roles, in their order."""
        return ((kind, count) for kind, count in self._some if not set(roles).isdisjoint(kind.roles))

    @cached_property
    def _some(self) -> list[tuple[WaitingKind, int]]:
        """The kinds of which something waits: a page asks some thirty times which."""
        return [(kind, count) for kind in KINDS if (count := self.counts.get(kind.key, 0))]

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
    """The first of some units by code, and what waits in all of them. One statement."""
    asked = WaitingQuery.at(session, units, now)
    days = {"day": asked.day, "back": asked.day - BACK}
    values = {"units": units, "now": now, "soon": asked.soon, "lately": asked.lately, **days}
    rows = session.execute(_statement(), values).all()
    if not rows:
        return None, Waits({}, 0, {})
    unit, reports_asked_for = rows[0][:2]
    found: dict[str, list[Since]] = {kind.key: [] for kind in ASKED}
    for _unit, _reports, place, id_, day, moment in rows:
        if place is not None:
            found[ASKED[place].key].append(ASKED[place].since(id_, moment or day))
    counts = {kind.key: len(found[kind.key]) for kind in QUERIED}
    together = {row.id for kind in classes.COUNTED for row in found[kind.key]}
    due = reports.counted(reports_asked_for, asked.day)
    return unit, Waits({**counts, **due}, len(together), {key: in_order(each) for key, each in found.items()})


@cache  # building the statement costs many times its execution: built once, with bound parameters
def _statement() -> Select[*tuple[Any, ...]]:
    """The first unit and the reports that rules ask for, beside each row that waits, or once where none does: the place
    of its kind in ASKED, its id, and the day or the moment of its kind."""
    units: Any = bindparam("units", expanding=True)
    now, soon = (bindparam(name, type_=UtcDateTime()) for name in ("now", "soon"))
    day, back = (bindparam(name, type_=Date) for name in ("day", "back"))
    reports_asked_for = asked_for(units, day, back).scalar_subquery().label("reports")
    here = select(AdministrativeUnit, reports_asked_for).where(AdministrativeUnit.id.in_(units))
    first = here.order_by(*AdministrativeUnit.in_order()).limit(1).subquery()
    asked = WaitingQuery(units, now, soon, day, lately=bindparam("lately", type_=UtcDateTime()))
    rows = union_all(*(_of_kind(place, kind, asked) for place, kind in enumerate(ASKED))).subquery()
    unit = aliased(AdministrativeUnit, first)
    return select(unit, first.c.reports, *rows.c).select_from(unit).outerjoin(rows, true())


def _of_kind(place: int, kind: WaitingKind, asked: WaitingQuery) -> Select[*tuple[Any, ...]]:
    assert kind.query is not None
    id_, when = kind.query(asked).order_by(None).subquery().c
    is_day = isinstance(when.type, Date)
    day: Any = when if is_day else cast(null(), Date)
    moment: Any = cast(null(), UtcDateTime()) if is_day else when
    return select(literal_column(str(place)).label("place"), id_.label("id"), day.label("day"), moment.label("moment"))
