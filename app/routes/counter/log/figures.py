"""Tables of lượt whose rows open the records behind them: what each is called in an address."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask import request
from sqlalchemy.orm import joinedload

from app.database import db
from app.indicators.help import By, Key, Scope, rows
from app.models import HelpRecord
from app.models.helping.log.correcting import whole
from app.words.help_lines import Line

NAMES: Mapping[By, str] = {
    By.TOPIC: "viec",
    By.MEANING: "ket-qua",
    By.REASON: "ly-do",
    By.AGE: "tuoi",
    By.PLACE: "noi",
    By.GROUP: "to",
    By.HOUR: "gio",
    By.DAY: "ngay",
}
UNSAID = "chua-ghi"
# More records than this are looked for, not read.
SHOWN = 300


class Behind(NamedTuple):
    """The records behind one figure, and what the figure is called; `whole` of them, of which the newest are shown."""

    label: str
    whole: int
    records: Sequence[HelpRecord]


def leading(page: str) -> Callable[[By], Callable[[Line], str]]:
    """Where the rows of a table lead: the page again, with the records behind the row."""
    glue = "&" if "?" in page else "?"
    return lambda by: lambda line: f"{page}{glue}{NAMES[by]}={_said(line.key)}#sau-so"


def behind(scope: Scope, tables: Mapping[By, Sequence[Line]]) -> Behind | None:
    """The records behind the figure that the address names; None where it names none, or one that has come to nothing
    since the page was drawn: whoever put its last record right and goes back finds the figures as they are."""
    by = next((by for by in tables if NAMES[by] in request.args), None)
    if by is None:
        return None
    asked = request.args[NAMES[by]]
    line = next((line for line in tables[by] if asked == _said(line.key)), None)
    if line is None:
        return None
    wanted = rows(scope, by, line.key).options(*whole(), joinedload(HelpRecord.helper)).limit(SHOWN)
    return Behind(line.label, line.logged or 0, db.session.scalars(wanted).all())


def _said(key: Key) -> str:
    return UNSAID if key is None else str(key)
