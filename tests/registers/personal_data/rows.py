"""A row of any table, made of what its columns and rules ask for: for tests that go over all tables."""

import re
import uuid
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table, func, insert, select, true
from sqlalchemy.orm import Session

from app.country import clock
from app.models.base import UtcDateTime
from app.registers.personal_data.searched import leads, of_units

# What a row cannot do without, where no rule says it.
ALSO: dict[str, dict[str, object]] = {
    "help_correction": {"before": "{}"},
    "person_merge": {"moved": "{}"},
    "site_merge": {"moved": "{}"},
    "document": {"said": "{}", "pattern": "…/BC"},
    "report_arrival": {"said": "{}", "figures": "{}"},
    "report": {"figures": "", "state": "draft"},
    "organisation": {"kind": "agency", "employs": True},
    "data_request": {"way": "desk", "seen_how": "", "outcome": "{}"},
    "report_receipt": {"state": "excused"},
    "reminder": {"about": "programme", "number": ""},
    "arrival_remark": {"answer": "x", "answered_at": clock.now()},
}
# Columns that may be empty, of which a rule asks for some.
OF_ITS_RULE: dict[str, tuple[str, ...]] = {"matter": ("plan_id", "part_id"), "reminder": ("programme_id",)}


def value_for(session: Session, column: Column[Any], ward_id: int, place: int) -> object:
    """What a column asks for."""
    if column.foreign_keys:
        above = next(iter(column.foreign_keys)).column.table
        if not session.scalar(select(func.count()).select_from(above)):
            a_row(session, above, ward_id)
        where = of_units(above, [ward_id]) if leads(above) else true()
        if column.unique:  # one that no other row names yet
            where &= above.c.id.not_in(select(column).where(column.is_not(None)))
        wanted = select(above.c.id).where(where).order_by(above.c.id)
        if not (ids := session.scalars(wanted).all()):
            a_row(session, above, ward_id)
            ids = session.scalars(wanted).all()
        return ids[place % len(ids)]
    if isinstance(column.type, String):
        rules = [str(each.sqltext) for each in column.table.constraints if isinstance(each, CheckConstraint)]
        known = [found for rule in rules for found in re.findall(rf"\b{column.name} IN \('([^']+)'", rule)]
        return known[0] if known else str(uuid.uuid4())
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Date):
        return clock.today()
    return clock.now() if isinstance(column.type, UtcDateTime) else 2026


def a_row(session: Session, table: Table, ward_id: int) -> None:
    """A row of a table that has none, with what its columns and rules ask for; and those that it hangs on."""
    said: dict[str, object] = dict(ALSO.get(table.name, {}))
    for place, column in enumerate(table.columns):
        counted = column.primary_key and isinstance(column.type, Integer)
        made = counted and not column.foreign_keys and column.autoincrement is not False
        needed = not column.nullable or column.name in OF_ITS_RULE.get(table.name, ())
        if column.name == "unit_id":
            said[column.name] = ward_id
        elif column.name not in said and needed and not made:
            said[column.name] = value_for(session, column, ward_id, place)
    session.execute(insert(table).values(said))
