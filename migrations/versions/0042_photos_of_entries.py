"""Photos that answer what a programme asks.

Revision: 0042
Follows: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

TABLE = "entry_photo"
STANDING = sa.text("removed_at IS NULL")


def upgrade() -> None:
    """The table: of an entry and a question one photo stands."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(file = '') = (sha256 = '')", name=op.f(f"ck_{TABLE}_whole")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["programme_entry.id"], name=op.f(f"fk_{TABLE}_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{TABLE}_public_id")),
    )
    op.create_index(
        f"uq_{TABLE}_standing", TABLE, ["entry_id", "key"], unique=True, sqlite_where=STANDING,
        postgresql_where=STANDING,
    )  # fmt: skip
    op.create_index(op.f(f"ix_{TABLE}_by_id"), TABLE, ["by_id"])


def downgrade() -> None:
    """Their files stay on the disk, unnamed."""
    op.drop_index(op.f(f"ix_{TABLE}_by_id"), table_name=TABLE)
    op.drop_index(f"uq_{TABLE}_standing", table_name=TABLE)
    op.drop_table(TABLE)
