"""Figures of lượt that open the records behind them, and their names in an address."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, true

from app.indicators.help import people, rows
from app.indicators.help_asked import By, HelpScope
from app.models import HelpRecord
from app.models.base import count_of
from app.models.helping.log.correcting import loader_options
from app.web.database import db
from app.web.words.help_lines import HelpLine

# The totals by their name in the address (`?so=`): their words, and the condition on their records.
NAMED = "co-ten"
OF_ALL: Mapping[str, tuple[object, ColumnElement[bool]]] = {
    "luot": (_l("Mọi lượt ghi từng người"), true()),
    "phut": (_l("Có ghi phút"), HelpRecord.minutes.is_not(None)),
    NAMED: (_l("Có ghi tên"), HelpRecord.person_id.is_not(None)),
    "khong-ten": (_l("Không ghi tên"), HelpRecord.person_id.is_(None)),
}
# At most so many records are read.
SHOWN = 300


class Behind(NamedTuple):
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


def behind(scope: HelpScope, tables: Mapping[By, Sequence[HelpLine]]) -> Behind | None:
    """The records behind the figure of the address; None where it names none, or one that became 0 since the page was
    drawn: whoever corrected its last record and goes back finds the current figures."""
    by = next((by for by in tables if by.value in request.args), None)
    if by is None:
        return _behind_all(scope, request.args.get("so", ""))
    line = next((line for line in tables[by] if request.args[by.value] == line.name), None)
    if line is None:
        return None
    return Behind(line.label, line.logged, _newest(rows(scope, by, line.key)))


def _behind_all(scope: HelpScope, which: str) -> Behind | None:
    if which not in OF_ALL:
        return None
    label, is_true = OF_ALL[which]
    wanted = rows(scope).where(is_true)
    count = db.session.scalars(count_of(wanted)).one()
    named = len(people(db.session(), scope)) if which == NAMED else None
    return Behind(label, count, _newest(wanted), named)


def _newest(wanted: Select[HelpRecord]) -> Sequence[HelpRecord]:
    return db.session.scalars(wanted.options(*loader_options()).limit(SHOWN)).all()
