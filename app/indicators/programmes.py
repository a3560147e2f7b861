"""Indicators of programmes, one for each count that a programme declares. They read rows of `answer` by index, never
the stored answers, of the entry that was current on the scope's last day. A programme of a known shape needs no code
here."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from app.country import formats
from app.indicators import dimensions as by, programme_dimensions
from app.indicators.programme_dimensions import PLACES, RECORDERS
from app.indicators.programme_periods import amount_of, condition, given_in, has, how_of, periods, read_in
from app.indicators.programme_responses import responses_of
from app.indicators.programme_returns import returns_of, tells_sites
from app.indicators.programme_wholes import asks_all, counts_entries, every_of, key_of, visited_of, whole_of
from app.indicators.shipped import figures_beside
from app.indicators.zeros import answered, recorded_in
from app.models import (
    Answer,
    Organisation,
    Programme,
    ProgrammeEntry,
    ProgrammeSubject,
    ProgrammeVersion,
    ResidentialGroup,
    Site,
)
from app.models.movement.answer import MET
from app.models.movement.declaration import AUDIENCE, ORGANISER, STANDINGS, Count, Declaration, Subject
from app.models.movement.question import REFERRING
from app.models.movement.represented import REPRESENTING
from app.models.movement.rules import Rule
from app.registers.indicator import Dimension, FigureRow, Indicator, Rows, Scope, Unit
from app.registers.joint_counts import SharedRows

MONTH, PERIOD, GROUP = "month", "period", "group"
DOT = "."
Versions = Sequence[ProgrammeVersion]
# Figures of a programme, or of a noun, under its name.
Shelf = tuple[object, Sequence[Indicator]]
Tells = Callable[[Session, Sequence[Any]], Iterable[FigureRow]]


def indicators_of(versions: Versions) -> list[Indicator]:
    """Counts of a programme from its versions in use, the last of which is the one asked today. Keys begin with the
    programme's."""
    return [*each_indicator_of(versions)]


def each_indicator_of(versions: Versions) -> Iterator[Indicator]:
    """The same, each made when it is asked for."""
    for newest in versions[-1:]:
        yield from (_indicator(newest.programme, versions, count) for count in newest.declared.counts)
        yield from returns_of(newest.programme, newest.declared)


def indicator_called(session: Session, key: str, unit_ids: Collection[int]) -> Indicator | None:
    """Indicator of a key ("household.reached") in some units, or None. A count that only an older version declares is
    found too: targets may still be measured by it. One statement."""
    named, dot, name = key.partition(DOT)
    versions = session.scalars(_versions_in_use(unit_ids).where(Programme.key == named)).all() if dot else []
    own = [each for each in versions if each.programme_id == versions[-1].programme_id]
    for newest_one in own[-1:]:
        programme, declared = newest_one.programme, newest_one.declared
        if count := next((each for each in declared.counts if each.key == name), None):
            return _indicator(programme, own, count)
        further = *returns_of(programme, declared), *_counted_before(own)
        return next((each for each in further if each.key == key), None)
    return None


def _counted_before(versions: Versions) -> list[Indicator]:
    """Counts that only older versions declare, each as last declared."""
    before = {count.key: count for version in versions[:-1] for count in version.declared.counts}
    today = {count.key for version in versions[-1:] for count in version.declared.counts}
    gone = [replace(each, label=str(_("%(label)s (đã bỏ)", label=each.label))) for each in before.values()]
    return [_indicator(versions[-1].programme, versions, each) for each in gone if each.key not in today]


def _versions_in_use(unit_ids: Collection[int]) -> Select[Any]:
    """Versions in use. Of several units only shipped programmes: those that two wards made may share a name and
    differ."""
    asked = ProgrammeVersion.asked_in(unit_ids).options(contains_eager(ProgrammeVersion.programme))
    return asked if len(unit_ids) == 1 else asked.where(Programme.catalogue != "")


def newest(session: Session, unit_ids: Collection[int], day: date | None = None) -> list[Versions]:
    """Versions in use of some units' programmes that count something, one programme a key, and those that stopped after
    a `day`; the last version of each is the one asked today. Two statements."""
    used: ColumnElement[bool] = Programme.retired_on.is_(None)
    if day is not None:
        used = or_(used, and_(Programme.retired_on > day, Programme.merged_into_id.is_(None)))
    wanted = _versions_in_use(unit_ids).where(used)
    # The periods of a programme are read from its versions.
    loads = contains_eager(ProgrammeVersion.programme).selectinload(Programme.versions)
    asked = session.scalars(wanted.options(loads)).all()
    by_programme: dict[int, list[ProgrammeVersion]] = {}
    for row in asked:
        by_programme.setdefault(row.programme_id, []).append(row)
    by_key = {each[-1].programme.key: each for each in by_programme.values()}
    return [each for each in by_key.values() if each[-1].declared.counts or each[-1].declared.every]


def shelf_of(versions: Versions) -> Shelf:
    """The indicators of a programme under its name."""
    return versions[-1].programme.name, indicators_of(versions)


def shelves(session: Session, unit_ids: Collection[int]) -> list[Shelf]:
    """Indicators of some units' programmes that officers and leaders both see, by programme name."""
    return [shelf_of(each) for each in newest(session, unit_ids) if each[-1].declared.is_seen_by_office]


def _indicator(programme: Programme, versions: Versions, count: Count, also: str = "") -> Indicator:
    """The indicator of a count; `also`: only of entries that answer this field too."""
    declared = versions[-1].declared
    unit = Unit(count.unit, adds=count.adds_over_time or (declared.subject is Subject.EVENT and not count.distinct))
    judged = [programme_dimensions.versions(versions)] if _differ(versions, count) else []
    split = aliased(Answer) if AUDIENCE in count.by or count.distinct not in ("", GROUP, ORGANISER) else None
    noun, what = _counted(declared, count, split)
    other = partial(_indicator, programme, versions)
    of, of_words = whole_of(programme, declared, count, other, indicator_called)
    return Indicator(
        programme.key + DOT + count.key, unit, count.label, _how(declared, count, bool(judged)), noun,
        _rows(programme, declared, count, split, also), _TELLS.get(noun, _tells_rows)(programme),
        _order(noun, what),
        (
            *(_dimension(each, versions, count, split) for each in count.by if each != PERIOD),
            *([periods(declared.every, tabulated=PERIOD in count.by)] if declared.every else []),
            by.units(ProgrammeEntry.unit_id), *judged,
            *(programme_dimensions.answers(each, versions) for each in _earlier_dimensions(versions, count)),
        ),
        what=what, loads=_LOADS if what is None else _OF_SITES if noun is Site else (),
        beside=figures_beside().get(programme.catalogue + DOT + count.key, ""),
        of=of, of_words=of_words, every=every_of(programme, declared, count, noun, what),
        whole=key_of(programme, count), of_entries=counts_entries(declared, count),
        visited=visited_of(declared, count, other), asks_all=asks_all(declared),
        responses=responses_of(programme, declared, count),
        named=declared.subject is Subject.HOUSEHOLD and noun in (ProgrammeEntry, Site),
        amount=split.number if split is not None and count.sum else amount_of(count),
        standing=not _of_time(declared, count), sees=frozenset(declared.sees),
        recorded=_recorded(programme, declared, count, split),
        recorded_apart=bool(count.field) and declared.subject is not Subject.EVENT,
        occasions=_occasions(programme, declared, count) if count.field and declared.subject is Subject.EVENT else None,
    )  # fmt: skip


def _order(noun: Any, what: Any) -> tuple[Any, ...]:
    """The order of the rows behind a count; of entries that are selected by their ids without their sites."""
    if noun is not ProgrammeEntry:
        return (noun.order_key if issubclass(noun, Site) else noun.search_key), noun.id
    name = select(Site.order_key).where(Site.id == ProgrammeEntry.site_id).scalar_subquery()
    return Site.order_key if what is None else name, ProgrammeEntry.id


def _counted(declared: Declaration, count: Count, split: Any) -> tuple[Any, Any]:
    """The noun of a count and the column of what counts once; (ProgrammeEntry, None): each entry."""
    if count.distinct == GROUP:
        return ResidentialGroup, Site.residential_group_id
    if count.distinct == ORGANISER:
        return Organisation, ProgrammeEntry.organisation_id if declared.per_organiser else Site.organisation_id
    if count.plain and declared.per_organiser:
        return Site, ProgrammeEntry.site_id
    if count.distinct:
        asked = next(each for each in declared.fields if each.key == count.distinct)
        return programme_dimensions.NOUNS[REFERRING[asked.type]], split.refers_id
    return ProgrammeEntry, ProgrammeEntry.id if split is not None else None


def _of_time(declared: Declaration, count: Count) -> bool:
    """Whether a count is of the time from a day to a day, not as of its last day."""
    return MONTH in count.by or count.adds_over_time or declared.subject is Subject.EVENT


def _how(declared: Declaration, count: Count, differs: bool) -> object:
    how = count.how or how_of(declared, count)
    return _l("%(how)s Tiêu chí đã đổi: mỗi lần ghi xét theo bản đã hỏi.", how=how) if differs else how


def _differ(versions: Versions, count: Count) -> bool:
    """Whether versions judge a counted criterion by different rules."""
    criteria = [each for version in versions for each in version.declared.criteria if each.key in count.met]
    return any(len({each.rule for each in criteria if each.key == key}) > 1 for key in count.met)


def _earlier_dimensions(versions: Versions, count: Count) -> list[str]:
    """Dimensions of the count in older versions that the newest one lacks: fields that were removed or are no longer
    counted. Their answers can still be shown by them."""
    before = [
        key
        for version in reversed(versions[:-1])
        for each in version.declared.counts if each.key == count.key
        for key in each.by if key not in (*count.by, MONTH, PERIOD, *PLACES, AUDIENCE)
    ]  # fmt: skip
    return [*dict.fromkeys(before)]


def _rows(programme: Programme, declared: Declaration, count: Count, split: Any = None, also: str = "") -> Rows:
    """Entries that a count reads in a scope (app/indicators/programme_periods.py), of sites in use then, that meet its
    conditions. Of a shipped programme, every unit's. `split`: joined to the numbers of a tally, or to the rows that a
    field names; `also`: a further field that they answer."""
    given = count.where if count.where in STANDINGS else ""

    def base(scope: Scope) -> Select[Any]:
        ids = _ids(programme, scope)
        wanted = _entries(ids, scope).where(*(given_in if given else read_in)(declared, count, ids, scope))
        if declared.subject in REPRESENTING:
            wanted = wanted.where(~_left_out(declared, count, scope))
        by_month = MONTH in count.by and not given
        return wanted.where(ProgrammeEntry.day >= scope.since) if by_month else wanted

    def conditions(scope: Scope) -> list[ColumnElement[bool]]:
        if given:
            return []
        ids = _ids(programme, scope)
        answer = partial(has, ids)
        fields = filter(None, (*declared.answered_by(count), also))
        met = [answer(Answer.key == each) for each in fields]
        met += [answer(Answer.key == each, Answer.value == MET) for each in count.met]
        if count.organiser:
            of_kind = select(Organisation.id).where(Organisation.kind == count.organiser)
            met.append(Site.organisation_id.in_(of_kind))
        return [*met, condition(count.where, ids, declared.questions)] if isinstance(count.where, Rule) else met

    shared = SharedRows((programme.id, given, count.adds_over_time, MONTH in count.by), base, conditions)
    return shared if split is None or given else lambda scope: shared(scope).join(split, _split(declared, count, split))


def _left_out(declared: Declaration, count: Count, scope: Scope) -> ColumnElement[bool]:
    """Condition for entries of subjects that were left out: of a flow when the period began and still when it was
    recorded, so that its periods add up; else on the last day."""
    holds = partial(ProgrammeSubject.left_out, ProgrammeEntry.programme_id, ProgrammeEntry.site_id)
    if declared.every is None or not count.adds_over_time:
        return holds(scope.until)
    return and_(holds(ProgrammeEntry.period_key), holds(ProgrammeEntry.day))


def _recorded(programme: Programme, declared: Declaration, count: Count, split: Any) -> Rows:
    """Entries that make 0 a result (app/indicators/zeros.py)."""
    fields = declared.answered_by(count)
    by_month = MONTH in count.by and bool(fields) and declared.subject is not Subject.EVENT

    def base(scope: Scope) -> Select[Any]:
        ids = _ids(programme, scope)
        wanted = _entries(ids, scope).where(*recorded_in(declared, count, ids, scope))
        return wanted.where(ProgrammeEntry.day >= scope.since) if by_month else wanted

    def conditions(scope: Scope) -> list[ColumnElement[bool]]:
        return [answered(fields, _ids(programme, scope))] if fields else []

    shared = SharedRows((programme.id, bool(fields), count.adds_over_time, by_month), base, conditions)
    return shared if split is None else lambda scope: shared(scope).outerjoin(split, _split(declared, count, split))


def _occasions(programme: Programme, declared: Declaration, count: Count) -> Callable[[Scope], Select[Any]]:
    """Entries of all events that were held in a scope, whether or not they answer."""

    def rows(scope: Scope) -> Select[Any]:
        ids = _ids(programme, scope)
        return _entries(ids, scope).where(*read_in(declared, count, ids, scope))

    return rows


def _ids(programme: Programme, scope: Scope) -> Any:
    """The ids of the programme in the units of a scope: of one that ships, of every unit's."""
    if scope.units == (programme.unit_id,) or not programme.catalogue:
        return [programme.id]
    return select(Programme.id).where(Programme.catalogue == programme.catalogue)


def _entries(programmes: Any, scope: Scope) -> Select[Any]:
    wanted = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id)
    own = ProgrammeEntry.programme_id.in_(programmes), ProgrammeEntry.unit_id.in_(scope.units)
    return wanted.where(*own)


def _split(declared: Declaration, count: Count, split: Any) -> Any:
    """The condition that joins the numbers of a tally, or the rows that a field names: of organisations those of the
    kinds that it names, whatever an earlier version let somebody choose."""
    parts = [split.value.in_(count.part)] if count.part else []
    if count.distinct and (kinds := declared.by_key[count.distinct].only):
        parts.append(split.refers_id.in_(select(Organisation.id).where(Organisation.kind.in_(kinds))))
    return and_(split.entry_id == ProgrammeEntry.id, split.key == (count.sum or count.distinct), *parts)


def _dimension(key: str, versions: Versions, count: Count, split: Any) -> Dimension:
    if key == MONTH:
        return by.months(ProgrammeEntry.day)
    if key in PLACES and key not in versions[-1].declared.by_key:
        return ({**PLACES, **RECORDERS} if versions[-1].declared.per_organiser else PLACES)[key]()
    if key == AUDIENCE:
        return replace(programme_dimensions.answers(count.sum, versions), key=AUDIENCE, value=split.value, joins=None)
    return programme_dimensions.answers(key, versions)


def _tells_rows(programme: Programme) -> Tells:
    return lambda session, rows: (FigureRow(each.name, each.code) for each in rows)


def _tells_entries(programme: Programme) -> Tells:
    def tells(session: Session, rows: Sequence[ProgrammeEntry]) -> Iterable[FigureRow]:
        for each in rows:
            who = each.by.full_name if each.by else _("từ danh sách")
            who = each.organisation.name if each.organiser_key and each.organisation else who
            place = {"programme": each.programme_id, "row": each.site.public_id}
            yield FigureRow(
                each.site.name, f"{formats.date(each.shown_on)} · {who}", "office.programme_rows.show", place
            )

    return tells


_TELLS: Mapping[Any, Callable[[Programme], Tells]] = {ProgrammeEntry: _tells_entries, Site: tells_sites}
_LOADS = joinedload(ProgrammeEntry.site), joinedload(ProgrammeEntry.by), joinedload(ProgrammeEntry.organisation)
_OF_SITES = (joinedload(Site.residential_group),)
