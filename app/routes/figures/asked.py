"""What an address asks of an indicator: whose rows, which days, narrowed to what, and by what they are told apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.catalogue import INDICATORS
from app.indicators.dimensions import months_of
from app.indicators.narrowed import joined, narrow_of
from app.indicators.programmes import indicator_called
from app.models import AdministrativeUnit, Role
from app.models.targets.narrowing import Narrowing
from app.registers.indicator import Dimension, Entry, Indicator, Scope
from app.routes.office.help.help_periods import Period, named, period_asked

BY, YEAR = "theo", "nam"
YEARS = 6  # at once at most: as long as a plan runs
MONTH, WARD, TOGETHER = "thang", "don-vi", "gop"


@dataclass(frozen=True)
class Room:
    """Where the pages stand: its endpoints, who may, whose rows, its layout; `rows`: whether they open there, or only
    their counts are told."""

    name: str
    roles: tuple[Role, ...]
    units: Callable[[], Sequence[AdministrativeUnit]]
    layout: str
    rows: bool = True


@dataclass(frozen=True)
class View:
    """One indicator as it is asked for; `filters` are what it is narrowed to, `parts` the wards that have gone into the
    one asked for, where their past is asked for as its own: else a past time is told of the wards of that day."""

    room: Room
    indicator: Indicator
    units: Sequence[AdministrativeUnit]
    period: Period
    filters: tuple[tuple[Dimension, Entry], ...] = ()
    by: Dimension | None = None
    parts: tuple[int, ...] = ()

    @property
    def scope(self) -> Scope:
        """The rows that are counted."""
        only = {dimension.key: entry.key for dimension, entry in self.filters}
        units = tuple(dict.fromkeys((*(unit.id for unit in self.units), *self.parts)))
        return Scope(units, self.period.since, self.period.until, only)

    @property
    def names_nobody(self) -> bool:
        """Whether it is narrowed to what may not stand beside a name: it is counted then, and opens nobody."""
        return self.indicator.named and any(entry.sensitive for _dimension, entry in self.filters)

    @property
    def offered(self) -> list[Dimension]:
        """By what a table can be made here: of several wards not by the lists of one."""
        several, narrowed = len(self.units) > 1, {dimension.key for dimension, _entry in self.filters}
        return [
            each
            for each in self.indicator.dimensions
            if each.told and each.key not in narrowed and not (several and each.own) and (several or each.key != WARD)
        ]

    def at(self, page: str = "show", *filters: tuple[str, str], **more: Any) -> str:
        """The address of a page of it, narrowed further."""
        said: dict[str, Any] = {dimension.key: entry.name for dimension, entry in self.filters} | self.period.asked
        said |= {BY: self.by.key} if self.by and page != "rows" else {}
        said |= {"phuong": self.units[0].code} if len(self.units) == 1 else {}
        said |= {TOGETHER: "1"} if self.parts else {}
        said |= dict(filters) | more
        said = {name: value for name, value in said.items() if value is not None}
        return url_for(f"{self.room.name}.figures.{page}", **{"key": self.indicator.key, **said})


def view_asked(room: Room, session: Session, key: str) -> View:
    """What this request asks of an indicator; a 404 for none, or for another's ward or an entry nobody has."""
    code, every = request.args.get("phuong"), room.units()
    units = [each for each in every if each.code == code] if code else list(every if not room.rows else every[:1])
    if not units:
        abort(404)
    indicator = INDICATORS.get(key) or indicator_called(session, key, [unit.id for unit in units]) or abort(404)
    together = len(units) == 1 and request.args.get(TOGETHER) == "1"
    view = View(room, indicator, units, figure_period(), parts=parts_of(session, units) if together else ())
    for name, dimension in indicator.by_key.items():
        if name in request.args:
            view = replace(view, filters=(*view.filters, (dimension, _entry(session, view, dimension))))
    wanted = request.args.get(BY, WARD if len(units) > 1 else "")
    months = len(months_of(view.scope)) > 1
    first = [each for each in view.offered if months or each.key != MONTH]
    chosen = next((each for each in view.offered if each.key == wanted), next(iter([*first, *view.offered]), None))
    return replace(view, by=chosen)


def parts_of(session: Session, units: Sequence[AdministrativeUnit]) -> tuple[int, ...]:
    """The one ward that is asked for with those that have gone into it; nothing where none has, or of several."""
    ids = tuple(session.scalars(AdministrativeUnit.with_parts([units[0].id]))) if len(units) == 1 else ()
    return ids if len(ids) > 1 else ()


def _entry(session: Session, view: View, dimension: Dimension) -> Entry:
    """What the address names of a dimension: one entry, or any, all or none of several, joined as a target says it
    (app/models/targets/narrowing.py)."""
    found = view.indicator.table(session, view.scope, dimension)
    name = request.args[dimension.key]
    unsaid = {**found, None: 0}
    entries = view.indicator.entries(session, view.scope, dimension, unsaid)
    by_name = {each.name: each for each in entries}
    return by_name.get(name) or _entries(session, view, dimension, by_name) or abort(404)


def _entries(session: Session, view: View, dimension: Dimension, by_name: Mapping[str, Entry]) -> Entry | None:
    """Several entries as one; None where the address says nothing of the kind, or names one that nobody has."""
    try:
        asked = Narrowing.of(dimension.key, request.args[dimension.key])
    except ValueError:
        return None
    keys = dimension.keys_of(session, view.scope, asked.keys)
    if not all(keys[each] and (each in by_name or dimension.keys) for each in asked.keys):
        return None
    label = joined([by_name[each].label if each in by_name else each for each in asked.keys], asked.how)
    sensitive = any(by_name[each].sensitive for each in asked.keys if each in by_name)
    return Entry(narrow_of(asked, keys), asked.expression, label, sensitive)


def figure_period() -> Period:
    """This year so far, where the address says nothing."""
    if any(name in request.args for name in ("ky", "tu", "den")):
        return period_asked(YEARS)
    return named(YEAR, clock.today())
