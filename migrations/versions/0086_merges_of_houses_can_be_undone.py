"""Merges of two houses are kept with what moved, so that they can be undone. Houses merged before have none.

Revision: 0086
Follows: 0085
"""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"

TABLE = "site_merge"
STANDING = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f(f"ck_{TABLE}_two_rows")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f(f"ck_{TABLE}_undone_by_somebody")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_by_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["site.id"], name=op.f(f"fk_{TABLE}_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["site.id"], name=op.f(f"fk_{TABLE}_kept_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{TABLE}_public_id")),
    )
    op.create_index(op.f(f"ix_{TABLE}_gone_id"), TABLE, ["gone_id"])
    op.create_index(op.f(f"ix_{TABLE}_kept_id"), TABLE, ["kept_id"])
    op.create_index(
        f"uq_{TABLE}_standing", TABLE, ["gone_id"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
    )


def downgrade() -> None:
    """Houses that were merged stay so."""
    op.drop_table(TABLE)
