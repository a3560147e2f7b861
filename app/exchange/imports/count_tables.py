"""Tables of counts: a line a residential group, a column an audience. Each number is a row of the register of
denominators; of a line either all are stored, or none."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.exchange.imports.cells import text_of
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.people import Target
from app.exchange.imports.register_rows import RegisterIntake
from app.exchange.imports.row_results import RowOutcome, RowResult
from app.models.movement.denominator import COUNTED, label
from app.registers.definitions.denominators import DENOMINATORS

GROUP, BESIDE = "residential_group", ("counted_on", "source")


class CountTableIntake:
    """Takes such a table into a ward's denominators."""

    def __init__(self, session: Session, target: Target, *, store: bool) -> None:
        seen = target if not store else replace(target, rows=dict(target.rows))
        self.looked = RegisterIntake(DENOMINATORS, session, seen, store=False)
        self.stored = RegisterIntake(DENOMINATORS, session, target, store=True) if store else None

    def take(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        """The outcomes of some lines, in order."""
        return [self._taken(row) for row in rows]

    def _taken(self, row: ImportRow) -> RowResult:
        name = text_of(row.given.get(GROUP))[:120]
        cells = [key for key in COUNTED if text_of(row.given.get(key)) not in ("", "-")]
        if not name or not cells:
            why = _("Chưa có số nào.") if name else _("Chưa ghi tổ nào.")
            return RowResult(row.number, RowOutcome.REFUSED, name, why=why, wrong=((GROUP, name),))
        beside: dict[str, Any] = {key: row.given[key] for key in (GROUP, *BESIDE) if key in row.given}
        parts = [
            ImportRow(row.number, {**beside, "audience": key, **_number(text_of(row.given[key]))}) for key in cells
        ]
        results = self.looked.take(parts)
        if wrong := [
            (key, each) for key, each in zip(cells, results, strict=True) if each.outcome is RowOutcome.REFUSED
        ]:
            whys = dict.fromkeys(each.why for _key, each in wrong)
            where = {(key if at == "number" else at, text) for key, each in wrong for at, text in each.wrong}
            return RowResult(row.number, RowOutcome.REFUSED, name, why=" ".join(whys), wrong=tuple(sorted(where)))
        results = self.stored.take(parts) if self.stored else results
        about = " · ".join(f"{label(key)} {text_of(row.given[key])}" for key in cells)
        notices = tuple(notice for each in results for notice in each.notices)
        new = any(each.outcome is RowOutcome.NEW for each in results)
        why = "" if new else next(each.why for each in results)
        return RowResult(row.number, RowOutcome.NEW if new else RowOutcome.KNOWN, name, about, why, notices)


def _number(text: str) -> dict[str, Any]:
    """A number as a row of the register: "khoảng 50" is approximate."""
    about = re.fullmatch(r"(?:khoảng|chừng|~)\s*(.+)", text, re.IGNORECASE)
    return {"number": about[1] if about else text, **({"approximate": _("có")} if about else {})}


def lacking(meanings: Sequence[str]) -> str:
    """The required columns that are missing, as one sentence; empty if none is."""
    if GROUP not in meanings:
        return str(_("Chưa rõ cột nào ghi tổ dân phố, thôn."))
    return "" if set(meanings) & set(COUNTED) else str(_("Chưa rõ cột nào ghi số người, số hộ hay đối tượng khác."))
