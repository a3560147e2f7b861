"""Views for any indicator: all figures, one with its table, the rows behind a cell, the same as XLSX and CSV."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import formats
from app.country.numbers import as_number
from app.indicators.named_figures import INDICATORS, SHELVES
from app.indicators.offers import BEGIN
from app.indicators.programme_dimensions import counts_by_version
from app.indicators.programme_periods import oldest_period
from app.indicators.programmes import Shelf, Versions, newest, shelf_of
from app.indicators.share_words import answered_words
from app.indicators.shares import Share
from app.indicators.target_measures import indicator_share
from app.indicators.ward_figures import Sums, known, summed
from app.models import AdministrativeUnit
from app.registers.indicator import MONTH, Indicator, Scope
from app.routes.figures.periods import CHOICES, CHOICES_OVER, Choices, Period, moves_of
from app.routes.figures.query import (
    ALL,
    BY,
    SHELF,
    TOGETHER,
    FigureQuery,
    FigureScope,
    figure_period,
    parts_of,
    programme_of,
    read_query,
    shelf_address,
)
from app.routes.figures.tables import sheet_of, table_of, with_beside
from app.routes.office.imports.intakes import list_file
from app.routes.trail import note_unit
from app.web.access import current_visitor, requires, who_may
from app.web.database import db, immediate
from app.web.responses import Answer

PAGE, LAST_PAGE = 50, 10_000
KINDS = ("xlsx", "csv")


def blueprint_of(room: FigureScope) -> Blueprint:
    """The addresses of all figures, below a room's."""
    made = Blueprint("figures", __name__)
    views: list[tuple[str, Callable[..., Answer]]] = [
        ("/so-lieu", index),
        ("/so-lieu/<key>", show),
        ("/so-lieu/<key>/bang.<kind>", export),
    ]
    views += [("/so-lieu/<key>/dong", rows)] if room.rows else []
    for address, view in views:
        made.add_url_rule(address, view.__name__, requires(*room.roles)(_of(room, view)))
    return made


def _of(room: FigureScope, view: Callable[..., Answer]) -> Callable[..., Answer]:
    @wraps(view)
    def there(**arguments: Any) -> Answer:
        return view(room, **arguments)

    return there


def index(room: FigureScope) -> Answer:
    """The figures of a time that every ward has, by noun, and the programmes that have some; `?muc=` one of
    these, or all, shows theirs. Each figure leads to its page."""
    every, code, period, session = room.units(), request.args.get("phuong"), figure_period(), db.session()
    units = [each for each in every if each.code == code] if code else every[:1] if room.rows else every
    chosen = request.args.get(SHELF, "")
    if (code or chosen) and not units:
        abort(404)
    used = newest(session, [unit.id for unit in units]) if units else []
    sees = room.sees(units)
    seen = [each for each in used if sees(each[-1].declared)]
    shown = _shown(seen, chosen) if units else []
    sums = _sums(session, units, period, [each for _words, shelf in shown for each in shelf])
    shelves = []
    for words, shelf in shown:
        queries = [FigureQuery(room, each, units, period) for each in shelf]
        shelves.append((words, [(query, sums.by_key[query.indicator.key]) for query in queries]))
    return render_template(
        "figures/index.html", room=room, units=units, every=every, period=period, shelves=shelves, sums=sums,
        periods=periods_of(room), moves=moves_of(session, units, period), chosen=chosen, all=ALL,
        programmes=[
            (each.name, shelf_address(room, units, period, each.key)) for each in (row[-1].programme for row in seen)
        ],
    )  # fmt: skip


def _shown(programmes: Sequence[Versions], chosen: str) -> Sequence[Shelf]:
    """Those that every ward has, all with `ALL`, or those of the chosen programme; a 404 without it."""
    if chosen in ("", ALL):
        return [*SHELVES, *map(shelf_of, programmes if chosen else ())]
    return [shelf_of(each) for each in programmes if each[-1].programme.key == chosen] or abort(404)


def _sums(session: Session, units: Sequence[AdministrativeUnit], period: Period, wanted: Sequence[Indicator]) -> Sums:
    """Of one ward as its rows are now, which a press opens; of several added up."""
    ids, days = tuple(unit.id for unit in units), (period.since, period.until)
    if len(units) > 1:
        return summed(session, ids, period.key, days, wanted)
    return Sums(known(session, Scope(ids, *days), wanted))


def _sums_of(session: Session, query: FigureQuery, apart: FigureQuery | None) -> Sums:
    """The figure of a query, and the one that is counted apart."""
    queries = [query, *([apart] if apart else [])]
    if query.filters or len(query.units) == 1:
        return Sums(
            {key: count for each in queries for key, count in known(session, each.scope, [each.indicator]).items()}
        )
    return summed(
        session, query.scope.units, query.period.key, (query.period.since, query.period.until),
        [each.indicator for each in queries],
    )  # fmt: skip


def show(room: FigureScope, key: str) -> Answer:
    """One figure, by `?theo=` a dimension, narrowed by the names of others; each number opens its rows. The same number
    of statements however much there is."""
    session = db.session()
    query = read_query(room, session, key)
    indicator, scope = query.indicator, query.scope
    apart = _beside(query)
    sums = _sums_of(session, query, apart)
    total, apart_figure = sums.by_key[key], sums.by_key[apart.indicator.key] if apart else None
    lack = indicator.lacking(session, scope) if room.rows and total is not None and len(query.units) == 1 else None
    of, share = indicator_share(session, scope, indicator, total) if indicator.of else (None, Share(total))
    return render_template(
        "figures/show.html",
        **_context(query),
        shelf=shelf_address(room, query.units, query.period, programme_of(key)),
        total=total,
        judged=counts_by_version(session, indicator, scope),
        oldest=oldest_period(session, indicator, scope),
        of=of,
        lack=lack,
        share=share,
        answered=answered_words(share),
        table=with_beside(session, query, table_of(session, query, total, sums.of_wards(key)), apart, apart_figure),
        sums=sums,
        apart=apart,
        apart_figure=apart_figure,
        moves=moves_of(session, query.units, query.period),
        has_parts=bool(query.parts or parts_of(session, query.units)),
        together=TOGETHER,
        month=MONTH,
        dimension=BY,
        periods=periods_of(room),
    )


def rows(room: FigureScope, key: str) -> Answer:
    """The rows behind a figure, fifty a page. Where they name people, that they were looked at is noted; beside what
    tells of health or need nobody is named."""
    session = db.session()
    query = read_query(room, session, key)
    indicator, scope = query.indicator, query.scope
    number = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    many = indicator.many(session, scope)
    if indicator.named and many and not query.names_nobody:
        with immediate() as writing:
            note_unit(writing, "figures.viewed", query.units[0], {"figure": indicator.key, "people": many})
        session = db.session()
    apart = _beside(query)
    behind = indicator.behind(scope).offset((number - 1) * PAGE).limit(PAGE)
    page = [] if query.names_nobody else session.scalars(behind).unique().all()
    return render_template(
        "figures/rows.html",
        **_context(query),
        total=known(session, scope, [indicator])[key],
        many=many,
        lines=list(indicator.tells(session, page)),
        amounts=indicator.amounts(session, scope, page),
        opens=_opens,
        number=number,
        page=PAGE,
        apart=apart,
        apart_figure=apart.indicator.figure(session, apart.scope) if apart else None,
    )


def export(room: FigureScope, key: str, kind: str) -> Answer:
    """The table as a file."""
    session = db.session()
    query = read_query(room, session, key)
    apart, total = _beside(query), known(session, query.scope, [query.indicator])[key]
    figure = known(session, apart.scope, [apart.indicator])[apart.indicator.key] if apart else None
    table = with_beside(session, query, table_of(session, query, total), apart, figure)
    if kind not in KINDS or table is None:
        abort(404)
    heading, lines = sheet_of(query, table)
    title = f"{query.indicator.words}, {_when(query)}"
    return list_file(f"so-lieu-{key}", heading, lines, title=title, xlsx=kind == "xlsx")


def periods_of(room: FigureScope) -> Choices:
    """The spans that are offered: to a province those that are over, too, of which it asks its wards."""
    return CHOICES if room.rows else CHOICES + CHOICES_OVER


def _beside(query: FigureQuery) -> FigureQuery | None:
    """What is counted apart, narrowed alike; None where it does not say what this is narrowed by. Beside what is as of
    a day stands all that there was until then, of one ward."""
    beside = INDICATORS.get(query.indicator.beside)
    if beside is None or not beside.covers(query.scope):
        return None
    cumulative = query.indicator.standing and not beside.standing
    if cumulative and len(query.units) > 1:
        return None
    filters = tuple((beside.by_key[dimension.key], entry) for dimension, entry in query.filters)
    period = replace(query.period, key="", since=BEGIN) if cumulative else query.period
    return replace(query, indicator=beside, filters=filters, by=None, period=period)


def _opens(endpoint: str) -> bool:
    """Whether the visitor may open what a row leads to."""
    return bool(set(who_may(current_app, endpoint)) & {role.value for role in current_visitor().roles})


def _when(query: FigureQuery) -> str:
    since, until = formats.date(query.period.since), formats.date(query.period.until)
    if query.indicator.standing:
        return str(_("tính đến %(day)s", day=until))
    return str(_("từ %(since)s đến %(until)s", since=since, until=until))


def _context(query: FigureQuery) -> dict[str, Any]:
    return {
        "room": query.room,
        "query": query,
        "indicator": query.indicator,
        "when": _when(query),
        "period": query.period,
    }
