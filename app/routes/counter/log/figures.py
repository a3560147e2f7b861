"""Figures of lượt that open the records behind them, and their names in an address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask import request
from flask_babel import lazy_gettext as _l

from app.indicators.dimensions import NO, YES
from app.indicators.help import HELPED, HELPS, NAMED, TIMED, By
from app.indicators.help_counts import HelpLine
from app.models import HelpRecord
from app.models.helping.log.correcting import loader_options
from app.registers.indicator import Narrow, Scope
from app.web.database import db

# The totals by their name in the address (`?so=`): their words, and what narrows their records.
OF_ALL: Mapping[str, tuple[object, Mapping[str, Narrow]]] = {
    "luot": (_l("Mọi lượt ghi từng người"), {}),
    "phut": (_l("Có ghi phút"), {TIMED: YES}),
    "co-ten": (_l("Có ghi tên"), {NAMED: YES}),
    "khong-ten": (_l("Không ghi tên"), {NAMED: NO}),
}
# At most so many records are read.
SHOWN = 300


class FigureRecords(NamedTuple):
    """The records behind one figure, and its label; `total` of them, of which the newest are listed. `people`: how many
    they name, where that is the figure."""

    label: object
    total: int
    records: Sequence[HelpRecord]
    people: int | None = None


def leading(page: str) -> Callable[[By], Callable[[HelpLine], str]]:
    """The links of a table's rows: the page again, with the records behind the row."""
    return lambda by: lambda line: _behind_at(page, by.value, line.name)


def leading_all(page: str) -> Callable[[str], str]:
    """The link of a total (`OF_ALL`)."""
    return lambda which: _behind_at(page, "so", which)


def _behind_at(page: str, name: str, value: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}{name}={value}#sau-so"


def behind(scope: Scope, tables: Mapping[By, Sequence[HelpLine]]) -> FigureRecords | None:
    """The records behind the figure of the address; None where it names none, or one that became 0 since the page was
    drawn: whoever corrected its last record and goes back finds the current figures."""
    by = next((by for by in tables if by.value in request.args), None)
    if by is None:
        return _behind_all(scope, request.args.get("so", ""))
    line = next((line for line in tables[by] if request.args[by.value] == line.name), None)
    if line is None:
        return None
    return FigureRecords(line.label, line.logged, _newest(scope.narrowed(by, line.key)))


def _behind_all(scope: Scope, which: str) -> FigureRecords | None:
    if which not in OF_ALL:
        return None
    label, only = OF_ALL[which]
    asked = replace(scope, only={**scope.only, **only})
    named = HELPED.figure(db.session(), scope) if which == "co-ten" else None
    return FigureRecords(label, HELPS.figure(db.session(), asked), _newest(asked), named)


def _newest(scope: Scope) -> Sequence[HelpRecord]:
    return db.session.scalars(HELPS.behind(scope).options(*loader_options()).limit(SHOWN)).all()
