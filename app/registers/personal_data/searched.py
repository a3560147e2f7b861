"""Which columns are searched for somebody's name and number when they are to be erased, or given a copy: every column
of text, but for those named here. A column that is added is searched."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, select

from app.models import Base
from app.registers.personal_data.fields import FIELDS, OF_COLUMN
from app.registers.personal_data.personal import Then
from app.registers.personal_data.plain import COLUMNS, MACHINE, TABLES, WORDS
from app.registers.personal_data.times import FOREVER

# Who works for the ward stands there as such; the trail has its own way (`trail_words`); lists go whole.
_OF_STAFF = ("account", "sign_ins", "second_factor", "phones", "tries", "trail")
# Random words, what goes with its row or file, and the books of issued papers, which keep their names.
UNSEARCHED_FIELDS = frozenset(
    field.key
    for field in FIELDS
    if field.key in _OF_STAFF
    or field.then in (Then.GO, Then.RENEW)
    or (field.time is FOREVER and field.then is Then.STAY)
)
# Texts that are the same for everybody, counts, files, and offices with who signs for them.
UNSEARCHED_TABLES = frozenset(
    (*(name for name, why in TABLES.items() if why in (MACHINE, WORDS)), "administrative_unit", "residential_group",
     "plan", "word_template", "source_file", "outside_key", "outside_report", "ward_figures", "kiosk_visit")
)  # fmt: skip
# What addresses and machines call a row.
UNSEARCHED_NAMES = frozenset(
    (
        "public_id",
        "uuid",
        "token",
        "token_hash",
        "secret",
        "printed_token",
        "key",
        "sha256",
        "file",
        "device",
        "figures",
    )
)
# Plain columns in which people write sentences; in the others a name is that of a thing.
PROSE = frozenset(("note", "text", "answer", "reason", "trouble", "body", "cancelled_reason", "from_words", "source"))
# Columns that name one person, and those of telephones.
NAMING = frozenset(("full_name", "asked_by", "contact_name", "guardian", "head", "typed_name", "name"))


def searched(table: Table) -> list[Column[Any]]:
    """The columns of a table that are searched."""
    if table.name in UNSEARCHED_TABLES:
        return []
    return [
        column
        for column in table.columns
        if isinstance(column.type, String)
        and not column.foreign_keys
        and f"{table.name}.{column.name}" not in COLUMNS
        and OF_COLUMN.get((table.name, column.name)) not in _unsearched
        and column.name not in UNSEARCHED_NAMES
    ]


_unsearched = frozenset(field for field in FIELDS if field.key in UNSEARCHED_FIELDS)


def of_units(table: Table, unit_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a row is of some units: by its own column, or by the row that it hangs on."""
    if "unit_id" in table.columns:
        return table.c.unit_id.in_(unit_ids)
    keys = sorted((column for column in table.columns if column.foreign_keys), key=lambda column: bool(column.nullable))
    for column in keys:
        above = next(iter(column.foreign_keys)).column.table
        if above is not table and leads(above):
            return column.in_(select(above.c.id).where(of_units(above, unit_ids)))
    raise LookupError(f"{table.name} leads to no unit")


def leads(table: Table) -> bool:
    """Whether a row of a table is of a unit."""
    above = (next(iter(column.foreign_keys)).column.table for column in table.columns if column.foreign_keys)
    return "unit_id" in table.columns or any(each is not table and leads(each) for each in above)


def tables() -> list[Table]:
    """The tables in which something is searched."""
    return [table for table in Base.metadata.sorted_tables if searched(table)]
