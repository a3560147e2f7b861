"""Exports a whole ward in open formats: a zip of one CSV a table, and a manifest of its content.

What gives access (passwords, sign-ins, links with a secret) is left out, and so is the queue. Everything else of the
ward is included, row by row, with the keys by which rows refer to each other.

A ward leaves with this file, for another system to read: so classes keep their own titles and audiences, and requests
their words, even where these show a disability, poverty or origin beside a name. No other export does; the zip says so
itself, and only its owner reads it.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy import Connection, Table, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.exchange.exports.tables import csv_lines
from app.models import AdministrativeUnit, Base, RoleGrant
from app.models.mixins.of_unit import OWNERS

FORMAT, VERSION = "lopso-ward", 1
# Tables whose rows are secrets or of the moment.
LEFT_OUT = frozenset(
    {
        *("sign_in", "half_sign_in", "account_pin", "totp_secret", "recovery_code", "passkey", "invitation"),
        *("wrong_tries", "rate_limit", "receipt", "audit_head", "job", "night", "page_version", "key_fingerprint"),
    }
    | {"place_note", "server", "file_to_remove", "write_stamp"}
    | {"phone", "held_roll", "door_phone", "check_in_device", "hall_request", "idempotency_key"}
)
# Columns that give access.
SECRET = frozenset({"password_hash", "token", "token_hash", "secret", "printed_token", "submission"})
READ = 1_000
# The text in the zip, for its reader.
NOTICE_FILE = "DOC-TRUOC-KHI-MO.txt"
NOTICE = """Tệp này là toàn bộ sổ của phường, để chuyển sang nơi khác. Trong tệp có tên, số điện thoại của người dân,
và có tên lớp, đối tượng, lời nhờ cho biết khuyết tật, bệnh tật, hoàn cảnh, dân tộc của từng người: dữ liệu nhạy cảm
theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15. Chỉ người được giao chuyển dữ liệu mở tệp này. Không gửi qua Zalo
hay thư điện tử, không in, không chép thêm. Chuyển xong thì xóa.
"""

OnProgress = Callable[[str, int], None]


def write_ward(
    connection: Connection, unit_id: int, code: str, file: IO[bytes], now: datetime, on_progress: OnProgress
) -> dict[str, Any]:
    """Write the zip; returns the manifest. `on_progress` gets each table, and each thousand rows of it.

    Rows are streamed: the memory does not grow with the ward. Run it inside one read transaction.
    """
    tables: dict[str, dict[str, object]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in Base.metadata.sorted_tables:
            condition = owned(table, unit_id)
            if table.name in LEFT_OUT or condition is None:
                continue
            tables[table.name] = _write_table(connection, table, condition, packed, on_progress)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "unit": code,
            "made_at": now.isoformat(timespec="seconds"),
            "encoding": "UTF-8 with byte order mark, comma, moments in Asia/Ho_Chi_Minh",
            "left_out": sorted(LEFT_OUT),
            "sensitive": "names beside titles, audiences and words that tell of disability, poverty or origin; see "
            + NOTICE_FILE,
            "tables": tables,
        }
        packed.writestr(NOTICE_FILE, NOTICE)
        packed.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
    return manifest


def _write_table(
    connection: Connection,
    table: Table,
    condition: ColumnElement[bool],
    packed: zipfile.ZipFile,
    on_progress: OnProgress,
) -> dict[str, object]:
    columns = [column for column in table.columns if column.name not in SECRET]
    wanted = select(*columns).where(condition).order_by(*table.primary_key.columns)
    digest, count = hashlib.sha256(), 0
    name = f"{table.name}.csv"
    on_progress(table.name, 0)

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        yield [column.name for column in columns]
        with connection.execute(wanted.execution_options(yield_per=READ)) as found:
            for row in found:
                count += 1
                if count % READ == 0:
                    on_progress(table.name, count)
                yield [
                    json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value for value in row
                ]

    with packed.open(name, "w", force_zip64=True) as out:
        for line in csv_lines(rows(), zoned=True):
            written = line.encode()
            digest.update(written)
            out.write(written)
    return {"file": name, "rows": count, "columns": [column.name for column in columns], "sha256": digest.hexdigest()}


def owned(table: Table, unit_id: int) -> ColumnElement[bool] | None:
    """The condition that a row belongs to the ward, by the chain of its owners; None for a table without an owner."""
    if table.name == AdministrativeUnit.__tablename__:
        parent = select(AdministrativeUnit.parent_id).where(AdministrativeUnit.id == unit_id)
        return or_(table.c.id == unit_id, table.c.id.in_(parent))
    if table.name == "account":
        return table.c.id.in_(select(RoleGrant.account_id).where(RoleGrant.unit_id == unit_id))
    name = next((name for name in OWNERS if name in table.c), None)
    if name is None:
        return None
    column = table.c[name]
    if name == "unit_id":
        return column == unit_id
    owner = next(iter(column.foreign_keys)).column.table
    above = owned(owner, unit_id)
    assert above is not None
    return column.in_(select(owner.c.id).where(above))
