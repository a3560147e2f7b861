"""An entry says why its answers are so, where they do not meet a check of the programme.

Revision: 0073
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"


def upgrade() -> None:
    """Nothing was asked for a reason yet."""
    with op.batch_alter_table("programme_entry") as table:
        table.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("programme_entry") as table:
        table.alter_column("reason", server_default=None, existing_type=sa.String(), existing_nullable=False)


def downgrade() -> None:
    """Reasons are forgotten."""
    with op.batch_alter_table("programme_entry") as table:
        table.drop_column("reason")
