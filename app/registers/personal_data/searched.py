"""Which columns are searched for somebody's name and number when they are to be erased, or given a copy: every column
of text, but for those named here with a reason. A column that is added is searched."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, select

from app.models import Base
from app.registers.personal_data.fields import FIELDS, OF_COLUMN
from app.registers.personal_data.personal import FOREVER, Then
from app.registers.personal_data.plain import COLUMNS, MACHINE, TABLES, WARD

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
# What addresses and machines call a row, in any table.
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
_OFFICE = "the office itself, and who signs for it as an office-holder"
_KEY = "one of some words that the product has, or by what lists and machines call the row"
_FILE = "a file as it was sent: it is replaced or removed as a whole"
_SIGNED = "figures as another ward signed them, none of them of one person"
# Other columns, each with its reason; a column that is added to any table is searched until it stands here.
UNSEARCHED: Mapping[str, str] = {
    f"{table}.{column}": why
    for table, columns, why in (
        ("administrative_unit",
         "code kind name group_word phone paper_style issuer_parent issuer_name place_line signer_formula "
         "signer_capacity signer_name report_formula least_mentees_source ambassador_kinds", _OFFICE),
        ("letterhead", "style parent name in_the_name_of formula capacity signer_name", _OFFICE),
        ("audit_head", "last_hash", MACHINE),
        ("idempotency_key", "digest fingerprint location", MACHINE),
        ("key_fingerprint", "fingerprint", MACHINE),
        ("file_to_remove", "name", MACHINE),
        ("place_note", "name value", MACHINE),
        ("write_stamp", "table_name", MACHINE),
        ("server", "name process release", MACHINE),
        ("job", "kind arguments same title state worker reason result", MACHINE),
        ("receipt", "kind digest", MACHINE),
        ("outside_key", "code", _KEY),
        ("outside_report", "code title span number digest", _SIGNED),
        ("ward_figures", "span of", _KEY),
        ("kiosk_visit", "answer", _KEY),
        ("help_result", "meaning", _KEY),
        ("help_topic", "service_url", "an address of the network"),
        ("message_text", "moment", _KEY),
        ("organisation", "code kind", _KEY),
        ("plan", "style catalogue", _KEY),
        ("programme", "catalogue", _KEY),
        ("residential_group", "code kind hardships", _KEY),
        ("source_file", "kind content", _FILE),
        ("word_template", "content", _FILE),
    )
    for column in columns.split()
}  # fmt: skip
# Plain columns in which people write sentences; in the others a name is that of a thing.
PROSE = frozenset(
    ("note", "text", "answer", "reason", "trouble", "body", "cancelled_reason", "from_words", "source", "end_reason")
)
# Columns that name one person, and those of telephones.
NAMING = frozenset(("full_name", "asked_by", "contact_name", "guardian", "head", "typed_name", "name"))


def searched(table: Table) -> list[Column[Any]]:
    """The columns of a table that are searched."""
    return [column for column in table.columns if is_text(column) and not why_unsearched(column)]


def is_text(column: Column[Any]) -> bool:
    """Whether a column holds words."""
    return isinstance(column.type, String) and not column.foreign_keys


def why_unsearched(column: Column[Any]) -> str:
    """Why a column of text is not searched; "" where it is."""
    place = f"{column.table.name}.{column.name}"
    if column.name in UNSEARCHED_NAMES:
        return _KEY
    if (field := OF_COLUMN.get((column.table.name, column.name))) and field.key in UNSEARCHED_FIELDS:
        return f"declared as {field.key}"
    plain = COLUMNS.get(place, "")
    return UNSEARCHED.get(place) or ("" if plain == WARD else plain)


def is_plain(column: Column[Any]) -> bool:
    """Whether a column names a thing, of which a person may be the namesake."""
    return column.table.name in TABLES or COLUMNS.get(f"{column.table.name}.{column.name}") == WARD


def is_fixed(column: Column[Any]) -> bool:
    """Whether a column of a guarded row that tells of no person can never be changed: but for what its guard lets
    change, a key apart, which says what the fixed ones do."""
    guard = column.table.info.get("guard") if column.table.name in TABLES else None
    return guard is not None and (column.name.endswith("_key") or column.name not in getattr(guard, "moves", ()))


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
