"""The dimension of figures by week, from Monday on."""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.country import formats
from app.registers.indicator import Dimension, Entry, Scope


class FirstOfWeek(FunctionElement[str]):
    """`FirstOfWeek(ProgrammeEntry.day)`, of a day: the Monday of its week, "2026-11-23"."""

    inherit_cache = True
    type = String()


@compiles(FirstOfWeek)
def _week_postgresql(element: FirstOfWeek, compiler: SQLCompiler, **given: Any) -> str:
    return f"to_char(date_trunc('week', {compiler.process(element.clauses, **given)}), 'YYYY-MM-DD')"


@compiles(FirstOfWeek, "sqlite")
def _week_sqlite(element: FirstOfWeek, compiler: SQLCompiler, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)}, 'weekday 0', '-6 days')"


def weeks(day: Any) -> Dimension:
    """By week of a day, from Monday on; lists only weeks with rows."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        for name in sorted(found):
            first = date.fromisoformat(name)
            last = formats.date(first + timedelta(days=6))
            yield Entry(name, name, str(_("Tuần %(first)s đến %(last)s", first=formats.day_month(first), last=last)))

    return Dimension("tuan", _l("Tuần"), FirstOfWeek(day), entries, known=is_day)


def is_day(name: str) -> bool:
    """Whether a name is a day's: "2026-11-23"."""
    return re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]", name) is not None
