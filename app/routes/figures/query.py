"""Query of a page of figures, read from its address: wards, days, narrowing, and the dimension of the table."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Protocol
from urllib.parse import urlencode

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.dimensions import months_of
from app.indicators.named_figures import INDICATORS
from app.indicators.narrowed import joined, narrow_of
from app.indicators.programmes import DOT, indicator_called
from app.models import AdministrativeUnit, Role
from app.models.targets.narrowing import Narrowing
from app.registers.indicator import MONTH, UNIT, Dimension, Entry, Indicator, Scope
from app.routes.figures.periods import Period, named, period_asked

BY, YEAR = "theo", "nam"
YEARS = 6  # at once at most: as long as a plan runs
TOGETHER = "gop"
# Which programme's figures the page of all shows, by its key, or every one's.
SHELF, ALL = "muc", "tat-ca"


class Seen(Protocol):
    """What not everybody sees: an indicator, a declaration."""

    def is_seen_by(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles see it."""


@dataclass(frozen=True)
class FigureScope:
    """Room with pages of figures: endpoint name, roles, wards, layout; `rows`: whether rows open there, or only counts
    are shown; `reads_as`: the roles in some wards that declarations name (`sees`)."""

    name: str
    roles: tuple[Role, ...]
    units: Callable[[], Sequence[AdministrativeUnit]]
    layout: str
    reads_as: Callable[[Sequence[AdministrativeUnit]], Collection[str]]
    rows: bool = True

    def sees(self, units: Sequence[AdministrativeUnit]) -> Callable[[Seen], bool]:
        """Whether the visitor sees an indicator or a programme's figures of some wards."""
        roles = self.reads_as(units)
        return lambda figures: figures.is_seen_by(roles)


@dataclass(frozen=True)
class FigureQuery:
    """One indicator for some wards and days. `filters` narrow it; `parts` are the wards merged into the one asked for,
    where their past counts as its own: otherwise a past time shows the wards of that day."""

    room: FigureScope
    indicator: Indicator
    units: Sequence[AdministrativeUnit]
    period: Period
    filters: tuple[tuple[Dimension, Entry], ...] = ()
    by: Dimension | None = None
    parts: tuple[int, ...] = ()

    @property
    def scope(self) -> Scope:
        """Scope of the counted rows."""
        only = {dimension.key: entry.key for dimension, entry in self.filters}
        units = tuple(dict.fromkeys((*(unit.id for unit in self.units), *self.parts)))
        return Scope(units, self.period.since, self.period.until, only)

    @property
    def names_nobody(self) -> bool:
        """Whether it is narrowed to an entry beside which nobody may be named: it is counted then, and opens no
        rows."""
        return self.indicator.named and any(entry.sensitive for _dimension, entry in self.filters)

    @property
    def offered(self) -> list[Dimension]:
        """Dimensions of a table here; for several wards none of one ward's own lists."""
        several, narrowed = len(self.units) > 1, {dimension.key for dimension, _entry in self.filters}
        return [
            each
            for each in self.indicator.dimensions
            if each.tabulated
            and each.key not in narrowed
            and not (several and each.ward_specific)
            and (several or each.key != UNIT)
        ]

    def at(self, page: str = "show", *filters: tuple[str, str], **more: Any) -> str:
        """Address of a page of the query, narrowed further."""
        arguments = self._arguments | ({BY: self.by.key} if self.by and page != "rows" else {}) | dict(filters) | more
        place = {"kind": arguments.pop("kind")} if "kind" in more else {}
        asked = urlencode({name: value for name, value in arguments.items() if value is not None}, safe="/:,!")
        return self._path(page, **place) + (f"?{asked}" if asked else "")

    @cached_property
    def _arguments(self) -> dict[str, Any]:
        arguments: dict[str, Any] = {dimension.key: entry.name for dimension, entry in self.filters} | self.period.asked
        arguments |= {"phuong": self.units[0].code} if len(self.units) == 1 else {}
        return arguments | ({TOGETHER: "1"} if self.parts else {})

    @cached_property
    def _path(self) -> Callable[..., str]:
        """Addresses without what is asked, each made by `url_for` once: a table has a thousand cells."""
        return cache(lambda page, **place: url_for(f"{self.room.name}.figures.{page}", key=self.indicator.key, **place))


def read_query(room: FigureScope, session: Session, key: str) -> FigureQuery:
    """Query of this request; 404 for an indicator that is unknown or not for the visitor, an unknown entry, or a ward
    outside of the room."""
    code, every = request.args.get("phuong"), room.units()
    units = [each for each in every if each.code == code] if code else list(every if not room.rows else every[:1])
    if not units:
        abort(404)
    indicator = INDICATORS.get(key) or indicator_called(session, key, [unit.id for unit in units])
    if indicator is None or not room.sees(units)(indicator):
        abort(404)
    together = len(units) == 1 and request.args.get(TOGETHER) == "1"
    query = FigureQuery(room, indicator, units, figure_period(), parts=parts_of(session, units) if together else ())
    for name, dimension in indicator.by_key.items():
        if name in request.args:
            query = replace(query, filters=(*query.filters, (dimension, _entry(session, query, dimension))))
    wanted = request.args.get(BY, UNIT if len(units) > 1 else "")
    months = len(months_of(query.scope)) > 1
    first = [each for each in query.offered if months or each.key != MONTH]
    chosen = next((each for each in query.offered if each.key == wanted), next(iter([*first, *query.offered]), None))
    return replace(query, by=chosen)


def programme_of(key: str) -> str:
    """The key of the programme that a figure counts; "" of a figure that every ward has."""
    return "" if key in INDICATORS else key.partition(DOT)[0]


def shelf_address(room: FigureScope, units: Sequence[AdministrativeUnit], period: Period, programme: str) -> str:
    """Address of the page of the figures of a programme, by its key, or ("") of those that every ward has, of the same
    wards and time."""
    place: dict[str, Any] = {
        "phuong": units[0].code if len(units) == 1 else None,
        SHELF: programme or None,
    }
    return url_for(f"{room.name}.figures.index", **place | period.asked)


def parts_of(session: Session, units: Sequence[AdministrativeUnit]) -> tuple[int, ...]:
    """Ids of a single ward and those merged into it; none without a merger, or for several wards."""
    ids = tuple(session.scalars(AdministrativeUnit.with_parts([units[0].id]))) if len(units) == 1 else ()
    return ids if len(ids) > 1 else ()


def _entry(session: Session, query: FigureQuery, dimension: Dimension) -> Entry:
    """Entry of a dimension in the address: one, or any, all or none of several, written as a target's narrowing is
    (app/models/targets/narrowing.py)."""
    found = query.indicator.table(session, query.scope, dimension)
    name = request.args[dimension.key]
    unsaid = {**found, None: 0}
    entries = query.indicator.entries(session, query.scope, dimension, unsaid)
    by_name = {each.name: each for each in entries}
    return by_name.get(name) or _entries(session, query, dimension, by_name) or abort(404)


def _entries(session: Session, query: FigureQuery, dimension: Dimension, by_name: Mapping[str, Entry]) -> Entry | None:
    """Several entries as one; None where the address is no narrowing, or names an unknown entry."""
    try:
        asked = Narrowing.of(dimension.key, request.args[dimension.key])
    except ValueError:
        return None
    keys = dimension.keys_of(session, query.scope, asked.keys)
    if not all(keys[each] and (each in by_name or dimension.keys) for each in asked.keys):
        return None
    label = joined([by_name[each].label if each in by_name else each for each in asked.keys], asked.how)
    sensitive = any(by_name[each].sensitive for each in asked.keys if each in by_name)
    return Entry(narrow_of(asked, keys), asked.expression, label, sensitive)


def figure_period() -> Period:
    """Period of the address; without one, this year so far."""
    if any(name in request.args for name in ("ky", "tu", "den")):
        return period_asked(YEARS)
    return named(YEAR, clock.today())
