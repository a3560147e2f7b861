"""What a programme gives has a kind, and the period for which it was given: a site has one for each period.

Revision: 0078
Follows: 0077
"""

from datetime import UTC, datetime
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"

FROZEN = (
    "public_id", "code", "unit_id", "recognition_id", "entry_id", "series", "year", "number", "said", "decided_on",
    "valid_until", "replaces_id",
)  # fmt: skip
FILE = ("sha256", "file")
CHECKS = {
    "kind_known": "kind IN ('plate', 'merit', 'recognition', 'thanks')",
    "plate_without_period": "kind <> 'plate' OR period = '0001-01-01'",
}
STATES = ("proposed", "standing")
# Those of one site and programme in one state, of whatever period, by age.
OPEN = sa.text(
    "SELECT id, programme_id, site_id, number, year FROM plate WHERE state = :state ORDER BY programme_id, site_id, id"
)


def upgrade() -> None:
    """What was given before is a plate, of no period."""
    _drop_guards()
    with op.batch_alter_table("plate") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="plate"))
        table.add_column(sa.Column("period", sa.Date(), nullable=False, server_default="0001-01-01"))
    with op.batch_alter_table("plate") as table:
        table.alter_column("kind", server_default=None, existing_type=sa.String(), existing_nullable=False)
        table.alter_column("period", server_default=None, existing_type=sa.Date(), existing_nullable=False)
        for name, words in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_plate_{name}"), words)
    _index("period")
    _put_guards((*FROZEN, "kind", "period"))


def downgrade() -> None:
    """All are plates; of several in force the latest stays, of several proposals the earliest."""
    _keep_one()
    _drop_guards()
    with op.batch_alter_table("plate") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_plate_{name}"), type_="check")
        table.drop_column("period")
        table.drop_column("kind")
    _index()
    _put_guards(FROZEN)


def _keep_one() -> None:
    plate = sa.table(
        "plate", *(sa.column(name) for name in ("id", "state", "end_reason")),
        sa.column("ended_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    connection = op.get_bind()
    by_state = {state: connection.execute(OPEN, {"state": state}).all() for state in STATES}
    for state, rows in by_state.items():
        for one, other in pairwise(rows):
            if (one.programme_id, one.site_id) != (other.programme_id, other.site_id):
                continue
            over, values = other.id, {"state": "dropped"}
            if state == "standing":
                reason = f"{other.number:03d}/{other.year}"
                over, values = one.id, {"state": "replaced", "ended_at": datetime.now(UTC), "end_reason": reason}
            connection.execute(sa.update(plate).where(plate.c.id == over).values(**values))


def _index(*more: str) -> None:
    for state in STATES:
        where = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_plate_{state}", "plate", ["programme_id", "site_id", *more], unique=True, sqlite_where=where,
            postgresql_where=where,
        )  # fmt: skip


def _drop_guards() -> None:
    """Drop triggers and indexes: a table remade by SQLite loses the former, and must not carry the latter."""
    for state in STATES:
        op.drop_index(f"uq_plate_{state}", table_name="plate")
    for name in ("plate_frozen", "plate_stays"):
        op.execute(f"DROP TRIGGER {name}" + ("" if op.get_bind().dialect.name == "sqlite" else " ON plate"))


def _put_guards(columns: tuple[str, ...]) -> None:
    """What a numbered plate says never changes, its file never once it has one, and its row never goes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"

    def changed(names: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)

    frozen = f"(OLD.number IS NOT NULL AND ({changed(columns)})) OR (OLD.sha256 <> '' AND ({changed(FILE)}))"
    for name, act, when in (
        ("plate_frozen", "UPDATE", frozen), ("plate_stays", "DELETE", "OLD.number IS NOT NULL"),
    ):  # fmt: skip
        if sqlite:
            then = f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'a numbered plate never changes'); END"
        else:
            then = f"WHEN ({when}) EXECUTE FUNCTION stays()"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON plate FOR EACH ROW {then}")
