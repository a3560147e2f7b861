"""Dimensions that figures share: month, day, ward, residential group, a ward's own lists."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Date, Integer, String, and_, case, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.country import formats
from app.country.audiences import tells
from app.models import AdministrativeUnit, Organisation, ResidentialGroup
from app.models.mixins.of_unit import OfUnit
from app.models.movement.organisation import EMPLOYING
from app.registers.indicator import MONTH, UNIT, Dimension, Entry, Key, KeysOf, Scope


# SQL functions for hours, months and durations in Vietnamese local time.
class LocalHour(FunctionElement[int]):
    """`LocalHour(HelpRecord.at)`: 0 … 23. Vietnam has had one offset, without summer time, since 1975."""

    inherit_cache = True
    type = Integer()


@compiles(LocalHour)
def _postgresql(element: LocalHour, compiler: SQLCompiler, **given: Any) -> str:
    moment = compiler.process(element.clauses, **given)
    return f"CAST(EXTRACT(hour FROM ({moment}) AT TIME ZONE 'Asia/Ho_Chi_Minh') AS INTEGER)"


@compiles(LocalHour, "sqlite")
def _sqlite(element: LocalHour, compiler: SQLCompiler, **given: Any) -> str:
    moment = compiler.process(element.clauses, **given)
    return f"CAST(strftime('%H', {moment}, '+7 hours') AS INTEGER)"


class LocalMonth(FunctionElement[str]):
    """`LocalMonth(HelpRecord.day)`, of a day or a moment: "2026-11"."""

    inherit_cache = True
    type = String()


@compiles(LocalMonth)
def _month_postgresql(element: LocalMonth, compiler: SQLCompiler, **given: Any) -> str:
    (clause,) = element.clauses
    sql = compiler.process(clause, **given)
    local = sql if isinstance(clause.type, Date) else f"({sql}) AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    return f"to_char({local}, 'YYYY-MM')"


@compiles(LocalMonth, "sqlite")
def _month_sqlite(element: LocalMonth, compiler: SQLCompiler, **given: Any) -> str:
    return f"strftime('%Y-%m', {compiler.process(element.clauses, **given)}, '+7 hours')"


class MinutesBetween(FunctionElement[int]):
    """`MinutesBetween(Lesson.starts_at, Lesson.ends_at)`: whole minutes."""

    inherit_cache = True
    type = Integer()


@compiles(MinutesBetween)
def _minutes_postgresql(element: MinutesBetween, compiler: SQLCompiler, **given: Any) -> str:
    first, last = (compiler.process(each, **given) for each in element.clauses)
    return f"CAST(EXTRACT(epoch FROM ({last}) - ({first})) / 60 AS INTEGER)"


@compiles(MinutesBetween, "sqlite")
def _minutes_sqlite(element: MinutesBetween, compiler: SQLCompiler, **given: Any) -> str:
    first, last = (compiler.process(each, **given) for each in element.clauses)
    return f"((CAST(strftime('%s', {last}) AS INTEGER) - CAST(strftime('%s', {first}) AS INTEGER)) / 60)"


YES, NO = "co", "khong"


def _rows_called(noun: Any, name: str) -> KeysOf:
    """Finds ids of a ward's rows by the value of one column or property."""

    def keys(session: Session, scope: Scope, names: Collection[str]) -> Mapping[str, tuple[Key, ...]]:
        rows = session.scalars(select(noun).where(noun.unit_id.in_(scope.units))).all()
        return {each: tuple(row.id for row in rows if getattr(row, name) == each) for each in names}

    return keys


def months(moment: Any) -> Dimension:
    """By month of a day or moment; lists every month of the scope."""
    return Dimension(
        MONTH, _l("Tháng"), LocalMonth(moment), lambda session, scope, found: months_of(scope), known=is_month
    )


def is_month(name: str) -> bool:
    """Whether a name is a month's: "2026-11"."""
    return re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", name) is not None


def months_of(scope: Scope) -> list[Entry]:
    first, last = (each.year * 12 + each.month - 1 for each in (scope.since, scope.until))
    years = [divmod(number, 12) for number in range(first, last + 1)]
    names = [(f"{year:04d}-{month + 1:02d}", year, month + 1) for year, month in years]
    return [Entry(name, name, str(_("Tháng %(month)s/%(year)s", month=m, year=y))) for name, y, m in names]


def days(day: Any) -> Dimension:
    """By day; lists only days with rows."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        return [Entry(each, each.isoformat(), formats.date(each)) for each in sorted(found)]

    return Dimension("ngay", _l("Ngày"), day, entries, tabulated=False)


def units(unit_id: Any) -> Dimension:
    """By ward; lists those that existed in the time and those that occur."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        wards = session.scalars(AdministrativeUnit.among(set(scope.units)))
        return [
            Entry(ward.id, ward.code, _("%(ward)s, đến hết %(day)s", ward=ward.title, day=formats.date(ward.valid_to))
                  if ward.valid_to else ward.title)
            for ward in wards
            if ward.id in found
            or ((ward.valid_from or scope.until) <= scope.until and (ward.valid_to or scope.since) >= scope.since)
        ]  # fmt: skip

    return Dimension(UNIT, _l("Đơn vị"), unit_id, entries)


def groups(group_id: Any, joins: Callable[[Any], Any] | None = None, unknown_label: object = "") -> Dimension:
    """By residential group; lists those that existed in the time and those that occur."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        begun = or_(ResidentialGroup.valid_from.is_(None), ResidentialGroup.valid_from <= scope.until)
        stood = begun & or_(ResidentialGroup.valid_to.is_(None), ResidentialGroup.valid_to >= scope.since)
        occurs = ResidentialGroup.id.in_([key for key in found if key is not None])
        here = ResidentialGroup.unit_id.in_(scope.units) & stood
        wanted = session.scalars(
            select(ResidentialGroup).where(here | occurs).order_by(ResidentialGroup.code, ResidentialGroup.id)
        )
        return [Entry(each.id, each.code, each.short_name) for each in wanted]

    words = unknown_label or _l("Chưa ghi nơi ở")
    return Dimension("to", _l("Nơi ở"), group_id, entries, joins, ward_specific=True, unknown_label=words)


def hardships(group_id: Any) -> Dimension:
    """By whether a residential group is marked as a hardship area."""
    hard = select(ResidentialGroup.id).where(ResidentialGroup.hardships != "")
    value = case((group_id.in_(hard), YES), (group_id.is_not(None), NO), else_=None)
    labels = {YES: _l("Địa bàn khó"), NO: _l("Địa bàn khác")}
    return worded("dia-ban-kho", _l("Địa bàn khó"), value, labels, unknown_label=_l("Chưa ghi nơi ở"))


def other_movements(column: Any) -> Dimension:
    """By whether a class or an event also serves another movement; see other_movements.py."""
    labels = {YES: _l("Có lồng ghép phong trào khác"), NO: _l("Không lồng ghép")}
    return worded("long-ghep", _l("Lồng ghép phong trào khác"), case((column != "", YES), else_=NO), labels)


def listed(key: str, words: object, value: Any, noun: Any, label: str = "label", **more: Any) -> Dimension:
    """By the entries of a ward's list, in its order; lists those in use today and those that occur."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        occurs = noun.id.in_([each for each in found if each is not None])
        wanted = select(noun).where((noun.unit_id.in_(scope.units) & noun.retired_at.is_(None)) | occurs)
        order = noun.position if hasattr(noun, "position") else getattr(noun, label)
        rows = session.scalars(wanted.order_by(order, noun.id))
        return [Entry(row.id, row.key, getattr(row, label), getattr(row, "sensitive", False)) for row in rows]

    return Dimension(key, words, value, entries, ward_specific=True, keys=_rows_called(noun, "key"), **more)


def registered(
    key: str, words: object, value: Any, noun: type[OfUnit], unknown_label: object, *among: Any, slug: str = "code",
    joins: Callable[[Any], Any] | None = None,
) -> Dimension:  # fmt: skip
    """By the rows of a register, ordered by name; lists those in use that meet `among`, and those that occur. `slug`:
    the column by which an address names one."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        occurs = noun.id.in_([each for each in found if each is not None])
        wanted = select(noun).where(and_(noun.unit_id.in_(scope.units), noun.in_use(), *among) | occurs)
        rows = session.scalars(wanted.order_by(noun.search_key, noun.id))
        return [Entry(row.id, getattr(row, slug), row.name, tells(row.name)) for row in rows]

    return Dimension(
        key, words, value, entries, joins, ward_specific=True, unknown_label=unknown_label,
        keys=_rows_called(noun, slug),
    )  # fmt: skip


def workplaces(organisation_id: Any) -> Dimension:
    """By the organisation in which people work or learn."""
    words, unknown_label = _l("Cơ quan, đơn vị"), _l("Không qua cơ quan nào")
    return registered("co-quan", words, organisation_id, Organisation, unknown_label, Organisation.employs)


def workplace_kinds(organisation_id: Any) -> Dimension:
    """By the kind of that organisation."""
    kind = select(Organisation.kind).where(Organisation.id == organisation_id).scalar_subquery()
    words, unknown_label = _l("Loại cơ quan, đơn vị"), _l("Không qua cơ quan nào")
    return worded("loai-co-quan", words, kind, EMPLOYING, unknown_label=unknown_label)


def worded(
    key: str,
    words: object,
    value: Any,
    labels: Mapping[Any, object],
    sensitive: Callable[[Any], bool] = lambda key: False,
    **more: Any,
) -> Dimension:
    """By fixed keys with their labels, all listed. Beside a `sensitive` key nobody is named."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        return [Entry(each, str(each), str(label), sensitive(each)) for each, label in labels.items()]

    return Dimension(key, words, value, entries, known=frozenset(map(str, labels)).__contains__, **more)


def written(key: str, words: object, value: Any, **more: Any) -> Dimension:
    """By free text; lists the texts that occur."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        return [Entry(each, each, each, tells(each)) for each in sorted(each for each in found if each)]

    return Dimension(key, words, value, entries, ward_specific=True, **more)
