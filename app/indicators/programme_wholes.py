"""What a count of a programme is a share of: another count, the subjects of its book, groups or organisations."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.indicators import denominators, dimensions as by
from app.indicators.programme_dimensions import sites_by
from app.indicators.programme_responses import asked_sites
from app.indicators.residential_groups import STANDING
from app.indicators.shipped import sentences_of
from app.models import Organisation, Programme, ProgrammeEntry, Site
from app.models.movement.declaration import (
    DENOMINATOR,
    GROUP_COUNT,
    ORGANISATIONS,
    STANDINGS,
    SUBJECTS,
    Count,
    Declaration,
    Subject,
)
from app.models.movement.denominator import label
from app.models.movement.denominator_values import DenominatorValue
from app.models.movement.organisation import KINDS, OPEN_KINDS
from app.models.movement.represented import REPRESENTING
from app.models.movement.sentence import Form
from app.registers.indicator import FigureRow, Indicator, Key, Scope, Unit
from app.registers.joint_counts import count_together

EveryOf = Callable[[], tuple[Indicator, Any] | None]
Of = Callable[[Session, Scope, str], Mapping[Key, DenominatorValue]]
# The indicator of a key in some units, or None.
Called = Callable[[Session, str, Collection[int]], Indicator | None]
# Indicators of a programme's other counts, by the count and the field that the entries must answer too.
Others = Callable[[Count, str], Indicator]


def whole_of(
    programme: Programme, declared: Declaration, count: Count, other: Others, called: Called
) -> tuple[Of | None, object]:
    """The denominators of a count and their name; (None, "") where it is no share."""
    head, _dot, tail = count.of.partition(".")
    if not count.of:
        return None, ""
    if count.of.startswith(DENOMINATOR):
        audience = count.of.removeprefix(DENOMINATOR)
        return denominators.of(audience), label(audience)
    if head == SUBJECTS:
        adds = count.adds_over_time
        return denominators.of_figure(lambda: subjects(programme, declared, adds=adds)), declared.noun or _l("nơi")
    if head == GROUP_COUNT:
        return denominators.of_figure(lambda: STANDING), STANDING.words
    if head == ORGANISATIONS:
        return denominators.of_figure(lambda: organisations_of(tail)), KINDS.get(tail) or _l("cơ quan, đơn vị")
    if tail:
        return _of_another(count.of, called), _l("%(unit)s, theo phong trào khác", unit=count.unit)
    named = next(each for each in declared.counts if each.key == count.of)
    return _answered(count, named, other), named.label


def visited_of(declared: Declaration, count: Count, other: Others) -> Of | None:
    """How many houses somebody came to, of a count over them: who was not visited may be one that it seeks. None of
    other books, and of what the ward decided itself."""
    if declared.subject is not Subject.HOUSEHOLD or count.where in STANDINGS:
        return None
    came = Count("visited", count.unit, count.label, by=("group",))
    return denominators.of_figure(lambda: other(came, ""))


def asks_all(declared: Declaration) -> bool:
    """Whether those whom a programme asks are all of the ward: its groups, or the bodies on its list; of enterprises
    and of chosen ones there are others."""
    if declared.subject is not Subject.ORGANISATION or declared.among is None:
        return declared.subject is Subject.GROUP
    return not declared.among.chosen and OPEN_KINDS.isdisjoint(declared.among.kinds)


def every_of(programme: Programme, declared: Declaration, count: Count, noun: Any, what: Any) -> EveryOf | None:
    """Of a count that says how many of a list have something: the list, and the column that holds its ids. Of subjects
    only where a sentence reports how many lack it: who named no difficulty lacks nothing."""
    head, _dot, tail = count.of.partition(".")
    if head == SUBJECTS and declared.subject in REPRESENTING:

        def lacked() -> tuple[Indicator, Any] | None:
            elements = (each for sentence in sentences_of(programme, declared) for each in sentence.elements)
            if all(each.count != count.key or each.form is not Form.LACKING for each in elements):
                return None
            return subjects(programme, declared, adds=count.adds_over_time), ProgrammeEntry.site_id

        return lacked
    every = {GROUP_COUNT: lambda: STANDING, ORGANISATIONS: lambda: organisations_of(tail)}.get(head)
    return (lambda: (every(), what)) if every and count.distinct and every().noun is noun else None


def counts_entries(declared: Declaration, count: Count) -> bool:
    """Whether what a count is a share of counts entries of its programme: who did not answer is in none."""
    named = next((each for each in declared.counts if each.key == count.of), None)
    return named is not None and not (named.sum or named.size or named.distinct)


def _of_another(key: str, called: Called) -> Of:
    """A count of another programme of the same units; none where they do not run it."""

    def read(session: Session, scope: Scope, dimension: str) -> Mapping[Key, DenominatorValue]:
        indicator = called(session, key, scope.units)
        return denominators.of_figure(lambda: indicator)(session, scope, dimension) if indicator else {}

    return read


def _answered(count: Count, named: Count, other: Others) -> Of:
    """Another count over the entries that answer both, with how many these are."""
    field = "" if count.missing == "zero" else count.field
    read = denominators.of_figure(lambda: other(named, field))
    if not field or not named.field:
        return read

    def with_remark(session: Session, scope: Scope, dimension: str) -> Mapping[Key, DenominatorValue]:
        if dimension:
            return read(session, scope, dimension)
        whole, alone = other(named, field), other(named, "")
        narrow = {key: each for key, each in scope.only.items() if key in whole.by_key}
        wanted = (whole, Indicator.total_of), (whole, Indicator.times_of), (alone, Indicator.times_of)
        number, both, every = count_together(session, replace(scope, only=narrow), wanted)
        remark = _("%(both)s trên %(every)s nơi ghi cả hai số", both=both, every=every) if both < every else ""
        return {None: DenominatorValue(number, remark=str(remark))}

    return with_remark


def key_of(programme: Programme, count: Count) -> str:
    """The key of what a count is a share of, as targets name it: "staff.staff", "market.subjects", "groups"; "" of
    none."""
    own = count.of == SUBJECTS or (count.of and "." not in count.of and count.of not in (GROUP_COUNT, ORGANISATIONS))
    return f"{programme.key}.{count.of}" if own else count.of


def subjects(programme: Programme, declared: Declaration, *, adds: bool = False) -> Indicator:
    """The subjects that a programme asked on the last day of a scope, whatever was added, ended, chosen or left out
    since, by the declaration of that day; of what has periods those expected for the newest that is due, with `adds`
    for every one that ended. What was recorded is part of it: what a phone or an import adds later was there by the day
    of its first entry, and what is no longer asked as long as its entry counts. The page of the programme and
    `Indicator.responses` say the same number."""

    def rows(scope: Scope) -> Select[Any]:
        return asked_sites(programme, declared, scope, adds=adds)

    apart = (*sites_by(declared), by.units(Site.unit_id))
    return _all(f"{programme.key}.{SUBJECTS}", declared.noun or _l("nơi"), Site, rows, *apart)


def organisations_of(kind: str) -> Indicator:
    """The organisations of a ward on the last day of a scope, of a kind or ("") all. As with residential groups, one
    whose first day nobody stored was there from the start."""

    def rows(scope: Scope) -> Select[Any]:
        here = Organisation.unit_id.in_(scope.units), Organisation.stood_on(scope.until)
        wanted = select(Organisation).where(*here)
        return wanted.where(Organisation.kind == kind) if kind else wanted

    return _all(ORGANISATIONS, _l("đơn vị"), Organisation, rows, by.units(Organisation.unit_id))


def _all(key: str, words: object, noun: Any, rows: Callable[[Scope], Select[Any]], *dimensions: Any) -> Indicator:
    order = Site.order_key if noun is Site else noun.search_key, noun.id
    return Indicator(key, Unit(words, adds=False), words, "", noun, rows, _tells, order, dimensions, standing=True)


def _tells(session: Session, rows: Sequence[Any]) -> Iterable[FigureRow]:
    return (FigureRow(each.name) for each in rows)
