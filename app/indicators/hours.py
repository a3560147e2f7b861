"""The hour of a moment on the wall clock of Vietnam, asked of the database."""

from typing import Any

from sqlalchemy import Integer
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
