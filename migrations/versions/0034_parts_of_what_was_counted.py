"""What each group had is kept beside what was counted of a target, and what has been known since of a month.

Revision: 0034
Follows: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Of what stands it is counted when somebody looks."""
    with op.batch_alter_table("measurement") as table:
        table.add_column(sa.Column("parts", sa.String()))
        table.add_column(sa.Column("later", sa.Integer()))


def downgrade() -> None:
    """It is counted when somebody looks."""
    with op.batch_alter_table("measurement") as table:
        table.drop_column("later")
        table.drop_column("parts")
