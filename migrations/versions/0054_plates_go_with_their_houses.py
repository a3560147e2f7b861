"""A plate is of the programme by which its house is recognised today; a copy of a programme knows into which it went.

Revision: 0054
Follows: 0053
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"

FROZEN = (
    "public_id", "code", "unit_id", "recognition_id", "entry_id", "series", "year", "number", "said", "decided_on",
    "valid_until", "replaces_id",
)  # fmt: skip
FILE = ("sha256", "file")
# Of a house that went to another ward the entry names the programme of that ward, its plate that of before.
OF_ENTRY = """
UPDATE plate SET programme_id = (
    SELECT entry.programme_id FROM programme_entry AS entry WHERE entry.id = plate.entry_id
)
WHERE EXISTS (
    SELECT 1 FROM programme_entry AS entry WHERE entry.id = plate.entry_id AND entry.programme_id <> plate.programme_id
)
"""
OF_LIST = """
UPDATE plate SET programme_id = (
    SELECT list.programme_id FROM recognition AS list WHERE list.id = plate.recognition_id
)
WHERE EXISTS (
    SELECT 1 FROM recognition AS list WHERE list.id = plate.recognition_id AND list.programme_id <> plate.programme_id
)
"""
# Where the other ward gave a plate of its own to the same door, or proposed one.
TWICE = sa.text(
    "SELECT plate.id, other.number, other.year FROM plate "
    "JOIN programme_entry AS entry ON entry.id = plate.entry_id AND entry.programme_id <> plate.programme_id "
    "JOIN plate AS other ON other.site_id = plate.site_id AND other.programme_id = entry.programme_id "
    "AND other.state = plate.state WHERE plate.state = :state"
)


def upgrade() -> None:
    """Plates follow their houses; where the other ward gave one of its own since, that one holds."""
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_programme_merged_into_id"), "programme", ["merged_into_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_programme_merged_is_retired"), "merged_into_id IS NULL OR retired_on IS NOT NULL"
        )
    _freeze(FROZEN)
    plate = sa.table(
        "plate", *(sa.column(name) for name in ("id", "state", "end_reason")),
        sa.column("ended_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    connection = op.get_bind()
    for row in connection.execute(TWICE, {"state": "standing"}).all():
        ended = {"state": "replaced", "ended_at": datetime.now(UTC), "end_reason": f"{row.number:03d}/{row.year}"}
        connection.execute(sa.update(plate).where(plate.c.id == row.id).values(**ended))
    for row in connection.execute(TWICE, {"state": "proposed"}).all():
        connection.execute(sa.update(plate).where(plate.c.id == row.id).values(state="dropped"))
    op.execute(OF_ENTRY)


def downgrade() -> None:
    """Plates are of the programme that gave them."""
    op.execute(OF_LIST)
    _freeze((*FROZEN[:4], "programme_id", *FROZEN[4:]))
    with op.batch_alter_table("programme") as table:
        table.drop_constraint(op.f("ck_programme_merged_is_retired"), type_="check")
        table.drop_constraint(op.f("fk_programme_merged_into_id"), type_="foreignkey")
        table.drop_column("merged_into_id")


def _freeze(columns: tuple[str, ...]) -> None:
    """Let the trigger keep these columns of a numbered plate, in the order of the table."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"

    def changed(names: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)

    when = f"(OLD.number IS NOT NULL AND ({changed(columns)})) OR (OLD.sha256 <> '' AND ({changed(FILE)}))"
    if sqlite:
        then = f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'a numbered plate never changes'); END"
    else:
        then = f"WHEN ({when}) EXECUTE FUNCTION stays()"
    op.execute("DROP TRIGGER plate_frozen" + ("" if sqlite else " ON plate"))
    op.execute(f"CREATE TRIGGER plate_frozen BEFORE UPDATE ON plate FOR EACH ROW {then}")
