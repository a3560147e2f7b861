"""Two people in a hall whose names differ by a mark wait apart; a certificate may be kept though it is not earned.

Revision: 0087
Follows: 0086
"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"

INDEX, TABLE, COLUMNS = "uq_hall_request_name", "hall_request", ("lesson_id", "search_key", "birth_year")
KEPT = "kept_certificate"
WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    """The name as typed joins the key of those who wait; the decisions of leaders to keep a certificate get a table."""
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, [*COLUMNS, "full_name"], unique=True, sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_table(
        KEPT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("attendance", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{KEPT}_kept_with_reason")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f(f"fk_{KEPT}_certificate_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f(f"fk_{KEPT}_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{KEPT}")),
    )
    op.create_index(op.f(f"ix_{KEPT}_certificate_id"), KEPT, ["certificate_id"])


def downgrade() -> None:
    """Of those of one name and year only who asked first waits on; decisions to keep a certificate are forgotten."""
    op.drop_table(KEPT)
    op.execute(
        "DELETE FROM hall_request WHERE state = 'waiting' AND id NOT IN "
        "(SELECT min(id) FROM hall_request WHERE state = 'waiting' GROUP BY lesson_id, search_key, birth_year)"
    )
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, [*COLUMNS], unique=True, sqlite_where=WAITS, postgresql_where=WAITS)
