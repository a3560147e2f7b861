"""Photos and files with what was reported of a task.

Revision: 0098
Follows: 0097
"""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"

TABLE = "matter_file"


def upgrade() -> None:
    """The table: of a task each file once."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("file <> '' AND sha256 <> ''", name=op.f(f"ck_{TABLE}_whole")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f(f"fk_{TABLE}_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("matter_id", "sha256", name=op.f(f"uq_{TABLE}_matter_id_sha256")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{TABLE}_public_id")),
    )
    op.create_index(op.f(f"ix_{TABLE}_by_id"), TABLE, ["by_id"])


def downgrade() -> None:
    """Their files stay on the disk, unnamed."""
    op.drop_index(op.f(f"ix_{TABLE}_by_id"), table_name=TABLE)
    op.drop_table(TABLE)
