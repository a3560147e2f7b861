"""Houses that somebody told apart.

Revision: 0032
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"

TABLE = "site_distinction"


def upgrade() -> None:
    """The table of pairs that are not asked about again."""
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("one_id", "other_id", "by_id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f(f"ck_{TABLE}_smaller_first")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_by_id")),
        sa.ForeignKeyConstraint(["one_id"], ["site.id"], name=op.f(f"fk_{TABLE}_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["site.id"], name=op.f(f"fk_{TABLE}_other_id")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_other_id"), TABLE, ["other_id"])


def downgrade() -> None:
    """All are asked about again."""
    op.drop_index(op.f(f"ix_{TABLE}_other_id"), table_name=TABLE)
    op.drop_table(TABLE)
