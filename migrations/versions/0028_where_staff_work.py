"""Where staff work.

Revision: 0028
Follows: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

TABLE = "workplace"


def upgrade() -> None:
    """The table that says which organisation of a ward an account belongs to."""
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("account_id", "unit_id", "organisation_id")),
        sa.Column("employed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("employed", name=op.f(f"ck_{TABLE}_employed_at_all")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{TABLE}_account_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f(f"fk_{TABLE}_unit_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "employed"],
            ["organisation.id", "organisation.employs"],
            name=op.f(f"fk_{TABLE}_organisation_id_employed"),
        ),
        sa.PrimaryKeyConstraint("account_id", "unit_id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_organisation_id"), TABLE, ["organisation_id"])


def downgrade() -> None:
    """Nobody knows any more."""
    op.drop_index(op.f(f"ix_{TABLE}_organisation_id"), table_name=TABLE)
    op.drop_table(TABLE)
