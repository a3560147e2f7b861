"""What stands in a column once it is emptied, as its declaration says."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, Table, true

from app.country import codes
from app.models.people.person import PHONES
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.personal import Personal, Then

# In the place of a name; no search finds it.
NAMELESS = "(đã xóa tên)"
# What names somebody in JSON that is kept.
_NAMES = ("full_name", "birth_year", "birth_date", *PHONES, "typed_name", "typed_birth_year", "paper_name", "name")
_WORDS = ("address", "reason", "end_reason", "words", "changes")
NAMING = frozenset((*_NAMES, *_WORDS))
# In the place of words without which a row may not stand.
GONE = "–"
_INSTEAD = {
    "ticket.typed_name": "",
    "person.full_name": NAMELESS,
    "erasing_hold.reason": GONE,
    "help_request.why": GONE,
    "ambassador_offer.why": GONE,
    "thanks_letter.declined_why": GONE,
    "thanks_letter.revoked_why": GONE,
    "membership.name": NAMELESS,
    "shift_note.text": GONE,
    "door_helper.name": GONE,
}
NOTHING = frozenset(("", GONE, NAMELESS, None))
# Of some columns only what is the person's own: not why a rule ended a seat, not the phone of whoever ticked.
_ONLY = {"registration.end_reason": ("state", "removed"), "attendance_mark.device": ("way", "self")}
CHANGING = (Then.EMPTY, Then.DECADE, Then.RENEW, Then.SCRUB)


def changing(table: Table) -> dict[Column[Any], Personal]:
    """The columns of a table that are changed when somebody is erased."""
    return {
        table.c[column]: field
        for field in FIELDS
        if field.then in CHANGING
        for name, column in field.places
        if name == table.name
    }


def is_emptied(column: Column[Any]) -> bool:
    """Whether a column of a row that is somebody's says nothing afterwards, whatever the row."""
    return column in changing(column.table) and f"{column.table.name}.{column.name}" not in _ONLY


def only(column: Column[Any]) -> ColumnElement[bool]:
    """The rows in which a column is the person's own."""
    condition = _ONLY.get(f"{column.table.name}.{column.name}")
    return true() if condition is None else column.table.c[condition[0]] == condition[1]


def emptied(column: Column[Any], value: Any, then: Then) -> Any:
    """What stands in a column afterwards."""
    if then is Then.DECADE:
        return value - value % 10
    if then is Then.SCRUB:
        return json.dumps(scrubbed(json.loads(value)), ensure_ascii=False, sort_keys=True)
    if (place := f"{column.table.name}.{column.name}") in _INSTEAD:
        return _INSTEAD[place]
    if then is Then.RENEW and not column.nullable:
        return codes.new_token()
    if column.nullable:
        return None
    return value - value % 10 if isinstance(column.type, Integer) else ""


def scrubbed(value: Any) -> Any:
    """JSON without what names somebody."""
    if isinstance(value, Mapping):
        return {key: "" if key in NAMING else scrubbed(each) for key, each in value.items()}
    return [scrubbed(each) for each in value] if isinstance(value, list) else value
