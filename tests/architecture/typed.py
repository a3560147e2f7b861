"""Hostile text in every column that people type, and what of it must never stand in an answer as it is.

The columns are found from the models: every one of text but keys, what only a few words may stand in, and what machines
write (`MACHINE`). A column that is added is typed unless it is named there.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from zlib import crc32

from openpyxl import load_workbook
from sqlalchemy import CheckConstraint, Column, String, Table, literal, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import Base
from app.models.trust.lifting import lifted
from app.registers.personal_data.holdings import key_of
from tests.registers.personal_data.rows import a_row

TAG = "<b hx-get=/suc-khoe hx-trigger=load data-typed=1>HIT</b>"
# Each holds the tag, and something else that a page, a workbook or a template may take for its own.
TEXTS = (
    TAG,
    f"\" data-typed=2 x=\" ' data-typed=3 x=' {TAG}",
    f"Q{{{{7*7}}}}Q{{% raw %}} {TAG}",
    f'=HYPERLINK("http://evil.example";"x") {TAG}',
    f"{unicodedata.normalize('NFD', 'Đàm Quỳnh Zương')} \N{WAVING HAND SIGN} {TAG}",
    f"{TAG} {'dài ' * 80}"[:300],
    f"</script></textarea></title><!-- ]]> {TAG}",
)
# What must not stand in a page: the tag, a quotation mark that ends an attribute, a sum that somebody asked for.
RAW = re.compile(
    rb"<b hx-get|<b\b[^>]*data-typed|</script></textarea>|(?<!\\)\" data-typed=2|(?<!\\)' data-typed=3|Q49Q",
    re.IGNORECASE,
)
PAGES_AND_PICTURES = frozenset(("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml"))
# What machines write, by name and by place: addresses, keys of lists, hashes, files, states of pages, JSON of figures.
_NAMES = """public_id uuid token token_hash key code code_hash folded_code kind action subject_kind subject_id hash
previous_hash last_hash pin_hash password_hash challenge catalogue search_key sort_key order_key place_key head_key
name_key same arguments worker result file sha256 digest device release span series pattern drawn_size text_version days
weekdays starts moment columns fates shown step operator of phone contact_phone visit_uuid mark_uuid secret sealed
public_key credential host username seats content figures detail moved before changes parts number
fingerprint"""
MACHINE = frozenset(_NAMES.split())
PLACES = frozenset(
    (
        "idempotency_key.location",
        "target.audience",
        "target.measured_by",
        "target.narrowed_to",
        "target.each_of",
        "target.share_of",
        "denominator.audience",
        "denominator.source",
        "administrative_unit.least_mentees_source",
        "administrative_unit.ambassador_kinds",
        "course.audience",
        "course_template.audience",
        "registration.needs",
        "residential_group.hardships",
        "report_passage.part",
        "programme.skipped",
        "programme_version.shipped",
        "target.part",
    )
)


def typed_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table in which people write."""
    rules = " ".join(str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint))
    return [
        column
        for column in table.columns
        if isinstance(column.type, String)
        and not (column.foreign_keys or column.primary_key or column.unique)
        and column.name not in MACHINE
        and f"{table.name}.{column.name}" not in PLACES
        and not re.search(rf"\b{column.name} IN \(", rules)
    ]


def typed_in(session: Session, unit_id: int) -> set[str]:
    """Put hostile text into every typed column of all rows, and into a row of each table
    that has none; returns the columns that hold it
    ("table.column")."""
    full = set[str]()
    with lifted(session):
        for table in Base.metadata.sorted_tables:
            columns = typed_columns(table)
            full |= {str(column) for column in columns if _fill(session, table, column)}
            if missing := [column for column in columns if str(column) not in full]:
                with suppress(IntegrityError, AttributeError, ZeroDivisionError), session.begin_nested():
                    a_row(session, table, unit_id)
                full |= {str(column) for column in missing if _fill(session, table, column)}
    return full


def _fill(session: Session, table: Table, column: Column[Any]) -> bool:
    """Whether a row of a table takes hostile text in a column: those that have one, or else any."""
    rows = session.execute(select(*key_of(table), column)).all()
    written = [_put(session, table, column, tuple(key), value) for *key, value in rows if value is not None]
    return any(written) or any(_put(session, table, column, tuple(row[:-1]), "") for row in rows)


def every_typed_column() -> set[str]:
    """All of them ("table.column")."""
    return {str(column) for table in Base.metadata.sorted_tables for column in typed_columns(table)}


def _put(session: Session, table: Table, column: Column[Any], key: tuple[Any, ...], value: str) -> bool:
    """Whether a row takes the text of its column, or one of the others; with its number where it must be its own."""
    place = crc32(f"{table.name}.{column.name}".encode()) + int(key[0] if isinstance(key[0], int) else 0)
    same = [part == one for part, one in zip(key_of(table), key, strict=True)]
    for words in _texts(value, place, key):
        try:
            with session.begin_nested():
                session.execute(update(table).where(*same).values({column: literal(words)}))
        except (IntegrityError, DataError):
            continue
        return True
    return False


def _texts(value: str, place: int, key: tuple[Any, ...]) -> Iterator[str]:
    if value.startswith(("{", "[")):
        with suppress(json.JSONDecodeError):  # a text with a place to be filled
            yield json.dumps(_leaves(json.loads(value), place), ensure_ascii=False)
            return
    words = TEXTS[place % len(TEXTS)]
    yield words
    yield f"{words} {key}"[:400]
    yield f"{TAG} {key}"
    yield TAG


def _leaves(value: Any, place: int) -> Any:
    """JSON with the text in each leaf that is a sentence or a name; keys and states stay."""
    if isinstance(value, dict):
        return {key: _leaves(each, place) for key, each in value.items()}
    if isinstance(value, list):
        return [_leaves(each, place) for each in value]
    is_sentence = isinstance(value, str) and (" " in value or not value.isascii())
    return TEXTS[place % len(TEXTS)] if is_sentence else value


def raw_in(answer: TestResponse) -> str:
    """What of the typed texts an answer holds other than as text: with a little around it; "" where nothing does.

    In a page nothing is markup, in a workbook no cell is a formula, in a list no cell begins as one; an appointment has
    its own lines alone; the rest is never read as a page.
    """
    content, kind = answer.get_data(), answer.mimetype
    if kind in PAGES_AND_PICTURES:
        found = RAW.search(content)
        return content[max(0, found.start() - 60) : found.end() + 40].decode(errors="replace") if found else ""
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        return f"{kind} without nosniff"
    if kind.endswith("spreadsheetml.sheet"):
        sheets = load_workbook(io.BytesIO(content)).worksheets
        cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
        return next((f"formula in {cell.coordinate}" for cell in cells if cell.data_type == "f"), "")
    if kind == "text/csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        return next((cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))), "")
    if kind == "text/calendar":
        lines = re.split(r"\r\n(?! )", content.decode().strip())
        return next((line for line in lines if not re.match(r"[A-Z-]+[;:]", line)), "")
    return ""
