"""SQL functions for hours, months and durations in Vietnamese local time."""

from typing import Any

from sqlalchemy import Date, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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
